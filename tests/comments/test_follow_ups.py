"""The editor's follow-up question: put to the voters of its choice, and answered by them alone."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, FollowUp
from tests.comments.commenting import browser, make_asked, send, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_asked()


@pytest.fixture
def reader():
    return browser()


def test_voters_of_a_choice_are_asked_right_after_and_their_answer_is_labelled(poll, reader):
    asked = FollowUp.objects.create(
        choice=poll.choices.get(text="Coffee"), question="With milk or black?"
    )
    own_vote = f"/polls/{poll.slug}/ballot/"
    vote(reader, poll, "Coffee")
    html = reader.get(own_vote).content.decode()
    assert "With milk or black?" in html
    assert f'name="follow_up" value="{asked.pk}"' in html
    assert "With milk or black?" not in reader.get(poll.get_absolute_url()).content.decode()

    send(reader, poll, body="Black.", follow_up=asked.pk)
    comment = Comment.objects.get()
    assert (comment.follow_up, comment.voted_choice) == (asked, None)
    together = f'Asked: <a href="/polls/asked/?asked={asked.pk}#discussion" rel="nofollow">'
    html = Client().get(comment.get_absolute_url()).content.decode()
    assert f"{together}“<bdi>With milk or black?</bdi>”</a>" in html


def test_voters_of_another_choice_are_not_asked(poll, reader):
    FollowUp.objects.create(choice=poll.choices.get(text="Coffee"), question="With milk or black?")
    vote(reader, poll, "Tea")
    assert "With milk" not in reader.get(f"/polls/{poll.slug}/ballot/").content.decode()


@pytest.mark.parametrize("own", ["Tea", None])
def test_question_is_answered_by_those_alone_to_whom_it_is_put(poll, reader, own):
    asked = FollowUp.objects.create(
        choice=poll.choices.get(text="Coffee"), question="With milk or black?"
    )
    if own:
        vote(reader, poll, own)
    response = send(reader, poll, body="Black.", follow_up=asked.pk)
    html = response.content.decode()
    assert response.status_code == 409
    assert "was put to those who voted “Coffee”" in html
    assert Comment.objects.count() == 0
    # Sent again as it came back, it stands without the question.
    assert not re.search(r'name="follow_up" value="[^"]+"', html)
    send(reader, poll, body="Black.")
    assert Comment.objects.get().follow_up is None


def test_form_says_that_an_answer_tells_the_vote(poll, reader):
    FollowUp.objects.create(choice=poll.choices.get(text="Coffee"), question="With milk or black?")
    vote(reader, poll, "Coffee")
    html = reader.get(f"/polls/{poll.slug}/ballot/").content.decode()
    assert "readers can tell from it that you voted “<bdi>Coffee</bdi>”" in html
    asking = html[html.index("follow-up") :]
    assert "Show how I voted" not in asking[: asking.index("</form>")]


@pytest.mark.parametrize("sent", [{"body": "Black.", "preview": "1"}, {"body": ""}])
def test_form_that_comes_back_still_says_what_is_answered(poll, reader, sent):
    asked = FollowUp.objects.create(
        choice=poll.choices.get(text="Coffee"), question="With milk or black?"
    )
    vote(reader, poll, "Coffee")
    html = send(reader, poll, **sent, follow_up=asked.pk).content.decode()
    assert "The editor asks those who voted as you did: “<bdi>With milk or black?</bdi>”" in html
    assert "readers can tell from it that you voted “<bdi>Coffee</bdi>”" in html
    assert "Show how I voted" not in html
    label = f'?asked={asked.pk}#discussion" rel="nofollow">“<bdi>With milk or black?</bdi>”'
    assert (label in html) == ("preview" in sent)


def test_question_is_told_to_nobody_else_by_a_form_that_comes_back(poll, reader):
    asked = FollowUp.objects.create(
        choice=poll.choices.get(text="Coffee"), question="With milk or black?"
    )
    vote(reader, poll, "Tea")
    response = send(reader, poll, body="", follow_up=asked.pk, show_vote="on")
    assert response.status_code == 409
    assert "With milk" not in response.content.decode()


def test_nobody_is_asked_once_comments_are_closed(poll, reader):
    FollowUp.objects.create(choice=poll.choices.get(text="Coffee"), question="With milk or black?")
    vote(reader, poll, "Coffee")
    poll.discussion.close("", timezone.now())
    assert "With milk" not in reader.get(f"/polls/{poll.slug}/ballot/").content.decode()


@pytest.mark.parametrize("follow_up", ["0", "x", "9" * 19, "9" * 30])
def test_answer_to_no_question_is_refused(poll, reader, follow_up):
    response = send(reader, poll, follow_up=follow_up)
    assert response.status_code == 422
    assert "This question belongs to another poll." in response.content.decode()
