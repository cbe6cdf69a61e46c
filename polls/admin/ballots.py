"""Ballots and editions: to be looked at, never edited."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from polls.models import Ballot, Edition

from .zones import wall_clock


class ReadOnly:
    """Nobody adds, changes or deletes these here, superusers included."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Ballot)
class BallotAdmin(ReadOnly, admin.ModelAdmin):
    """A list alone: no receipt, no key and no mark stands beside a ballot, and none has a page."""

    list_display = ["asked_in", "via", "standing", "cast", "changed"]
    list_display_links = None
    list_filter = ["standing", "via", "poll__newsletter"]
    list_select_related = ["poll__newsletter"]
    list_per_page = 50
    show_full_result_count = False
    # Not by time, which has no index: ids follow it closely enough.
    ordering = ["-pk"]
    sortable_by = []
    actions = None

    @admin.display(description="Poll")
    def asked_in(self, ballot):
        address = reverse("admin:polls_poll_change", args=[ballot.poll_id])
        return format_html('<a href="{}">{}</a>', address, ballot.poll)

    @admin.display(description="Cast")
    def cast(self, ballot):
        return wall_clock(ballot.cast_at, ballot.poll.newsletter.zone)

    @admin.display(description="Changed", empty_value="")
    def changed(self, ballot):
        return wall_clock(ballot.changed_at, ballot.poll.newsletter.zone)

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["poll", "number", "counted", "source", "respondents", "set_aside", "reason"]
    list_filter = ["source", "poll__newsletter"]
    list_select_related = ["poll__newsletter"]
    ordering = ["-as_of", "-pk"]
    search_fields = ["poll__question", "reason"]
    fields = [
        "poll",
        "number",
        "counted",
        "source",
        "reason",
        "respondents",
        "set_aside",
        "figures",
        "checksum",
    ]
    readonly_fields = ["counted", "figures", "checksum"]
    actions = None

    @admin.display(description="Counted", ordering="as_of")
    def counted(self, edition):
        return wall_clock(edition.as_of, edition.poll.newsletter.zone)

    @admin.display(description="SHA-256 of its ledger")
    def checksum(self, edition):
        return edition.ledger_sha256 or "none: it was imported"

    @admin.display(description="Figures")
    def figures(self, edition):
        return format_html(
            "<ol>{}</ol>",
            format_html_join(
                "",
                "<li>{}: {}%{}</li>",
                (
                    (
                        line.text,
                        line.percent_text,
                        "" if line.votes is None else f" ({line.votes:,})",
                    )
                    for line in edition.result().lines
                ),
            ),
        )
