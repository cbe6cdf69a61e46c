"""The newsletter kit at the desk: what goes into the mail, ready to be copied, and how it will look."""

from smtplib import SMTPException

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from polls import kit, merge_tags
from polls.models import Newsletter, Poll
from smartpulse.admin_site import desk_page
from smartpulse.mail import headers_of, isolated

LONGEST_QUESTION = Poll._meta.get_field("question").max_length

# The mail as a page of its own: its styles are inline as mail's must be, and apart from them it may do
# nothing but open links. Our own pages may frame it.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


class MergeTagForm(forms.Form):
    service = forms.ChoiceField(
        choices=[
            *(
                (key, f"{service.name}: {service.tag}")
                for key, service in merge_tags.SERVICES.items()
            ),
            ("other", "Another service, or another field:"),
        ],
        widget=forms.RadioSelect,
    )
    tag = forms.CharField(
        label="Its merge tag",
        required=False,
        max_length=merge_tags.LONGEST_TAG,
        validators=[merge_tags.validate_merge_tag],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, newsletter: Newsletter, data=None):
        service = merge_tags.service_of(newsletter.merge_tag)
        typed = newsletter.merge_tag if service == "other" else ""
        super().__init__(data, initial={"service": service, "tag": typed})

    def clean(self):
        super().clean()
        service = self.cleaned_data.get("service")
        if service in merge_tags.SERVICES:
            # What stands in the other field is not asked for.
            self.errors.pop("tag", None)
            self.cleaned_data["tag"] = merge_tags.SERVICES[service].tag
        elif service and not self.cleaned_data.get("tag") and "tag" not in self.errors:
            self.add_error("tag", "Type the merge tag of your mail service.")
        return self.cleaned_data


class KitMixin:
    """For the admin of polls: a page for each poll, the mail in a frame of it, and two forms."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/kit/", view(self.kit_view), name="polls_poll_kit"),
            path("<int:pk>/kit/mail/", view(self.mail_view), name="polls_poll_kit_mail"),
            path("<int:pk>/kit/tag/", view(self.tag_view), name="polls_poll_kit_tag"),
            path("<int:pk>/kit/test/", view(self.test_view), name="polls_poll_kit_test"),
            *super().get_urls(),
        ]

    def kit_link(self, poll) -> SafeString:
        return format_html(
            '<a class="state-kit" href="{}" aria-label="The mail for “{}”">The mail</a>',
            reverse("admin:polls_poll_kit", args=[poll.pk]),
            poll,
        )

    @method_decorator(require_safe)
    @method_decorator(csp_update({"frame-src": [SELF]}))
    def kit_view(self, request, pk):
        poll = self.kit_poll(request, pk)
        return self.render_kit(request, poll, MergeTagForm(poll.newsletter))

    @method_decorator(require_safe)
    @method_decorator(csp(MAIL_POLICY))
    @method_decorator(xframe_options_sameorigin)
    def mail_view(self, request, pk):
        """The mail as it will look; its links lead to the ballot's preview."""
        poll, now = self.kit_poll(request, pk), timezone.now()
        test = kit.make(poll, kit.last_result(poll, now), now, kit.test_address(poll))
        return TemplateResponse(request, "email/page.html", {"kit": test})

    @method_decorator(require_POST)
    @method_decorator(csp_update({"frame-src": [SELF]}))
    def tag_view(self, request, pk):
        """Keep a merge tag, for all polls of the newsletter."""
        poll = self.kit_poll(request, pk)
        if not self.has_change_permission(request, poll):
            raise PermissionDenied
        newsletter = poll.newsletter
        form = MergeTagForm(newsletter, request.POST)
        if not form.is_valid():
            return self.render_kit(request, poll, form, status=422)
        newsletter.merge_tag = form.cleaned_data["tag"]
        newsletter.save(update_fields=["merge_tag"])
        self.log_change(request, newsletter, f"Merge tag: {newsletter.merge_tag}")
        sentence = f"The links of {newsletter} now carry {newsletter.merge_tag}."
        self.message_user(request, sentence, messages.SUCCESS)
        return redirect("admin:polls_poll_kit", poll.pk)

    @method_decorator(require_POST)
    def test_view(self, request, pk):
        """Mail the kit to who asks for it, with links that store nothing."""
        poll, now = self.kit_poll(request, pk), timezone.now()
        if not request.user.email:
            return redirect("admin:polls_poll_kit", poll.pk)
        test = kit.make(poll, kit.last_result(poll, now), now, kit.test_address(poll))
        subject = f"Test: {isolated(test.subjects[0], LONGEST_QUESTION)}"
        to = [request.user.email]
        mail = EmailMultiAlternatives(subject, test.text, to=to, headers=headers_of())
        mail.attach_alternative(render_to_string("email/page.html", {"kit": test}), "text/html")
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            sentence = (
                f"The test could not be sent ({error}). Ask who runs the site to look at EMAIL_URL."
            )
            self.message_user(request, sentence, messages.ERROR)
        else:
            sentence = f"The test is on its way to {request.user.email}."
            self.message_user(request, sentence, messages.SUCCESS)
        return redirect("admin:polls_poll_kit", poll.pk)

    def kit_poll(self, request, pk) -> Poll:
        poll = self.get_object(request, str(pk))
        if poll is None:
            raise Http404
        if not self.has_view_permission(request, poll):
            raise PermissionDenied
        prefetch_related_objects([poll], "newsletter", "choices")
        return poll

    def render_kit(self, request, poll, form, status=200):
        now = timezone.now()
        last = kit.last_result(poll, now)
        context = {
            "title": "The mail",
            "subtitle": str(poll),
            "poll": poll,
            "state": poll.status(now),
            "kit": kit.make(poll, last, now, kit.subscriber_address(poll)),
            "test": kit.make(poll, last, now, kit.test_address(poll)),
            "last": last,
            "last_is_closed": last and last.poll.is_closed(now),
            "form": form,
            "may_change": self.has_change_permission(request, poll),
        }
        return desk_page(self, request, "admin/polls/poll/kit.html", context, status=status)
