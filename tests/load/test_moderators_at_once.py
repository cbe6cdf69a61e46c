"""Moderators act on the same comments at once, while readers write and report."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from comments import erasure, moderation
from comments.models import Comment, Moderation, Report
from tests.comments.factories import ANNA, make_comment, make_discussion, make_thread, post
from tests.factories import make_moderator
from tests.load.test_rulings_at_once import at_once
from tests.load.test_votes_at_once import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 30
HELD = {"status": "held", "in_thread": False, "published_at": None}


@pytest.fixture
def waiting(monkeypatch) -> dict[int, str]:
    """Comments that wait, each with its version; those who act on all of them take turns."""
    monkeypatch.setattr(moderation, "PORTION", 3)
    comments = make_thread(make_discussion(rules={}), [None] * NUMBER, **HELD)
    return {comment.pk: comment.version for comment in comments}


def test_of_two_moderators_one_decides_on_each_comment_and_readers_go_on_writing(waiting):
    discussion = Comment.objects.first().discussion
    done = {}

    def decide(action, seen):
        def work():
            done[action] = moderation.moderate_many(seen, action, actor=make_moderator())

        return work

    def write():
        for number in range(10):
            post(discussion, ANNA, body=f"Meanwhile {number}.")

    backwards = dict(reversed(waiting.items()))
    at_once(decide("approve", waiting), decide("reject", backwards), write)

    decided = {action: {each.comment_id for each in done[action].moderations} for action in done}
    assert decided["approve"] | decided["reject"] == set(waiting)
    assert Moderation.objects.count() == NUMBER
    for action, others, status in (
        ("approve", "reject", "published"),
        ("reject", "approve", "rejected"),
    ):
        assert set(done[action].skipped) == decided[others]
        ours = Comment.objects.filter(pk__in=decided[action])
        assert set(ours.values_list("status", flat=True)) <= {status}
    assert Comment.objects.filter(body__startswith="Meanwhile").count() == 10


def test_what_two_moderators_undo_at_once_is_undone_once(waiting):
    moderator = make_moderator()
    records = moderation.moderate_many(waiting, "spam", actor=moderator).moderations
    undone = []

    def undo():
        undone.append(moderation.undo_many(records, actor=moderator))

    at_once(undo, undo)

    assert sorted(len(done.moderations) for done in undone) == [0, NUMBER]
    assert Comment.objects.held().count() == NUMBER
    assert Moderation.objects.count() == 2 * NUMBER


@pytest.mark.only_on("postgres")  # SQLite has one write lock, taken in turns
def test_report_of_a_comment_that_is_being_erased_finds_none():
    comment = make_comment(make_discussion(rules={"reports_to_hold": 1}))
    outcomes = []

    def report():
        try:
            moderation.report(comment.pk, ANNA, "illegal", address="192.0.2.1")
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connections.close_all()

    reporting = threading.Thread(target=report)
    with transaction.atomic():
        erasure.erase(Comment.objects.all(), actor=None, reason="Asked by mail", now=timezone.now())
        reporting.start()
        wait_until(somebody_waits_for_us)
    reporting.join()
    assert outcomes == [Comment.DoesNotExist]
    assert not Report.objects.exists()


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0
