"""What an editor does to polls beside editing them: each asks once more, then says what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from polls import counting, editions
from polls.models import Poll, Post

from .ids import as_id

MOST_AT_ONCE = 50


class ConfirmForm(forms.Form):
    pass


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        help_text="Printed with the edition, such as “First report” or “Two ballots set aside”.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


@dataclass(frozen=True)
class Verb:
    """`act` takes a poll and the form's data, returns what was done, raises ValidationError if refused."""

    slug: str
    name: str
    explanation: str
    permission: str
    act: Callable[[Poll, dict], str]
    form: type[forms.Form] = ConfirmForm


def close_early(poll: Poll, _data: dict) -> str:
    poll.close()
    counted, _ = counting.standing(poll)
    return f"is closed, with {counted:,} {'vote' if counted == 1 else 'votes'}."


def publish_edition(poll: Poll, data: dict) -> str:
    edition = editions.freeze(poll, timezone.now(), data["reason"])
    citing = Post.objects.filter(reports=poll, edition__isnull=False).order_by("pk")
    links = format_html_join(
        ", ",
        "<a href='{}'>“{}”</a>",
        ((reverse("admin:polls_post_change", args=[post.pk]), post) for post in citing),
    )
    sentence = f"has edition {edition.number} now."
    if not links:
        return sentence
    return format_html("{} These posts cite an earlier one: {}.", sentence, links)


VERBS = {
    verb.slug: verb
    for verb in (
        Verb(
            "close-early",
            "Close early",
            "Closing takes effect at once: no vote counts after it, and a closed poll is not "
            "opened again. Votes cast so far stay.",
            "polls.change_poll",
            close_early,
        ),
        Verb(
            "publish-edition",
            "Publish an edition",
            "An edition is the result as it stands now, frozen under its own number and address. "
            "It is never changed or taken back; a correction is the next edition.",
            "polls.add_edition",
            publish_edition,
            ReasonForm,
        ),
    )
}


class VerbsMixin:
    """For the admin of polls: the verbs as actions of its list, and their confirmation page."""

    def get_urls(self):
        confirm = self.admin_site.admin_view(self.verb_view)
        return [
            path("verbs/<slug:verb>/", confirm, name="polls_poll_verb"),
            *super().get_urls(),
        ]

    def get_actions(self, request):
        actions = super().get_actions(request)
        for verb in VERBS.values():
            if request.user.has_perm(verb.permission):
                name = verb.slug.replace("-", "_")
                actions[name] = (action_for(verb), name, f"{verb.name} …")
        return actions

    def verb_view(self, request, verb):
        """Ask (GET), then act (POST) on the polls `id`, each by itself."""
        verb = VERBS.get(verb)
        if verb is None:
            raise Http404
        if not request.user.has_perm(verb.permission):
            raise PermissionDenied
        polls = self.verb_polls(request)
        form = verb.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            for poll in polls:
                self.act(request, verb, poll, form.cleaned_data)
            if len(polls) == 1:
                return redirect("admin:polls_poll_change", polls[0].pk)
            return redirect("admin:polls_poll_changelist")
        context = self.admin_site.each_context(request) | {
            "title": verb.name,
            "verb": verb,
            "polls": polls,
            "form": form,
            "opts": self.opts,
            "now": timezone.now(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/polls/poll/verb.html", context)

    def verb_polls(self, request) -> list[Poll]:
        sent = request.POST.getlist("id") or request.GET.getlist("id")
        ids = [as_id(pk) for pk in sent[:MOST_AT_ONCE]]
        polls = Poll.objects.filter(pk__in=ids).select_related("newsletter")
        if not polls:
            raise Http404
        return list(polls.order_by("opens_at", "pk"))

    def act(self, request, verb: Verb, poll: Poll, data: dict) -> None:
        try:
            done = verb.act(poll, data)
        except ValidationError as refusal:
            sentence = f"“{poll}”: {' '.join(refusal.messages)}"
            self.message_user(request, sentence, messages.ERROR)
        else:
            self.log_change(request, poll, [{"changed": {"name": verb.name, "object": str(poll)}}])
            self.message_user(request, format_html("“{}” {}", poll, done), messages.SUCCESS)


def action_for(verb: Verb):
    def action(admin, request, queryset):
        ids = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            sentence = f"Choose at most {MOST_AT_ONCE} polls at once."
            admin.message_user(request, sentence, messages.ERROR)
            return None
        query = urlencode({"id": ids}, doseq=True)
        return redirect(f"{reverse('admin:polls_poll_verb', args=[verb.slug])}?{query}")

    return action
