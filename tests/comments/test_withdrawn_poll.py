"""The discussion of a withdrawn poll: what was written stays, and how its authors voted is not told."""

import pytest
from django.core.cache import caches
from django.test import Client

from comments.models import Comment
from polls.models import Poll
from tests.comments.commenting import send
from tests.comments.factories import make_comment, make_discussion, make_follow_up
from tests.comments.test_selections import ways
from tests.factories import make_poll, make_post

pytestmark = pytest.mark.django_db

COOKIE = "a" * 32


@pytest.fixture
def poll():
    return make_poll(slug="asked", status="closed", choices=("Matcha", "Coffee"))


@pytest.fixture
def comment(poll):
    """One of two comments whose authors show their answer; the other answers the editor's question."""
    discussion = make_discussion(poll)
    matcha = poll.choices.get(text="Matcha")
    asked = make_follow_up(poll, "Hot or cold?")
    make_comment(discussion, body="Cold.", voted_choice=matcha, follow_up=asked)
    return make_comment(discussion, body="Every morning.", voted_choice=matcha)


def seen(address: str) -> str:
    caches["pages"].clear()
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def where_comments_stand(poll, comment) -> list[str]:
    """Pages, what machines read on them, and feeds."""
    post = make_post(slug="report", reports=poll)
    choice = comment.voted_choice_id
    return [
        poll.get_absolute_url(),
        f"{poll.get_absolute_url()}?answer={choice}",
        f"{poll.get_absolute_url()}comments/feed/",
        post.get_absolute_url(),
        f"{post.get_absolute_url()}?answer={choice}",
        comment.get_absolute_url(),
        f"{comment.get_absolute_url()}replies/",
        f"{comment.get_absolute_url()}report/",
        "/feeds/comments/",
    ]


def telling(addresses: list[str]) -> list[str]:
    return [address for address in addresses if "Voted: <bdi>Matcha" in seen(address)]


def test_votes_are_not_told_while_the_poll_is_withdrawn_and_again_once_it_is_restored(
    poll, comment
):
    addresses = where_comments_stand(poll, comment)
    before = telling(addresses)
    assert {poll.get_absolute_url(), comment.get_absolute_url()} < set(before)
    assert "/feeds/comments/" not in before

    Poll.objects.get(pk=poll.pk).withdraw("An answer was missing.")
    pages = {address: seen(address) for address in addresses}
    assert [address for address, page in pages.items() if "Matcha" in page] == []
    for address in addresses:
        assert "Every morning." in pages[address] or address.endswith("replies/")

    Poll.objects.get(pk=poll.pk).restore()
    assert telling(addresses) == before


def test_withdrawn_poll_is_read_by_question_and_not_by_answer(poll, comment):
    assert ways(seen(poll.get_absolute_url())) == ["Matcha", "“Hot or cold?”"]
    Poll.objects.get(pk=poll.pk).withdraw("An answer was missing.")
    html = seen(f"{poll.get_absolute_url()}?answer={comment.voted_choice_id}")
    assert ways(html) == ["“Hot or cold?”"]
    assert "From readers who show" not in html


def test_author_can_take_the_vote_back_while_the_poll_is_withdrawn(poll):
    reader = Client()
    reader.cookies["commenter"] = COOKIE
    make_discussion(poll, rules={"least_seconds": 0})
    send(reader, poll)
    Comment.objects.update(voted_choice=poll.choices.get(text="Matcha"))
    Poll.objects.get(pk=poll.pk).withdraw("An answer was missing.")
    own = f"/comments/{Comment.objects.get().pk}/own/"
    assert "Take my vote back" in reader.get(own).content.decode()
    assert reader.post(own, {"act": "hide_vote"}).status_code == 303
    assert Comment.objects.get().voted_choice is None


def test_answer_is_not_told_in_another_discussion_either(poll, comment):
    Poll.objects.get(pk=poll.pk).withdraw("An answer was missing.")
    other = make_discussion(make_poll(slug="another"))
    html = send(Client(), other.poll, parent=comment.pk, preview="1").content.decode()
    assert "Your comment as it would look" in html
    assert "Every morning." not in html
    assert "Voted: <bdi>Matcha" not in html
