"""A typing mistake in an open or closed poll is mended in sight: the earlier words stay readable."""

import json
import re
from dataclasses import replace

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.utils import timezone

from polls import counting, editions, wording
from polls.models import Choice, Poll, Status
from polls.wording import Wording
from tests.factories import make_ballots, make_poll, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[Status.OPEN, Status.CLOSED])
def poll(request):
    poll = make_poll(
        status=request.param,
        slug="rain",
        question="Are you outsorcing?",
        introduction="A word befor.",
        choices=("Yse", "No"),
    )
    make_ballots(poll, [2, 1])
    return poll


def reworded(poll, *, reason="A typing mistake.", answers=None, **words):
    before = Wording.of(poll)
    texts = dict(before.answers)
    for position, text in (answers or {}).items():
        texts[poll.choices.get(position=position).pk] = text
    return wording.correct(poll, replace(before, answers=texts, **words), reason)


def said(client, address) -> str:
    caches["pages"].clear()
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_words_change_the_votes_stay_and_the_earlier_words_are_kept(poll):
    before = counting.count(poll)
    reworded(
        poll, question="Are you outsourcing?", introduction="A word before.", answers={1: "Yes"}
    )
    stored = Poll.objects.get()
    assert (stored.question, stored.introduction) == ("Are you outsourcing?", "A word before.")
    assert list(stored.choices.values_list("position", "text")) == [(1, "Yes"), (2, "No")]
    kept = stored.corrections.values_list("kind", "was", "became", "reason")
    assert set(kept) == {
        ("question", "Are you outsorcing?", "Are you outsourcing?", "A typing mistake."),
        ("introduction", "A word befor.", "A word before.", "A typing mistake."),
        ("answer", "Yse", "Yes", "A typing mistake."),
    }
    after = counting.count(stored)
    assert [line.votes for line in after.lines] == [line.votes for line in before.lines]
    assert stored.history.latest().history_change_reason == "A typing mistake."


def test_pages_and_json_tell_the_earlier_words(client, poll):
    reworded(poll, answers={1: "Yes"}, question="Are you outsourcing?")
    page = said(client, "/polls/rain/")
    assert "Are you outsourcing?" in page
    assert re.search(r"Question corrected on \d+ \w+ \d+ : was “ Are you outsorcing\? ”\.", page)
    assert "was “ Yse ”" in page
    assert "A typing mistake." in page
    answer = json.loads(client.get("/polls/rain/results.json").content)
    assert answer["question"] == "Are you outsourcing?"
    assert "was “Yse”, became “Yes”. A typing mistake." in answer["wording_note"]


def test_uncorrected_poll_has_no_note(client, poll):
    assert json.loads(client.get("/polls/rain/results.json").content)["wording_note"] == ""


def test_edition_shows_the_words_of_its_day_and_the_report_those_of_today_with_a_note(client):
    poll = make_poll(status=Status.CLOSED, slug="rain", question="Rian?", choices=("Yse", "No"))
    make_ballots(poll, [2, 1])
    make_post(reports=poll, slug="report")
    reworded(poll, question="Rayn?", answers={1: "Yess"})
    editions.freeze(poll, timezone.now(), "Again")
    reworded(Poll.objects.get(), question="Rain?", answers={1: "Yes"})

    first, second = (said(client, f"/polls/rain/editions/{number}/") for number in (1, 2))
    results = [page[: page.index("About this edition")] for page in (first, second)]
    assert re.search(r" Rian\? Question corrected since, on \d+ \w+ \d+ : now “ Rayn\? ”\.", first)
    assert re.search(r" Rayn\? Question corrected on \d+ \w+ \d+ : was “ Rian\? ”\.", second)
    assert "Question corrected since, on" in second
    assert "Yse : 66.67%" in results[0]
    assert "Yess : 66.67%" in results[1]
    report = said(client, "/posts/report/")
    assert "Yes : 66.67%" in report
    assert "was “ Yse ”" in report


def test_what_would_move_votes_or_says_nothing_is_refused(poll):
    before = Poll.objects.values().get(), list(Choice.objects.values_list("text", flat=True))
    for attempt, sentence in (
        ({"answers": {1: "No", 2: "Yse"}}, "its votes would change sides"),
        ({"answers": {1: "no"}}, "Two answers would say the same"),
        ({"answers": {1: ""}}, "need their words"),
        ({"question": ""}, "need their words"),
        ({"question": "x" * 301}, "too many"),
        ({"answers": {1: "x" * 201}}, "too many"),
        ({}, "Nothing is worded differently"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            reworded(poll, **attempt)
    assert before == (
        Poll.objects.values().get(),
        list(Choice.objects.values_list("text", flat=True)),
    )
    assert not poll.corrections.exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED])
def test_poll_that_has_not_opened_is_changed_in_its_form(status):
    with pytest.raises(ValidationError, match="change its words in its form"):
        reworded(make_poll(status=status), question="Another?")


def test_words_that_changed_after_they_were_seen_are_not_corrected(poll):
    seen = Wording.of(poll)
    reworded(poll, question="Are you outsourcing?")
    with pytest.raises(ValidationError, match="just now"):
        wording.correct(poll, replace(seen, question="Mine?"), "R.", seen)
    poll.refresh_from_db()
    assert poll.question == "Are you outsourcing?"


def test_answer_of_another_poll_is_left_alone(poll):
    other = make_poll(choices=("Elsewhere", "No"))
    strange = Wording(poll.question, poll.introduction, {other.choices.first().pk: "Mine now"})
    with pytest.raises(ValidationError):
        wording.correct(poll, strange, "R.")
    assert other.choices.first().text == "Elsewhere"
