"""What the desk's first page tells of the discussions."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission

from comments.missing import in_discussions
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_editor, make_newsletter, make_poll

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newsletter(db):
    return make_newsletter(name="Weekly")


@pytest.fixture
def discussion(newsletter):
    return make_discussion(make_poll(newsletter=newsletter))


def report(comment, times=1, created_at=NOW - HOUR, **fields):
    for number in range(times):
        comment.reports.create(
            reporter_key=bytes([number]) * 32, reason="spam", created_at=created_at, **fields
        )


def words_of(page) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("ages", "sentence", "button"),
    [
        ([3 * HOUR], "1 comment waits, for 3 hours", "Read it"),
        ([HOUR, 3 * HOUR + HOUR / 2], "2 comments wait, the oldest for 3 hours", "Read them"),
        ([timedelta(seconds=5)], "1 comment waits, for 1 minute", "Read it"),
    ],
)
def test_comments_that_wait_lead_to_their_queue(
    desk, moderator, newsletter, discussion, ages, sentence, button
):
    held = [make_comment(discussion, status="held", created_at=-age) for age in ages]
    make_comment(discussion)
    make_comment(make_discussion(make_poll()), status="held")

    (missing,) = in_discussions(moderator, [newsletter], NOW)[newsletter.pk]

    assert (missing.sentence.replace("\xa0", " "), missing.button) == (sentence, button)
    assert list(desk.get(missing.url).context["cl"].result_list) == held


def test_comments_that_readers_reported_lead_to_them(desk, moderator, newsletter, discussion):
    settled, reported, other, removed = (make_comment(discussion) for _ in range(4))
    report(settled, settled_at=NOW)
    report(reported, times=3)
    report(other, created_at=NOW - 2 * HOUR)
    removed.status = "removed"
    removed.save()
    report(removed)

    (missing,) = in_discussions(moderator, [newsletter], NOW)[newsletter.pk]

    assert missing.sentence.replace("\xa0", " ") == "Readers reported 2 comments, first 2 hours ago"
    assert set(desk.get(missing.url).context["cl"].result_list) == {reported, other}


def test_moderators_first_page_is_their_queue_and_tells_of_no_poll(desk, newsletter):
    for status in ("draft", "scheduled", "open", "closed"):
        poll = make_poll(status=status, newsletter=newsletter, question=f"Secret {status}?")
    make_newsletter(name="Quiet")
    make_comment(make_discussion(poll), status="held")

    page = desk.get("/admin/")

    words = words_of(page)
    assert "The desk Comments to read Weekly 1 comment waits, for 5 minutes. Read it" in words
    assert "Read it No comment waits in Quiet ." in words
    assert "Secret" not in words
    assert "/admin/polls/" not in page.content.decode()


def test_moderator_without_a_newsletter_is_told_what_will_wait_here(desk):
    assert "There is no newsletter yet" in words_of(desk.get("/admin/"))


def test_who_reads_comments_without_deciding_has_no_button(newsletter, discussion):
    analyst = make_editor()
    analyst.groups.clear()
    analyst.user_permissions.add(Permission.objects.get(codename="view_comment"))
    make_comment(discussion, status="held")

    (missing,) = in_discussions(analyst, [newsletter], NOW)[newsletter.pk]

    assert missing.sentence.replace("\xa0", " ") == "1 comment waits, for 5 minutes"
    assert (missing.button, missing.url) == ("", "")


def test_nobody_else_is_told_of_comments(newsletter, discussion):
    nobody = make_editor()
    nobody.groups.clear()
    make_comment(discussion, status="held")

    assert in_discussions(nobody, [newsletter], NOW) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_discussions_are_asked_as_often_for_three_newsletters_as_for_one(
    moderator, number, django_assert_num_queries
):
    newsletters = [make_newsletter() for _ in range(number)]
    for newsletter in newsletters:
        comment = make_comment(make_discussion(make_poll(newsletter=newsletter)))
        report(comment)
        make_comment(comment.discussion, status="held")
    assert moderator.has_perm("comments.view_comment")

    with django_assert_num_queries(2):
        found = in_discussions(moderator, newsletters, NOW)

    assert [len(found[newsletter.pk]) for newsletter in newsletters] == [2] * number
