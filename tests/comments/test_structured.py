"""What search engines read of a discussion."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches

from comments.models import Comment
from polls.models import Status
from tests.comments.factories import make_comment, make_discussion, make_follow_up, make_thread
from tests.factories import DAY, make_author, make_poll, make_post
from tests.feed import HOSTILE

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = settings.SITE_URL


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def discussion():
    poll = make_poll(
        status=Status.CLOSED,
        slug="rain",
        question="Does it rain?",
        choices=("Cats", "Dogs"),
        opens_at=NOON - 8 * DAY,
    )
    make_post(
        reports=poll,
        slug="report",
        headline="It does",
        summary="It rains cats.",
        author=make_author(name="Writer", slug="writer"),
        published_at=NOON - DAY,
    )
    return make_discussion(poll)


def postings(client, address):
    caches["pages"].clear()
    page = client.get(address).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [each for each in map(json.loads, found) if each["@type"] == "DiscussionForumPosting"]


def shape(things):
    """Names, nested as the comments are."""
    return {thing["author"]["name"]: shape(thing.get("comment", [])) for thing in things}


def test_poll_states_its_discussion(client, discussion):
    comment = make_comment(
        discussion,
        name="Priya",
        body="I *always* carry <one>.\n\n> really?",
        email="priya@mail.example",
        created_at=-HOUR,
        edited_at=NOON - HOUR / 2,
    )
    (stated,) = postings(client, "/polls/rain/")
    assert stated == {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": "Does it rain?",
        "text": "Does it rain?",
        "url": f"{SITE}/polls/rain/",
        "mainEntityOfPage": f"{SITE}/polls/rain/",
        "datePublished": "2026-04-08T12:00:00Z",
        "author": {"@type": "Organization", "name": "SmartPulse", "url": f"{SITE}/"},
        "commentCount": 1,
        "comment": [
            {
                "@type": "Comment",
                "url": f"{SITE}/comments/{comment.pk}/",
                "author": {"@type": "Person", "name": "Priya"},
                "datePublished": "2026-04-16T11:00:00Z",
                "dateModified": "2026-04-16T11:30:00Z",
                "text": "I always carry <one>. really?",
            }
        ],
    }


def test_report_states_the_same_comments_as_its_own(client, discussion):
    make_comment(discussion)
    (of_post,) = postings(client, "/posts/report/")
    (of_poll,) = postings(client, "/polls/rain/")
    assert of_post["comment"] == of_poll["comment"]
    assert (of_post["headline"], of_post["text"], of_post["datePublished"]) == (
        "It does",
        "It rains cats.",
        "2026-04-15T12:00:00Z",
    )
    assert of_post["author"] == {
        "@type": "Person",
        "name": "Writer",
        "url": f"{SITE}/authors/writer/",
    }


def test_replies_nest_below_what_they_reply_to_however_deep(client, discussion):
    rows = [None]
    for name in "ABCDEF":
        rows.append(make_comment(discussion, rows[-1], name=name))
    make_comment(discussion, rows[1], name="beside")
    make_comment(discussion, name="alone")
    (stated,) = postings(client, "/polls/rain/")
    assert shape(stated["comment"]) == {
        "A": {"B": {"C": {"D": {"E": {"F": {}}}}}, "beside": {}},
        "alone": {},
    }


def test_what_readers_do_not_see_is_not_stated(client, discussion):
    above = make_comment(discussion, name="above")
    gone = {"status": Comment.Status.REMOVED, "in_thread": True, "published_at": NOON - HOUR}
    removed = make_comment(discussion, above, name="Zebra", body="Zebra", **gone)
    make_comment(discussion, removed, name="below")
    root = make_comment(discussion, name="Zebra", body="Zebra", **gone)
    make_comment(discussion, root, name="left")
    for status in set(Comment.Status) - {Comment.Status.PUBLISHED}:
        make_comment(discussion, name="Zebra", body="Zebra", status=status)
    (stated,) = postings(client, "/polls/rain/")
    assert shape(stated["comment"]) == {"above": {"below": {}}, "left": {}}
    assert stated["commentCount"] == 3
    assert "zebra" not in json.dumps(stated).lower()


def test_no_vote_is_stated(client, discussion):
    make_comment(discussion, voted_choice=discussion.poll.choices.last())
    make_comment(discussion, follow_up=make_follow_up(discussion.poll, question="Which cats?"))
    (stated,) = postings(client, "/polls/rain/")
    assert len(stated["comment"]) == 2
    assert [word for word in ("Cats", "Dogs", "cats", "Voted") if word in json.dumps(stated)] == []


def test_only_the_page_that_search_engines_know_states_it(client, discussion):
    assert postings(client, "/polls/rain/") == []
    choice = discussion.poll.choices.first()
    for _ in range(6):
        make_comment(discussion, voted_choice=choice)
    assert len(postings(client, "/polls/rain/")) == 1
    for query in ("?order=newest", "?order=replies", "?after=1", f"?answer={choice.pk}"):
        assert postings(client, f"/polls/rain/{query}") == [], query


def test_long_discussion_states_its_beginning(client, discussion):
    make_thread(
        discussion,
        [None] * 3 + [0] * 9 + [1] * 9 + [None] * 40,
        body_html=f"<p>{'A word. ' * 100}</p>",
    )
    (stated,) = postings(client, "/polls/rain/")
    assert stated["commentCount"] == 61
    assert sum(1 + len(thing.get("comment", [])) for thing in stated["comment"]) == 38
    assert {len(thing["text"]) <= 501 for thing in stated["comment"]} == {True}


def test_long_first_page_is_cut(client, discussion):
    make_thread(discussion, [place // 10 * 10 if place % 10 else None for place in range(80)])
    (stated,) = postings(client, "/polls/rain/")
    assert sum(1 + len(thing.get("comment", [])) for thing in stated["comment"]) == 50


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "</script><script>alert(1)</script>", "<!--<script>"]
)
def test_hostile_text_stays_in_its_string(client, discussion, hostile):
    make_comment(discussion, name=hostile[:60], body=f"`{hostile}`")
    page = client.get("/polls/rain/").content.decode()
    start = page.index('{"@context": "https://schema.org", "@type": "DiscussionForumPosting"')
    script = page[start : page.index("</script>", start)]
    assert re.findall("[<>&]", script) == []
    assert json.loads(script)["comment"][0]["author"]["name"] == hostile[:60]
