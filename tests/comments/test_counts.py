"""How many responses stand beside polls and posts in lists."""

import re

import pytest

from comments.models import Comment
from polls.models import Status
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_author, make_newsletter, make_poll, make_post, make_topic

pytestmark = pytest.mark.django_db

TITLES = re.compile(r"(It rains|On rain|Nobody said a word|Rain\?|Hail\?|Snow\?)")
RESPONSES = re.compile(r'class="responses">(?:<a href="[^"]+">)?([^<]+)<')
LISTS = ["/", "/newsletters/weather/", "/polls/", "/posts/", "/topics/rain/", "/authors/writer/"]


@pytest.fixture
def lists():
    """A report and its poll with three responses, a post of its own with one, and both without."""
    weather, rain = make_newsletter(slug="weather"), make_topic(slug="rain")
    fields = {"newsletter": weather, "topics": [rain]}
    by = {"author": make_author(slug="writer"), **fields}
    closed = make_poll(status=Status.CLOSED, slug="closed", question="Rain?", **fields)
    make_post(slug="report", headline="It rains", reports=closed, **by)
    essay = make_post(slug="essay", headline="On rain", **by)
    make_post(slug="quiet", headline="Nobody said a word", **by)
    make_poll(status=Status.CLOSED, slug="quiet", question="Hail?", **fields)
    make_discussion(make_poll(status=Status.CLOSED, slug="begun", question="Snow?", **fields))
    discussion = make_discussion(closed)
    first = make_comment(discussion)
    make_comment(discussion, first)
    make_comment(discussion)
    for status in set(Comment.Status) - {Comment.Status.PUBLISHED}:
        make_comment(discussion, status=status)
    make_comment(make_discussion(essay))


def counted(client, address):
    """What stands beside each title."""
    page = client.get(address).content.decode()
    found = {}
    for entry in re.split("<li|<section", page):
        if title := TITLES.search(entry):
            number = RESPONSES.search(entry)
            found[title[1]] = number and number[1]
    return found


@pytest.mark.parametrize("address", LISTS)
def test_list_says_how_many_responded(lists, client, address):
    posts = {"It rains": "3 responses", "On rain": "1 response", "Nobody said a word": None}
    polls = {"Rain?": "3 responses", "Hail?": None, "Snow?": None}
    expected = {
        "/polls/": polls,
        "/posts/": posts,
        "/authors/writer/": posts,
    }.get(address, posts | polls)
    assert counted(client, address) == expected


def test_count_in_the_archive_leads_to_the_discussion(lists, client):
    page = client.get("/polls/").content.decode()
    assert (
        '<a href="/polls/closed/#discussion">3 responses<span class="visually-hidden"> to '
        "“<bdi>Rain?</bdi>”</span></a>"
    ) in page
    assert page.count("#discussion") == 1


def test_large_count_is_grouped(client):
    discussion = make_discussion(make_poll(status=Status.CLOSED))
    comment = make_comment(discussion)
    Comment.objects.bulk_create(
        Comment(
            discussion=discussion,
            number=number,
            name="Reader",
            body="Yes.",
            body_html="<p>Yes.</p>",
            body_version=1,
            body_digest=bytes(16),
            created_at=comment.created_at,
            published_at=comment.created_at,
            status=Comment.Status.PUBLISHED,
            in_thread=True,
        )
        for number in range(2, 1001)
    )
    assert "1,000 responses<" in client.get("/polls/").content.decode()
