"""Nobody who closes or edits an open poll waits for as long as readers keep voting."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from polls import voting
from polls.models import Poll
from tests.factories import make_poll, make_superuser
from tests.load.test_votes_at_once import wait_until
from tests.polls.admin.pages import form_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite has one write lock, taken in turns.
    pytest.mark.only_on("postgres"),
]


def close(poll):
    poll.close()


def extend_at_the_desk(poll):
    desk = Client()
    desk.force_login(make_superuser())
    address = reverse("admin:polls_poll_verb", args=["move-closing"])
    closes_on = f"{poll.closes_at + timedelta(days=1):%Y-%m-%d}"
    form = form_of(desk.get(address, {"id": poll.pk}), "verb_form") | {"closes_at_0": closes_on}
    assert desk.post(address, form).status_code == 302


@pytest.mark.parametrize("change", [close, extend_at_the_desk])
def test_vote_that_comes_while_a_change_waits_queues_behind_it(change):
    poll = make_poll()
    before = poll.closes_at
    changed = threading.Event()

    def change_and_say():
        change(poll)
        connections.close_all()
        changed.set()

    changing = threading.Thread(target=change_and_say)
    with transaction.atomic():
        voting.hold(poll.slug)
        changing.start()
        wait_until(somebody_waits)
        later = threading.Thread(target=vote_without_patience, args=(poll.slug, outcomes := []))
        later.start()
        later.join()
        assert not changed.is_set()
    changing.join()
    assert outcomes == [OperationalError]
    assert changed.is_set()
    assert Poll.objects.get().closes_at != before


def somebody_waits():
    with connection.cursor() as cursor:
        # For the polls of this database: another process's tests wait in theirs.
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE datname = current_database() AND relation = 'polls_poll'::regclass "
            "AND locktype = 'relation' AND NOT granted"
        )
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
