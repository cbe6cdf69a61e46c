"""Thirty days after closing, no ballot leads to anybody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from polls import counting, voters
from polls.forgetting import forget
from polls.models import Ballot, Poll
from tests.factories import DAY, make_ballots, make_poll

pytestmark = pytest.mark.django_db


def test_keys_and_networks_go_after_thirty_days_and_the_count_stays():
    now = timezone.now()
    age = voters.FORGET_AFTER
    assert age == timedelta(days=30)
    due = make_poll(opens_at=-2 * age, closes_at=-age - timedelta(seconds=1))
    kept = make_poll(opens_at=-2 * age, closes_at=-age + timedelta(minutes=1))
    for poll in (due, kept):
        make_ballots(poll, (2, 1), network=b"n" * 16)
    before = counting.count(due)

    assert forget(now) == 1

    due.refresh_from_db()
    kept.refresh_from_db()
    assert due.voter_key is None
    assert kept.voter_key is not None
    assert set(Ballot.objects.filter(poll=due).values_list("network", flat=True)) == {None}
    assert None not in Ballot.objects.filter(poll=kept).values_list("network", flat=True)
    assert counting.count(due) == before
    assert forget(now) == 0


def test_voters_of_a_withdrawn_poll_are_forgotten_too():
    poll = make_poll(status="withdrawn", opens_at=-90 * DAY, closes_at=-31 * DAY)
    assert forget(timezone.now()) == 1
    assert Poll.objects.get().voter_key is None
    poll.restore()
    with pytest.raises(ValidationError, match="everybody could vote twice"):
        poll.reopen(timezone.now() + DAY, "Late.")


def test_forgotten_poll_finds_no_voter():
    poll = make_poll()
    Poll.objects.filter(pk=poll.pk).update(voter_key=None)
    poll.refresh_from_db()
    assert voters.Voter(browser="a" * 32).digests(poll) == {}


def test_digests_differ_by_poll_and_by_kind():
    one, other = make_poll(), make_poll()
    voter = voters.Voter(browser="a" * 32, subscriber="a" * 32)
    digests = [*voter.digests(one).values(), *voter.digests(other).values()]
    assert len(set(digests)) == 4
