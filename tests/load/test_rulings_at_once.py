"""Ballots are ruled on while others arrive, are changed, and are counted into an edition."""

import contextlib
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone

from polls import editions, ledger, rulings, voting
from polls.models import Ballot, Edition, Poll, RuledBallot, Ruling
from polls.voters import Voter
from tests.factories import DAY, make_ballots, make_poll
from tests.load.test_closing import somebody_waits
from tests.load.test_votes_at_once import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

FARM = b"\xfa" * 16


def at_once(*works) -> None:
    """Run each in a thread of its own, begun together; what one raises is raised here."""
    start, raised = threading.Barrier(len(works)), []

    def run(work):
        try:
            start.wait()
            work()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def test_two_editors_and_forty_voters_at_once_lose_and_double_nothing():
    poll = make_poll()
    yes, no = poll.choices.all()
    make_ballots(poll, [0, 30], network=FARM)

    def void():
        # Refused to the one who comes second: nothing is left to change.
        with contextlib.suppress(ValidationError):
            rulings.rule(poll, Ballot.objects.filter(network=FARM), "void", "A farm.")

    def vote(number):
        def work():
            for choice in (yes, no, yes):
                voting.cast(poll.slug, Voter(f"{number:032x}"), [choice.pk])

        return work

    at_once(void, void, *(vote(number) for number in range(40)))

    assert Ruling.objects.count() == 1
    assert RuledBallot.objects.count() == 30
    poll.close()
    edition = editions.freeze(poll, timezone.now(), "First report")
    assert (edition.respondents, edition.set_aside) == (40, 30)
    assert ledger.recount(edition.ledger.text) == ledger.Recount({1: 40}, 40, 30)


def test_edition_counts_before_a_ruling_or_after_it_and_never_halfway():
    poll = make_poll(status="closed")
    make_ballots(poll, [20, 0], network=FARM)

    def back_and_forth():
        for action in ("void", "release") * 5:
            rulings.rule(poll, Ballot.objects.all(), action, "A farm.")

    def freeze():
        for _ in range(5):
            editions.freeze(poll, timezone.now(), "Again")

    at_once(back_and_forth, freeze)

    assert Edition.objects.count() == 5
    for edition in Edition.objects.all():
        recount = ledger.recount(edition.ledger.text)
        assert (edition.respondents, edition.set_aside) in {(20, 0), (0, 20)}
        assert (recount.respondents, recount.set_aside) == (edition.respondents, edition.set_aside)


def test_poll_that_is_reopened_and_frozen_at_once_is_open_with_at_most_one_edition():
    poll = make_poll(status="closed")
    make_ballots(poll, [2, 1])

    def freeze():
        # Refused where the poll is open again by then.
        with contextlib.suppress(ValidationError):
            editions.freeze(Poll.objects.get(), timezone.now(), "First report")

    at_once(lambda: poll.reopen(timezone.now() + DAY, "Late."), freeze, freeze)

    assert Poll.objects.get().is_open(timezone.now())
    assert [edition.respondents for edition in Edition.objects.all()] == [
        3
    ] * Edition.objects.count()


def test_poll_that_is_made_a_draft_while_somebody_votes_has_either_the_vote_or_no_reader():
    poll = make_poll()
    choice = poll.choices.first().pk

    def unpublish():
        with contextlib.suppress(ValidationError):
            Poll.objects.get().unpublish()

    def vote():
        with contextlib.suppress(Poll.DoesNotExist):
            voting.cast(poll.slug, Voter("a" * 32), [choice])

    at_once(unpublish, vote)
    assert Poll.objects.get().published == Ballot.objects.exists()


@pytest.mark.only_on("postgres")  # SQLite has one write lock, taken in turns
def test_votes_do_not_wait_for_a_ruling_under_way_and_an_edition_does():
    poll = make_poll()
    make_ballots(poll, [3, 0], network=FARM)
    choice = poll.choices.last().pk

    def vote():
        voting.cast(poll.slug, Voter("a" * 32), [choice])
        connections.close_all()

    with transaction.atomic():
        rulings.rule(poll, Ballot.objects.filter(network=FARM), "hold", "A farm.")
        voting_now = threading.Thread(target=vote)
        voting_now.start()
        voting_now.join()
        closing = threading.Thread(target=lambda: (poll.close(), connections.close_all()))
        closing.start()
        wait_until(somebody_waits)
    closing.join()
    assert Ballot.objects.counted().count() == 1
    assert Poll.objects.get().is_closed(timezone.now())
