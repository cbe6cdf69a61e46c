"""Ballots and editions: to be looked at, never edited."""

from django.contrib import admin

from polls.models import Ballot, Edition, EditionLine

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

    list_display = ["poll", "via", "standing", "cast", "changed"]
    list_display_links = None
    list_filter = ["standing", "via", "poll__newsletter"]
    list_select_related = ["poll__newsletter"]
    list_per_page = 50
    show_full_result_count = False
    # Not by time, which has no index: ids follow it closely enough.
    ordering = ["-pk"]
    sortable_by = []
    actions = None

    @admin.display(description="Cast")
    def cast(self, ballot):
        return wall_clock(ballot.cast_at, ballot.poll.newsletter.zone)

    @admin.display(description="Changed", empty_value="")
    def changed(self, ballot):
        return wall_clock(ballot.changed_at, ballot.poll.newsletter.zone)

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)


class EditionLineInline(ReadOnly, admin.TabularInline):
    model = EditionLine
    fields = ["rank", "choice", "votes", "percent"]
    verbose_name_plural = "figures"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("polls.view_edition")


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
        "decimals",
        "ledger_sha256",
    ]
    readonly_fields = ["counted"]
    inlines = [EditionLineInline]
    actions = None

    @admin.display(description="Counted", ordering="as_of")
    def counted(self, edition):
        return wall_clock(edition.as_of, edition.poll.newsletter.zone)
