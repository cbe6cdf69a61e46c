"""A poll's status follows from the clock; the SQL and the Python of it agree."""

from datetime import UTC, datetime, timedelta

import pytest

from polls.models import Poll, Post, Status
from tests.factories import make_poll, make_post

pytestmark = pytest.mark.django_db

OPENS_AT = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
CLOSES_AT = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOMENTS = [
    (OPENS_AT - SECOND, Status.SCHEDULED),
    (OPENS_AT, Status.OPEN),
    (CLOSES_AT - SECOND, Status.OPEN),
    (CLOSES_AT, Status.CLOSED),
    (CLOSES_AT + SECOND, Status.CLOSED),
]


def found(queryset) -> bool:
    return queryset.exists()


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize(("now", "status"), MOMENTS)
@pytest.mark.parametrize("shown", Poll.Shown.values)
def test_sql_and_python_agree(now, status, published, shown):
    poll = make_poll(
        published=published, opens_at=OPENS_AT, closes_at=CLOSES_AT, results_shown=shown
    )
    expected = status if published else Status.DRAFT
    assert poll.status(now) == expected
    assert {each: found(Poll.objects.with_status(each, now)) for each in Status} == {
        each: each == expected for each in Status
    }
    assert poll.is_public(now) == found(Poll.objects.public(now))
    assert poll.has_page(now) == found(Poll.objects.with_page(now)) == poll.is_public(now)
    assert poll.is_open(now) == found(Poll.objects.open(now))
    assert poll.is_closed(now) == found(Poll.objects.closed(now))
    assert poll.has_public_results(now) == found(Poll.objects.with_public_results(now))


@pytest.mark.parametrize(("now", "status"), MOMENTS)
@pytest.mark.parametrize("shown", Poll.Shown.values)
def test_sql_and_python_agree_on_a_withdrawn_poll(now, status, shown):
    poll = make_poll(
        status=Status.WITHDRAWN,
        opens_at=OPENS_AT,
        closes_at=CLOSES_AT,
        withdrawn_at=OPENS_AT,
        results_shown=shown,
    )
    polls = Poll.objects
    assert poll.status(now) == Status.WITHDRAWN
    assert {each: found(polls.with_status(each, now)) for each in Status} == {
        each: each == Status.WITHDRAWN for each in Status
    }
    assert poll.is_withdrawn == found(polls.withdrawn()) == (not found(polls.standing()))
    hidden = [poll.is_public(now), found(polls.public(now))]
    hidden += [poll.has_public_results(now), found(polls.with_public_results(now))]
    assert not any(hidden)
    assert poll.has_page(now) == found(polls.with_page(now)) == (status != Status.SCHEDULED)
    assert found(polls.ended(now)) == (status == Status.CLOSED)


@pytest.mark.parametrize(
    ("shown", "status", "public", "voter"),
    [
        ("always", "open", True, True),
        ("after_voting", "open", False, True),
        ("after_closing", "open", False, False),
        ("always", "closed", True, True),
        ("after_voting", "closed", True, True),
        ("after_closing", "closed", True, True),
        ("always", "scheduled", False, False),
        ("always", "draft", False, False),
        ("always", "withdrawn", False, False),
    ],
)
def test_results_are_shown_when_the_poll_says(shown, status, public, voter):
    poll = make_poll(status=status, results_shown=shown)
    now = datetime.now(UTC)
    assert poll.has_public_results(now) == public
    assert poll.shows_voter_results(now) == voter


def test_draft_without_dates_is_a_draft():
    poll = make_poll(status=Status.DRAFT, opens_at=None, closes_at=None)
    assert poll.status(OPENS_AT) == Status.DRAFT
    assert not Poll.objects.public(OPENS_AT).exists()


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize("now", [OPENS_AT - SECOND, OPENS_AT, OPENS_AT + SECOND])
def test_sql_and_python_of_a_published_post_agree(now, published):
    post = make_post(published=published, published_at=OPENS_AT)
    assert (
        post.is_public(now) == found(Post.objects.published(now)) == (published and now >= OPENS_AT)
    )


def test_this_weeks_poll_opened_last_and_last_weeks_closed_last():
    day = timedelta(days=1)
    older, newer = make_poll(opens_at=-3 * day), make_poll(opens_at=-2 * day)
    make_poll(status=Status.CLOSED, closes_at=-2 * day)
    latest = make_poll(status=Status.CLOSED, closes_at=-day)
    later, soon = (
        make_poll(status=Status.SCHEDULED, opens_at=days * day, closes_at=9 * day)
        for days in (2, 1)
    )
    now = datetime.now(UTC)
    assert list(Poll.objects.this_week(now)) == [newer, older]
    assert Poll.objects.last_week(now).first() == latest
    assert list(Poll.objects.next_up(now)) == [soon, later]
