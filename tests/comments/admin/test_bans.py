"""What the desk tells of bans, and how they are lifted there."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from comments.models import Comment
from tests.comments.factories import ANNA, make_comment, make_discussion
from tests.factories import make_editor, make_poll

from .test_queue import QUEUE, act, press, said, shown

pytestmark = pytest.mark.django_db

OFFICE = b"\x01" * 16


@pytest.fixture
def bans(db):
    """Three banned comments of one person."""
    discussion = make_discussion(make_poll(question="Who decides?"))
    fields = {
        "status": "spam",
        "banned": True,
        "author_key": ANNA.key_in(discussion),
        "network": OFFICE,
        "created_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "name": "Anna",
    }
    return [make_comment(discussion, **fields) for _ in range(3)]


def page_of(comment) -> str:
    return reverse("admin:comments_comment_change", args=[comment.pk])


def ban_told(desk, comment) -> str:
    html = desk.get(page_of(comment)).content.decode()
    found = re.search('<section class="module" id="ban".*?</section>', html, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found[0]).split()) if found else ""


def test_page_says_what_is_banned_until_when_and_by_what(desk, bans):
    told = ban_told(desk, bans[0])
    assert "Their browser : what it sends to any discussion is spam." in told
    assert "Their network , in that discussion alone" in told
    assert "Until Tue 31 Mar 2026, 12:00 UTC." in told
    assert "Their address" not in told
    for each in bans:
        assert f"Comment {each.number} by Anna" in told
    Comment.objects.filter(pk=bans[1].pk).update(
        email="anna@example.com", email_confirmed_at=datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert "Their address , which they confirmed" in ban_told(desk, bans[0])


@pytest.mark.parametrize("more", [0, 7])
def test_page_asks_as_often_whatever_bans_there_are(desk, bans, more, django_assert_num_queries):
    for _ in range(more):
        make_comment(bans[0].discussion, status="spam", banned=True, author_key=bans[0].author_key)
    with django_assert_num_queries(17):
        desk.get(page_of(bans[0]))


def test_page_of_who_is_not_banned_tells_of_no_ban(desk, bans):
    assert (
        ban_told(desk, make_comment(bans[0].discussion, status="held", network=b"\x02" * 16)) == ""
    )


def test_neighbour_in_the_network_is_not_called_banned(desk, bans):
    told = ban_told(desk, make_comment(bans[0].discussion, status="held", network=OFFICE))
    assert told.startswith("What its network sends waits Somebody in its network was banned")
    assert "Comment 1 by Anna" in told
    assert "Lift the ban" not in told


def test_ban_is_lifted_on_the_page_and_its_undo_puts_it_on_again(desk, bans):
    page = press(desk, "lift", bans[0], reason="We were wrong.")
    (message,) = said(page)
    assert message.startswith("The ban is lifted from 3 comments.")
    assert not Comment.objects.filter(banned=True).exists()
    assert ban_told(desk, bans[0]) == ""
    assert said(press(desk, "lift", bans[0])) == ["Nothing bans this author any more."]
    undo = re.search('href="([^"]*)"', message)[1]
    desk.post(undo)
    assert Comment.objects.filter(banned=True, status="spam").count() == 3


def test_who_approves_one_banned_comment_is_told_of_the_bans_that_remain(desk, bans):
    query = "?state=spam"
    _, remains = said(act(desk, "approve", bans[0], query=query))
    assert remains == (
        "Its author is still banned, because of 2 other comments. "
        f'<a href="{page_of(bans[1])}#ban">Look at the ban …</a>'
    )
    # With the last one nothing remains.
    assert len(said(act(desk, "approve", bans[1], bans[2], query=query))) == 1


def test_colleagues_comment_offers_no_ban(desk):
    comment = make_comment(make_discussion(), staff=make_editor())
    page = desk.get(page_of(comment)).content.decode()
    assert 'value="spam"' in page
    assert 'value="ban"' not in page
    press(desk, "ban", comment)
    assert not Comment.objects.filter(banned=True).exists()


def test_list_narrows_to_the_bans(desk, bans):
    make_comment(bans[0].discussion, status="spam")
    assert shown(desk.get(f"{QUEUE}?state=all&banned=yes")) == bans[::-1]
