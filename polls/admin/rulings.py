"""Decisions about ballots: who, what, when and why; undone by one more decision."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from polls import rulings
from polls.models import Ruling
from polls.times import wall_clock
from smartpulse.plurals import number_of

from .ballots import offer_edition
from .read_only import ReadOnly
from .verbs.page import VerbsMixin
from .verbs.verb import Verb, VerbForm, reason_field


class UndoForm(VerbForm):
    reason = reason_field("For colleagues, such as “An office votes from one network.”")


class Undo(Verb):
    slug = "undo"
    name = "Undo"
    line = "Each ballot stands as before, unless it was decided about anew since."
    explanation = (
        "Each of these ballots stands again as it did before the decision. Those that were decided "
        "about anew since stay as they are."
    )
    permission = "polls.add_ruling"
    form = UndoForm
    several = False

    def applies(self, ruling, now):
        return not Ruling.objects.filter(undoes=ruling).exists()

    def act(self, ruling, data, user):
        undoing = rulings.undo(ruling, data["reason"], actor=user)
        return f"was undone for {number_of(undoing.ballots.count(), 'ballot')}."


@admin.register(Ruling)
class RulingAdmin(VerbsMixin, ReadOnly, admin.ModelAdmin):
    if_empty = (
        "No ballot has been held, released or made void. Where votes look wrong, “Ballots” on "
        "the poll’s page is the place."
    )
    verbs = [Undo()]
    verb_related = "poll__newsletter"
    list_display = ["what", "poll", "number", "reason", "actor", "made"]
    list_filter = ["action", "poll__newsletter"]
    list_select_related = ["poll__newsletter", "actor"]
    list_per_page = 50
    search_fields = ["poll__question", "reason"]
    ordering = ["-pk"]
    sortable_by = []
    fields = ["poll", "what", "number", "scope", "reason", "actor", "made", "undoes"]
    readonly_fields = ["what", "number", "made"]
    change_form_template = "admin/polls/ruling/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("ballots"))

    @admin.display(description="Decision")
    def what(self, ruling):
        return ruling.get_action_display()

    @admin.display(description="Ballots")
    def number(self, ruling):
        query = f"?in_poll={ruling.poll_id}&ruling={ruling.pk}"
        address = reverse("admin:polls_ballot_changelist") + query
        return format_html('<a href="{}">{}</a>', address, f"{ruling.number:,}")

    @admin.display(description="When")
    def made(self, ruling):
        return wall_clock(ruling.made_at, ruling.poll.newsletter.zone)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["verbs"] = self.verbs_for(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def act(self, request, verb, obj, data):
        super().act(request, verb, obj, data)
        offer_edition(self, request, obj)
