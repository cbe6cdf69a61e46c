"""The record of moderation: to be read, never edited."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from comments.models import Moderation
from polls.admin.ballots import ReadOnly
from polls.times import wall_clock


@admin.register(Moderation)
class ModerationAdmin(ReadOnly, admin.ModelAdmin):
    """A list alone; what is to know of an act stands in its line."""

    if_empty = "Nothing was moderated yet. Every act will stand here, with who did it and why."
    list_title = "Record of moderation"
    list_display = ["what", "about", "by", "reason", "done_at", "change"]
    list_display_links = None
    list_filter = ["action"]
    list_select_related = [
        "actor",
        "comment__discussion__poll__newsletter",
        "comment__discussion__post__newsletter",
    ]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-pk"]
    sortable_by = []
    empty_value_display = ""
    actions = None

    @admin.display(description="Act")
    def what(self, record):
        return record.get_action_display()

    @admin.display(description="Comment")
    def about(self, record):
        address = reverse("admin:comments_comment_change", args=[record.comment_id])
        return format_html('<a href="{}">{}</a>', address, record.comment)

    @admin.display(description="By", empty_value="nobody: the author, or a rule")
    def by(self, record):
        return record.actor and record.actor.get_username()

    @admin.display(description="When")
    def done_at(self, record):
        return wall_clock(record.created_at, record.comment.discussion.newsletter.zone)

    @admin.display(description="State")
    def change(self, record):
        return f"{record.get_before_display()} → {record.get_after_display()}"

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)
