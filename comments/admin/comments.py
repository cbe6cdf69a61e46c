"""The moderation queue: the list of comments, at first of those that wait, and what can be done in it."""

from collections.abc import Iterator

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from comments import bans, moderation
from comments.models import Comment, Moderation
from comments.models.comment import MODERATE
from polls.admin.ballots import ReadOnly
from polls.times import wall_clock
from smartpulse.ids import as_id
from smartpulse.plurals import number_of

from . import acts, filters
from .acts import ACTS, Act
from .erasing import ERASE, EraseMixin
from .highlight import excerpt, highlighted
from .many import action_of, seen_in, status_of
from .page import PageMixin
from .undoing import UndoMixin

PARENT_LENGTH = 160
PER_PAGE = 50


class ReasonForm(ActionForm):
    """Beside the choice of an act: why."""

    reason = forms.CharField(required=False, max_length=acts.REASON_LENGTH)


@admin.register(Comment)
class CommentAdmin(PageMixin, UndoMixin, EraseMixin, ReadOnly, admin.ModelAdmin):
    """Comments are moderated here; nobody adds one, and nobody edits what a reader wrote."""

    list_display = ["entry"]
    list_display_links = None
    list_filter = [
        filters.StatusFilter,
        filters.ReportedFilter,
        filters.BannedFilter,
        filters.RuleFilter,
        filters.NewsletterFilter,
        filters.DiscussionFilter,
    ]
    list_per_page = PER_PAGE
    list_max_show_all = PER_PAGE
    show_full_result_count = False
    # Never by e-mail address: who searches would learn it letter by letter.
    search_fields = ["name", "body"]
    sortable_by = []
    action_form = ReasonForm
    change_list_template = "admin/comments/comment/change_list.html"
    view_on_site = False

    def get_queryset(self, request):
        comments = super().get_queryset(request).defer("body_html")
        related = comments.with_discussion().select_related("parent", "follow_up")
        return related.prefetch_related("reports")

    def get_ordering(self, request):
        """What waits, the longest waiting first; else the newest first."""
        return ["pk"] if status_of(request) == Comment.Status.HELD else ["-pk"]

    @admin.display(description="Comment")
    def entry(self, comment):
        return render_to_string("admin/comments/comment/_entry.html", self.shown(comment))

    def shown(self, comment: Comment, length: int | None = None) -> dict:
        """What the templates draw of a comment; `length` of its text, or as much as the list shows."""
        matched = comment.hold_match
        body = excerpt(comment.body, matched, length) if length else excerpt(comment.body, matched)
        return {
            "comment": comment,
            "name": highlighted(comment.name, matched),
            "site": highlighted(comment.site, matched),
            "recent": highlighted(f"{comment.recent_title} {comment.recent_url}".strip(), matched),
            "body": highlighted(body, matched),
            "parent_words": comment.parent and excerpt(comment.parent.body, "", PARENT_LENGTH),
            "reports": [report for report in comment.reports.all() if report.is_waiting],
            "acts": offered(comment),
            "when": wall_clock(comment.created_at, comment.discussion.newsletter.zone),
        }

    # Many at once.

    def get_actions(self, request):
        if not request.user.has_perm(MODERATE):
            return {}
        return {act.action: (action_of(act), act.action, act.name) for act in ACTS.values()}

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "act" in request.POST:
            return self.act_on_one(request)
        newest = Comment.objects.order_by("-pk").values_list("pk", flat=True).first()
        status = status_of(request)
        context = {
            "newest": newest or 0,
            "opened": timezone.now().isoformat(),
            "bulk_acts": [act for act in ACTS.values() if act.fits_all(status)],
            "reason_length": acts.REASON_LENGTH,
            "undo_minutes": acts.UNDO_MINUTES,
            "nothing_here": nothing_here(request, status),
            "may_erase": request.user.has_perm(ERASE),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def act_on_one(self, request):
        """A button of the queue: `act` is such as “approve 17”."""
        action, _, sent = request.POST["act"].partition(" ")
        seen = dict(seen_in(request))
        pk = as_id(sent)
        if pk not in seen or action not in ACTS:
            raise Http404
        self.act(request, iter([{pk: seen[pk]}]), ACTS[action])
        # On with the next one, not from the top again.
        later = list(seen)[list(seen).index(pk) + 1 :]
        return redirect(request.get_full_path() + (f"#comment-{later[0]}" if later else ""))

    def act(self, request, seen: Iterator[dict[int, str]], act: Act) -> None:
        """Do it and say what came of it."""
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        reason = acts.reason_in(request)
        if act.needs_reason and not reason:
            sentence = f"Nothing was done. Give a reason: “{act.name}” needs one."
            self.message_user(request, sentence, messages.ERROR)
            return
        outcome = acts.perform(seen, act, actor=request.user, reason=reason)
        if outcome.done:
            self.message_user(request, acts.said(act.done, outcome), messages.SUCCESS)
            if act.action == Moderation.Action.APPROVE:
                self.name_bans(request, outcome)
        self.name_skipped(request, outcome)

    def name_bans(self, request, outcome: acts.Outcome) -> None:
        """Approving a comment lifts its own ban; its author may be banned by others."""
        records = acts.records_between(outcome.first, outcome.last, request.user)
        approved = Comment.objects.filter(pk__in=records.values("comment"))
        remaining = self.get_queryset(request).filter(pk__in=bans.on_authors(approved).values("pk"))
        if first := remaining.order_by("pk").first():
            address = reverse("admin:comments_comment_change", args=[first.pk])
            others = number_of(remaining.count(), "other comment")
            who = "Its author is" if outcome.done == 1 else "Some of their authors are"
            sentence = '{} still banned, because of {}. <a href="{}#ban">Look at the ban …</a>'
            self.message_user(
                request, format_html(sentence, who, others, address), messages.WARNING
            )

    def name_skipped(self, request, outcome: acts.Outcome) -> None:
        if not outcome.skipped:
            return
        named = self.get_queryset(request).filter(pk__in=outcome.named).order_by("pk")
        each = "; ".join(f"{comment} ({moderation.present(comment)})" for comment in named)
        more = outcome.skipped - len(outcome.named)
        self.message_user(
            request,
            f"{number_of(outcome.skipped, 'comment')} passed over, changed since you looked or in a state in which "
            f"this cannot be done: {each}{f'; and {more:,} more' if more > 0 else ''}.",
            messages.WARNING,
        )


def offered(comment: Comment) -> list[Act]:
    """The acts that fit; a comment is kept where somebody has reported it."""
    waiting = any(report.is_waiting for report in comment.reports.all())
    return [act for act in ACTS.values() if act.fits(comment) and (act.action != "keep" or waiting)]


def nothing_here(request, status: str) -> str:
    """What an empty list says."""
    narrowed = request.GET.keys() - {"state"}
    if status != Comment.Status.HELD:
        return "No comment here is like this." if narrowed else "No comment is in this state."
    if narrowed:
        return "Nothing waits here."
    return "Nothing waits. What is held or reported next will stand here."
