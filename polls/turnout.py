"""When a poll's votes came: bars of equal time from its opening to its closing, as a chart draws them.

Pure arithmetic: it reads no clock and asks no database. Bars are counted in seconds from the opening,
so that an hour is an hour also where the clocks change; only what is written under them follows the
newsletter's own clock, on which a day may be 23 or 25 hours wide.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Two pixels each on the narrowest telephone.
MOST_BARS = 170
MOST_ROWS = 24
# What a bar may stand for, and how it is called. Finer than an hour only where all is over in a day.
WIDTHS = {
    10 * MINUTE: "10 minutes",
    HOUR: "hour",
    2 * HOUR: "2 hours",
    3 * HOUR: "3 hours",
    6 * HOUR: "6 hours",
    12 * HOUR: "12 hours",
    DAY: "24 hours",
    7 * DAY: "7 days",
}
# Percent of the narrowest chart's width that a character of a label takes.
CHARACTER = 2
# Further on, “now” would meet the number at the end of the scale.
LAST_NOW = 80


@dataclass(frozen=True)
class Bar:
    """How many votes came from `begins_at` (inclusive) to `ends_at` (exclusive), both in UTC."""

    begins_at: datetime
    ends_at: datetime
    votes: int


@dataclass(frozen=True)
class Column:
    """A bar as it is drawn: percentages of the chart's width and height, with a point in any locale."""

    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True)
class Tick:
    """A moment that the newsletter's clock has a name for, such as a midnight, and where it stands."""

    x: str
    label: str


@dataclass(frozen=True)
class Turnout:
    """The bars that have begun by now; the chart goes on to the closing, empty from now on."""

    opens_at: datetime
    closes_at: datetime
    now: datetime
    width: timedelta
    bars: tuple[Bar, ...]
    zone: ZoneInfo

    @property
    def votes(self) -> int:
        return sum(bar.votes for bar in self.bars)

    @property
    def unit(self) -> str:
        return name_of(self.width)

    @cached_property
    def fullest(self) -> Bar:
        """The bar with most votes, the first of several."""
        return max(self.bars, key=lambda bar: bar.votes)

    @property
    def top(self) -> int:
        """What the chart's height stands for."""
        return ceiling(self.fullest.votes)

    @property
    def columns(self) -> list[Column]:
        """Those that have any height."""
        return [
            Column(
                x=self.x(bar.begins_at),
                width=percent(self.width / self.span),
                y=percent(1 - bar.votes / self.top),
                height=percent(bar.votes / self.top),
            )
            for bar in self.bars
            if bar.votes
        ]

    @property
    def ticks(self) -> list[Tick]:
        found = ((self.x(moment), label) for moment, label in self.named_moments())
        return [Tick(x, label) for x, label in found if float(x) + CHARACTER * len(label) <= 100]

    @property
    def now_x(self) -> str:
        return self.x(self.now)

    @property
    def has_room_for_now(self) -> bool:
        """Whether the word fits beside its line."""
        return float(self.now_x) <= LAST_NOW

    @property
    def rows(self) -> list[Bar]:
        """The bars taken together, for a table that can be read: 24 rows at most."""
        each = len(self.bars)
        for width in WIDTHS:
            if width >= self.width and width % self.width == timedelta(0):
                each = width // self.width
                if -(-len(self.bars) // each) <= MOST_ROWS:
                    break
        else:
            each = -(-len(self.bars) // MOST_ROWS)
        return [together(bars) for bars in batched(self.bars, each)]

    @property
    def row_unit(self) -> str:
        first = self.rows[0]
        return name_of(first.ends_at - first.begins_at)

    @property
    def span(self) -> timedelta:
        return bars_between(self.opens_at, self.closes_at, self.width) * self.width

    def x(self, moment: datetime) -> str:
        return percent((moment - whole_second(self.opens_at)) / self.span)

    def named_moments(self) -> Iterator[tuple[datetime, str]]:
        """Hours, midnights, Mondays, first days of a month or a year: few enough to be written."""
        span = self.closes_at - self.opens_at
        for moment in self.wall_clock_moments(hourly=span <= 2 * DAY):
            local = moment.astimezone(self.zone)
            if span <= 2 * DAY:
                if span <= 6 * HOUR or local.hour % 6 == 0:
                    yield moment, f"{local:%H:%M}"
            elif span <= 8 * DAY:
                yield moment, f"{local:%a}"
            elif span <= 45 * DAY:
                if local.weekday() == 0:
                    yield moment, f"{local.day} {local:%b}"
            elif span <= 400 * DAY:
                if local.day == 1:
                    yield moment, f"{local:%b}"
            elif (local.month, local.day) == (1, 1):
                yield moment, f"{local:%Y}"

    def wall_clock_moments(self, *, hourly: bool) -> Iterator[datetime]:
        """Every midnight of the newsletter's clock while the poll is open, or every whole hour."""
        day = self.opens_at.astimezone(self.zone).date()
        last = self.closes_at.astimezone(self.zone).date()
        while day <= last:
            for hour in range(24) if hourly else (0,):
                moment = on_the_clock(day, time(hour), self.zone)
                if self.opens_at < moment < self.closes_at:
                    yield moment
            day += DAY


def width_of_bars(opens_at: datetime, closes_at: datetime) -> timedelta:
    """An hour where that makes no more than MOST_BARS, else the next in WIDTHS, else whole days.

    It follows from the field dates alone, so that a chart keeps its scale while the poll is open.
    """
    finest = 10 * MINUTE if closes_at - opens_at <= DAY else HOUR
    for width in WIDTHS:
        if width >= finest and bars_between(opens_at, closes_at, width) <= MOST_BARS:
            return width
    return -(-(closes_at - opens_at) // (MOST_BARS * DAY)) * DAY


def turnout(
    counts: Mapping[int, int],
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> Turnout:
    """The Turnout of `counts`: votes by the number of the bar, from 0, of `width_of_bars`.

    Each vote is in one bar. Those before the opening or after `now`, which clocks that disagree may
    make, are in the first and the last.
    """
    width = width_of_bars(opens_at, closes_at)
    begun = max(1, bars_between(opens_at, min(now, closes_at), width))
    votes = [0] * begun
    for number, counted in counts.items():
        votes[min(max(number, 0), begun - 1)] += counted
    start = whole_second(opens_at)
    bars = tuple(
        Bar(start + place * width, start + (place + 1) * width, counted)
        for place, counted in enumerate(votes)
    )
    return Turnout(opens_at, closes_at, min(now, closes_at), width, bars, zone)


def bars_between(opens_at: datetime, moment: datetime, width: timedelta) -> int:
    """How many bars it takes from the opening to `moment`, the last one perhaps in part."""
    return -(-(moment - whole_second(opens_at)) // width)


def whole_second(moment: datetime) -> datetime:
    """Bars begin with a whole second: a database counts in these."""
    return moment.astimezone(UTC).replace(microsecond=0)


def ceiling(votes: int) -> int:
    """The least round number that is no less than `votes`: 1 to 6 and 8, and their tens, hundreds …"""
    step = 1
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if factor * step >= votes:
                return factor * step
        step *= 10


def name_of(width: timedelta) -> str:
    """As in “votes per hour”, “by 12 hours”."""
    return WIDTHS.get(width) or f"{width.days} days"


def percent(part: float) -> str:
    return f"{100 * part:.3f}"


def together(bars: tuple[Bar, ...]) -> Bar:
    return Bar(bars[0].begins_at, bars[-1].ends_at, sum(bar.votes for bar in bars))


def batched(bars: Iterable[Bar], number: int) -> Iterator[tuple[Bar, ...]]:
    # itertools has it from Python 3.12 on.
    rest = iter(bars)
    while batch := tuple(islice(rest, number)):
        yield batch


def on_the_clock(day: date, hour: time, zone: ZoneInfo) -> datetime:
    # fold=0 as in polls.schedule: after a gap, and the first of two.
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
