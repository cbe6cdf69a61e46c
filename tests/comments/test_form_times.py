"""The time at which a comment's form was opened: what is sent at once waits, and no time can be made by hand."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments import form_times
from comments.models import Comment
from smartpulse.pages import KEPT_SECONDS
from tests.comments.commenting import address_of, browser, make_asked, opened_at, send
from tests.factories import make_poll

pytestmark = pytest.mark.django_db

WEEK = 7 * 24 * 3600  # seconds


@pytest.fixture
def poll():
    return make_asked()


@pytest.fixture
def reader():
    return browser()


@pytest.mark.parametrize("opened", ["", "nonsense", "~~", "/polls/asked/comments/~1~x"])
def test_comment_without_the_forms_time_is_held(poll, reader, opened):
    send(reader, poll, opened=opened)
    assert Comment.objects.get().hold_rule == "time"


def test_comment_sent_at_once_is_held(poll, reader):
    send(reader, poll, opened=opened_at(poll, seconds=1))
    comment = Comment.objects.get()
    assert (comment.status, comment.hold_rule) == (Comment.Status.HELD, "time")


def test_time_that_the_page_was_in_the_cache_is_nobodys(poll, reader):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        html = Client().get(poll.get_absolute_url()).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', html)[1]
    with time_machine.travel(now + timedelta(seconds=KEPT_SECONDS - 1), tick=False):
        assert opened in Client().get(poll.get_absolute_url()).content.decode()
        send(reader, poll, opened=opened)
    with time_machine.travel(now + timedelta(seconds=KEPT_SECONDS + 4), tick=False):
        send(reader, poll, opened=opened, body="Coffee.")
    rules = Comment.objects.order_by("pk").values_list("status", "hold_rule", "hold_match")
    assert list(rules) == [
        ("held", "time", "Sent 0.0 seconds after the form was opened, or a few more."),
        ("published", "", ""),
    ]


@pytest.mark.parametrize(
    ("seconds", "hold_rule"),
    [
        (0, "time"),
        # Of a kept page, sent at once: with the signed time's lost fraction it looks older than it is.
        (KEPT_SECONDS, "time"),
        (KEPT_SECONDS + 0.099, "time"),
        (KEPT_SECONDS + 0.1, ""),
        (WEEK - 0.9, ""),
        (WEEK + 0.1, "time"),
    ],
)
def test_comment_is_held_that_is_sent_at_once_or_after_a_week(poll, reader, seconds, hold_rule):
    made = timezone.now().replace(microsecond=900_000)
    with time_machine.travel(made, tick=False):
        opened = form_times.sign(address_of(poll))
    with time_machine.travel(made + timedelta(seconds=seconds), tick=False):
        send(reader, poll, opened=opened)
    assert Comment.objects.get().hold_rule == hold_rule


def test_time_that_was_made_earlier_by_hand_is_no_time(poll, reader):
    opened, earlier = opened_at(poll, seconds=1), opened_at(poll, seconds=60)
    address, _, signature = opened.split("~")
    tampered = "~".join([address, earlier.split("~")[1], signature])
    send(reader, poll, opened=tampered)
    comment = Comment.objects.get()
    assert (comment.hold_rule, comment.hold_match) == (
        "time",
        "The form’s time was missing or false.",
    )


def test_form_that_the_back_button_brings_again_keeps_its_time(poll, reader):
    opened = opened_at(poll)
    for body in ("Tea.", "Coffee, after all."):
        send(reader, poll, opened=opened, body=body)
    assert list(Comment.objects.values_list("hold_rule", flat=True)) == ["", ""]


def test_time_of_another_polls_form_is_no_time(poll, reader):
    send(reader, poll, opened=opened_at(make_poll()))
    assert Comment.objects.get().hold_rule == "time"


def test_form_of_the_page_is_accepted(poll, reader):
    html = reader.get(poll.get_absolute_url()).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', html)[1]
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        send(reader, poll, opened=opened)
    assert Comment.objects.get().is_visible
