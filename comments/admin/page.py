"""The page of one comment: all that is known of it, and what can be done."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from comments import bans, moderation
from comments.models import Comment, Report
from comments.models.comment import MODERATE
from comments.refusals import Refused
from smartpulse.admin_site import desk_page

from . import acts
from .acts import ACTS
from .erasing import ERASE

BANS_SHOWN = 5


class PageMixin:
    """For the admin of comments."""

    def get_urls(self):
        acts_view = self.admin_site.admin_view(require_POST(self.acts_view))
        return [
            path("<int:pk>/acts/", acts_view, name="comments_comment_acts"),
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
        context = self.shown(comment, len(comment.body) + 1) | {
            "title": str(comment),
            "may_moderate": may_moderate,
            "ban": self.ban_shown(request, comment) if may_moderate else None,
            "next_waiting": self.next_waiting(request, comment) if may_moderate else None,
            "may_erase": request.user.has_perm(ERASE) and comment.erased_at is None,
            "all_reports": comment.reports.all() if may_moderate else Report.objects.none(),
            "records": comment.moderations.select_related("actor", "removal_notice"),
            "undo_minutes": acts.UNDO_MINUTES,
            "final": moderation.FINAL,
            "reason_length": acts.REASON_LENGTH,
        }
        return desk_page(self, request, "admin/comments/comment/change_form.html", context)

    def ban_shown(self, request, comment: Comment) -> dict:
        """Which comments ban its author, or have its network's wait; by what, and until when."""
        on_author, on_network = bans.on_author(comment), bans.on_network(comment)
        own = self.get_queryset(request).filter(pk__in=on_author.values("pk")).order_by("pk")
        number = own.count()
        return {
            "comments": own[:BANS_SHOWN],
            "number": number,
            "more": max(number - BANS_SHOWN, 0),
            "elsewhere": on_author.count() - number,
            "confirmed": own.filter(email_confirmed_at__isnull=False).exists(),
            "unconfirmed": own.filter(email_confirmed_at__isnull=True).exclude(email="").exists(),
            "until": bans.network_until(on_author | on_network),
            "on_network": on_network.exclude(pk__in=on_author.values("pk")).order_by("pk")[
                :BANS_SHOWN
            ],
        }

    def next_waiting(self, request, comment: Comment) -> Comment | None:
        """The one that waits behind this one in the queue; after the last, the first."""
        waiting = self.get_queryset(request).held().exclude(pk=comment.pk)
        return waiting.filter(pk__gt=comment.pk).first() or waiting.first()

    def acts_view(self, request, pk):
        """A button of the comment's page: an act, an editor's pick, or the end of a ban."""
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        comment = self.get_queryset(request).filter(pk=pk).first()
        if comment is None:
            raise Http404
        action = request.POST.get("act", "")
        if action in {"pick", "unpick"}:
            self.pick(request, comment, picked=action == "pick")
        elif action == "lift":
            self.lift(request, comment)
        elif action in ACTS:
            seen = request.POST.get("seen", "").partition(":")[2]
            self.act(request, iter([{pk: seen}]), ACTS[action])
        else:
            raise Http404
        return redirect("admin:comments_comment_change", pk)

    def lift(self, request, comment: Comment) -> None:
        try:
            records = moderation.lift(comment, actor=request.user, reason=acts.reason_in(request))
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        done = acts.Outcome()
        done.add(moderation.Done(records, []))
        self.message_user(request, acts.said("The ban is lifted from", done), messages.SUCCESS)

    def pick(self, request, comment: Comment, *, picked: bool) -> None:
        try:
            moderation.pick(comment, picked=picked, actor=request.user)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        name = "An editor’s pick" if picked else "No longer an editor’s pick"
        self.message_user(request, f"{name}: {comment}.", messages.SUCCESS)
