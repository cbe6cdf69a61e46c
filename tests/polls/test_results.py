from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.results import Option, Result, share, tabulate

OUTSOURCING = {
    "Yes — all of my social media presence": 23,
    "Yes — part of my social media presence": 42,
    "No, but I'm considering it": 35,
    "No, and I don't plan to": 193,
}


def options(*votes: int) -> list[Option]:
    """Answers A, B, C … in ballot order with these counts."""
    return [Option(10 + n, n, chr(64 + n), count) for n, count in enumerate(votes, start=1)]


def printed(*shares: str) -> list[Option]:
    return [
        Option(None, n, chr(64 + n), None, Decimal(percent))
        for n, percent in enumerate(shares, start=1)
    ]


def result(*votes: int, decimals: int = 2) -> Result:
    return tabulate(options(*votes), sum(votes), decimals, order="votes")


def percents(table: Result) -> list[str]:
    return [line.percent_text for line in table.lines]


def test_the_outsourcing_poll_prints_as_its_archive_does() -> None:
    answers = [
        Option(None, position, text, votes)
        for position, (text, votes) in enumerate(OUTSOURCING.items(), start=1)
    ]
    table = tabulate(answers, 293, 2, order="votes", set_aside=4)
    assert [(line.text, line.percent_text, line.votes, line.leader) for line in table.lines] == [
        ("No, and I don't plan to", "65.87", 193, True),
        ("Yes — part of my social media presence", "14.33", 42, False),
        ("No, but I'm considering it", "11.95", 35, False),
        ("Yes — all of my social media presence", "7.85", 23, False),
    ]
    assert (table.total, table.rounding_note) == (Decimal("100.00"), "")
    assert (table.respondents, table.set_aside, table.decimals, table.max_marks) == (293, 4, 2, 1)
    assert table.sentence == (
        "Of 293 readers, 65.87% chose “No, and I don't plan to” (193 votes), "
        "14.33% “Yes — part of my social media presence” (42 votes), "
        "11.95% “No, but I'm considering it” (35 votes), "
        "and 7.85% “Yes — all of my social media presence” (23 votes)."
    )


def test_six_answers_of_308_total_99_99_and_say_why() -> None:
    table = result(88, 80, 69, 41, 26, 4)
    assert percents(table) == ["28.57", "25.97", "22.40", "13.31", "8.44", "1.30"]
    assert table.total == Decimal("99.99")
    assert table.rounding_note == (
        "Each share is rounded by itself, so together they total 99.99%."
    )


@pytest.mark.parametrize(
    ("votes", "decimals", "shares", "total"),
    [
        ((2, 2, 2), 2, ["33.33", "33.33", "33.33"], "99.99"),
        ((2, 2, 2), 1, ["33.3", "33.3", "33.3"], "99.9"),
        ((2, 2, 2), 0, ["33", "33", "33"], "99"),
        ((4, 1, 1), 2, ["66.67", "16.67", "16.67"], "100.01"),
        ((4, 1, 1), 1, ["66.7", "16.7", "16.7"], "100.1"),
        ((4, 1, 1), 0, ["67", "17", "17"], "101"),
        ((7, 1), 1, ["87.5", "12.5"], ""),
        ((7, 1), 0, ["88", "13"], "101"),
        ((3, 0), 2, ["100.00", "0.00"], ""),
        ((0, 0), 1, ["0.0", "0.0"], ""),
    ],
)
def test_shares_have_the_newsletters_decimals_and_a_note_where_they_miss_100(
    votes: tuple[int, ...], decimals: int, shares: list[str], total: str
) -> None:
    table = result(*votes, decimals=decimals)
    assert percents(table) == shares
    note = f"Each share is rounded by itself, so together they total {total}%."
    assert table.rounding_note == (note if total else "")


@pytest.mark.parametrize(
    ("votes", "respondents", "rounded"),
    [
        (1, 8, ("13", "12.5", "12.50")),
        (1, 200, ("1", "0.5", "0.50")),
        (1, 201, ("0", "0.5", "0.50")),
        (1, 800, ("0", "0.1", "0.13")),
        (1, 2_000, ("0", "0.1", "0.05")),
        (1, 20_000, ("0", "0.0", "0.01")),
        (1, 20_001, ("0", "0.0", "0.00")),
        (19_999, 20_000, ("100", "100.0", "100.00")),
        (149, 400, ("37", "37.3", "37.25")),
        (0, 7, ("0", "0.0", "0.00")),
        (7, 7, ("100", "100.0", "100.00")),
        (0, 0, ("0", "0.0", "0.00")),
        (10**40, 3 * 10**40, ("33", "33.3", "33.33")),
        (10**40, 2 * 10**44 - 1, ("0", "0.0", "0.01")),
        (10**40, 2 * 10**44 + 1, ("0", "0.0", "0.00")),
    ],
)
def test_share_rounds_half_up_from_the_exact_fraction(
    votes: int, respondents: int, rounded: tuple[str, str, str]
) -> None:
    assert tuple(str(share(votes, respondents, decimals)) for decimals in (0, 1, 2)) == rounded


@pytest.mark.parametrize(
    ("votes", "respondents", "decimals"),
    [(-1, 3, 2), (0, -1, 2), (-2, -1, 2), (4, 3, 2), (1, 0, 2), (1, 3, -1), (1, 3, 3)],
)
def test_share_refuses_what_is_no_share(votes: int, respondents: int, decimals: int) -> None:
    with pytest.raises(ValueError, match=r"are no share|have 0 to 2 decimals"):
        share(votes, respondents, decimals)


def test_order_by_votes_puts_ties_by_position_and_both_lead() -> None:
    shuffled = [options(3, 5, 0, 5)[n] for n in (3, 0, 2, 1)]
    table = tabulate(shuffled, 13, 2, order="votes")
    assert [(line.text, line.leader) for line in table.lines] == [
        ("B", True),
        ("D", True),
        ("A", False),
        ("C", False),
    ]


def test_order_by_position_keeps_the_ballots_order() -> None:
    shuffled = [options(3, 5, 0, 5)[n] for n in (3, 0, 2, 1)]
    table = tabulate(shuffled, 13, 2, order="position")
    assert [(line.text, line.leader) for line in table.lines] == [
        ("A", False),
        ("B", True),
        ("C", False),
        ("D", True),
    ]


def test_counts_that_print_alike_are_still_ordered_by_votes() -> None:
    table = tabulate(options(33_333, 33_334, 33_333), 100_000, 2, order="votes")
    assert [(line.text, line.percent_text, line.leader) for line in table.lines] == [
        ("B", "33.33", True),
        ("A", "33.33", False),
        ("C", "33.33", False),
    ]


def test_several_marks_count_against_respondents_and_the_note_says_so() -> None:
    table = tabulate(options(6, 9, 3), 10, 1, order="votes", max_marks=3)
    assert percents(table) == ["90.0", "60.0", "30.0"]
    assert table.rounding_note == (
        "Readers could mark up to 3 answers. Each share is of all respondents, "
        "so the shares may total more than 100%."
    )
    assert table.sentence == (
        "Of 10 readers who could mark up to 3 answers, 90.0% chose “B” (9 votes), "
        "60.0% “A” (6 votes), and 30.0% “C” (3 votes)."
    )


def test_several_marks_that_total_100_need_no_note() -> None:
    assert tabulate(options(5, 5), 10, 1, order="votes", max_marks=2).rounding_note == ""


def test_printed_shares_of_an_archive_stand_as_published() -> None:
    table = tabulate(
        printed("25.97", "28.57", "22.4", "13.31", "8.44", "1.3"), None, 2, order="votes"
    )
    assert percents(table) == ["28.57", "25.97", "22.40", "13.31", "8.44", "1.30"]
    assert [(line.text, line.votes, line.leader) for line in table.lines][:2] == [
        ("B", None, True),
        ("A", None, False),
    ]
    assert table.rounding_note == (
        "Each share is rounded by itself, so together they total 99.99%."
    )
    assert table.sentence == (
        "28.57% of readers chose “B”, 25.97% “A”, 22.40% “C”, 13.31% “D”, 8.44% “E”, and 1.30% “F”."
    )


def test_printed_shares_with_known_respondents_name_them() -> None:
    table = tabulate(printed("60", "40"), 1_308, 0, order="position")
    assert table.sentence == "Of 1,308 readers, 60% chose “A” and 40% “B”."


def test_a_printed_share_beside_a_count_is_printed_and_the_count_shown() -> None:
    answers = [Option(1, 1, "A", 2, Decimal("66.6")), Option(2, 2, "B", 1, Decimal("33.3"))]
    table = tabulate(answers, 3, 1, order="votes")
    assert [(line.percent_text, line.votes) for line in table.lines] == [("66.6", 2), ("33.3", 1)]


def test_one_uncounted_answer_makes_shares_the_measure_of_all() -> None:
    answers = [*printed("70", "20"), Option(3, 3, "C", 1, None)]
    table = tabulate(answers, 10, 0, order="votes")
    assert [(line.text, line.votes, line.leader) for line in table.lines] == [
        ("A", None, True),
        ("B", None, False),
        ("C", 1, False),
    ]


def test_published_shares_that_rounding_cannot_explain_are_not_blamed_on_it() -> None:
    assert (
        tabulate(printed("60.1", "35"), None, 1, order="votes").rounding_note
        == "The shares as published total 95.1%."
    )


def test_the_furthest_that_rounding_reaches_is_half_a_unit_an_answer() -> None:
    rounded = tabulate(printed("50.5", "49.4"), None, 1, order="votes")
    assert rounded.rounding_note == "Each share is rounded by itself, so together they total 99.9%."
    beyond = tabulate(printed("50.4", "49.4"), None, 1, order="votes")
    assert beyond.rounding_note == "The shares as published total 99.8%."


def test_the_only_answer_makes_a_sentence_too() -> None:
    assert result(2, decimals=0).sentence == "Of 2 readers, 100% chose “A” (2 votes)."


def test_huge_counts_keep_their_order() -> None:
    assert [line.text for line in result(10**40, 10**40 + 1).lines] == ["B", "A"]


def test_no_votes_yet_is_the_whole_sentence() -> None:
    empty = (
        result(0, 0, 0),
        tabulate(printed("0", "0"), None, 2, order="votes"),
        tabulate([], None, 2, order="votes"),
    )
    for table in empty:
        assert (table.sentence, table.rounding_note) == ("No votes yet.", "")
        assert not any(line.leader for line in table.lines)


def test_one_reader_and_one_vote_are_singular() -> None:
    assert result(1, 0, decimals=0).sentence == (
        "Of 1 reader, 100% chose “A” (1 vote) and 0% “B” (0 votes)."
    )


@pytest.mark.parametrize(
    ("answers", "respondents", "changes", "message"),
    [
        (options(2, 2), 3, {}, "more votes than the respondents"),
        (options(3, 3), 2, {"max_marks": 3}, "are no share"),
        (options(3, -1), 4, {}, "cannot be negative"),
        (options(1), None, {}, "neither a share nor a count"),
        ([Option(1, 1, "A", None)], 3, {}, "neither a share nor a count"),
        (printed("0"), -1, {}, "are counts"),
        (options(1), 1, {"set_aside": -1}, "are counts"),
        (options(1), 1, {"max_marks": 0}, "a ballot has a mark"),
        (printed("33.333"), None, {}, r"33\.333% has more than 2 decimals"),
        (printed("100.01"), None, {}, "is no share"),
        (printed("-0.01"), None, {}, "is no share"),
        (printed("NaN"), None, {}, "is no share"),
    ],
)
def test_figures_that_no_poll_can_have_are_refused(
    answers: list[Option], respondents: int | None, changes: dict[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        tabulate(answers, respondents, 2, order="votes", **changes)


@pytest.mark.parametrize("answers", [options(1), printed("50")])
def test_decimals_are_0_to_2_also_of_printed_shares(answers: list[Option]) -> None:
    for decimals in (-1, 3):
        with pytest.raises(ValueError, match="have 0 to 2 decimals"):
            tabulate(answers, 2, decimals, order="votes")


COUNTS = st.integers(0, 10**6) | st.integers(0, 10**45)


@given(votes=COUNTS, others=COUNTS, decimals=st.integers(0, 2))
def test_share_is_within_half_a_unit_of_the_exact_fraction(
    votes: int, others: int, decimals: int
) -> None:
    respondents = votes + others
    rounded = share(votes, respondents, decimals)
    exact = Fraction(100 * votes, respondents) if respondents else Fraction(0)
    half_a_unit = Fraction(1, 2 * 10**decimals)
    assert -half_a_unit < exact - Fraction(rounded) < half_a_unit or (
        Fraction(rounded) - exact == half_a_unit  # a half goes up
    )
    assert rounded.as_tuple().exponent == -decimals


@given(st.lists(COUNTS, min_size=1, max_size=12), st.integers(0, 2))
def test_more_votes_never_print_less_and_equal_votes_print_alike(
    votes: list[int], decimals: int
) -> None:
    table = result(*votes, decimals=decimals)
    assert sorted(line.position for line in table.lines) == list(range(1, len(votes) + 1))
    for earlier, later in pairwise(table.lines):
        assert earlier.votes is not None
        assert later.votes is not None
        assert earlier.votes >= later.votes
        assert earlier.percent >= later.percent
        if earlier.votes == later.votes:
            assert earlier.percent_text == later.percent_text
            assert earlier.position < later.position
    assert [line.leader for line in table.lines] == [
        line.votes == max(votes) > 0 for line in table.lines
    ]


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=12), st.integers(0, 2))
def test_a_counted_single_answer_poll_has_a_note_exactly_where_its_shares_miss_100(
    votes: list[int], decimals: int
) -> None:
    table = result(*votes, decimals=decimals)
    if sum(votes) == 0 or table.total == 100:
        assert table.rounding_note == ""
    else:
        assert table.rounding_note == (
            f"Each share is rounded by itself, so together they total {table.total}%."
        )


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=12), st.integers(0, 2))
def test_an_edition_of_printed_shares_prints_what_the_counts_did(
    votes: list[int], decimals: int
) -> None:
    counted = result(*votes, decimals=decimals)
    archived = [
        Option(line.id, place, line.text, None, line.percent)
        for place, line in enumerate(counted.lines, start=1)
    ]
    table = tabulate(archived, None, decimals, order="votes")
    assert percents(table) == percents(counted)
    assert table.rounding_note == counted.rounding_note
