from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from polls import arrivals, ledger
from polls.models import Ballot
from polls.turnout import (
    DAY,
    HOUR,
    MINUTE,
    MOST_BARS,
    MOST_ROWS,
    Turnout,
    bars_between,
    ceiling,
    turnout,
    width_of_bars,
)
from tests.factories import make_ballots, make_newsletter, make_poll

BERLIN = ZoneInfo("Europe/Berlin")
OPENS = datetime(2026, 11, 25, 8, tzinfo=UTC)
spans = st.timedeltas(timedelta(seconds=1), 3000 * DAY)


def make_turnout(counts, span=6 * DAY, after=6 * DAY, opens_at=OPENS, zone=BERLIN):
    return turnout(counts, opens_at, opens_at + span, opens_at + after, zone)


# The bars.


@pytest.mark.parametrize(
    ("span", "width"),
    [
        (10 * MINUTE, 10 * MINUTE),
        (DAY, 10 * MINUTE),
        (DAY + MINUTE, HOUR),
        (7 * DAY, HOUR),
        (170 * HOUR, HOUR),
        (171 * HOUR, 2 * HOUR),
        (35 * DAY, 6 * HOUR),
        (170 * DAY, DAY),
        (365 * DAY, 7 * DAY),
        (3650 * DAY, 22 * DAY),
    ],
)
def test_bar_is_an_hour_or_as_long_as_it_must_be(span, width):
    assert width_of_bars(OPENS, OPENS + span) == width


@given(spans)
def test_no_chart_has_more_bars_than_a_telephone_can_show(span):
    assert 1 <= bars_between(OPENS, OPENS + span, width_of_bars(OPENS, OPENS + span)) <= MOST_BARS


@given(
    spans,
    st.timedeltas(timedelta(0), 3000 * DAY),
    st.dictionaries(st.integers(-3, 400), st.integers(1, 1000)),
)
def test_every_vote_is_in_one_bar_and_in_one_row(span, after, counts):
    made = make_turnout(counts, span, after)

    votes = sum(counts.values())
    assert made.votes == votes
    assert sum(row.votes for row in made.rows) == votes
    assert 1 <= len(made.rows) <= MOST_ROWS
    assert [bar.ends_at for bar in made.bars[:-1]] == [bar.begins_at for bar in made.bars[1:]]
    assert (made.rows[0].begins_at, made.rows[-1].ends_at) == (
        made.bars[0].begins_at,
        made.bars[-1].ends_at,
    )


def test_poll_that_has_just_opened_has_one_bar_at_the_left():
    made = make_turnout({0: 3}, after=10 * MINUTE)

    assert [(bar.begins_at, bar.ends_at, bar.votes) for bar in made.bars] == [
        (OPENS, OPENS + HOUR, 3)
    ]
    (column,) = made.columns
    assert (column.x, column.width, column.y, column.height) == (
        "0.000",
        "0.694",
        "0.000",
        "100.000",
    )
    assert made.now_x == "0.116"


def test_chart_without_votes_has_no_columns_and_a_scale():
    made = make_turnout({})
    assert (made.columns, made.top, made.votes) == ([], 1, 0)


@given(st.integers(0, 10**9))
def test_scale_ends_at_a_round_number_above_all(votes):
    top = ceiling(votes)
    assert votes <= top <= max(1, 2 * votes)
    assert len(str(top).rstrip("0")) == 1


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (5 * HOUR, ["10:00", "11:00", "12:00", "13:00"]),
        (2 * DAY, ["12:00", "18:00", "00:00", "06:00", "12:00", "18:00", "00:00"]),
        (6 * DAY, ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue"]),
        (35 * DAY, ["30 Nov", "7 Dec", "14 Dec", "21 Dec"]),
        (100 * DAY, ["Dec", "Jan", "Feb"]),
        (1000 * DAY, ["2027", "2028", "2029"]),
    ],
)
def test_chart_is_labelled_on_the_newsletters_clock(span, labels):
    assert [tick.label for tick in make_turnout({}, span, span).ticks] == labels


def test_midnights_follow_the_clock_where_it_changes():
    """The clocks go back in Berlin on 25 October 2026: that Sunday has 25 hours."""
    opens_at = datetime(2026, 10, 21, 22, tzinfo=UTC)
    made = make_turnout({}, 7 * DAY, 7 * DAY, opens_at)

    hours = [round(float(tick.x) * 1.68, 1) for tick in made.ticks]
    assert [tick.label for tick in made.ticks] == ["Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    assert hours == [24, 48, 72, 97, 121, 145]
    assert len(made.bars) == 168


# The count.


@pytest.mark.django_db
@settings(max_examples=40)
@given(
    st.integers(0, 999_999),
    st.lists(
        st.tuples(
            st.timedeltas(timedelta(0), 8 * DAY - timedelta(microseconds=1)),
            st.sampled_from(["counted", "counted", "held", "void"]),
        ),
        max_size=30,
    ),
)
def test_database_counts_every_ballot_once_in_the_bar_that_python_finds(fraction, cast):
    opens_at = OPENS.replace(microsecond=fraction)
    with transaction.atomic():
        newsletter = make_newsletter(time_zone="Europe/Berlin")
        polls = {
            make_poll(newsletter=newsletter, opens_at=opens_at, closes_at=opens_at + span): width
            for span, width in ((8 * DAY, 2 * HOUR), (20 * HOUR, 10 * MINUTE))
        }
        expected = {poll.pk: Counter() for poll in polls}
        for poll, width in polls.items():
            moments = [(opens_at + after % (poll.closes_at - opens_at), to) for after, to in cast]
            store(poll, moments)
            for moment, standing in moments:
                if standing == "counted":
                    expected[poll.pk][(moment.replace(microsecond=0) - OPENS) // width] += 1

        found = arrivals.turnouts(polls, opens_at + 8 * DAY)

        transaction.set_rollback(True)
    assert {pk: filled(made) for pk, made in found.items()} == expected


def test_second_that_is_almost_over_is_not_the_next_one(db):
    poll = make_poll(opens_at=OPENS, closes_at=OPENS + 7 * DAY)
    moments = [OPENS + HOUR - timedelta(microseconds=1), OPENS + HOUR]
    store(poll, [(moment, "counted") for moment in moments])

    found = arrivals.turnouts([poll], OPENS + 2 * HOUR)

    assert filled(found[poll.pk]) == {0: 1, 1: 1}


@pytest.mark.parametrize("number", [1, 3])
def test_when_votes_came_is_one_query(number, db, django_assert_num_queries):
    polls = [make_poll() for _ in range(number)]
    for poll in polls:
        make_ballots(poll, (2, 1))

    with django_assert_num_queries(1):
        found = arrivals.turnouts(polls, timezone.now())

    assert [made.votes for made in found.values()] == [3] * number


def store(poll, moments) -> None:
    Ballot.objects.bulk_create(
        Ballot(poll=poll, receipt=ledger.new_receipt(), cast_at=moment, standing=standing)
        for moment, standing in moments
    )


def filled(made: Turnout) -> dict[int, int]:
    return {number: bar.votes for number, bar in enumerate(made.bars) if bar.votes}
