"""The feeds of a discussion and of all comments, as feed readers get them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from comments import moderation
from polls.models import Status
from tests.comments.factories import (
    make_comment,
    make_discussion,
    make_follow_up,
    make_post_discussion,
)
from tests.factories import DAY, make_moderator, make_poll, make_post
from tests.feed import HOSTILE, Html, read

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
SITE = settings.SITE_URL
HOUR = timedelta(hours=1)
FEEDS = ["/feeds/comments/", "/polls/rain/comments/feed/", "/posts/report/comments/feed/"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as stopped:
        yield stopped


@pytest.fixture
def discussion():
    """Of a closed poll and the post that reports it."""
    poll = make_poll(
        status=Status.CLOSED, slug="rain", question="Does it rain?", choices=("Cats", "Dogs")
    )
    make_post(reports=poll, slug="report", headline="It does")
    return make_discussion(poll)


def titles(address):
    return [entry.title for entry in read(address).entries]


@pytest.mark.parametrize("address", FEEDS)
def test_comment_is_whole(discussion, address):
    first = make_comment(discussion, name="Priya", created_at=-3 * HOUR)
    second = make_comment(
        discussion,
        first,
        name="Ben",
        site="https://ben.example/",
        email="ben@mail.example",
        body="*Yes*, see [the archive](/polls/).",
        recent_title="Under <an> umbrella",
        recent_url="https://ben.example/umbrella",
        created_at=-2 * HOUR,
        published_at=NOON - HOUR,
    )
    newest, oldest = read(address).entries
    assert (newest.title, newest.author, newest.site) == (
        "Ben on “Does it rain?”",
        "Ben",
        "https://ben.example/",
    )
    assert newest.id == f"tag:{settings.SITE_HOST},2026:comments/{second.pk}"
    assert newest.address == f"{SITE}/comments/{second.pk}/"
    assert newest.published == newest.updated == (NOON - HOUR).isoformat()
    assert newest.reply_to == {
        "ref": oldest.id,
        "href": f"{SITE}/comments/{first.pk}/",
        "type": "text/html",
    }
    assert newest.text == (
        "In reply to Priya: Yes, see the archive. My recent post: Under <an> umbrella"
    )
    assert Html(newest.html).addresses == [
        f"{SITE}/comments/{first.pk}/",
        f"{SITE}/polls/",
        "https://ben.example/umbrella",
    ]
    assert newest.html.count('rel="ugc nofollow noopener"') == 2
    assert (oldest.title, oldest.site, oldest.reply_to) == ("Priya on “Does it rain?”", None, None)
    assert "mail.example" not in Client().get(address).content.decode()


def test_name_that_runs_the_other_way_turns_no_title_around(discussion, client):
    name = "\u05ea\u05de\u05e8"
    comment = make_comment(discussion, name=name)
    title = f"\u2068{name}\u2069 on “Does it rain?”"
    for address in FEEDS:
        (entry,) = read(address).entries
        assert (entry.title, entry.author) == (title, name)
    page = client.get(comment.get_absolute_url()).content.decode()
    assert f"<title>\u2068{name}\u2069 on It does · SmartPulse</title>" in page


@pytest.mark.parametrize(
    ("address", "title", "link", "place"),
    [
        ("/feeds/comments/", "SmartPulse: comments", "/", "feeds/comments"),
        (
            "/polls/rain/comments/feed/",
            "Comments on “Does it rain?”",
            "/polls/rain/",
            "polls/{poll}/comments",
        ),
        (
            "/posts/report/comments/feed/",
            "Comments on “It does”",
            "/posts/report/",
            "posts/{post}/comments",
        ),
    ],
)
def test_feed_says_what_it_is(discussion, address, title, link, place):
    poll = discussion.poll
    feed = read(address)
    place = place.format(poll=poll.pk, post=poll.reported_by.get().pk)
    assert feed.text("title") == title
    assert (feed.link("self"), feed.link("alternate")) == (f"{SITE}{address}", f"{SITE}{link}")
    assert feed.text("id") == f"tag:{settings.SITE_HOST},2026:{place}"
    assert (feed.entries, feed.text("updated")) == ([], "1970-01-01T00:00:00+00:00")


def test_post_without_a_poll_has_its_own_discussion(discussion):
    make_comment(discussion, name="Elsewhere")
    own = make_post_discussion()
    make_comment(own, name="Here")
    assert titles(f"/posts/{own.post.slug}/comments/feed/") == [f"Here on “{own.post}”"]
    assert len(titles("/feeds/comments/")) == 2


@pytest.mark.parametrize("address", FEEDS)
def test_latest_published_comes_first_and_an_edit_shows(discussion, address):
    make_comment(discussion, name="Waited long", created_at=-DAY, published_at=NOON - HOUR / 2)
    edited = make_comment(discussion, name="Edited", created_at=-HOUR, edited_at=NOON - HOUR / 4)
    feed = read(address)
    assert [entry.author for entry in feed.entries] == ["Waited long", "Edited"]
    assert feed.entries[1].published == edited.published_at.isoformat()
    assert feed.entries[1].updated == feed.text("updated") == (NOON - HOUR / 4).isoformat()


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize("status", ["held", "rejected", "spam", "removed"])
def test_what_readers_do_not_see_stands_in_no_feed(discussion, address, status):
    shown = {} if status == "held" else {"published_at": NOON - HOUR}
    hidden = make_comment(discussion, name="Zebra", body="Quagga", status=status, **shown)
    make_comment(discussion, hidden, name="Below", body="Words.")
    (entry,) = read(address).entries
    assert (entry.author, entry.text, entry.reply_to) == ("Below", "Words.", None)


@pytest.mark.parametrize("address", FEEDS)
def test_removed_comment_is_gone_and_comes_back_undone(discussion, address):
    make_comment(discussion, name="Stays")
    comment = make_comment(discussion, name="Goes")
    tag = Client().get(address)["ETag"]
    removal = moderation.moderate(comment, "remove", actor=make_moderator())
    assert [entry.author for entry in read(address).entries] == ["Stays"]
    # A reader that kept the feed is told, though what is left is older than what is gone.
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
    assert "Last-Modified" not in Client().get(address)
    moderation.undo(removal, actor=make_moderator())
    assert [entry.author for entry in read(address).entries] == ["Goes", "Stays"]


@pytest.mark.parametrize("address", FEEDS)
def test_no_feed_tells_a_vote(discussion, address):
    poll = discussion.poll
    follow_up = make_follow_up(poll, question="Which cats?")
    make_comment(discussion, voted_choice=poll.choices.last(), body="Shown by consent.")
    make_comment(discussion, follow_up=follow_up, body="Asked for it.")
    page = Client().get(address).content.decode()
    assert ("Shown by consent." in page, "Asked for it." in page) == (True, True)
    assert [word for word in ("Cats", "cats", "Dogs", "Voted", "Asked:") if word in page] == []
    # The page itself says so.
    page = Client().get("/polls/rain/").content.decode()
    assert ("Voted: <bdi>Dogs</bdi>" in page, "Which cats?" in page) == (True, True)


def test_discussions_that_are_not_public_have_no_feed(clock):
    poll = make_poll(status=Status.SCHEDULED, slug="coming")
    post = make_post(published=False, slug="draft")
    for subject in (poll, post):
        make_comment(make_discussion(subject), name="Zebra")
    assert Client().get("/polls/coming/comments/feed/").status_code == 404
    assert Client().get("/posts/draft/comments/feed/").status_code == 404
    assert read("/feeds/comments/").entries == []
    clock.move_to(NOON + 2 * DAY)
    assert len(read("/feeds/comments/").entries) == 1


@pytest.mark.parametrize("address", FEEDS)
def test_feed_holds_the_latest_fifty(discussion, address):
    for number in range(52):
        make_comment(discussion, name=f"Reader {number}", created_at=number * HOUR / 60 - DAY)
    assert [entry.author for entry in read(address).entries] == [
        f"Reader {number}" for number in range(51, 1, -1)
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(discussion, hostile):
    first = make_comment(discussion, name=hostile[:60], body=f"{hostile}\n\n> {hostile}")
    make_comment(
        discussion,
        first,
        name=f"Re {hostile}"[:60],
        body=f"`{hostile}` [x]({hostile})",
        recent_title=hostile,
        recent_url="https://ben.example/?a=1&b='\"><script>",
        site="https://ben.example/?a=1&b='\"><script>",
    )
    for address in FEEDS:
        newest, oldest = read(address).entries
        for entry in (newest, oldest):
            assert Html(entry.html).unexpected == []
        assert newest.site == "https://ben.example/?a=1&b='%22%3E%3Cscript%3E"


def test_comments_own_pages_name_the_feed_of_the_discussion(discussion, client):
    comment = make_comment(discussion)
    make_comment(discussion, comment)
    for address in (f"/comments/{comment.pk}/", f"/comments/{comment.pk}/replies/"):
        head = client.get(address).content.decode().partition("</head>")[0]
        assert 'href="/posts/report/comments/feed/"' in head, address
