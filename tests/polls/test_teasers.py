"""Lists print the figures that each poll's own page shows."""

import pytest
from django.utils import timezone

from polls import editions, teasers
from polls.models import Ballot, Poll, Status
from tests.factories import make_ballots, make_imported_edition, make_poll

pytestmark = pytest.mark.django_db


def test_lists_have_the_result_of_each_polls_own_page():
    opened = make_poll(choices=("A", "B", "C"), max_marks=2)
    unreported = make_poll(status=Status.CLOSED, result_order=Poll.Order.POSITION)
    reported = make_poll(status=Status.CLOSED)
    imported = make_poll(status=Status.CLOSED)
    make_ballots(opened, [1, 3, 2])
    for poll in (unreported, reported):
        make_ballots(poll, [1, 2])
    now = timezone.now()
    editions.freeze(reported, now, reason="First report")
    for poll in (opened, unreported, reported):
        make_ballots(poll, [1, *[0] * (poll.choices.count() - 1)], standing=Ballot.Standing.HELD)
    make_imported_edition(imported, ["10.00", "90.00"])
    make_imported_edition(imported, ["20.00", "80.00"])
    polls = [opened, unreported, reported, imported]
    assert teasers.results_of(polls, now) == {
        poll.pk: editions.shown(poll, now)[0] for poll in polls
    }


def test_hidden_results_and_polls_that_are_not_public_have_none():
    polls = [
        make_poll(results_shown=Poll.Shown.AFTER_VOTING),
        make_poll(results_shown=Poll.Shown.AFTER_CLOSING),
        make_poll(status=Status.DRAFT),
        make_poll(status=Status.SCHEDULED),
    ]
    assert teasers.results_of(polls, timezone.now()) == {}


def test_no_polls_take_no_queries(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert teasers.results_of([], timezone.now()) == {}
