"""List pages ask the database as often for three rows as for one."""

import pytest
from django.core.cache import caches
from django.utils import timezone

from polls import editions
from polls.models import Poll, Status
from tests.comments.factories import make_comment, make_discussion
from tests.factories import (
    DAY,
    make_author,
    make_ballots,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)

HOUR = DAY / 24


def add_week(number: int, newsletter, topic, author) -> None:
    """A reported and an unreported poll, an open one, and the report that asks it."""
    fields = {"newsletter": newsletter, "topics": [topic]}
    reported = make_poll(status=Status.CLOSED, slug=f"reported-{number}", **fields)
    unreported = make_poll(status=Status.CLOSED, slug=f"unreported-{number}", **fields)
    opened = make_poll(slug=f"open-{number}", repeats=reported, **fields)
    for poll in (reported, unreported, opened):
        make_ballots(poll, [2, 1])
    post = make_post(
        slug=f"report-{number}", reports=reported, asks=opened, author=author, topics=[topic]
    )
    post.addenda.create(added_at=timezone.now(), text="More.")
    editions.freeze(reported, timezone.now(), reason="Again")
    for poll in (reported, opened):
        discussion = make_discussion(poll)
        for _ in range(number + 1):
            make_comment(discussion, make_comment(discussion))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 11),
        ("/newsletters/weather/", 11),
        ("/polls/", 9),
        ("/polls/?q=question&newsletter=weather&topic=rain&year={year}", 9),
        ("/polls/open-0/", 7),
        ("/polls/reported-0/", 9),
        # Where nobody has commented, the newsletter's rules say when comments will close.
        ("/polls/unreported-0/", 6),
        ("/polls/open-0/results.json", 2),
        ("/polls/reported-0/results.csv", 3),
        ("/polls/reported-0/editions/1/", 3),
        ("/polls/reported-0/editions/1/ledger.txt", 2),
        ("/posts/", 3),
        ("/posts/report-0/", 13),
        ("/topics/rain/", 8),
        ("/authors/writer/", 3),
        ("/feeds/posts/", 5),
        ("/feeds/posts/?newsletter=weather", 6),
        ("/feeds/polls/", 7),
        ("/feeds/polls/?newsletter=weather", 8),
        ("/feeds/comments/", 1),
        ("/polls/reported-0/comments/feed/", 2),
        ("/posts/report-0/comments/feed/", 2),
        ("/sitemap.xml", 10),
        ("/privacy/", 0),
        ("/receipts/", 0),
    ],
)
def test_page_asks_as_often_for_three_rows_as_for_one(
    client, django_assert_num_queries, address, queries
):
    address = address.format(year=timezone.now().year)
    parts = make_newsletter(slug="weather"), make_topic(slug="rain"), make_author(slug="writer")
    for number in range(3):
        add_week(number, *parts)
        if number == 1:
            continue
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_poll_page_with_hidden_result_takes_few_queries(client, django_assert_num_queries):
    make_poll(slug="hidden", results_shown=Poll.Shown.AFTER_CLOSING)
    with django_assert_num_queries(5):
        client.get("/polls/hidden/")


@pytest.mark.django_db
def test_kept_page_asks_nothing(client, django_assert_num_queries):
    make_poll(slug="open")
    first = client.get("/polls/open/")
    with django_assert_num_queries(0):
        assert client.get("/polls/open/?utm_source=mail").content == first.content
