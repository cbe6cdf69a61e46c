"""POST /polls/<slug>/comments/ and /posts/<slug>/comments/, as a browser and as a program see them."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client

from comments.models import Comment
from polls.models import Ballot, Status
from tests.comments.commenting import address_of, browser, make_asked, send, vote
from tests.comments.factories import make_comment, make_discussion, make_post_discussion
from tests.factories import DAY, make_poll, make_post

pytestmark = pytest.mark.django_db


JSON = {"Accept": "application/json"}


@pytest.fixture
def poll():
    return make_asked()


@pytest.fixture
def reader():
    return browser()


# A first comment bounces once.


def test_first_comment_bounces_to_itself_with_the_cookie_and_stores_nothing(poll):
    response = send(Client(), poll)
    assert response.status_code == 307
    assert response["Location"] == "/polls/asked/comments/?bounced=1"
    assert list(response.cookies) == ["commenter"]
    assert response.cookies["commenter"]["httponly"]
    assert Comment.objects.count() == 0


def test_bounce_asks_nothing_of_the_database(poll, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert send(Client(), poll).status_code == 307


@pytest.mark.parametrize(
    "make", [make_poll, make_post, lambda: make_post(reports=make_poll(status=Status.CLOSED))]
)
def test_comment_is_posted_with_as_few_statements_wherever_it_stands(
    make, reader, django_assert_num_queries
):
    subject = make()
    make_discussion(subject, rules={"network_limit": 20})
    # The subject with its discussion and rules, the staff's names, the network's count, the author's
    # history, the comment; on SQLite its number, too, and the savepoint that stands for the transaction.
    with django_assert_num_queries({"postgresql": 5, "sqlite": 8}[connection.vendor]):
        reader.post(f"{subject.get_absolute_url()}comments/", {"name": "Priya", "body": "Tea."})
    assert Comment.objects.count() == 1


def test_comment_whose_cookie_does_not_come_back_is_kept_in_the_form(poll):
    response = Client().post("/polls/asked/comments/?bounced=1", {"name": "Priya", "body": "Tea."})
    assert response.status_code == 403
    assert "did not keep the cookie" in response.content.decode()
    assert re.search(r"<textarea[^>]*>\s*Tea\.</textarea>", response.content.decode())
    assert Comment.objects.count() == 0


def test_published_comment_leads_to_its_place(poll, reader):
    response = send(reader, poll, email="priya@private.example", site="priya.example")
    comment = Comment.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/comments/{comment.pk}/#posted")
    assert (comment.number, comment.name, comment.site) == (1, "Priya", "https://priya.example")
    assert comment.is_visible
    assert response.cookies["commented"].value == str(comment.discussion_id)
    html = Client().get(response["Location"]).content.decode()
    assert "<em>always</em>" in html
    assert "private.example" not in html


def test_comment_that_waits_leads_to_its_authors_page_alone(reader):
    poll = make_poll(slug="asked")
    response = send(reader, poll)
    comment = Comment.objects.get()
    own = f"/comments/{comment.pk}/own/"
    assert (response.status_code, response["Location"]) == (303, f"{own}#posted")
    assert "waits for a moderator" in reader.get(own).content.decode()
    for client in (Client(), reader):
        assert client.get(comment.get_absolute_url()).status_code == 404
    assert Client().get(own).status_code == 404


def test_spam_is_told_what_a_waiting_comment_is_told(poll, reader):
    response = send(reader, poll, trap="x")
    comment = Comment.objects.get()
    assert comment.status == Comment.Status.SPAM
    assert response["Location"] == f"/comments/{comment.pk}/own/#posted"
    assert "waits for a moderator" in reader.get(response["Location"]).content.decode()


def test_reply_stands_under_its_parent(poll, reader):
    parent = make_comment(poll.discussion)
    send(reader, poll, parent=parent.pk)
    assert Comment.objects.get(parent=parent).depth == 1


# What cannot be taken comes back as it was typed.


TYPED = {
    "name": "Priya <b>",
    "body": "x" * 10_001,
    "email": "nonsense",
    "site": "javascript:alert(1)",
    "recent_title": "Mine",
    "recent_url": "",
}


def test_rejected_form_keeps_everything_and_says_what_is_wrong(poll, reader):
    response = send(reader, poll, **TYPED, remember="on")
    html = response.content.decode()
    assert response.status_code == 422
    # A browser shows it again on the way back, and nobody else.
    assert (response["Cache-Control"], response.get("Vary")) == ("private, no-cache", None)
    assert Comment.objects.count() == 0
    form = response.context["form"]
    assert set(form.errors) == {"body", "email", "site", "recent_url"}
    for name in ("email", "site", "recent_title"):
        assert f'value="{TYPED[name]}"' in html
    assert 'value="Priya &lt;b&gt;"' in html
    assert TYPED["body"] in html
    assert re.search(r'name="remember"[^>]* checked', html)


@pytest.mark.parametrize("status", [Comment.Status.HELD, Comment.Status.REMOVED])
def test_reply_to_what_is_gone_is_refused_and_kept(poll, reader, status):
    public = make_comment(poll.discussion)
    Comment.objects.filter(pk=public.pk).update(status=status)
    response = send(reader, poll, parent=public.pk, body="I disagree.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "The comment that you reply to" in html
    assert "I disagree." in html
    assert Comment.objects.count() == 1
    # Sent again as it came back, it is a comment of its own.
    assert not re.search(r'name="parent" value="[^"]+"', html)


@pytest.mark.parametrize("parent", ["0", "x", "-1", "9" * 19, "9" * 30, "1.5", "²"])
def test_reply_to_no_comment_is_refused(poll, reader, parent):
    assert send(reader, poll, parent=parent).status_code == 409
    assert Comment.objects.count() == 0


def test_reply_to_another_discussions_comment_is_refused(poll, reader):
    foreign = make_comment(make_discussion())
    assert send(reader, poll, parent=foreign.pk).status_code == 409


def test_closed_discussion_refuses_and_keeps_what_was_typed(reader):
    poll = make_poll(slug="asked")
    make_discussion(poll, closes_at=-DAY, closed_note="Thank you all.")
    response = send(reader, poll, body="Too late.")
    assert response.status_code == 409
    assert "Thank you all." in response.content.decode()
    assert "Too late." in response.content.decode()


@time_machine.travel("2026-11-03T09:50:30Z", tick=False)
def test_busy_network_is_told_when_to_come_back(reader):
    poll = make_poll(slug="asked")
    make_discussion(poll, rules={"network_limit": 1})
    send(reader, poll)
    response = send(reader, poll, body="Another one.")
    assert (response.status_code, response["Retry-After"]) == (429, "570")
    assert "Another one." in response.content.decode()


def test_comment_from_another_site_is_refused(poll, reader):
    response = send(reader, poll, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "/polls/asked/#respond" in response.content.decode()
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("status", ["draft", "scheduled"])
def test_no_comment_on_a_poll_that_is_not_public(reader, status):
    assert send(reader, make_poll(status=status)).status_code == 404


def test_address_for_comments_takes_post_alone(poll):
    assert Client().get(address_of(poll)).status_code == 405


# Preview.


def test_preview_shows_the_comment_and_stores_nothing(poll):
    response = send(Client(), poll, preview="1", site="priya.example")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<em>always</em>" in html
    assert 'href="https://priya.example"' in html
    assert re.search(r"<textarea[^>]*>\s*Tea, \*always\*\.</textarea>", html)
    assert not response.cookies
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("field", ["name", "body", "site", "recent_title", "email", "parent"])
def test_preview_prints_what_was_typed_as_text(poll, field):
    payload = '"><script>alert(1)</script></textarea>'
    html = send(Client(), poll, preview="1", **{field: payload}).content.decode()
    assert "<script>alert" not in html


# A post and its poll.


def test_comment_on_the_report_stands_in_the_polls_discussion(reader):
    poll = make_poll(status="closed")
    post = make_post(slug="report", reports=poll)
    response = reader.post("/posts/report/comments/", {"name": "Priya", "body": "Well."})
    assert response.status_code == 303
    assert Comment.objects.get().discussion.poll == poll
    assert not hasattr(post, "own_discussion")


def test_post_without_a_poll_takes_comments(reader):
    post = make_post_discussion(rules={}).post
    address = f"/posts/{post.slug}/comments/"
    assert reader.post(address, {"name": "Priya", "body": "Well."}).status_code == 303
    assert Comment.objects.get().discussion.post == post


# The vote, by consent.


def test_vote_is_shown_only_where_its_voter_says_so(poll, reader):
    vote(reader, poll, "Coffee")
    send(reader, poll, body="Quiet.")
    send(reader, poll, body="Open.", show_vote="on")
    shown = dict(Comment.objects.values_list("body", "voted_choice__text"))
    assert shown == {"Quiet.": None, "Open.": "Coffee"}


def test_vote_that_is_not_there_cannot_be_shown(poll, reader):
    response = send(reader, poll, show_vote="on")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"show_vote"}


def test_choice_sent_by_hand_is_not_believed(poll, reader):
    send(reader, poll, voted_choice=poll.choices.first().pk)
    assert Comment.objects.get().voted_choice is None
    assert Ballot.objects.count() == 0


# Programs.


def test_program_gets_json(poll, reader):
    response = send(reader, poll, headers=JSON)
    comment = Comment.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "comment": comment.pk,
        "number": 1,
        "status": "published",
        "url": f"/comments/{comment.pk}/",
        "own": f"/comments/{comment.pk}/own/",
    }


def test_program_gets_its_errors_by_field(poll, reader):
    response = send(reader, poll, headers=JSON, name="", body="")
    assert response.status_code == 422
    assert response.json() == {
        "error": "Write your name, or the one you go by. Write your comment.",
        "errors": {
            "name": "Write your name, or the one you go by.",
            "body": "Write your comment.",
        },
    }


# Remembered by choice.


def test_details_are_remembered_by_choice_and_told_to_their_browser_alone(poll, reader):
    details = {"name": "Priya", "email": "priya@private.example", "site": "https://priya.example"}
    send(reader, poll, **details)
    assert "commenter-details" not in reader.cookies
    send(reader, poll, **details, body="More.", remember="on")
    assert reader.cookies["commenter-details"]["httponly"]
    nothing = {"details": {}, "signed_in": "", "waiting": []}
    assert reader.get("/comments/mine/").json() == nothing | {"details": details}
    assert Client().get("/comments/mine/").json() == nothing
    assert "private.example" not in reader.get(poll.get_absolute_url()).content.decode()
    send(reader, poll, **details, body="And more.")
    assert reader.cookies["commenter-details"].value == ""
