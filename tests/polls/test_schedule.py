"""Weekly slots against the published rules of the zones, worked out without zoneinfo."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.schedule import Slot, Week, day_of, next_slot, slot_on, slots

WEEKS = 520
FIRST_YEAR, LAST_YEAR = 2024, 2036
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def zone(name: str) -> ZoneInfo:
    """From the pinned tzdata package: a system's own table may be years older."""
    with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as table:
        return ZoneInfo.from_file(table, key=name)


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def utc(day: date, hours: float) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)


# Each zone's two changes in a year: the instant, and the offset from then on in hours.
Changes = Callable[[int], list[tuple[datetime, float]]]


def berlin(year: int) -> list[tuple[datetime, float]]:
    return [
        (utc(on_or_after(date(year, 3, 25), SUNDAY), 1), 2),
        (utc(on_or_after(date(year, 10, 25), SUNDAY), 1), 1),
    ]


def new_york(year: int) -> list[tuple[datetime, float]]:
    return [
        (utc(on_or_after(date(year, 3, 8), SUNDAY), 7), -4),
        (utc(on_or_after(date(year, 11, 1), SUNDAY), 6), -5),
    ]


def santiago(year: int) -> list[tuple[datetime, float]]:
    return [
        (utc(on_or_after(date(year, 4, 2), SUNDAY), 3), -4),
        (utc(on_or_after(date(year, 9, 2), SUNDAY), 4), -3),
    ]


def cairo(year: int) -> list[tuple[datetime, float]]:
    # The last Friday of April at midnight, and midnight after the last Thursday of October.
    return [
        (utc(on_or_after(date(year, 4, 24), FRIDAY), -2), 3),
        (utc(on_or_after(date(year, 10, 25), 3), 21), 2),
    ]


def lord_howe(year: int) -> list[tuple[datetime, float]]:
    return [
        (utc(on_or_after(date(year, 4, 1), SUNDAY), -9), 10.5),
        (utc(on_or_after(date(year, 10, 1), SUNDAY), -8.5), 11),
    ]


def unchanging(year: int) -> list[tuple[datetime, float]]:
    return []


ZONES: dict[str, tuple[Changes, float]] = {
    "Europe/Berlin": (berlin, 1),
    "America/New_York": (new_york, -5),
    "America/Santiago": (santiago, -3),
    "Africa/Cairo": (cairo, 2),
    "Australia/Lord_Howe": (lord_howe, 11),
    "Asia/Kathmandu": (unchanging, 5.75),
    "UTC": (unchanging, 0),
}


class Almanac:
    """A second reading of local times, from the rules above alone."""

    def __init__(self, name: str) -> None:
        changes, first = ZONES[name]
        self.changes = [
            change for year in range(FIRST_YEAR, LAST_YEAR + 1) for change in changes(year)
        ]
        self.first = first
        self.offsets = sorted({first, *(offset for _, offset in self.changes)})

    def offset(self, instant: datetime) -> float:
        current = self.first
        for moment, offset in self.changes:
            if moment > instant:
                break
            current = offset
        return current

    def readings(self, wall_clock: datetime) -> list[datetime]:
        """The instants at which a clock on the wall shows this: none, one or two of them."""
        instants = (
            wall_clock.replace(tzinfo=UTC) - timedelta(hours=offset) for offset in self.offsets
        )
        return sorted(
            instant
            for instant in instants
            if instant + timedelta(hours=self.offset(instant)) == wall_clock.replace(tzinfo=UTC)
        )

    def instant(self, wall_clock: datetime) -> datetime:
        if found := self.readings(wall_clock):
            return found[0]
        # Clocks go forward into the larger offset, so the one before the gap is the smaller.
        return wall_clock.replace(tzinfo=UTC) - timedelta(hours=self.offsets[0])


HOURS = [
    time(0), time(0, 30), time(1), time(1, 30), time(1, 45), time(2), time(2, 15), time(2, 30),
    time(3), time(10), time(23, 30), time(23, 59, 59),
]  # fmt: skip


@pytest.mark.parametrize("hour", HOURS, ids=str)
@pytest.mark.parametrize("name", ZONES)
def test_520_weeks_open_and_close_at_the_wall_clock_of_the_zone(name: str, hour: time) -> None:
    almanac, tz = Almanac(name), zone(name)
    for weekday in (FRIDAY, SATURDAY, SUNDAY):  # all of these zones' changes fall on them
        week = Week(tz, weekday, hour, (weekday + 5) % 7, time(18))
        first = on_or_after(date(2025, 1, 6), weekday)
        found = list(islice(slots(week, datetime(2025, 1, 6, tzinfo=tz)), WEEKS))
        assert found == [
            Slot(
                almanac.instant(datetime.combine(day, hour)),
                almanac.instant(datetime.combine(day + timedelta(days=5), time(18))),
            )
            for day in (first + timedelta(weeks=n) for n in range(WEEKS))
        ]


@pytest.mark.parametrize(
    ("name", "weekday", "hour", "gaps", "shift"),
    [
        ("Europe/Berlin", SUNDAY, time(2, 30), 10, 60),
        ("America/New_York", SUNDAY, time(2, 30), 10, 60),
        ("America/Santiago", SUNDAY, time(0), 10, 60),
        ("America/Santiago", SUNDAY, time(0, 30), 10, 60),
        ("Africa/Cairo", FRIDAY, time(0), 10, 60),
        ("Africa/Cairo", FRIDAY, time(0, 30), 10, 60),
        ("Australia/Lord_Howe", SUNDAY, time(2), 10, 30),
        ("Australia/Lord_Howe", SUNDAY, time(2, 15), 10, 30),
        ("Australia/Lord_Howe", SUNDAY, time(2, 30), 0, 0),
        ("Europe/Berlin", SUNDAY, time(3), 0, 0),
        ("Asia/Kathmandu", SUNDAY, time(2, 30), 0, 0),
        ("UTC", SUNDAY, time(2, 30), 0, 0),
    ],
)
def test_only_a_missing_hour_shifts_the_clock_and_by_exactly_the_gap(
    name: str, weekday: int, hour: time, gaps: int, shift: int
) -> None:
    tz = zone(name)
    week = Week(tz, weekday, hour, weekday, hour)
    shifts = []
    for slot in islice(slots(week, datetime(2025, 1, 6, tzinfo=tz)), WEEKS):
        local = slot.opens_at.astimezone(tz).replace(tzinfo=None)
        if local.time() != hour:
            shifts.append(local - datetime.combine(local.date(), hour))
    assert shifts == [timedelta(minutes=shift)] * gaps


@pytest.mark.parametrize(
    ("name", "due", "opens"),
    [
        # Cairo's clocks go from Friday 00:00 to 01:00, and from Thursday 24:00 back to 23:00.
        ("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00"),
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-23T22:30"),
        ("Africa/Cairo", "2026-04-24T01:00", "2026-04-23T22:00"),
        ("Africa/Cairo", "2026-10-29T23:30", "2026-10-29T20:30"),
        ("Africa/Cairo", "2026-10-30T00:00", "2026-10-29T22:00"),
        ("Africa/Cairo", "2026-10-30T00:30", "2026-10-29T22:30"),
        # Santiago's from Sunday 00:00 to 01:00, and from Saturday 24:00 back to 23:00.
        ("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00"),
        ("America/Santiago", "2026-09-06T00:30", "2026-09-06T04:30"),
        ("America/Santiago", "2026-04-04T23:30", "2026-04-05T02:30"),
        ("America/Santiago", "2026-04-05T00:00", "2026-04-05T04:00"),
        ("America/Santiago", "2026-04-05T00:30", "2026-04-05T04:30"),
        # Lord Howe's by half an hour: 02:00 to 02:30, and 02:00 back to 01:30.
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Asia/Kathmandu", "2026-03-29T00:00", "2026-03-28T18:15"),
    ],
)
def test_slot_on_a_day_of_change_opens_at_the_instant_of_the_rule(
    name: str, due: str, opens: str
) -> None:
    local = datetime.fromisoformat(due)
    # A time read off the second of two occurrences still means the first.
    for hour in (local.time(), local.time().replace(fold=1)):
        week = Week(zone(name), local.weekday(), hour, (local.weekday() + 2) % 7, hour)
        assert slot_on(week, local.date()).opens_at == datetime.fromisoformat(opens + "Z")


def test_equal_opening_and_closing_run_for_a_week_of_wall_clock() -> None:
    week = Week(zone("Europe/Berlin"), 2, time(10), 2, time(10))
    lengths = {
        slot.closes_at - slot.opens_at
        for slot in islice(slots(week, datetime(2026, 1, 1, tzinfo=UTC)), 52)
    }
    assert lengths == {timedelta(hours=167), timedelta(hours=168), timedelta(hours=169)}


@pytest.mark.parametrize(
    ("closes_weekday", "closes_at", "closing"),
    [
        (2, time(10, 1), "2026-06-03T10:01"),
        (2, time(9, 59), "2026-06-10T09:59"),
        (2, time(10), "2026-06-10T10:00"),
        (3, time(0), "2026-06-04T00:00"),
        (1, time(18), "2026-06-09T18:00"),
        (0, time(18), "2026-06-08T18:00"),
    ],
)
def test_a_slot_closes_at_the_first_closing_after_it_opens(
    closes_weekday: int, closes_at: time, closing: str
) -> None:
    week = Week(zone("UTC"), 2, time(10), closes_weekday, closes_at)
    assert slot_on(week, date(2026, 6, 3)) == Slot(
        datetime(2026, 6, 3, 10, tzinfo=UTC), datetime.fromisoformat(closing + "Z")
    )


@pytest.mark.parametrize("minutes", [45, 60])
def test_an_opening_that_a_gap_pushes_to_its_closing_takes_the_closing_along(minutes: int) -> None:
    closing = datetime(2026, 3, 29, 2, 30, tzinfo=UTC) + timedelta(minutes=minutes)
    week = Week(zone("Europe/Berlin"), SUNDAY, time(2, 30), SUNDAY, closing.time())
    opening = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert slot_on(week, date(2026, 3, 29)) == Slot(opening, opening + timedelta(minutes=minutes))


def test_a_closing_that_a_gap_pushes_past_the_next_opening_ends_there() -> None:
    week = Week(zone("Europe/Berlin"), SUNDAY, time(3), SUNDAY, time(2, 30))
    assert slot_on(week, date(2026, 3, 22)) == Slot(
        datetime(2026, 3, 22, 2, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)
    )


def test_a_slot_that_opens_at_the_start_is_the_first() -> None:
    week = Week(zone("Europe/Berlin"), 2, time(10), 1, time(18))
    opening = datetime(2026, 6, 3, 8, tzinfo=UTC)
    assert next(slots(week, opening)).opens_at == opening
    assert next(slots(week, opening + timedelta(microseconds=1))).opens_at == opening + timedelta(7)


def test_an_opening_moved_into_the_following_day_is_not_missed() -> None:
    # Samoa had no 30 December 2011: what was due then opened on the 31st.
    week = Week(zone("Pacific/Apia"), FRIDAY, time(12), 3, time(12))
    start = datetime(2011, 12, 31, tzinfo=week.zone)
    assert next(slots(week, start)).opens_at == datetime(2011, 12, 30, 22, tzinfo=UTC)


def test_next_slot_is_strictly_later_and_not_taken() -> None:
    week = Week(zone("Europe/Berlin"), 2, time(10), 1, time(18))
    opening = datetime(2026, 6, 3, 8, tzinfo=UTC)
    weeks = [opening + timedelta(weeks=n) for n in range(5)]
    days = [moment.date() for moment in weeks]
    assert next_slot(week, opening - timedelta(seconds=1)).opens_at == weeks[0]
    assert next_slot(week, opening).opens_at == weeks[1]
    assert next_slot(week, opening, [days[1], days[3]]).opens_at == weeks[2]
    assert next_slot(week, opening, days).opens_at == opening + timedelta(weeks=5)


def test_a_week_begins_at_midnight_of_the_newsletters_own_calendar() -> None:
    week = Week(zone("Asia/Tokyo"), 2, time(10), 1, time(18))
    for moment, day in (
        (datetime(2026, 6, 2, 14, 59, 59, tzinfo=UTC), date(2026, 5, 27)),
        (datetime(2026, 6, 2, 15, tzinfo=UTC), date(2026, 6, 3)),
        (datetime(2026, 6, 9, 14, 59, 59, tzinfo=UTC), date(2026, 6, 3)),
    ):
        assert day_of(week, moment) == day


def test_what_is_no_week_or_day_of_it_is_refused() -> None:
    tz = zone("UTC")
    for weekdays in ((7, 0), (-1, 0), (0, 7), (0, -1)):
        with pytest.raises(ValueError, match=r"^A weekday is a number from 0"):
            Week(tz, weekdays[0], time(10), weekdays[1], time(10))
    for hours in ((time(10, tzinfo=UTC), time(10)), (time(10), time(10, tzinfo=UTC))):
        with pytest.raises(ValueError, match="without a zone"):
            Week(tz, 2, hours[0], 1, hours[1])
    week = Week(tz, 2, time(10), 1, time(10))
    with pytest.raises(ValueError, match="opens on a Thursday"):
        slot_on(week, date(2026, 6, 4))
    for ask in (lambda at: next(slots(week, at)), lambda at: day_of(week, at)):
        with pytest.raises(ValueError, match="needs a zone"):
            ask(datetime.fromisoformat("2026-06-04"))


@given(
    name=st.sampled_from(sorted(ZONES)),
    opens=st.tuples(st.integers(0, 6), st.times()),
    closes=st.tuples(st.integers(0, 6), st.times()),
    start=st.integers(0, 8 * 365 * 86_400).map(
        lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
)
def test_every_week_has_one_slot_and_slots_never_overlap(
    name: str, opens: tuple[int, time], closes: tuple[int, time], start: datetime
) -> None:
    week = Week(zone(name), *opens, *closes)
    found = list(islice(slots(week, start), 60))
    assert start <= found[0].opens_at <= start + timedelta(days=7, hours=1)
    due = [slot.opens_at.astimezone(week.zone).date() for slot in found]
    assert all(day.weekday() == week.opens_weekday for day in due)
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(due))
    assert all(slot.opens_at < slot.closes_at for slot in found)
    assert all(earlier.closes_at <= later.opens_at for earlier, later in pairwise(found))
    assert next_slot(week, start - timedelta(microseconds=1)) == found[0]
    assert [day_of(week, slot.opens_at) for slot in found] == due


@given(
    name=st.sampled_from(sorted(ZONES)),
    day=st.dates(date(2025, 1, 1), date(2034, 12, 1)),
    opens_at=st.times(),
    length=st.timedeltas(timedelta(hours=2), timedelta(days=6, hours=22)),
)
def test_opening_and_closing_follow_the_almanac_wherever_the_week_leaves_two_hours_between(
    name: str, day: date, opens_at: time, length: timedelta
) -> None:
    closing = datetime.combine(day, opens_at) + length
    week = Week(zone(name), day.weekday(), opens_at, closing.weekday(), closing.time())
    almanac = Almanac(name)
    assert slot_on(week, day) == Slot(
        almanac.instant(datetime.combine(day, opens_at)), almanac.instant(closing)
    )
