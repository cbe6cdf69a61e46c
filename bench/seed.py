"""What to measure with: `python -m bench.seed 5` on an empty database prints what it made, as JSON.

`python -m bench.seed 5 10000` makes reports with discussions as well, the longest of 10,000 comments.
"""

import json
import os
import random
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
QUESTION = "Are you outsourcing any of your social media efforts?"
COMMENT = "We *tried* it for a year. What we saved in hours we lost in tone, so we took it back."
SHORT_THREADS = (0, 9, 50, 1000)


def main(empty_polls: int, longest_thread: int) -> dict:
    """The tables, a poll with votes to look at, and empty ones to take part in, one for each round."""
    from django.core.management import call_command
    from django.db import connection

    from tests.factories import make_ballots, make_newsletter, make_poll, make_topic

    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0, stdout=StringIO())
    newsletter = make_newsletter(name="Social Media")
    fields = {"newsletter": newsletter, "question": QUESTION, "choices": tuple(COUNTS)}
    polls = [
        make_poll(slug=f"outsourcing-{number}", topics=[make_topic()], **fields)
        for number in range(empty_polls + 1)
    ]
    make_ballots(polls[0], COUNTS.values())
    viewed, *empty = [open_poll(number, poll) for number, poll in enumerate(polls)]
    let_everybody_comment(newsletter)
    threads = (*SHORT_THREADS, longest_thread) if longest_thread else ()
    reports = {str(length): report(length, fields) for length in threads}
    with connection.cursor() as cursor:
        # As PostgreSQL does by itself in service, soon after so many rows came in.
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")
    return {"viewed": viewed, "empty": empty, "reports": reports}


def open_poll(number: int, poll) -> dict:
    """Where to find it, and what has to be sent to vote and to comment."""
    from comments import form_times
    from comments.forms import address_of
    from tests.comments.factories import make_discussion

    return {
        "pk": poll.pk,
        "number": number,
        "path": poll.get_absolute_url(),
        "choices": [choice.pk for choice in poll.choices.all()],
        "discussion": make_discussion(poll).pk,
        "opened": form_times.sign(address_of(poll)),
    }


def let_everybody_comment(newsletter) -> None:
    from comments.models import Rules

    fields = {"holds": Rules.Holds.NOBODY, "least_seconds": 0, "discussion_limit": None}
    Rules.objects.create(newsletter=newsletter, **fields)


def report(length: int, fields: dict) -> dict:
    """A closed poll's report with a discussion: its page, its deepest comment, and more of a tree."""
    from comments import reading
    from smartpulse import markup
    from tests.comments.factories import make_discussion, make_thread
    from tests.factories import make_ballots, make_poll, make_post

    poll = make_poll(slug=f"reported-{length}", status="closed", **fields)
    make_ballots(poll, COUNTS.values())
    post = make_post(
        slug=f"report-{length}",
        newsletter=poll.newsletter,
        headline=f"Most of you do it yourselves, and {length} of you say why",
        reports=poll,
    )
    found = {"path": post.get_absolute_url()}
    if length:
        html = markup.render_comment(COMMENT)
        thread = make_thread(make_discussion(post), parents(length), body=COMMENT, body_html=html)
        deepest = max(thread, key=lambda comment: comment.depth)
        tree = [comment for comment in thread if comment.root_id == deepest.root_id]
        last_drawn = tree[min(reading.REPLIES, len(tree)) - 1]
        found["deepest"] = deepest.get_absolute_url()
        found["more"] = f"/comments/{deepest.root_id}/more/?after={last_drawn.pk}"
    return found


def parents(length: int) -> list[int | None]:
    """Of each comment the place of what it replies to: three in ten begin a thread."""
    rng = random.Random(length)
    return [
        None if not place or rng.random() < 0.3 else rng.randrange(max(0, place - 30), place)
        for place in range(length)
    ]


if __name__ == "__main__":
    django.setup()
    json.dump(main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 0), sys.stdout)
