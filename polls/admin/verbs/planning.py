"""In which week a poll is asked: moved to another, or asked again in one to come."""

from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from polls import planning, schedule, weeks
from polls.models import Newsletter, Poll, Status
from polls.times import wall_clock

from .closing import conflicts
from .verb import Verb, VerbForm

UNOPENED = {Status.DRAFT, Status.SCHEDULED}


class WeekForm(VerbForm):
    """Offers weeks by the day on which they begin."""

    week = forms.TypedChoiceField(
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a week.",
            "invalid_choice": "This week is no longer to be had. Choose another.",
        },
    )

    def __init__(self, objects, data=None):
        super().__init__(objects, data)
        (poll,) = objects
        self.now = timezone.now()
        offered = [
            week for week in coming_weeks(poll.newsletter, self.now) if self.offers(week, poll)
        ]
        self.fields["week"].choices = [(week.day.isoformat(), told(week)) for week in offered]
        free = [week for week in offered if week.is_gap and week.slot.opens_at > self.now]
        self.initial["week"] = free[0].day.isoformat() if free else ""

    def offers(self, week: weeks.Week, poll: Poll) -> bool:
        return not in_the_way(week)


class MoveForm(WeekForm):
    def offers(self, week, poll):
        has_begun = week.slot.opens_at <= self.now
        there = in_the_way(week)
        return (
            all(each.status in UNOPENED for each in there)
            and len(there) < 2
            and poll not in [each.poll for each in there]
            and not (poll.published and has_begun)
        )

    def clean(self):
        """`there`, the poll in the way of the move: the one that the editor is told of, and no other."""
        super().clean()
        (poll,) = self.objects
        if day := self.cleaned_data.get("week"):
            there = planning.in_week(poll.newsletter, day)
            self.cleaned_data["there"] = there[0] if there else None
            if there:
                planning.refuse_lost_week(there[0], planning.dates_of(poll), self.now)
        return self.cleaned_data


class Move(Verb):
    slug = "move"
    name = "Move to another week"
    line = "Where a poll is planned there already, the two change places."
    explanation = (
        "The poll opens and closes at the usual hours of the week that you choose. It stays a draft or "
        "published, as it is."
    )
    form = MoveForm
    several = False

    def applies(self, poll, now):
        return poll.status(now) in UNOPENED

    def cautions(self, poll, data):
        other, zone = data["there"], poll.newsletter.zone
        if other:
            return [
                f"“{other}” is planned for that week, from {wall_clock(other.opens_at, zone)} on. Go "
                f"on, and the two change places: that one then opens {wall_clock(poll.opens_at, zone)}. "
                "Or choose another week below."
            ]
        slot = schedule.slot_on(poll.newsletter.week, data["week"])
        return conflicts(poll, slot.opens_at, slot.closes_at)

    def act(self, poll, data, user):
        other = data["there"]
        swapped = planning.move(poll, data["week"], swap=other)
        when = wall_clock(poll.opens_at, poll.newsletter.zone)
        if swapped:
            return format_html("and “{}” have changed places: it opens {} now.", other, when)
        return f"is moved: it opens {when} now."


class AskAgain(Verb):
    slug = "ask-again"
    name = "Ask again"
    line = "A new draft with its wording, in a week to come, linked as a repeat."
    explanation = (
        "A new draft asks the same question, with its introduction, its answers in their order, their "
        "follow-up questions, its topics and its rules of voting. It is linked to this poll, so that "
        "readers find both results. The sponsor stays with this one."
    )
    permission = "polls.add_poll"
    form = WeekForm
    several = False

    def applies(self, poll, now):
        return poll.is_closed(now)

    def notes(self, poll, now):
        zone = poll.newsletter.zone
        return [
            format_html(
                'It is asked again already: <a href="{}">from {} on</a>.',
                reverse("admin:polls_poll_change", args=[later.pk]),
                wall_clock(later.opens_at, zone) or "a day not yet chosen",
            )
            for later in poll.repeated_by.order_by("opens_at", "pk")
        ]

    def act(self, poll, data, user):
        draft = planning.ask_again(poll, data["week"])
        return format_html(
            'is asked again: <a href="{}">a draft</a> for {}.',
            reverse("admin:polls_poll_change", args=[draft.pk]),
            wall_clock(draft.opens_at, draft.newsletter.zone),
        )


def coming_weeks(newsletter: Newsletter, now: datetime) -> list[weeks.Week]:
    """The present one and those ahead."""
    (plan,) = weeks.plans([newsletter], now)
    return [week for week in plan.weeks if not week.is_over]


def in_the_way(week: weeks.Week) -> list[weeks.Planned]:
    """The polls without which another could be asked in this week."""
    return [each for each in week.planned if each.status != Status.WITHDRAWN]


def told(week: weeks.Week) -> str:
    """The week in a list of those that may be chosen."""
    when = wall_clock(week.slot.opens_at, week.newsletter.zone)
    if there := in_the_way(week):
        return f"{when}: in place of “{there[0].poll}”, which moves to this poll’s week"
    if week.goes_on:
        return f"{when}: “{week.goes_on}” is still open then"
    if week.is_skipped:
        reason = f" ({week.skipped.reason})" if week.skipped.reason else ""
        return f"{when}: marked as a week without a poll{reason}"
    return f"{when}: free"
