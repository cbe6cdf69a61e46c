"""Closing early does not wait for as long as readers keep voting."""

import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from polls import voting
from polls.models import Poll, Status
from tests.factories import make_poll
from tests.load.test_votes_at_once import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one write lock, taken in turns."
    ),
]


def test_vote_that_comes_while_a_closing_waits_queues_behind_it():
    poll = make_poll()
    closed = threading.Event()

    def close():
        poll.close()
        connections.close_all()
        closed.set()

    closing = threading.Thread(target=close)
    with transaction.atomic():
        voting.hold(poll.slug)
        closing.start()
        wait_until(closing_waits)
        later = threading.Thread(target=vote_without_patience, args=(poll.slug, outcomes := []))
        later.start()
        later.join()
        assert not closed.is_set()
    closing.join()
    assert outcomes == [OperationalError]
    assert Poll.objects.get().status(poll.closes_at) == Status.CLOSED


def closing_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def vote_without_patience(slug, outcomes):
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
            voting.hold(slug)
        outcomes.append(None)
    except OperationalError as error:
        outcomes.append(type(error))
    finally:
        connections.close_all()
