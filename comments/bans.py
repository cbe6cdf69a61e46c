"""Whom bans keep out: a banned comment bans its author, by what posting knows them by (`posting.HISTORY`)."""

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from comments.erasure import NETWORK_KEPT
from comments.models import Comment


def on_author(comment: Comment) -> QuerySet[Comment]:
    """The banned comments that ban this one's author: of the same browser, or with the same address.

    An address whose owner wrote is not banned with somebody who merely typed it.
    """
    by = Q(pk=comment.pk)
    if comment.author_key:
        by |= Q(author_key=comment.author_key)
    if comment.email:
        address = Q(email=comment.email)
        if comment.email_confirmed_at:
            address &= Q(email_confirmed_at__isnull=False)
        by |= address
    return Comment.objects.filter(by, banned=True)


def on_authors(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """The banned comments that ban the authors of some of these."""
    owners = comments.filter(email=OuterRef("email")).exclude(email="")
    unconfirmed = Q(email_confirmed_at__isnull=False) | Exists(
        owners.filter(email_confirmed_at__isnull=True)
    )
    same = Exists(comments.filter(author_key=OuterRef("author_key")))
    return Comment.objects.filter(same | Exists(owners) & unconfirmed, banned=True)


def on_network(comment: Comment) -> QuerySet[Comment]:
    """The banned comments because of which others from this one's network wait."""
    if comment.network is None:
        return Comment.objects.none()
    return Comment.objects.filter(
        discussion=comment.discussion_id, network=comment.network, banned=True
    )


def network_until(banned: QuerySet[Comment]):
    """When the last network of banned comments is forgotten; None where all are."""
    known = banned.filter(network__isnull=False)
    latest = known.order_by().aggregate(latest=Max("created_at"))["latest"]
    return latest and latest + NETWORK_KEPT
