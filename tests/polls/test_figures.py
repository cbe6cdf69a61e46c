"""The forms in a report's text: what each prints, and what is wrong with those that print nothing."""

import dataclasses
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls import figures
from polls.figures import Figures, NoFigure, fill_in, value
from polls.results import Option, Result, tabulate
from smartpulse import markup
from tests.polls.test_results import OUTSOURCING

ANSWERS = list(OUTSOURCING)


def tabled(*votes, decimals=2, texts=ANSWERS, max_marks=1) -> Result:
    answers = enumerate(zip(texts, votes, strict=False), start=1)
    options = [Option(n, n, text, count) for n, (text, count) in answers]
    return tabulate(options, sum(votes), decimals, order="votes", max_marks=max_marks)


NOW = tabled(23, 42, 35, 193)


def known(**overrides) -> Figures:
    fields = {
        "question": "Are you outsourcing\nany of your efforts?",
        "choices": dict(enumerate(ANSWERS, start=1)),
        "opened": "4 November 2026",
        "closed": "10 November 2026",
        "result": NOW,
        "earlier": tabled(30, 42, 35, 186),
    }
    return Figures(**fields | overrides)


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("share:4", "65.87%"),
        (" share : 1 ", "7.85%"),
        ("votes:4", "193"),
        ("choice:4", "No, and I don't plan to"),
        ("before:4", "63.48%"),
        ("change:4", "up 2.39 points"),
        ("change:1", "down 2.39 points"),
        ("change:2", "unchanged"),
        ("respondents", "293"),
        ("leader", "No, and I don't plan to"),
        ("question", "Are you outsourcing any of your efforts?"),
        ("opened", "4 November 2026"),
        ("closed", "10 November 2026"),
    ],
)
def test_form_prints(form, printed):
    assert value(form, known()) == printed


def test_large_counts_are_grouped_and_ties_share_the_lead():
    tied = known(result=tabled(1000, 1000, 5, 2))
    assert value("votes:1", tied) == "1,000"
    assert value("respondents", tied) == "2,007"
    assert value("leader", tied) == f"{ANSWERS[0]} and {ANSWERS[1]}"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("shares:2", "There are these forms: share:2, votes:2, choice:2, before:2, change:2, "),
        ("", "There are these forms"),
        ("share", "Say of which answer, by its position: {{share:1}}."),
        ("share:two", "Say of which answer, by its position: {{share:1}}."),
        ("respondents:2", "Of a whole poll it is {{respondents}}, without a colon."),
        ("share:9", "There is no answer 9. The answers are 1 “Yes — all of my social media"),
        ("share:0", "There is no answer 0."),
    ],
)
def test_what_is_no_form_is_told_with_what_there_is(form, sentence):
    with pytest.raises(NoFigure) as fault:
        value(form, known())
    assert str(fault.value).startswith(sentence)


@pytest.mark.parametrize(
    ("overrides", "form", "sentence"),
    [
        ({"earlier": None}, "change:1", "This poll repeats no earlier one"),
        ({"earlier": tabled(1, 2, texts=["A", "B"])}, "before:1", "Last time no answer read “Yes"),
        ({"earlier": tabled(1, 2, 1, 1, max_marks=2)}, "change:1", "Last time readers could mark"),
        ({"result": tabled(0, 0, 0, 0)}, "leader", "Nobody voted"),
        ({"result": None}, "share:1", "The poll’s figures come with the edition"),
    ],
)
def test_figure_that_there_is_not(overrides, form, sentence):
    with pytest.raises(NoFigure, match=f"^{sentence}"):
        value(form, known(**overrides))


def test_edition_with_shares_alone_has_no_counts():
    options = [Option(None, 1, "A", None, Decimal("60.0")), Option(None, 2, "B", None, Decimal(40))]
    printed = known(choices={1: "A", 2: "B"}, result=tabulate(options, None, 1, order="votes"))
    assert value("share:1", printed) == "60.0%"
    for form, sentence in (("votes:1", "shares alone"), ("respondents", "how many answered")):
        with pytest.raises(NoFigure, match=sentence):
            value(form, printed)


def test_change_where_the_decimals_changed():
    # 186 of 293 is 63.48...: printed as 63.5 then, compared at two decimals from its votes.
    coarse = tabled(30, 42, 35, 186, decimals=1)
    assert value("change:4", known(earlier=coarse)) == "up 2.39 points"
    options = [Option(None, 1, ANSWERS[3], None, Decimal("63.5"))]
    shares_alone = tabulate(options, None, 1, order="votes")
    assert value("change:4", known(earlier=shares_alone)) == "up 2.4 points"
    whole = known(result=tabled(1, 99, decimals=0), earlier=tabled(2, 98, decimals=0))
    assert value("change:2", whole) == "up 1 point"


def test_answer_is_found_by_its_words_where_it_stood_elsewhere_last_time():
    swapped = tabled(193, 100, texts=["no, and  I don't plan to", "Other"])
    assert value("before:4", known(earlier=swapped)) == "65.87%"


def test_text_that_lacks_an_edition_says_so_in_brackets_and_keeps_what_is_not_ours():
    draft = known(result=None)
    assert fill_in("{{share:1}} {{choice:2}} {{sptoken}}", draft) == (
        "[share:1] Yes — part of my social media presence {{sptoken}}"
    )


def faults(source: str, figures_=None) -> list[tuple[int, str]]:
    return figures.faults(markup.passages(source), figures_)


def test_faults_name_the_line_and_the_form():
    source = "Fine: {{share:4}}.\n\nBad: {{share:9}}\nand {{shares}}.\n\n- {{change:1}}"
    found = faults(source, known(earlier=None))
    assert [(line, sentence.split(": ")[0]) for line, sentence in found] == [
        (3, "{{share:9}}"),
        (4, "{{shares}}"),
        (6, "{{change:1}}"),
    ]


@pytest.mark.parametrize(
    "source",
    ["{{share:1", "{share:1}", "{{share:1} of", "[x](/a/{{share:1}})", "[x](/a '{{share:1}}')"],
)
def test_form_that_would_be_printed_raw_is_a_fault(source):
    assert len(faults(source, known())) == 1


@pytest.mark.parametrize(
    "source",
    [r"\{{share:9}}", "`{{share:9}}`", "    {{share:9}}", "A set {a, b}.", "{{share:4}}", ""],
)
def test_no_fault(source):
    assert faults(source, known()) == []


def test_draft_may_name_what_its_edition_will_bring_but_nothing_else():
    draft = known(result=None)
    assert faults("{{share:1}} {{leader}} {{change:1}}", draft) == []
    assert len(faults("{{share:9}} {{shares}}", draft)) == 2
    assert len(faults("{{change:1}}", known(result=None, earlier=None))) == 1
    assert len(faults("{{respondents}}", None)) == 1


def test_headline_is_looked_at_like_the_text():
    def found(text):
        return [sentence for _, sentence in figures.faults([figures.passage_of(text)], known())]

    assert found("{{share:4}} do it, *{{votes:4}}* of you") == []
    assert found(r"Braces \{{share:9}}") == []
    assert len(found("{{share:9}} and {share:1}")) == 2
    assert fill_in(r"\{{share:4}} is {{share:4}}", known()) == "{{share:4}} is 65.87%"


TEXTS = st.text(alphabet=st.sampled_from("*_`[]()<>|#&;!~-=\"':/.a1 \nש"), max_size=30)
FORMS = st.sampled_from(
    [f"{{{{{name}:{n}}}}}" for name in figures.OF_ANSWERS for n in (1, 2, 3, 4)]
    + [f"{{{{{name}}}}}" for name in figures.OF_POLLS]
)


@given(st.lists(TEXTS | FORMS, max_size=10).map("".join))
def test_every_form_is_filled_in_and_twice_is_once(line):
    line = line.replace("\n", " ")
    printed = fill_in(line, known())
    assert not re.search(r"\{\{", printed)
    assert fill_in(printed, known()) == printed
    other = dataclasses.replace(known(), result=tabled(1, 2, 3, 4))
    assert fill_in(fill_in(line, known()), other) == printed
