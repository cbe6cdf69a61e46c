"""Plain factories of the discussion's rows; what a test is not about is valid and unremarkable."""

import itertools
from datetime import timedelta
from secrets import token_bytes

from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from comments import posting, screening
from comments.commenters import Commenter
from comments.models import Comment, Discussion, FollowUp, Rules
from comments.screening import Draft
from smartpulse import markup
from tests.factories import make_poll, make_post, moment

_numbers = itertools.count(1)

ANNA, BEN = Commenter("a" * 32), Commenter("b" * 32)


def make_rules(discussion: Discussion, **overrides) -> Rules:
    """Rules that publish everything at once, but for what `overrides` say."""
    fields = {"holds": Rules.Holds.NOBODY, "network_limit": None, "discussion_limit": None}
    return Rules.objects.create(newsletter=discussion.newsletter, **fields | overrides)


def make_discussion(subject=None, **overrides) -> Discussion:
    """A discussion of an open poll, or of `subject`; with rules where some are given."""
    rules = overrides.pop("rules", None)
    subject = subject or make_poll()
    discussion = Discussion.begun(subject)
    for name, value in overrides.items():
        setattr(discussion, name, moment(value) if name == "closes_at" else value)
    discussion.save()
    if rules is not None:
        make_rules(discussion, **rules)
    return discussion


def make_post_discussion(**overrides) -> Discussion:
    return make_discussion(make_post(), **overrides)


def make_draft(**overrides) -> Draft:
    number = next(_numbers)
    fields = {"name": f"Reader {number}", "body": f"Comment {number}.", "seconds": 60.0}
    return Draft(**fields | {"address": "192.0.2.7"} | overrides)


def make_comment(discussion: Discussion, parent: Comment | None = None, **overrides) -> Comment:
    """A published comment, or one of another `status`, which was never published then."""
    discussion.refresh_from_db(fields=["last_number"])
    discussion.last_number += 1
    discussion.save(update_fields=["last_number"])
    number = next(_numbers)
    fields = {
        "discussion": discussion,
        "number": discussion.last_number,
        "parent": parent,
        "root": parent and (parent.root or parent),
        "depth": parent.depth + 1 if parent else 0,
        "name": f"Reader {number}",
        "body": f"Comment {number}.",
        "status": Comment.Status.PUBLISHED,
        "created_at": -timedelta(minutes=5),
    } | overrides
    fields["created_at"] = moment(fields["created_at"])
    visible = fields["status"] == Comment.Status.PUBLISHED
    fields.setdefault("published_at", fields["created_at"] if visible else None)
    fields.setdefault("in_thread", visible)
    fields["body_html"] = markup.render_comment(fields["body"])
    fields["body_version"] = markup.COMMENT_VERSION
    fields["body_digest"] = screening.fingerprint(fields["body"])
    return Comment.objects.create(**fields)


def make_follow_up(poll, question="Why?") -> FollowUp:
    return FollowUp.objects.create(choice=poll.choices.first(), question=question)


def post(discussion: Discussion, commenter: Commenter = ANNA, *, staff=None, **fields) -> Comment:
    """What `posting.post` makes of a draft with these fields."""
    return posting.post(discussion, make_draft(**fields), commenter, staff=staff)


def make_thread(discussion: Discussion, parents, **overrides) -> list[Comment]:
    """Published comments, in bulk: `parents[n]` is the place of the parent of the n-th, or None.

    Each is of an author and a network of its own, as PostgreSQL's statistics have it in service.
    """
    now = timezone.now()
    first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    made: list[Comment] = []
    for place, above in enumerate(parents):
        parent = None if above is None else made[above]
        made.append(
            Comment(
                **{
                    "pk": first + place,
                    "discussion": discussion,
                    "number": place + 1,
                    "parent": parent,
                    "root_id": parent and (parent.root_id or parent.pk),
                    "depth": parent.depth + 1 if parent else 0,
                    "name": "Reader",
                    "body": f"Comment {place + 1}.",
                    "body_html": f"<p>Comment {place + 1}.</p>\n",
                    "body_version": markup.COMMENT_VERSION,
                    "body_digest": token_bytes(16),
                    "author_key": token_bytes(32),
                    "network": token_bytes(16),
                    "status": Comment.Status.PUBLISHED,
                    "in_thread": True,
                    "created_at": now,
                    "published_at": now,
                }
                | overrides
            )
        )
    Comment.objects.bulk_create(made)
    # The ids were ours: PostgreSQL's next one comes after them.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)
    Discussion.objects.filter(pk=discussion.pk).update(last_number=len(made))
    return made
