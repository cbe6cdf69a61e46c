"""The newsletter's week: when its next questions open and close.

A newsletter polls once a week, at a weekday and hour of the wall clock in its own zone: ten o'clock
stays ten o'clock when the clocks change. Pure arithmetic: it reads no clock and asks no database.

Clock changes follow RFC 5545, section 3.3.5: a local time that does not exist is read with the
offset before the gap (02:30 becomes 03:30), one that exists twice is its first occurrence. A gap
could turn a tightly shaped week inside out, so order comes first: an opening that it pushes past
its own closing takes the closing along, and a closing that it pushes past the next opening ends
where that begins.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """The weekday (Monday is 0) and wall-clock time at which a poll opens and closes in `zone`.

    Where both pairs are equal, a poll closes as the next one opens. Raises ValueError for a weekday
    outside 0 to 6 and for a time that carries a zone of its own.
    """

    zone: ZoneInfo
    opens_weekday: int
    opens_at: time
    closes_weekday: int
    closes_at: time

    def __post_init__(self) -> None:
        if not (0 <= self.opens_weekday <= 6 and 0 <= self.closes_weekday <= 6):
            raise ValueError("A weekday is a number from 0 (Monday) to 6 (Sunday).")
        if self.opens_at.tzinfo is not None or self.closes_at.tzinfo is not None:
            raise ValueError("The hours of a week are wall-clock times without a zone.")

    @property
    def days_open(self) -> int:
        """Calendar days from the opening to the first closing after it, 0 to 7."""
        days = (self.closes_weekday - self.opens_weekday) % 7
        return 7 if days == 0 and self.closes_at <= self.opens_at else days


@dataclass(frozen=True)
class Slot:
    """One poll's field time, both ends in UTC: open from `opens_at` on, closed from `closes_at`."""

    opens_at: datetime
    closes_at: datetime


def next_slot(week: Week, after: datetime, taken: Collection[date] = ()) -> Slot:
    """The first slot that opens later than `after` and whose week does not begin on a day in `taken`.

    Raises ValueError if `after` is naive.
    """
    return next(
        slot
        for slot in slots(week, after)
        if slot.opens_at > after and day_of(week, slot.opens_at) not in taken
    )


def slots(week: Week, start: datetime) -> Iterator[Slot]:
    """Every slot that opens at `start` or later, in order, without end.

    Raises ValueError if `start` is naive.
    """
    if start.tzinfo is None:
        raise ValueError("The start of a schedule needs a zone.")
    # From a week earlier, because a gap may move an opening into the day after its own.
    day = start.astimezone(week.zone).date() - WEEK
    day += timedelta(days=(week.opens_weekday - day.weekday()) % 7)
    while True:
        slot = slot_on(week, day)
        if slot.opens_at >= start:
            yield slot
        day += WEEK


def day_of(week: Week, moment: datetime) -> date:
    """The day on which the week that `moment` lies in begins: the last weekday of openings until then.

    Weeks begin at midnight of the newsletter's own calendar, not at the hour of its openings: so a
    poll that opens an hour early, or was planned before the hour was changed, stays in its week.
    Raises ValueError if `moment` is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment of a schedule needs a zone.")
    return begins(week, moment.astimezone(week.zone).date())


def begins(week: Week, day: date) -> date:
    """The day on which the week of `day` begins."""
    return day - timedelta(days=(day.weekday() - week.opens_weekday) % 7)


def slot_on(week: Week, day: date) -> Slot:
    """The slot whose opening is due on `day` of the newsletter's own calendar.

    Raises ValueError if polls open on another weekday.
    """
    if day.weekday() != week.opens_weekday:
        raise ValueError(f"No poll of this newsletter opens on a {day:%A}.")
    closing_day = day + timedelta(days=week.days_open)
    opens_at = _instant(day, week.opens_at, week.zone)
    closes_at = _instant(closing_day, week.closes_at, week.zone)
    if closes_at <= opens_at:
        opening_due = datetime.combine(day, week.opens_at)
        closing_due = datetime.combine(closing_day, week.closes_at)
        closes_at = opens_at + (closing_due - opening_due)
    return Slot(opens_at, min(closes_at, _instant(day + WEEK, week.opens_at, week.zone)))


def _instant(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    # fold=0 is the RFC's reading of both cases: the offset before a gap, the first of two times.
    return datetime.combine(day, wall_clock, tzinfo=zone).replace(fold=0).astimezone(UTC)
