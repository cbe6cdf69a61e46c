"""Taking back what one moderator did in one go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path

from comments.models import Moderation
from comments.models.comment import MODERATE
from smartpulse.admin_site import desk_page
from smartpulse.plurals import number_of

from . import acts

SHOWN = 50


class UndoMixin:
    """For the admin of comments."""

    def get_urls(self):
        undo = self.admin_site.admin_view(self.undo_view)
        return [
            path("undo/<int:first>-<int:last>/", undo, name="comments_comment_undo"),
            *super().get_urls(),
        ]

    def undo_view(self, request, first, last):
        """Ask (GET), then take back (POST) what one moderator did in one go."""
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        try:
            records = acts.records_between(first, last, request.user)
        except Moderation.DoesNotExist:
            raise Http404 from None
        if request.method == "POST":
            outcome = acts.take_back(first, last, actor=request.user)
            if outcome.done:
                sentence = f"Undone: {number_of(outcome.done, 'comment')} as before."
                self.message_user(request, sentence, messages.SUCCESS)
            self.name_skipped(request, outcome)
            return redirect("admin:comments_comment_changelist")
        number = records.count()
        some = list(records.select_related("comment", "actor")[:SHOWN])
        context = {
            "title": "Undo",
            "records": some,
            "number": number,
            "more": number - len(some),
        }
        return desk_page(self, request, "admin/comments/comment/undo.html", context)
