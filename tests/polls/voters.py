"""What a browser sends that votes, and what its page shows."""

import re

from django.test import Client

from polls import counting

COOKIE = "a" * 32
JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


def browser() -> Client:
    """One that has its voter cookie."""
    client = Client()
    client.cookies["voter"] = COOKIE
    return client


def choice_ids(poll, *texts):
    return [poll.choices.get(text=text).pk for text in texts]


def vote(client, poll, *texts, headers=None, **fields):
    data = {"choice": choice_ids(poll, *texts), **fields}
    return client.post(f"/polls/{poll.slug}/ballots/", data, headers=headers or {})


def counted(poll):
    return {line.text: line.votes for line in counting.count(poll).lines if line.votes}


def checked(page):
    """The ids of the answers that the page's form has marked."""
    inputs = re.findall(r"<input[^>]*name=\"choice\"[^>]*>", page)
    return [int(re.search(r'value="(\d+)"', tag)[1]) for tag in inputs if "checked" in tag]
