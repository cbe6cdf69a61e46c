"""What a browser sends that comments."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from comments import form_times
from polls.models import Poll
from tests.comments.factories import make_discussion
from tests.factories import make_poll

COOKIE = "a" * 32


def make_asked() -> Poll:
    """A poll whose discussion publishes at once."""
    poll = make_poll(slug="asked", question="Tea or coffee?", choices=("Tea", "Coffee"))
    make_discussion(poll, rules={})
    return poll


def browser() -> Client:
    """One that has its commenter cookie."""
    client = Client()
    client.cookies["commenter"] = COOKIE
    return client


def address_of(poll) -> str:
    return f"/polls/{poll.slug}/comments/"


def opened_at(poll, seconds=60) -> str:
    """The form's signed time, of some seconds ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        return form_times.sign(address_of(poll))


def send(client, poll, headers=None, **fields):
    fields = {"name": "Priya", "body": "Tea, *always*.", "opened": opened_at(poll)} | fields
    return client.post(address_of(poll), fields, headers=headers or {})


def vote(client, poll, text):
    client.cookies["voter"] = COOKIE
    client.post(f"/polls/{poll.slug}/ballots/", {"choice": poll.choices.get(text=text).pk})
