"""Ballots: looked at, and held, released or made void with a reason; never edited."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.urls import reverse
from django.utils.html import format_html

from polls import rulings
from polls.models import Ballot, Poll, Ruling
from polls.times import wall_clock
from smartpulse.admin_site import desk_page
from smartpulse.ids import as_id
from smartpulse.plurals import number_of

from .ballot_filters import HourFilter, NetworkFilter, PollFilter, RulingFilter, network_label
from .read_only import ReadOnly
from .verbs.verb import VerbForm, reason_field

EXPLANATIONS = {
    Ruling.Action.HOLD: "Held ballots are not counted until somebody releases them or makes them "
    "void. Their voters see that their vote waits to be checked.",
    Ruling.Action.RELEASE: "Released ballots count again, and their voters see that they do.",
    Ruling.Action.VOID: "Void ballots are not counted. They are kept, and their voters see that an "
    "editor has set them aside. A decision can be undone.",
}
NAMES = {
    Ruling.Action.HOLD: "Hold",
    Ruling.Action.RELEASE: "Release",
    Ruling.Action.VOID: "Make void",
}


class RulingForm(VerbForm):
    reason = reason_field(
        "For colleagues, and for the next edition of a result. Such as “More than 200 votes from one "
        "network within an hour.”"
    )


@admin.register(Ballot)
class BallotAdmin(ReadOnly, admin.ModelAdmin):
    """A list alone: no receipt, no key and no mark stands beside a ballot, and none has a page."""

    if_empty = "Nobody has voted here yet."
    list_display = ["asked_in", "cast", "via", "network_name", "standing", "changed"]
    list_display_links = None
    change_list_template = "admin/polls/ballot/change_list.html"
    list_filter = [
        PollFilter,
        "standing",
        "via",
        NetworkFilter,
        HourFilter,
        RulingFilter,
        "poll__newsletter",
    ]
    list_select_related = ["poll__newsletter"]
    list_per_page = 50
    show_full_result_count = False
    # Not by time, which has no index: ids follow it closely enough.
    ordering = ["-pk"]
    sortable_by = []

    def poll_of(self, request) -> Poll | None:
        """The poll whose ballots alone are listed."""
        if not hasattr(request, "poll_of_ballots"):
            asked = as_id(request.GET.get(PollFilter.parameter_name, ""))
            own = Poll.objects.for_staff(request.user).select_related("newsletter")
            request.poll_of_ballots = own.filter(pk=asked).first()
        return request.poll_of_ballots

    def get_list_display(self, request):
        return self.list_display[1:] if self.poll_of(request) else self.list_display

    def changelist_view(self, request, extra_context=None):
        poll = self.poll_of(request)
        may_rule = request.user.has_perm("polls.add_ruling")
        context = {"poll": poll, "may_rule": may_rule}
        if poll:
            context["title"] = f"Ballots of “{poll}”"
        return super().changelist_view(request, (extra_context or {}) | context)

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

    @admin.display(description="Network", empty_value="forgotten")
    def network_name(self, ballot):
        return network_label(ballot.network)

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    # Hold, release, make void.

    def get_actions(self, request):
        if not request.user.has_perm("polls.add_ruling"):
            return {}
        return {
            action.value: (ask_and_rule, action.value, f"{name} …")
            for action, name in NAMES.items()
        }

    def rule(self, request, ballots):
        """Show what it would do to the result, then do it to the ballots that were shown."""
        poll = self.poll_of(request)
        if poll is None:
            sentence = "Choose a poll first: its page leads to its ballots."
            self.message_user(request, sentence, messages.ERROR)
            return None
        action = Ruling.Action(request.POST["action"])
        # Those that have come since were on no page that anybody has confirmed.
        last = as_id(request.POST.get("last", "")) or ballots.aggregate(last=Max("pk"))["last"] or 0
        ballots = Ballot.objects.filter(pk__in=ballots.order_by().values("pk"), pk__lte=last)
        form = RulingForm([poll], request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self.ask(request, poll, ballots, action, form, last)
        self.do(request, poll, ballots, action, form.cleaned_data["reason"])
        return None

    def ask(self, request, poll, ballots, action, form, last):
        context = {
            "title": f"{NAMES[action]} ballots",
            "name": NAMES[action],
            "action": action.value,
            "explanation": EXPLANATIONS[action],
            "poll": poll,
            "preview": rulings.preview(poll, ballots, action),
            "scope": self.scope(request, poll),
            "form": form,
            "last": last,
            "selected": request.POST.getlist("_selected_action"),
            "select_across": request.POST.get("select_across", "0"),
            "back": request.get_full_path(),
        }
        return desk_page(self, request, "admin/polls/ballot/rule.html", context)

    def do(self, request, poll, ballots, action, reason):
        scope = self.scope(request, poll)
        try:
            ruling = rulings.rule(poll, ballots, action, reason, actor=request.user, scope=scope)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return
        said = format_html(
            '{}: {}. <a href="{}">See or undo this decision</a>',
            ruling.get_action_display(),
            number_of(ruling.ballots.count(), "ballot"),
            reverse("admin:polls_ruling_change", args=[ruling.pk]),
        )
        self.message_user(request, said, messages.SUCCESS)
        offer_edition(self, request, ruling)

    def scope(self, request, poll) -> str:
        """The filters in words, or that ballots were chosen one by one."""
        if request.POST.get("select_across") != "1":
            return "chosen one by one"
        zone = poll.newsletter.zone
        given = {name: request.GET.get(name, "") for name in ("net", "via__exact", "hour")}
        parts = [
            given["net"] and f"from network {given['net']}",
            given["via__exact"] and f"by way of {given['via__exact']}",
            given["hour"] and f"cast {HourFilter.words(given['hour'], zone)}",
        ]
        return ", ".join(filter(None, parts)) or "all that a filter of the list showed"


def ask_and_rule(admin, request, queryset):
    return admin.rule(request, queryset)


def offer_edition(admin, request, ruling: Ruling) -> None:
    """Where readers see an edition of before, lead to the next one, with the reason filled in."""
    latest = ruling.poll.editions.order_by("-number").first()
    if latest is None or not request.user.has_perm("polls.add_edition"):
        return
    address = reverse("admin:polls_poll_verb", args=["publish-edition"])
    query = urlencode({"id": ruling.poll_id, "reason": ruling.reason})
    sentence = format_html(
        "Readers still see edition {}. <a href='{}?{}'>Publish the new count as edition {}</a>",
        latest.number,
        address,
        query,
        latest.number + 1,
    )
    admin.message_user(request, sentence, messages.WARNING)
