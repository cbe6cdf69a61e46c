"""A question asked several times: which answers are one line, and where and why it breaks."""

from datetime import date
from decimal import Decimal

import pytest

from polls.results import Option, tabulate
from polls.waves import Wave, Wording, stretches

WEEK = 7


def wave(number=1, answers=("Yes", "No"), *, question="Rain?", others=None, **overrides) -> Wave:
    """The wave of the number-th week of May 2027; every answer has as many votes as its place."""
    options = [
        Option(id=100 * number + place, position=place, text=text, votes=place)
        for place, text in enumerate(answers, start=1)
    ]
    total = sum(range(1, len(answers) + 1))
    max_marks = overrides.pop("max_marks", 1)
    fields = {
        "slug": f"wave-{number}",
        "day": date(2027, 5, 5 + WEEK * (number - 1)),
        "newsletter": "Weather",
        "question": question if isinstance(question, Wording) else Wording(question),
        "result": tabulate(options, total, 2, order="votes", max_marks=max_marks),
        "others": {100 * number + place: texts for place, texts in (others or {}).items()},
    }
    return Wave(**fields | overrides)


def breaks(before: Wave, after: Wave) -> list[str]:
    return [sentence for stretch in stretches([before, after]) for sentence in stretch.breaks]


def test_same_words_are_one_line_in_any_place_and_order():
    first, second = wave(1, ("Yes", "No", "Maybe")), wave(2, ("Maybe", "Yes", "No"))
    (stretch,) = stretches([first, second])
    # In the printed order of the newest wave.
    assert [(trend.number, trend.text) for trend in stretch.trends] == [
        *((1, "No"), (2, "Yes"), (3, "Maybe"))
    ]
    assert [[point.line.votes for point in trend.points] for trend in stretch.trends] == [
        *([2, 3], [1, 2], [3, 1])
    ]
    assert [point.wave for point in stretch.trends[0].points] == [first, second]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Café", "Cafe\N{COMBINING ACUTE ACCENT}"),
        ("Not yet", " Not \N{NO-BREAK SPACE}yet"),
        ("نعم", "نعم"),
    ],
)
def test_what_no_reader_can_see_is_no_change(before, after):
    assert breaks(wave(1, (before, "No")), wave(2, ("No", after))) == []


@pytest.mark.parametrize(("before", "after"), [("Yes", "yes"), ("Yes", "Yes."), ("10%", "100%")])
def test_what_a_reader_can_see_is_a_change(before, after):
    assert breaks(wave(1, (before, "No")), wave(2, (after, "No"))) == [
        f"From 12 May 2027 on the answer “{after}” stood in the place of “{before}”."
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Mended before it was asked again, after, or in the later wave alone.
        (wave(1, ("Yes", "No"), others={1: ("Yess", "Yes")}), wave(2, ("Yes", "No"))),
        (wave(1, ("Yes", "No"), others={1: ("Yess", "Yes")}), wave(2, ("Yess", "No"))),
        (wave(1, ("Yess", "No")), wave(2, ("Yes", "No"), others={1: ("Yess", "Yes")})),
        (wave(1, question=Wording("Rain?", ("Rian?",))), wave(2, question="Rian?")),
    ],
)
def test_a_mended_typing_mistake_keeps_the_line(first, second):
    (stretch,) = stretches([first, second])
    assert stretch.trends[-1].text == second.result.lines[-1].text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"answers": ("Yes", "No", "Maybe")}, "the answer “Maybe” was new."),
        ({"answers": ("Yes",)}, "the answer “No” was no longer there."),
        ({"answers": ("Perhaps", "No")}, "the answer “Perhaps” stood in the place of “Yes”."),
        ({"question": "Snow?"}, "the question was worded “Snow?”, before “Rain?”."),
        ({"max_marks": 2}, "readers could mark up to 2 answers, before one answer."),
    ],
)
def test_each_change_is_named_and_begins_a_new_stretch(change, sentence):
    before, after = wave(1), wave(2, **change)
    first, second = stretches([before, after])
    assert (first.waves, second.waves) == ((before,), (after,))
    assert (first.breaks, second.breaks) == ((), (f"From 12 May 2027 on {sentence}",))


def test_another_newsletters_readers_are_a_change():
    assert breaks(wave(1), wave(2, newsletter="Desk")) == [
        "From 12 May 2027 on, readers of Desk were asked, before those of Weather."
    ]


def test_all_changes_of_a_wave_are_named():
    before, after = wave(1, ("A", "B", "C")), wave(2, ("D", "A"), question="Snow?", max_marks=2)
    assert [
        sentence.removeprefix("From 12 May 2027 on ") for sentence in breaks(before, after)
    ] == [
        "the question was worded “Snow?”, before “Rain?”.",
        "the answer “D” was new.",
        "the answer “B” was no longer there.",
        "the answer “C” was no longer there.",
        "readers could mark up to 2 answers, before one answer.",
    ]


def test_answers_of_the_same_words_are_matched_one_by_one():
    (stretch,) = stretches([wave(1, ("Yes", "Yes")), wave(2, ("Yes", "Yes"))])
    assert [[point.line.votes for point in trend.points] for trend in stretch.trends] == [
        *([2, 2], [1, 1])
    ]


def test_lines_are_numbered_through_the_series_and_never_twice():
    series = stretches([wave(1), wave(2), wave(3, ("Yes", "No", "Maybe")), wave(4)])
    assert [[wave.slug for wave in stretch.waves] for stretch in series] == [
        *(["wave-1", "wave-2"], ["wave-3"], ["wave-4"])
    ]
    assert [trend.number for stretch in series for trend in stretch.trends] == [*range(1, 8)]
    assert [stretch.is_trend for stretch in series] == [True, False, False]


def test_series_of_one_wave_and_of_none():
    (stretch,) = stretches([wave(1)])
    assert (stretch.is_trend, stretch.breaks) == (False, ())
    assert stretches([]) == ()


def test_shares_are_printed_at_each_waves_own_decimals_and_of_no_votes_there_are_none():
    options = [
        Option(1, 1, "Yes", None, Decimal("65.9")),
        Option(2, 2, "No", None, Decimal("34.1")),
    ]
    printed = wave(2, result=tabulate(options, None, 1, order="votes"))
    nobody = [Option(1, 1, "Yes", 0), Option(2, 2, "No", 0)]
    empty = wave(3, result=tabulate(nobody, 0, 0, order="votes"))
    (stretch,) = stretches([wave(1), printed, empty])
    assert [[point.share for point in trend.points] for trend in stretch.trends] == [
        *(["33.33%", "65.9%", ""], ["66.67%", "34.1%", ""])
    ]
