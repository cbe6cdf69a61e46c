"""A poll and its report show one discussion: where the pages of single comments lead back to."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from comments.reading import REPLIES
from tests.comments.factories import ANNA, make_comment, make_discussion, make_follow_up
from tests.factories import DAY, make_poll, make_post

pytestmark = pytest.mark.django_db

PAGES = ["", "replies/", "own/", "report/"]


@pytest.fixture
def poll():
    return make_poll(status="closed", slug="rain")


@pytest.fixture
def comment(poll):
    discussion = make_discussion(poll)
    fields = {"author_key": ANNA.key_in(discussion), "follow_up": make_follow_up(poll)}
    first = make_comment(discussion, **fields)
    make_comment(discussion, first, **fields)
    return first


def pages_led_to(comment) -> set[str]:
    """The polls' and posts' pages to which the comment's pages link."""
    reader = Client()
    reader.cookies["commenter"] = ANNA.browser
    html = ""
    for page in PAGES:
        response = reader.get(comment.get_absolute_url() + page)
        assert response.status_code == 200
        html += response.content.decode()
    return set(re.findall(r'"(/(?:polls|posts)/[a-z]+/)', html))


def test_comments_lead_back_to_the_poll_until_its_report_is_out(poll, comment):
    make_post(reports=poll, slug="draft", published=False)
    make_post(reports=poll, slug="planned", published_at=DAY)
    make_post(asks=poll, slug="asking")
    assert pages_led_to(comment) == {"/polls/rain/"}


def test_comments_lead_back_to_the_first_report(poll, comment):
    make_post(reports=poll, slug="later", published_at=-timedelta(minutes=5))
    make_post(reports=poll, slug="first", published_at=-timedelta(hours=5))
    assert pages_led_to(comment) == {"/posts/first/"}


def test_whoever_deletes_a_comment_is_told_so_under_the_report(poll, comment):
    make_post(reports=poll, slug="report")
    reader = Client()
    reader.cookies["commenter"] = ANNA.browser
    response = reader.post(f"{comment.get_absolute_url()}own/", {"act": "delete"})
    assert response["Location"] == "/posts/report/#deleted"


def test_further_replies_ask_what_was_asked_under_the_report(poll, comment):
    make_post(reports=poll, slug="report")
    html = Client().get(f"{comment.get_absolute_url()}more/").content.decode()
    assert f'href="/posts/report/?asked={comment.follow_up_id}#discussion"' in html


def test_reply_given_from_a_comments_page_stands_in_the_one_discussion(poll, comment):
    make_post(reports=poll, slug="report")
    reader = Client()
    reader.cookies["commenter"] = ANNA.browser
    html = reader.get(comment.get_absolute_url()).content.decode()
    [action] = re.findall(r'action="([^"]*)"', html)
    assert action == "/posts/report/comments/"
    reader.post(action, {"name": "Priya", "body": "So do I.", "parent": comment.pk})
    assert comment.replies.latest("pk").discussion == comment.discussion


@pytest.mark.parametrize("page", ["", "own/", "report/"])
def test_pages_of_a_comment_lead_to_its_place_or_to_its_tree_where_that_does_not_draw_it(
    poll, page
):
    discussion = make_discussion(poll)
    make_comment(discussion)
    own = {"author_key": ANNA.key_in(discussion)}
    first = make_comment(discussion, **own)
    *_, last, further = [make_comment(discussion, first, **own) for _ in range(REPLIES + 1)]
    reader = Client()
    reader.cookies["commenter"] = ANNA.browser
    thread = Client().get(f"/polls/rain/?after={first.number - 1}").content.decode()
    for comment, place in ((first, first), (last, last), (further, first)):
        html = reader.get(comment.get_absolute_url() + page).content.decode()
        assert f'href="/polls/rain/?after={first.number - 1}#comment-{place.number}"' in html
        assert f'id="comment-{place.number}"' in thread
    assert f'id="comment-{further.number}"' not in thread
