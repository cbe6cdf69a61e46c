"""Polls to measure with: `python -m bench.seed 5` on an empty database prints what it made, as JSON."""

import json
import os
import sys
from io import StringIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartpulse.settings")

# The smallest counts that print 65.87, 14.33, 11.95 and 7.85 percent.
COUNTS = {
    "No, and I don't plan to": 193,
    "Yes — part of my social media presence": 42,
    "No, but I'm considering it": 35,
    "Yes — all of my social media presence": 23,
}


def main(empty_polls: int) -> dict:
    """The tables, a poll with votes to look at, and empty ones to vote in, one for each round."""
    from django.core.management import call_command

    from tests.factories import make_ballots, make_newsletter, make_poll, make_topic

    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0, stdout=StringIO())
    newsletter = make_newsletter(name="Social Media")
    polls = [
        make_poll(
            newsletter=newsletter,
            question="Are you outsourcing any of your social media efforts?",
            slug=f"outsourcing-{number}",
            choices=tuple(COUNTS),
            topics=[make_topic()],
        )
        for number in range(empty_polls + 1)
    ]
    make_ballots(polls[0], COUNTS.values())
    viewed, *empty = [
        {
            "pk": poll.pk,
            "number": number,
            "path": poll.get_absolute_url(),
            "choices": [choice.pk for choice in poll.choices.all()],
        }
        for number, poll in enumerate(polls)
    ]
    return {"viewed": viewed, "empty": empty}


if __name__ == "__main__":
    django.setup()
    json.dump(main(int(sys.argv[1])), sys.stdout)
