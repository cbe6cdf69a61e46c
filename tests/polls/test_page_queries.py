"""List pages ask the database as often for three rows as for one."""

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from comments import reading
from polls import editions
from polls.models import Poll, Status
from tests.comments.factories import make_comment, make_discussion, make_follow_up
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


# In one year, of which all polls are.
@time_machine.travel("2026-06-10T12:00:00Z", tick=False)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 9),
        ("/newsletters/weather/", 9),
        ("/polls/", 8),
        ("/polls/?q=question&newsletter=weather&topic=rain&year=2026", 8),
        ("/polls/open-0/", 7),
        ("/polls/reported-0/", 9),
        # Where nobody has commented, the newsletter's rules say when comments will close.
        ("/polls/unreported-0/", 6),
        ("/polls/open-0/results.json", 2),
        ("/polls/reported-0/results.csv", 3),
        ("/polls/reported-0/editions/1/", 3),
        ("/polls/reported-0/editions/1/ledger.txt", 2),
        ("/posts/", 3),
        ("/posts/report-0/", 9),
        ("/topics/rain/", 7),
        ("/authors/writer/", 3),
        ("/feeds/posts/", 5),
        ("/feeds/posts/?newsletter=weather", 6),
        ("/feeds/polls/", 6),
        ("/feeds/polls/?newsletter=weather", 7),
        ("/feeds/comments/", 1),
        ("/polls/reported-0/comments/feed/", 2),
        ("/posts/report-0/comments/feed/", 2),
        ("/sitemap.xml", 12),
        ("/privacy/", 0),
        ("/receipts/", 0),
    ],
)
def test_page_asks_as_often_for_three_rows_as_for_one(
    client, django_assert_num_queries, address, queries
):
    parts = make_newsletter(slug="weather"), make_topic(slug="rain"), make_author(slug="writer")
    for number in range(3):
        add_week(number, *parts)
        if number == 1:
            continue
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def add_to_thread(discussion, asked, rows: int) -> None:
    """Threads longer than the page draws, with picks, answers shown and replies to the follow-up."""
    tea = discussion.poll.choices.first()
    for _ in range(rows):
        root = make_comment(discussion, picked=True)
        for _ in range(reading.REPLIES + 1):
            make_comment(discussion, root, voted_choice=tea, follow_up=asked)
    for _ in range(reading.ROOTS):
        make_comment(discussion)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 11),
        ("?order=newest", 10),
        ("?order=replies", 10),
        ("?after=1", 10),
        ("?answer={tea}", 10),
        ("?asked={asked}", 10),
    ],
)
def test_report_with_all_that_one_can_have_takes_fewer_than_twelve(
    client, django_assert_num_queries, query, queries
):
    newsletter = make_newsletter()
    poll = make_poll(status=Status.CLOSED, newsletter=newsletter)
    ask = make_poll(newsletter=newsletter)
    make_ballots(poll, [2, 1])
    make_ballots(ask, [2, 1])
    post = make_post(
        slug="report",
        newsletter=newsletter,
        reports=poll,
        asks=ask,
        author=make_author(),
        topics=[make_topic(), make_topic()],
    )
    asked, discussion = make_follow_up(poll), make_discussion(poll)
    query = query.format(tea=poll.choices.first().pk, asked=asked.pk)
    for rows in (1, 2):
        for _ in range(rows):
            make_post(newsletter=newsletter, topics=post.topics.all(), published_at=-DAY)
            make_post(newsletter=newsletter)
            post.addenda.create(added_at=timezone.now(), text="More.")
            editions.freeze(poll, timezone.now(), reason="Again")
            poll.corrections.create(
                kind="reopened", closed_at=poll.closes_at, made_at=timezone.now(), reason="Late."
            )
        add_to_thread(discussion, asked, rows)
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            response = client.get(f"/posts/report/{query}")
        said = " ".join(response.content.decode().split())
        for words in ("This week’s question", "corrected on", "reopened on", "Edited to add,"):
            assert words in said
        assert ("more repl" in said) == (query in ("", "?order=replies"))
        assert ("thread-picks" in said) == (query == "")


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
