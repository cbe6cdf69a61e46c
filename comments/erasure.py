"""Erasing what a person wrote: their words and keys go, the thread keeps its shape and its numbers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from comments import standing
from comments.models import Address, Comment, Moderation, Report, Subscription

NETWORK_KEPT = timedelta(days=30)

NOTHING = {
    "name": "",
    "email": "",
    "email_confirmed_at": None,
    "site": "",
    "recent_title": "",
    "recent_url": "",
    "body": "",
    "body_html": "",
    "body_digest": b"",
    "hold_match": "",
    "author_key": None,
    "network": None,
    "staff": None,
    "badge": Comment.Badge.NONE,
    "voted_choice": None,
    "follow_up": None,
    "wants_replies": False,
    "picked": False,
    "banned": False,
    "status": Comment.Status.REMOVED,
}


def erase(comments: QuerySet[Comment], *, actor, reason: str, now: datetime) -> int:
    """Erase these comments, such as `Comment.objects.with_email(…)`; returns how many there were.

    What is erased already stays as it is. An erasure cannot be undone.
    """
    with transaction.atomic():
        found = list(comments.filter(erased_at=None))
        empty(found, Moderation.Action.ERASE, actor=actor, reason=reason, now=now)
        erase_addresses({comment.email for comment in found})
    return len(found)


def erase_addresses(emails: Iterable[str]) -> int:
    """Delete what was kept to mail these addresses, where no comment gives them; returns how many."""
    here = Comment.objects.filter(
        email=OuterRef("address__email"), discussion=OuterRef("discussion")
    )
    Subscription.objects.filter(~Exists(here), address__email__in=emails).delete()
    anywhere = Comment.objects.filter(email=OuterRef("email"))
    unused = Address.objects.filter(~Exists(anywhere), email__in=emails)
    return unused.delete()[1].get(Address._meta.label, 0)


def empty(comments: Iterable[Comment], action: str, *, actor, reason: str, now: datetime) -> None:
    """Take everything but the place from the comments, inside the caller's transaction."""
    standing.hold(comment.discussion_id for comment in comments)
    # Read again: their status may have changed before the discussions were held.
    ids = [comment.pk for comment in comments]
    before = dict(Comment.objects.filter(pk__in=ids, erased_at=None).values_list("pk", "status"))
    Comment.objects.filter(pk__in=before).update(**NOTHING, erased_at=now)
    Moderation.objects.bulk_create(
        Moderation(
            comment_id=pk,
            actor=actor,
            action=action,
            reason=reason,
            created_at=now,
            before=status,
            after=Comment.Status.REMOVED,
        )
        for pk, status in before.items()
    )
    Report.objects.waiting().filter(comment__in=before).update(settled_at=now)
    # Who reported it may have quoted it.
    Report.objects.filter(comment__in=before).update(note="")
    standing.settle(before)


def forget(now: datetime) -> int:
    """Delete the network hashes of comments and reports older than NETWORK_KEPT; returns how many."""
    due = now - NETWORK_KEPT
    return sum(
        rows.filter(created_at__lte=due, network__isnull=False).update(network=None)
        for rows in (Comment.objects, Report.objects)
    )
