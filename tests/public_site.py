"""A site with something at every public address, for tests that walk the URLconf."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from comments.models import Comment
from polls import editions
from polls.models import Status
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

PICTURE = "0123456789abcdef0123456789abcdef.webp"
# No other test makes rows with ids as high as this one.
FIRST_COMMENT = 10**9

# URL name to the arguments and queries that a reader may come with.
PUBLIC = {
    "front": [({}, "")],
    "newsletter": [({"slug": "weather"}, "")],
    "polls": [({}, ""), ({}, "?q=umbrella&newsletter=weather&topic=rain"), ({}, "?year=none")],
    "poll": [
        ({"slug": "open"}, ""),
        ({"slug": "closed"}, ""),
        ({"slug": "open"}, "?choice=1"),
        ({"slug": "closed"}, "?order=newest&after=9"),
        ({"slug": "closed"}, "?answer=1"),
    ],
    "poll_json": [({"slug": "open"}, ""), ({"slug": "closed"}, "")],
    "poll_csv": [({"slug": "open"}, ""), ({"slug": "closed"}, "")],
    "arrivals": [({"slug": "counted"}, "")],
    "arrivals_json": [({"slug": "counted"}, "")],
    "arrivals_csv": [({"slug": "counted"}, "")],
    "waves": [({"slug": "open"}, ""), ({"slug": "closed"}, "")],
    "waves_json": [({"slug": "closed"}, "")],
    "waves_csv": [({"slug": "closed"}, "")],
    "edition": [({"slug": "closed", "number": 1}, ""), ({"slug": "closed", "number": 2}, "")],
    "ledger": [({"slug": "closed", "number": 1}, "")],
    "receipts": [({}, "")],
    "posts": [({}, ""), ({}, "?newsletter=weather")],
    "post": [({"slug": "report"}, ""), ({"slug": "report"}, "?asked=1&after=1")],
    "topic": [({"slug": "rain"}, "")],
    "author": [({"slug": "writer"}, "")],
    "comment": [({"pk": FIRST_COMMENT}, "")],
    "comment_replies": [
        ({"pk": FIRST_COMMENT}, f"?after={FIRST_COMMENT + 1}"),
        ({"pk": FIRST_COMMENT + 1}, ""),
    ],
    "comment_more": [({"pk": FIRST_COMMENT}, f"?after={FIRST_COMMENT}")],
    "posts_feed": [({}, ""), ({}, "?newsletter=weather")],
    "polls_feed": [({}, ""), ({}, "?newsletter=weather")],
    "comments_feed": [({}, "")],
    "poll_comments_feed": [({"slug": "open"}, ""), ({"slug": "closed"}, "")],
    "post_comments_feed": [({"slug": "report"}, "")],
    "privacy": [({}, "")],
    "picture": [({"name": PICTURE}, "")],
    "sitemap": [({}, "")],
    "robots": [({}, "")],
}

# About one reader or for staff: never kept by a cache.
PRIVATE = {
    *("ballots", "ballot", "subscriber_link", "receipt", "poll_preview", "post_preview"),
    *("poll_comments", "post_comments", "my_comments", "own_comment", "report_comment"),
    *("confirmation", "subscription", "invitation"),
}


def addresses(name: str) -> list[str]:
    return [reverse(name, kwargs=kwargs) + query for kwargs, query in PUBLIC[name]]


def make_site() -> None:
    """One newsletter with an open and a closed poll, a report, and a second edition."""
    weather = make_newsletter(name="Weather", slug="weather")
    rain = make_topic(name="Rain", slug="rain")
    closed = make_poll(
        status=Status.CLOSED,
        newsletter=weather,
        slug="closed",
        question="Do you own an umbrella?",
        topics=[rain],
    )
    opened = make_poll(
        newsletter=weather, slug="open", question="Is it raining?", topics=[rain], repeats=closed
    )
    make_ballots(closed, [3, 1])
    counted = make_poll(status=Status.CLOSED, newsletter=weather, slug="counted")
    make_ballots(counted, [4, 3], cast_at=counted.opens_at)
    make_ballots(opened, [2, 1])
    save_picture(PICTURE)
    make_post(
        slug="report",
        reports=closed,
        asks=opened,
        author=make_author(name="Writer", slug="writer"),
        topics=[rain],
        picture=PICTURE,
        picture_alt="An umbrella",
        published_at=timezone.now() - DAY + timedelta(hours=1),
    )
    editions.freeze(closed, timezone.now(), reason="Recounted")
    make_talk(closed)


def make_talk(poll) -> None:
    """A thread with a reply, a placeholder and everything that a comment may carry."""
    discussion = make_discussion(poll)
    first = make_comment(
        discussion,
        pk=FIRST_COMMENT,
        name="Priya",
        site="https://priya.example/",
        recent_title="Under an umbrella",
        recent_url="https://priya.example/umbrella",
        voted_choice=poll.choices.first(),
        body="I *always* carry one.",
    )
    gone = make_comment(
        discussion,
        first,
        pk=FIRST_COMMENT + 1,
        status=Comment.Status.REMOVED,
        published_at=first.published_at,
        in_thread=True,
    )
    make_comment(discussion, gone, pk=FIRST_COMMENT + 2, badge=Comment.Badge.EDITOR)
    make_comment(discussion, pk=FIRST_COMMENT + 3, picked=True)


def save_picture(name: str) -> None:
    """A picture where uploads are kept."""
    directory = Path(settings.MEDIA_ROOT)
    directory.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (3, 2)).save(directory / name)
