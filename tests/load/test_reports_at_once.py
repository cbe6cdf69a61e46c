"""A report is begun, written, published and printed anew by several at once."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from polls import editions, reports, wording
from polls.models import Ballot, Correction, Edition, Poll, Post
from polls.wording import Wording
from tests.factories import DAY, make_ballots, make_editor, make_poll, make_post, make_superuser
from tests.load.test_closing import somebody_waits
from tests.load.test_rulings_at_once import at_once
from tests.load.test_votes_at_once import wait_until
from tests.polls.admin.test_two_editors import address, typed

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 6


def test_editors_who_begin_a_report_at_once_get_the_one_draft():
    poll, editor = make_poll(status="closed"), make_editor()
    make_ballots(poll, [2, 1])
    begun = []

    at_once(*[lambda: begun.append(reports.start(poll, editor, timezone.now()).pk)] * 6)

    assert begun == [Post.objects.get().pk] * 6
    assert Edition.objects.count() == 1


@pytest.fixture
def post():
    """The report of a poll that repeats one with 8 ballots, half for each answer."""
    earlier = make_poll(status="closed", opens_at=-30 * DAY, closes_at=-20 * DAY)
    make_ballots(earlier, [4, 4])
    editions.freeze(earlier, timezone.now(), "First report")
    poll = make_poll(status="closed", repeats=earlier, newsletter=earlier.newsletter)
    make_ballots(poll, [3, 1])
    return make_post(reports=poll, headline="Turn 0", body="Turn 0: {{before:1}}.")


def correct_the_earlier(post):
    """One ballot fewer for its first answer."""
    earlier = Poll.objects.get(repeated_by=post.reports_id)
    counted = Ballot.objects.counted().filter(poll=earlier, marks__choice__position=1)
    Ballot.objects.filter(pk=counted.first().pk).update(standing="void")
    editions.freeze(earlier, timezone.now(), "One void")


@transaction.atomic
def write(post, turn):
    written = Post.objects.select_for_update().get(pk=post.pk)
    written.write("headline", f"Turn {turn}")
    written.body = f"Turn {turn}: {{{{before:1}}}}."
    written.save()


def test_report_that_is_written_while_the_earlier_poll_is_corrected_keeps_both(post):
    def write_often():
        for turn in range(1, TURNS + 1):
            write(post, turn)

    def correct_twice():
        for _ in range(2):
            correct_the_earlier(post)

    at_once(write_often, correct_twice)

    written = Post.objects.get()
    assert (written.headline, written.body) == (f"Turn {TURNS}", f"Turn {TURNS}: {{{{before:1}}}}.")
    # Two of six.
    assert written.body_html == f"<p>Turn {TURNS}: 33.33%.</p>\n"


# On SQLite all of these wait for the one write lock.


def mend(poll):
    wording.correct(poll, Wording("Mended?", answers=Wording.of(poll).answers), "Typing mistake")


def freeze(poll):
    editions.freeze(poll, timezone.now(), "Again")


@pytest.mark.only_on("postgres")
def test_correction_waits_for_who_saves_the_report_and_prints_what_they_wrote(post):
    with transaction.atomic():
        write(post, 1)
        correcting = in_a_thread(correct_the_earlier, post)
        wait_until(somebody_waits_for_a_post)
    correcting.join()
    written = Post.objects.get()
    assert (written.headline, written.body_html) == ("Turn 1", "<p>Turn 1: 42.86%.</p>\n")


@pytest.mark.only_on("postgres")
def test_report_that_is_published_while_its_poll_is_mended_waits_for_that_holding_nothing(post):
    Post.objects.update(published=False, edition=None)
    post.refresh_from_db()
    mended = Wording("Mended?", answers=Wording.of(post.reports).answers)
    with transaction.atomic():
        Poll.objects.get(pk=post.reports_id).held()
        publishing = in_a_thread(Post.publish_from, post, None)
        wait_until(somebody_waits)
        wording.correct(post.reports, mended, "Typing mistake")
    publishing.join()
    published = Post.objects.get()
    assert (published.published, published.edition.number) == (True, 1)
    assert published.reports.question == "Mended?"


@pytest.mark.only_on("postgres")
@pytest.mark.parametrize(
    ("field", "correct"), [("reports", mend), ("reports", freeze), ("asks", mend)]
)
def test_published_report_gets_another_poll_while_one_is_corrected(post, field, correct):
    switched = make_post(reports=post.reports)
    earlier = Poll.objects.get(repeated_by=post.reports_id)
    other = earlier if field == "reports" else make_poll(newsletter=post.newsletter)
    desk, answers = Client(), []
    desk.force_login(make_superuser())
    form = typed(desk, switched, **{field: other.pk})

    def switch():
        answers.append(desk.post(address(switched), form).status_code)

    # Whoever corrects the earlier poll has it by then, and waits for the first of two reports.
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        correcting = in_a_thread(correct, earlier)
        wait_until(lambda: waiting() == 1)
        switching = in_a_thread(switch)
        wait_until(lambda: waiting() == 2)
    correcting.join()
    switching.join()
    assert answers == [302]
    assert getattr(Post.objects.get(pk=switched.pk), f"{field}_id") == other.pk
    corrections = {mend: Correction.objects.count(), freeze: earlier.editions.count() - 1}
    assert corrections[correct] == 1


def waiting() -> int:
    """How many wait for a lock of any kind."""
    with connection.cursor() as cursor:
        # Else a transaction sees what it saw first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def in_a_thread(work, *arguments) -> threading.Thread:
    def run():
        work(*arguments)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def somebody_waits_for_a_post() -> bool:
    with connection.cursor() as cursor:
        # The first who waits for a row has the lock of its tuple.
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE datname = current_database() AND relation = 'polls_post'::regclass "
            "AND locktype = 'tuple'"
        )
        return cursor.fetchone()[0] > 0
