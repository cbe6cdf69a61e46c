"""Editions: to be looked at, never edited."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join

from polls.models import Edition
from polls.times import wall_clock

from .read_only import ReadOnly


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin):
    if_empty = (
        "No edition yet. A result becomes one when its report is published, and keeps its "
        "number and address for good."
    )
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
