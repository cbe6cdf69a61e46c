"""Discussions: when they close, also before anybody has commented."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from comments.models import Discussion
from comments.models.discussion import SEES_WHAT_COMES
from polls.admin.editing import EditingAdmin, EditingForm
from polls.admin.states import state_label
from polls.admin.zones import ZonedDateTimeField, name_zone
from polls.models import Poll, Post
from polls.times import wall_clock
from smartpulse.ids import as_id


class DiscussionForm(EditingForm):
    """When a discussion closes and what readers are told; for a new one also what it is about."""

    closes_at = ZonedDateTimeField(
        label="Closes at",
        required=False,
        help_text="From then on nobody can comment. Blank: it stays open.",
    )

    class Meta:
        model = Discussion
        fields = ["poll", "post", "closes_at", "closed_note"]
        labels = {"closed_note": "Sentence for readers"}
        widgets = {"closed_note": forms.TextInput(attrs={"class": "vTextField"})}
        help_texts = {
            "closed_note": "What readers are told once it is closed, such as “Thank you: we have "
            "read all of it.” Blank: “Comments on this are closed.”"
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        subject = self.instance.subject if self.instance.pk else self.offered()
        if subject and not self.instance.pk:
            # As the newsletter's rules would have it.
            self.initial.setdefault("closes_at", Discussion.of(subject).closes_at)
        name_zone(self, "closes_at", subject and subject.newsletter)

    def offered(self) -> Poll | Post | None:
        """The poll or post in the address, or as it was chosen."""
        for name in (each for each in ("poll", "post") if each in self.fields):
            given = self.data.get(name) if self.is_bound else self.initial.get(name)
            found = self.fields[name].queryset.filter(pk=as_id(str(given or ""))).first()
            if found:
                return found
        return None

    def clean(self):
        super().clean()
        if not self.instance.pk and not self.errors:
            self.choose()
        return self.cleaned_data

    def choose(self) -> None:
        """What the new discussion is about; a post that reports a poll shows its poll's."""
        about = [name for name in ("poll", "post") if name in self.fields]
        chosen = [self.cleaned_data[name] for name in about if self.cleaned_data[name]]
        if len(chosen) != 1:
            self.add_error(about[0], "Choose a poll, or a post.")
            return
        (self.subject,) = chosen
        found = Discussion.of(self.subject)
        if found.pk:
            address = reverse("admin:comments_discussion_change", args=[found.pk])
            link = format_html('<a href="{}">{}</a>', address, found)
            self.add_error(about[0], format_html("It exists already: {}.", link))


@admin.register(Discussion)
class DiscussionAdmin(EditingAdmin):
    """Discussions begin with their first comment, or here; they stay as long as their poll or post."""

    if_empty = (
        "No discussion yet. One begins with its first comment; to close one before that, add "
        "it here."
    )
    form = DiscussionForm
    offered = ["poll", "post"]
    list_display = ["about", "newsletter_name", "last_number", "state"]
    list_select_related = ["poll__newsletter", "post__newsletter"]
    search_fields = ["poll__question", "post__headline"]
    ordering = ["-pk"]
    sortable_by = []
    actions = None
    view_on_site = False
    autocomplete_fields = ["poll", "post"]
    readonly_fields = ["newsletter_name", "state"]
    change_form_template = "admin/comments/discussion/change_form.html"

    class Media:
        js = [Script("desk/autocomplete.js", type="module")]

    @admin.display(description="Discussion of")
    def about(self, discussion):
        return str(discussion.subject)

    @admin.display(description="Newsletter")
    def newsletter_name(self, discussion):
        return str(discussion.newsletter)

    @admin.display(description="State")
    def state(self, discussion):
        is_open = discussion.is_open(timezone.now())
        name, label = ("open", "Open") if is_open else ("closed", "Closed")
        if discussion.closes_at:
            when = wall_clock(discussion.closes_at, discussion.newsletter.zone)
            label = f"{label} {'until' if is_open else 'since'} {when}"
        return state_label(name, label)

    def get_fields(self, request, obj=None):
        if obj:
            return ["newsletter_name", "state", "closes_at", "closed_note"]
        about = [name for name in ("poll", "post") if name in request.GET]
        return [*(about or ["poll", "post"]), "closes_at", "closed_note"]

    def has_add_permission(self, request):
        """Who may close a discussion may do so before anybody has commented, and before its poll opens."""
        return self.has_change_permission(request) and request.user.has_perms(SEES_WHAT_COMES)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        of = self.admin_site.admin_view(self.of_view)
        return [
            path("of/<str:kind>/<int:pk>/", of, name="comments_discussion_of"),
            *super().get_urls(),
        ]

    def of_view(self, request, kind, pk):
        """Lead to the discussion of a poll or a post, or to where it can be begun."""
        model = {"poll": Poll, "post": Post}.get(kind)
        if model is None:
            raise Http404
        own = model.objects.for_staff(request.user)
        discussion = Discussion.of(get_object_or_404(own, pk=pk))
        if discussion.pk and self.has_view_permission(request, discussion):
            return redirect("admin:comments_discussion_change", discussion.pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        about = f"poll={discussion.poll_id}" if discussion.poll else f"post={discussion.post_id}"
        return redirect(reverse("admin:comments_discussion_add") + f"?{about}")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_change"] = self.has_change_permission(request, obj)
        context["is_open"] = obj is None or obj.is_open(timezone.now())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_form(self, request, form, change):
        typed = super().save_form(request, form, change)
        if change:
            return typed
        # Somebody may have commented while the form was open.
        discussion = Discussion.begun(form.subject)
        discussion.closes_at, discussion.closed_note = typed.closes_at, typed.closed_note
        form.instance = discussion
        return discussion

    def save_model(self, request, obj, form, change):
        # What else stands in the row, such as its last number, moves meanwhile.
        if "_reopen" in request.POST:
            obj.reopen()
        elif "_close" in request.POST:
            obj.close(obj.closed_note, timezone.now())
        else:
            obj.close(obj.closed_note, obj.closes_at)

    def log_change(self, request, obj, message):
        verb = next((verb for verb in ("_close", "_reopen") if verb in request.POST), None)
        if verb:
            message = "Closed" if verb == "_close" else "Reopened"
        return super().log_change(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        self.say_what_readers_see(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.say_what_readers_see(request, obj)
        return super().response_change(request, obj)

    def say_what_readers_see(self, request, discussion) -> None:
        if "_close" in request.POST:
            sentence = f"Readers are told: “{discussion.closed_sentence}”"
            self.message_user(request, sentence, messages.INFO)
        elif "_reopen" in request.POST:
            self.message_user(request, "Readers can comment again.", messages.INFO)
