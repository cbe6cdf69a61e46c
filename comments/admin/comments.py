"""The moderation queue: the list of comments, at first of those that wait, and the page of each."""

from collections.abc import Iterator

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from comments import moderation
from comments.models import Comment, Moderation, Report
from comments.refusals import Refused
from polls.admin.ballots import ReadOnly
from polls.admin.zones import wall_clock

from . import acts, filters
from .acts import ACTS, Act
from .highlight import excerpt, highlighted

MODERATE = "comments.change_comment"
PARENT_LENGTH = 160
PER_PAGE = 50


class ReasonForm(ActionForm):
    """Beside the choice of an act: why."""

    reason = forms.CharField(
        required=False,
        max_length=acts.REASON_LENGTH,
        label="Reason",
        help_text="Needed to remove a comment.",
    )


@admin.register(Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin):
    """Comments are moderated here; nobody adds one, and nobody edits what a reader wrote."""

    list_display = ["entry"]
    list_display_links = None
    list_filter = [
        filters.StatusFilter,
        filters.ReportedFilter,
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
        comments = super().get_queryset(request).defer("body_html", "author_key", "network")
        return comments.select_related(
            "discussion__poll__newsletter",
            "discussion__post__newsletter",
            "parent",
            "follow_up",
        ).prefetch_related("reports")

    def get_ordering(self, request):
        """What waits, the longest waiting first; else the newest first."""
        status = request.GET.get("state", Comment.Status.HELD)
        return ["pk"] if status == Comment.Status.HELD else ["-pk"]

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
        context = {"title": "Comments", "newest": newest or 0}
        return super().changelist_view(request, context | (extra_context or {}))

    def act_on_one(self, request):
        """A button of the queue: `act` is such as “approve 17”."""
        action, _, pk = request.POST["act"].partition(" ")
        status = dict(seen_in(request)).get(int(pk) if is_id(pk) else 0)
        if status is None or action not in ACTS:
            raise Http404
        self.act(request, iter([{int(pk): status}]), ACTS[action])
        return redirect(request.get_full_path())

    def act(self, request, seen: Iterator[dict[int, str]], act: Act) -> None:
        """Do it and say what came of it."""
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()[: acts.REASON_LENGTH]
        if act.needs_reason and not reason:
            sentence = f"Nothing was done. Give a reason: “{act.name}” needs one."
            self.message_user(request, sentence, messages.ERROR)
            return
        outcome = acts.perform(seen, act, actor=request.user, reason=reason)
        if outcome.done:
            self.message_user(request, said(act, outcome), messages.SUCCESS)
        self.name_skipped(request, outcome)

    def name_skipped(self, request, outcome: acts.Outcome) -> None:
        if not outcome.skipped:
            return
        named = Comment.objects.filter(pk__in=outcome.named).order_by("pk")
        each = "; ".join(f"{comment} ({state_and_by_whom(comment)})" for comment in named)
        more = outcome.skipped - len(outcome.named)
        self.message_user(
            request,
            f"{counted(outcome.skipped)} passed over, in another state than you saw or one in which "
            f"this cannot be done: {each}{f'; and {more:,} more' if more > 0 else ''}.",
            messages.WARNING,
        )

    # One by itself.

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path(
                "undo/<int:first>-<int:last>/",
                wrap(self.undo_view),
                name="comments_comment_undo",
            ),
            path(
                "<int:pk>/acts/",
                wrap(require_POST(self.acts_view)),
                name="comments_comment_acts",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A comment with all that is known of it, and what can be done."""
        if not self.has_view_permission(request) or request.method != "GET":
            raise PermissionDenied
        comment = self.get_object(request, unquote(object_id))
        if comment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_moderate = request.user.has_perm(MODERATE)
        context = self.admin_site.each_context(request) | self.shown(comment, len(comment.body) + 1)
        context |= {
            "title": str(comment),
            "opts": self.opts,
            "may_moderate": may_moderate,
            "all_reports": comment.reports.all() if may_moderate else Report.objects.none(),
            "records": comment.moderations.select_related("actor"),
            "final": moderation.FINAL,
            "reason_length": acts.REASON_LENGTH,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/comments/comment/change_form.html", context)

    def acts_view(self, request, pk):
        """A button of the comment's page: an act, or an editor's pick."""
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        comment = Comment.objects.filter(pk=pk).first()
        if comment is None:
            raise Http404
        action = request.POST.get("act", "")
        if action in {"pick", "unpick"}:
            self.pick(request, comment, picked=action == "pick")
        elif action in ACTS:
            seen = request.POST.get("seen", "").partition(":")[2]
            self.act(request, iter([{pk: seen}]), ACTS[action])
        else:
            raise Http404
        return redirect("admin:comments_comment_change", pk)

    def pick(self, request, comment: Comment, *, picked: bool) -> None:
        try:
            moderation.pick(comment, picked=picked)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        name = "Picked" if picked else "Picked no longer"
        self.log_change(request, comment, [{"changed": {"name": name, "object": str(comment)}}])
        self.message_user(request, f"{name}: {comment}.", messages.SUCCESS)

    def undo_view(self, request, first, last):
        """Ask (GET), then take back (POST) what one moderator did in one go."""
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        try:
            records = acts.records_between(first, last)
        except Moderation.DoesNotExist:
            raise Http404 from None
        if request.method == "POST":
            outcome = acts.take_back(first, last, actor=request.user)
            if outcome.done:
                sentence = f"Undone: {counted(outcome.done)} as before."
                self.message_user(request, sentence, messages.SUCCESS)
            self.name_skipped(request, outcome)
            return redirect("admin:comments_comment_changelist")
        number = records.count()
        some = list(records.select_related("comment", "actor")[:PER_PAGE])
        context = self.admin_site.each_context(request) | {
            "title": "Undo",
            "opts": self.opts,
            "records": some,
            "number": number,
            "more": number - len(some),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/comments/comment/undo.html", context)


def action_of(act: Act):
    def action(model_admin, request, queryset):
        if request.POST.get("select_across") == "1":
            seen = across(request, queryset)
            if seen is None:
                model_admin.message_user(
                    request,
                    "Nothing was done. Choose one status on the list before you act on all of it.",
                    messages.ERROR,
                )
                return
        else:
            chosen = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
            seen = iter([{pk: status for pk, status in seen_in(request) if str(pk) in chosen}])
        model_admin.act(request, seen, act)

    return action


def across(request, queryset) -> Iterator[dict[int, str]] | None:
    """All that the list showed, with the status that it is narrowed to; None where it is to none.

    What came in since the moderator opened the list is not among them.
    """
    status = request.GET.get("state", Comment.Status.HELD)
    newest = request.POST.get("newest", "")
    if status not in Comment.Status.values or not is_id(newest):
        return None
    rows = queryset.filter(pk__lte=int(newest)).select_related(None).prefetch_related(None)
    return acts.chunks_of(rows, status)


def seen_in(request) -> Iterator[tuple[int, str]]:
    """The ids and states of the comments on the page that the moderator saw."""
    for entry in request.POST.getlist("seen"):
        pk, _, status = entry.partition(":")
        if is_id(pk):
            yield int(pk), status


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def offered(comment: Comment) -> list[Act]:
    """The acts that fit; a comment is kept where somebody has reported it."""
    waiting = any(report.is_waiting for report in comment.reports.all())
    return [act for act in ACTS.values() if act.fits(comment) and (act.action != "keep" or waiting)]


def said(act: Act, outcome: acts.Outcome):
    address = reverse("admin:comments_comment_undo", args=[outcome.first, outcome.last])
    what = counted(outcome.done)
    if act.action in moderation.FINAL:
        return f"{act.done} {what}."
    return format_html('{} {}. <a href="{}">Undo …</a>', act.done, what, address)


def counted(number: int) -> str:
    return f"{number:,} {'comment' if number == 1 else 'comments'}"


def state_and_by_whom(comment: Comment) -> str:
    latest = comment.moderations.select_related("actor").first()
    by = f" by {latest.actor.get_username()}" if latest and latest.actor else ""
    return f"{comment.get_status_display().lower()}{by}"
