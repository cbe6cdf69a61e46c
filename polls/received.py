"""When a poll's votes came and by which way: every ballot that was cast, as far as it may be told.

All ballots, whether counted or set aside: what editors decide about ballots later changes no number here,
so that two looks at it do not tell when a ballot came that was set aside in between. Times are counted
from the opening, which no editor moves any more, and not by a calendar, whose zone may be changed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import BigIntegerField, Count, ExpressionWrapper

from polls import disclosure
from polls.arrivals import SECOND, Seconds
from polls.models import Ballot, Poll
from polls.turnout import (
    DAY,
    HOUR,
    Tick,
    Turnout,
    bars_between,
    ceiling,
    name_of,
    percent,
    whole_second,
    width_of_bars,
)

# The order in which ways join where one has too few votes: an embedded poll leads to the web's ballot.
WAYS = {
    Ballot.Via.EMBED: "a poll embedded elsewhere",
    Ballot.Via.WEB: "this site",
    Ballot.Via.MAIL: "a link in the newsletter",
}


@dataclass(frozen=True)
class Time:
    """Votes from `begins_at` (inclusive) to `ends_at` (exclusive), with what a chart draws of it.

    `share` is of the most votes of a time; x, width, y and height are of a chart of votes per unit, which
    goes from the opening to the closing.
    """

    begins_at: datetime
    ends_at: datetime
    votes: int
    share: str = "0"
    x: str = "0"
    width: str = "0"
    y: str = "100"
    height: str = "0"


@dataclass(frozen=True)
class Way:
    name: str
    keys: tuple[str, ...]
    votes: int
    share: str


@dataclass(frozen=True)
class Received:
    """The spans of `polls.disclosure` with their times; `days` are whole 24 hours, or units where these are
    longer; `hours` are the units."""

    poll: Poll
    until: datetime
    unit: timedelta
    votes: int
    days: tuple[disclosure.Span, ...]
    hours: tuple[disclosure.Span, ...]
    groups: tuple[disclosure.Group, ...]

    @property
    def is_told(self) -> bool:
        return self.votes >= disclosure.LEAST

    @property
    def by_day(self) -> list[Time]:
        return self.times(self.days)

    @cached_property
    def by_hour(self) -> list[Time]:
        return self.times(self.hours)

    @cached_property
    def top(self) -> int:
        """What the height of the chart by hour stands for: votes per unit, where spans are longer."""
        return ceiling(-(-max((rate(span) for span in self.hours), default=0) // 1) or 1)

    @property
    def ticks(self) -> list[Tick]:
        """Days under the chart, as under the desk's."""
        poll = self.poll
        return Turnout(
            poll.opens_at, poll.closes_at, self.until, self.unit, (), poll.newsletter.zone
        ).ticks

    @property
    def unit_name(self) -> str:
        return name_of(self.unit)

    @property
    def day_name(self) -> str:
        """A day, or the unit where that is longer: a poll may be open for a year."""
        return name_of(max(DAY, self.unit))

    @property
    def ways(self) -> list[Way]:
        most = max((group.votes for group in self.groups), default=0) or 1
        return [
            Way(
                " or ".join(WAYS[Ballot.Via(way)] for way in reversed(group.ways)),
                group.ways,
                group.votes,
                percent(group.votes / most),
            )
            for group in reversed(self.groups)
        ]

    def times(self, spans: Sequence[disclosure.Span]) -> list[Time]:
        start = whole_second(self.poll.opens_at)
        places = bars_between(self.poll.opens_at, self.poll.closes_at, self.unit)
        most = max((span.votes for span in spans), default=0) or 1
        return [
            Time(
                begins_at=start + span.first * self.unit,
                ends_at=min(start + span.last * self.unit, self.until),
                votes=span.votes,
                share=percent(span.votes / most),
                x=percent(span.first / places),
                width=percent((span.last - span.first) / places),
                y=percent(1 - rate(span) / self.top),
                height=percent(rate(span) / self.top),
            )
            for span in spans
        ]


def received(poll: Poll, now: datetime) -> Received:
    """Of a poll that has opened; one query."""
    until = min(now, poll.closes_at)
    unit = max(HOUR, width_of_bars(poll.opens_at, poll.closes_at))
    counts, ways = counted(poll, until, unit)
    a_day = max(1, DAY // unit)
    daily = [sum(counts[place : place + a_day]) for place in range(0, len(counts), a_day)]
    days = [
        disclosure.Span(span.first * a_day, min(span.last * a_day, len(counts)), span.votes)
        for span in disclosure.spans(daily)
    ]
    return Received(
        poll=poll,
        until=until,
        unit=unit,
        votes=sum(counts),
        days=tuple(days),
        hours=disclosure.within(counts, days),
        groups=disclosure.groups(ways),
    )


def counted(poll: Poll, until: datetime, unit: timedelta) -> tuple[list[int], dict[str, int]]:
    """Votes for each unit of time from the opening on, and for each of WAYS."""
    place = (Seconds("cast_at") - int(whole_second(poll.opens_at).timestamp())) / (unit // SECOND)
    rows = (
        Ballot.objects.filter(poll=poll)
        .order_by()
        .annotate(place=ExpressionWrapper(place, output_field=BigIntegerField()))
        .values_list("place", "via")
        .annotate(votes=Count("pk"))
    )
    counts = [0] * max(1, bars_between(poll.opens_at, until, unit))
    ways: Counter[str] = Counter(dict.fromkeys(WAYS, 0))
    for number, via, votes in rows:
        # Clocks that disagree may put a vote before the opening or after the closing.
        counts[min(max(number, 0), len(counts) - 1)] += votes
        ways[via] += votes
    return counts, dict(ways)


def rate(span: disclosure.Span) -> float:
    """Votes per unit: a longer span is as high as the units in it are on average."""
    return span.votes / (span.last - span.first)
