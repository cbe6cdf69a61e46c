"""What an editor does to a whole poll: published, closed, reopened, withdrawn, each by a verb."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from polls import counting, editions
from polls.models import Poll, Status
from tests.factories import DAY, make_ballots, make_poll

pytestmark = pytest.mark.django_db

# What each verb is for; in all other states it is refused with this sentence's beginning.
VERBS = {
    "publish": ({"draft"}, lambda poll: poll.publish()),
    "open_now": ({"draft", "scheduled"}, lambda poll: poll.open_now()),
    "unpublish": ({"scheduled", "open"}, lambda poll: poll.unpublish()),
    "close": ({"open"}, lambda poll: poll.close()),
    "move_closing": ({"open"}, lambda poll: poll.move_closing(timezone.now() + DAY)),
    "reopen": ({"closed"}, lambda poll: poll.reopen(timezone.now() + DAY, "Late.")),
    "withdraw": ({"open", "closed"}, lambda poll: poll.withdraw("A slip.")),
    "restore": ({"withdrawn"}, lambda poll: poll.restore()),
}
BECOMES = {
    "publish": "scheduled",
    "open_now": "open",
    "unpublish": "draft",
    "close": "closed",
    "move_closing": "open",
    "reopen": "open",
    "withdraw": "withdrawn",
    "restore": "closed",
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", VERBS)
def test_verb_does_its_work_in_its_states_and_nothing_in_others(verb, status):
    poll = make_poll(status=status)
    before = Poll.objects.values().get()
    fits, act = VERBS[verb]
    if status in fits:
        act(poll)
        stored = Poll.objects.get()
        assert stored.status(timezone.now()) == poll.status(timezone.now()) == BECOMES[verb]
    else:
        with pytest.raises(ValidationError):
            act(poll)
        assert Poll.objects.values().get() == before


@pytest.mark.parametrize("verb", VERBS)
def test_verb_reads_the_poll_again_and_saves_nothing_that_was_typed(verb):
    """Another editor has saved meanwhile, and the copy at hand was edited besides."""
    fits, act = VERBS[verb]
    poll = make_poll(status=min(fits))
    Poll.objects.update(sponsor="Theirs")
    poll.sponsor, poll.question = "Mine", "Mine?"
    act(poll)
    assert Poll.objects.get().sponsor == "Theirs"
    assert Poll.objects.get().question != "Mine?"


def test_what_cannot_be_published_is_told():
    few = make_poll(status=Status.DRAFT, choices=("Yes",))
    many = make_poll(status=Status.DRAFT, max_marks=3)
    past = make_poll(status=Status.DRAFT, opens_at=-2 * DAY, closes_at=-DAY)
    undated = make_poll(status=Status.DRAFT, opens_at=None, closes_at=None)
    for poll, sentence in (
        (few, "Give at least two answers"),
        (many, "Readers may mark 3 answers, but there are only 2"),
        (past, "It would close before anybody can vote"),
        (undated, "Say when the poll opens"),
    ):
        for verb in (poll.publish, poll.open_now):
            with pytest.raises(ValidationError, match=sentence):
                verb()
    assert not Poll.objects.filter(published=True).exists()


def test_draft_whose_opening_is_past_opens_as_it_is_published():
    poll = make_poll(status=Status.DRAFT, opens_at=-DAY, closes_at=DAY)
    poll.publish()
    assert poll.is_open(timezone.now())


@pytest.mark.parametrize("standing", ["counted", "held", "void"])
def test_poll_with_ballots_is_no_draft_any_more(standing):
    poll = make_poll()
    make_ballots(poll, [1, 0], standing=standing)
    with pytest.raises(ValidationError, match="Withdraw it instead"):
        poll.unpublish()


def test_closing_is_moved_later_and_earlier_but_not_into_the_past():
    poll = make_poll(closes_at=3 * DAY)
    for days in (9, 1):
        closes_at = timezone.now() + days * DAY
        poll.move_closing(closes_at)
        assert Poll.objects.get().closes_at == closes_at
    for moment, sentence in (
        (timezone.now() - timedelta(seconds=1), "This time is past"),
        (closes_at, "This is when it closes already"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            poll.move_closing(moment)


def test_reopening_is_kept_with_what_it_reopened_and_why():
    poll = make_poll(status=Status.CLOSED)
    closed_at = poll.closes_at
    poll.reopen(timezone.now() + DAY, "The letter was late.")
    correction = poll.corrections.get()
    assert correction.is_reopening
    assert (correction.closed_at, correction.reason) == (closed_at, "The letter was late.")
    with pytest.raises(ValidationError, match="This time is past"):
        make_poll(status=Status.CLOSED).reopen(timezone.now(), "Late.")


def test_reopened_polls_edition_stays_and_its_new_count_is_shown_once_it_has_closed_again():
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, [2, 1])
    first = editions.freeze(poll, timezone.now(), "First report")
    poll.reopen(timezone.now() + DAY, "Late.")
    make_ballots(poll, [0, 3])
    poll.close()

    # Nobody runs at a closing: the old edition no longer tells of all its ballots.
    now = timezone.now()
    result, edition = editions.shown(poll, now)
    assert (result.respondents, edition) == (6, None)
    assert first.result().respondents == 3
    second = editions.current(poll, now, "Counted after the reopening")
    assert second.number == 2
    assert editions.shown(poll, timezone.now())[1] == second


def test_edition_of_an_open_or_withdrawn_poll_is_refused():
    poll = make_poll(status=Status.CLOSED)
    poll.reopen(timezone.now() + DAY, "Late.")
    with pytest.raises(ValidationError, match="has not closed yet"):
        editions.freeze(poll, timezone.now(), "Early")
    poll.withdraw("A slip.")
    with pytest.raises(ValidationError, match="restore it before"):
        editions.freeze(poll, timezone.now(), "Late")


def test_withdrawn_poll_keeps_its_ballots_and_gives_them_back():
    poll = make_poll()
    make_ballots(poll, [2, 1])
    before = counting.count(poll)
    poll.withdraw("One answer was missing.")
    stored = Poll.objects.get()
    assert (stored.is_withdrawn, stored.withdrawn_reason) == (True, "One answer was missing.")
    stored.restore()
    restored = Poll.objects.get()
    assert (restored.withdrawn_at, restored.withdrawn_reason) == (None, "")
    assert restored.is_open(timezone.now())
    assert counting.count(poll) == before


def test_history_has_the_reason_of_the_verb_and_not_of_the_next_save():
    poll = make_poll()
    poll.withdraw("One answer was missing.")
    poll.restore()
    reasons = poll.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert [reason or "" for reason in reasons] == ["", "One answer was missing.", ""]
