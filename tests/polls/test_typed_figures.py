"""Typed figures: what is pointed out, what is offered as a form, and what is nobody's business."""

from decimal import Decimal

import pytest

from polls import typed_figures
from polls.results import Option, tabulate
from polls.typed_figures import Record
from smartpulse import markup
from tests.polls.test_figures import ANSWERS, NOW, tabled

RECORD = Record(
    NOW,  # 65.87, 14.33, 11.95, 7.85 of 293
    others=((1, tabled(23, 42, 52, 193)),),  # 62.26, 16.77, 13.55, 7.42 of 310
    earlier=tabled(30, 42, 35, 186),  # 63.48, 14.33, 11.95, 10.24 of 293
    address="/polls/outsourcing/",
    mailed_to=41_095,
)


def notes(text: str, record: Record = RECORD):
    return [
        (note.typed, note.form, note.is_right, note.edition)
        for note in typed_figures.notes(markup.passages(text), record)
    ]


@pytest.mark.parametrize(
    ("text", "typed", "form"),
    [
        ("65.80% outsource nothing.", "65.80%", "share:4"),
        ("Only 56.87% of firms.", "56.87%", "share:4"),
        ("About 65 percent do it alone.", "65 percent", "share:4"),
        ("13,95 % are thinking about it", "13,95 %", "share:2"),
        ("Of you, 41% want it.", "41%", "share:4"),
        ("We had 295 respondents.", "295", "respondents"),
        ("And 1,293 respondents later", "1,293", "respondents"),
        ("It took 190 votes.", "190", "votes:4"),
        ("Some 33 of you, or 40 of 293 readers", "33", "votes:3"),
    ],
)
def test_figure_that_does_not_match_is_pointed_out(text, typed, form):
    assert (typed, form, False, None) in notes(text)


@pytest.mark.parametrize(
    ("text", "typed", "form"),
    [
        ("**62.26%** did.", "62.26%", "share:4"),
        ("Then 13.55% of all", "13.55%", "share:1"),
        ("Another 17% of firms", "17%", "share:2"),
        ("From 310 readers", "310", "respondents"),
    ],
)
def test_figure_of_another_edition_is_told_as_such(text, typed, form):
    record = Record(NOW, others=((1, tabled(42, 52, 23, 193)),))
    assert notes(text, record) == [(typed, form, False, 1)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("65.87% of 293 readers", [("65.87%", "share:4"), ("293", "respondents")]),
        ("193 of 293 respondents", [("193", "votes:4"), ("293", "respondents")]),
        ("In bold, **7.85%** of you.", [("7.85%", "share:1")]),
        ("In the [result](/polls/outsourcing/) 7.85%.", [("7.85%", "share:1")]),
    ],
)
def test_figure_that_matches_is_offered_as_its_form(text, found):
    assert notes(text) == [(typed, form, True, None) for typed, form in found]


@pytest.mark.parametrize(
    "text",
    [
        "Nearly two thirds of you outsource nothing.",
        "In 2026 we asked again; in 1,990 words the answer is no.",
        "On 4 November 2026, at 17:00, after 100% of the coffee, 0% was left.",
        "Inflation was 3% in the year to March, and rents rose 27.5%.",
        ["66% do it alone, 14 percent share it", "% is 65.87% rounded twice."][0],
        "Together 22.18% hand over something; 34.13% do not do it all themselves.",
        "A year ago it was 63.48%, or 186 votes.",
        "It was mailed to 41,095 readers.",
        "[Another poll](https://example.com/x) found 65.10% among 300 readers.",
        "> 65.80% said so, of 299 respondents",
        "`65.80%` and {{share:4}}",
        "Up 2.39 percentage points; a 3-point lead; 5% points.",
        "Between 60–70%.",
        "Elsewhere 40% of all firms and 64% of all shops do.",
        "Version 65.80.1 and room 293b, 4 votes, 12 people.",
        "",
    ],
)
def test_what_is_nobodys_business(text):
    assert notes(text) == []


def test_only_the_sentence_with_the_link_is_left_alone():
    text = "[Others](/polls/other/) had 64.00% yes. We have 64.00%."
    assert notes(text) == [("64.00%", "share:4", False, None)]


def test_note_says_the_line_and_what_the_form_prints():
    (note,) = typed_figures.notes(markup.passages("One.\n\n- two\n- 65.80%\n  three"), RECORD)
    assert (note.line, note.printed, note.written) == (4, "65.87%", "{{share:4}}")


def test_poll_without_votes_or_with_shares_alone():
    assert notes("65.80% and 293 respondents", Record(tabled(0, 0, 0, 0))) == [
        ("293", "respondents", False, None)
    ]
    options = [Option(None, 1, ANSWERS[0], None, Decimal("65.9"))]
    record = Record(tabulate(options, None, 1, order="votes"))
    assert notes("65.9%, 66%, 65.8% of 293 respondents", record) == [
        ("65.9%", "share:1", True, None),
        ("65.8%", "share:1", False, None),
    ]


def test_whole_percents_are_looked_at_where_the_newsletter_prints_such():
    record = Record(tabled(23, 42, 35, 193, decimals=0))  # 66, 14, 12, 8
    assert notes("66% and 65%, but 41% elsewhere", record) == [
        ("66%", "share:4", True, None),
        ("65%", "share:4", False, None),
    ]
