"""The demo's discussions: the nine responses, the thousand, and what waits for a moderator."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from comments import drafts, names, reading
from comments.demo import loader
from comments.demo.talks import CROWDED, TALKS
from comments.models import Comment, Discussion, FollowUp, Moderation, Report
from polls.models import Status
from tests.comments.factories import make_comment
from tests.factories import DAY, make_author, make_editor, make_newsletter, make_poll, make_post

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
OUTSOURCING = "outsourcing-social-media"
CHOICES = ("All", "Part", "Considering it", "No")


def make_demo_polls():
    """The polls that the demo's talks are about, and the reports on those that have closed."""
    weather = make_newsletter(name="Weather")
    for slug in (talk.poll for talk in TALKS):
        if slug in {"weekend-messages", "managed-by-yourself"}:
            make_poll(newsletter=weather, slug=slug, choices=CHOICES)
            continue
        fields = {"opens_at": -57 * DAY, "closes_at": -51 * DAY, "choices": CHOICES}
        poll = make_poll(status=Status.CLOSED, newsletter=weather, slug=slug, **fields)
        author = make_author(name="Ines") if slug == CROWDED else None
        make_post(reports=poll, author=author, published_at=-50 * DAY)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The discussions as they were loaded at NOON, in a transaction that ends with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON, tick=False):
            make_demo_polls()
            loader.load(NOON, make_editor(), lambda line: None)
        # Once for all tests, each of which would do it again at its end.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


loaded = pytest.mark.usefixtures("demo", "db")


def of_poll(slug):
    return Comment.objects.filter(discussion__poll__slug=slug)


@loaded
def test_outsourcing_report_has_nine_responses_in_threads():
    rows = of_poll(OUTSOURCING).order_by("number")
    found = [(row.number, row.name, row.parent and row.parent.number) for row in rows]
    assert found == [
        (1, "Tamsin Achterberg", None),
        (2, "Chidi Okwuosa", None),
        (3, "Piet Vandermolen", None),
        (4, "Priyanka Raghunathan", None),
        (5, "Hanneke Quist", 4),
        (6, "Luís Figueiredo", 4),
        (7, "Priyanka Raghunathan", 6),
        (8, "Luís Figueiredo", 7),
        (9, "نور الهاشمي", None),
    ]
    discussion = Discussion.objects.get(poll__slug=OUTSOURCING)
    assert reading.discussion_of(discussion.subject).responses == 9


@loaded
def test_nine_responses_carry_all_that_a_comment_may():
    by_number = {row.number: row for row in of_poll(OUTSOURCING)}
    asked = FollowUp.objects.get()
    assert asked.choice.text == "Considering it"
    assert [by_number[number].follow_up for number in (1, 2, 3)] == [asked, asked, None]
    assert {
        row.number: row.voted_choice.text for row in by_number.values() if row.voted_choice
    } == {3: "No"}
    assert [row.number for row in by_number.values() if row.picked] == [3]
    assert {number: row.badge for number, row in by_number.items() if row.badge} == {5: "editor"}
    assert by_number[5].staff.is_staff
    assert {number for number, row in by_number.items() if row.site} == {2, 4, 6, 7, 8}
    assert by_number[4].recent_title == "What our bakers post when nobody approves it"
    # They came one by one, first-timers waited for the editor, and whoever was known did not.
    approved = Moderation.objects.filter(comment__in=by_number.values(), action="approve")
    assert sorted(approved.values_list("comment__number", flat=True)) == [1, 2, 3, 4, 6, 9]


@loaded
def test_crowd_is_a_thousand_responses_and_placeholders_for_what_was_removed():
    discussion = Discussion.objects.get(poll__slug=CROWDED)
    assert reading.discussion_of(discussion.subject).responses == 1000
    removed = of_poll(CROWDED).filter(status="removed")
    assert removed.count() == 19
    assert 0 < removed.in_thread().count() < 19
    reasons = Moderation.objects.filter(comment__in=removed).values_list("action", "reason")
    assert len(reasons) == 19
    assert {(action, bool(reason)) for action, reason in reasons} == {("remove", True)}
    assert of_poll(CROWDED).visible().filter(picked=True).count() == 3
    assert {row.comment.discussion_id for row in Report.objects.waiting()} == {discussion.pk}


@loaded
def test_bulk_keeps_what_posting_keeps():
    rows = {row.pk: row for row in of_poll(CROWDED).order_by("pk")}
    discussion = Discussion.objects.get(poll__slug=CROWDED)
    assert [row.number for row in rows.values()] == list(range(1, discussion.last_number + 1))
    standing = {row.pk for row in rows.values() if row.is_visible}
    for row in reversed(rows.values()):
        if row.pk in standing and row.parent_id:
            standing.add(row.parent_id)
    for row in rows.values():
        above = rows.get(row.parent_id)
        assert row.root_id == (above and (above.root_id or above.pk))
        assert row.depth == (above.depth + 1 if above else 0)
        assert row.in_thread == (row.pk in standing)
    # The next one gets the next number, and an id of its own.
    assert make_comment(discussion).number == len(rows) + 1


@loaded
def test_texts_and_names_are_as_posting_would_have_kept_them():
    taken = drafts.staff_names()
    for row in Comment.objects.all():
        assert drafts.check_body(row.body) == row.body
        assert names.clean(row.name) == row.name
        assert row.staff or not names.imitates(row.name, taken), row.name
        row.clean_fields()


@loaded
def test_everything_was_said_in_its_time():
    for row in Comment.objects.select_related("parent", "discussion__poll"):
        assert row.discussion.poll.opens_at <= row.created_at <= NOON
        if row.parent:
            assert row.parent.created_at <= row.created_at
        if row.published_at:
            assert row.created_at <= row.published_at <= NOON
    assert not Moderation.objects.filter(created_at__gt=NOON).exists()
    old = Comment.objects.filter(created_at__lt=NOON - timedelta(days=30))
    assert not old.filter(network__isnull=False).exists()


@loaded
def test_queue_holds_something_of_every_rule():
    held = Comment.objects.held()
    assert Counter(held.values_list("hold_rule", flat=True)) == {
        "first comment": 4,
        "word": 1,
        "time": 1,
        "copied text": 1,
        "links": 1,
    }
    times = list(held.values_list("created_at", flat=True))
    assert times == sorted(times)
