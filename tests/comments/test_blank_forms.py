"""The blank form of public pages is the form that crispy writes, whatever it belongs to."""

import pytest
import time_machine
from crispy_forms.utils import render_crispy_form

from comments import blank_forms
from comments.forms import CommentForm
from tests.comments.factories import make_comment, make_discussion, make_follow_up
from tests.factories import make_poll, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock():
    """The time of its making stands in the form."""
    with time_machine.travel("2026-05-06T10:00:00Z", tick=False):
        yield


def test_blank_form_is_the_form_that_crispy_writes():
    for subject in (
        make_poll(slug="one-answer"),
        make_poll(slug="several-answers", max_marks=2),
        make_post(slug="a-report", reports=make_poll(status="closed")),
        make_post(slug="no-report"),
    ):
        assert blank_forms.written(subject) == render_crispy_form(CommentForm(subject))


def test_blank_reply_is_to_its_own_comment():
    discussion = make_discussion()
    for comment in (make_comment(discussion), make_comment(discussion)):
        written = blank_forms.written(discussion.poll, parent=comment)
        assert written == render_crispy_form(CommentForm(discussion.poll, parent=comment))


def test_blank_answer_is_to_its_own_question():
    poll = make_poll()
    asked = make_follow_up(poll)
    written = blank_forms.written(poll, follow_up=asked)
    assert written == render_crispy_form(CommentForm(poll, follow_up=asked))


def test_blank_form_tells_when_it_was_given_out():
    poll = make_poll()
    first = blank_forms.written(poll)
    with time_machine.travel("2026-05-06T10:00:01Z", tick=False):
        assert blank_forms.written(poll) != first
