"""When votes came is told so that no attacker finds a number of voters from 1 to 4."""

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.disclosure import LEAST, Group, Span, groups, spans, within

FEW = range(1, LEAST)
WAYS = ("embed", "web", "mail")
counts_of_hours = st.lists(
    st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 500)), max_size=60
)


def by_day(hours, a_day: int) -> list[Span]:
    days = spans([sum(hours[place : place + a_day]) for place in range(0, len(hours), a_day)])
    last = len(hours)
    return [Span(day.first * a_day, min(day.last * a_day, last), day.votes) for day in days]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], []),
        ([0, 0], [(0, 2, 0)]),
        ([5, 9], [(0, 1, 5), (1, 2, 9)]),
        ([2, 3, 7], [(0, 2, 5), (2, 3, 7)]),
        # Times without votes are told, except between votes that have to stand together.
        ([0, 0, 5, 0, 5], [(0, 2, 0), (2, 3, 5), (3, 4, 0), (4, 5, 5)]),
        ([3, 0, 3], [(0, 3, 6)]),
        # Too few at the end.
        ([5, 2], [(0, 2, 7)]),
        ([6, 8, 0, 1, 0], [(0, 1, 6), (1, 5, 9)]),
        # Too few in all.
        ([1, 0, 3], []),
    ],
)
def test_spans_are_as_fine_as_they_may_be(counts, expected):
    assert [(span.first, span.last, span.votes) for span in spans(counts)] == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((9, 80, 50), [(("embed",), 9), (("web",), 80), (("mail",), 50)]),
        ((0, 80, 50), [(("embed",), 0), (("web",), 80), (("mail",), 50)]),
        ((3, 80, 50), [(("embed", "web"), 83), (("mail",), 50)]),
        ((80, 3, 50), [(("embed", "web"), 83), (("mail",), 50)]),
        ((3, 80, 0), [(("embed", "web"), 83), (("mail",), 0)]),
        ((0, 80, 2), [(("embed", "web", "mail"), 82)]),
        ((3, 0, 80), [(("embed", "web", "mail"), 83)]),
        ((1, 1, 2), []),
    ],
)
def test_ways_join_where_one_has_too_few(counts, expected):
    found = groups(dict(zip(WAYS, counts, strict=True)))
    assert found == tuple(Group(ways, votes) for ways, votes in expected)


@given(counts_of_hours, st.integers(1, 24))
def test_every_number_is_none_or_enough_and_hours_divide_days(hours, a_day):
    days = by_day(hours, a_day)
    inner = within(hours, days)
    for found in (days, inner):
        assert {span.votes for span in found} & {*FEW} == set()
        assert [span.votes for span in found] == [sum(hours[s.first : s.last]) for s in found]
        # From the first hour to the last, without a gap; or nothing at all.
        places = [place for span in found for place in range(span.first, span.last)]
        assert places == ([*range(len(hours))] if sum(hours) == 0 or sum(hours) >= LEAST else [])
    # Else a day less its hours would be the rest of an hour.
    assert {day.first for day in days} <= {span.first for span in inner}


@given(counts_of_hours)
def test_one_number_less_another_is_none_or_enough(hours):
    """Of all sums that can be told apart: those from one border of a span to another."""
    inner = within(hours, by_day(hours, 24))
    borders = [*itertools.accumulate((span.votes for span in inner), initial=0)]
    assert {after - before for before, after in itertools.combinations(borders, 2)} & {
        *FEW
    } == set()


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), max_size=20))
def test_bounds_of_a_way_in_a_time_pin_nothing_small(rows):
    """The most and the least that a cell can hold, as both margins have it (Fréchet)."""
    times = spans([sum(row) for row in rows])
    ways = groups({way: sum(row[place] for row in rows) for place, way in enumerate(WAYS)})
    total = sum(span.votes for span in times)
    for span, group in itertools.product(times, ways):
        least = max(0, span.votes + group.votes - total)
        most = min(span.votes, group.votes)
        assert most - least >= LEAST or least == most == 0 or least == most >= LEAST


def told(table: tuple[tuple[int, ...], ...], a_day: int):
    """All that is published of a table: a row for each hour, with the votes of each way."""
    hours = [sum(row) for row in table]
    days = by_day(hours, a_day)
    ways = {
        way: sum(row[place] for row in table) for place, way in enumerate(WAYS[: len(table[0])])
    }
    return sum(hours), tuple(days), within(hours, days), groups(ways)


def tables(hours: int, ways: int, total: int):
    """Every table with so many votes."""
    for cells in itertools.product(range(total + 1), repeat=hours * ways - 1):
        if (rest := total - sum(cells)) >= 0:
            whole = (*cells, rest)
            yield tuple(whole[place : place + ways] for place in range(0, len(whole), ways))


@pytest.mark.parametrize(
    ("hours", "ways", "a_day", "totals"),
    [
        (4, 1, 2, range(5, 11)),
        (3, 1, 3, range(5, 15)),
        (2, 2, 1, range(5, 12)),
        (1, 3, 1, range(5, 16)),
    ],
)
def test_an_attacker_who_knows_the_rule_too_pins_nothing_small(hours, ways, a_day, totals):
    """Every table that would have been told alike: what is the same in all of them is found out."""
    for total in totals:
        alike = defaultdict(list)
        for table in tables(hours, ways, total):
            alike[told(table, a_day)].append(table)
        for published, candidates in alike.items():
            for measure in measures(hours, ways):
                found = {measure(table) for table in candidates}
                assert len(found) > 1 or not found & {*FEW}, (published, found)


def measures(hours: int, ways: int):
    """Each way in each time, from one hour to several, and all ways of it."""
    for first, last in itertools.combinations(range(hours + 1), 2):
        for columns in [*((place,) for place in range(ways)), tuple(range(ways))]:
            yield lambda table, f=first, t=last, c=columns: sum(
                row[place] for row in table[f:t] for place in c
            )
