"""Who gets the replies by mail: asked for with a comment, confirmed by a link, stopped by another.

An address is confirmed for the comments of one browser in one discussion. Whoever else types it, in
that discussion or in another, has confirmed nothing: they get no mail to it, and nobody's good name.
"""

import binascii
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from comments.commenters import Commenter
from comments.models import Address, Comment, Confirmation, Discussion, Subscription
from comments.refusals import TooMany
from comments.screening import Draft
from smartpulse import throttle
from smartpulse.ids import as_id
from smartpulse.network import network_digest
from smartpulse.paths import absolute

# How long a link confirms; meanwhile no other one is mailed to the address about this discussion.
CONFIRMS_FOR = timedelta(days=3)
# Links to confirm, to one address from all discussions, and asked for from one network.
CONFIRMATIONS_A_DAY = 5
CONFIRMATIONS_AN_HOUR = 10
# A mail server that refused an address is not asked again for as long.
REFUSED_FOR = timedelta(days=7)
# An address without comments is deleted after as long, unless it wants no mail.
UNUSED_KEPT = timedelta(days=30)

# What waits for no fault of its own. What is held for another rule may be a robot's that typed
# somebody's address: its link is mailed, and leads to it, when a moderator has approved it.
INNOCENT = {"", "first comment", "everyone"}

SIGNATURE_BYTES = 12

_confirming = signing.TimestampSigner(salt="comments.confirmation", sep="~")


class LinkTooOld(Exception):
    """The link has been ours, and confirms no longer."""


# Asking.


def is_proven(email: str, commenter: Commenter, discussion: Discussion) -> bool:
    """Whether this browser has confirmed the address with an earlier comment, in any discussion."""
    if not email:
        return False
    places = [discussion]
    if elsewhere := set(commenter.remembered) - {discussion.pk}:
        places += Discussion.objects.filter(pk__in=elsewhere).only("key")
    confirmed = Comment.objects.with_email(email).filter(email_confirmed_at__isnull=False)
    return confirmed.filter(
        discussion__in=places, author_key__in=commenter.keys_in(places)
    ).exists()


def limit(draft: Draft, now: datetime) -> None:
    """Count a comment that would have a link mailed, before its transaction. Raises TooMany."""
    if not (draft.wants_replies and draft.email) or draft.email_confirmed:
        return
    subject = network_digest(settings.SECRET_KEY.encode(), draft.address)
    asked = throttle.hit(
        "confirmations asked", subject, limit=CONFIRMATIONS_AN_HOUR, seconds=3600, now=now
    )
    if asked:
        raise TooMany(
            "Many people of your network asked for replies by mail in the last hour. Your comment was "
            "not posted: untick “Mail me the replies”, or send it again later.",
            asked,
        )


def may_ask(comment: Comment) -> bool:
    """Whether its address may be mailed the link that confirms it."""
    return comment.is_visible or (comment.is_held and comment.hold_rule in INNOCENT)


def ask(comment: Comment, now: datetime) -> Confirmation | None:
    """Subscribe the comment's author; returns the link to be mailed where the address needs one.

    Inside the transaction that stores or publishes the comment, with its discussion held.
    """
    subscription = of(comment, now)
    if comment.email_confirmed_at:
        resume(subscription)
        return None
    refused_at = subscription.address.refused_at
    if subscription.address.stopped_at or (refused_at and refused_at > now - REFUSED_FOR):
        return None
    if subscription.asked_at and subscription.asked_at > now - CONFIRMS_FOR:
        return None
    subscription.asked_at = now
    subscription.save(update_fields=["asked_at"])
    return Confirmation.objects.create(subscription=subscription, due_at=now)


def of(comment: Comment, now: datetime) -> Subscription:
    """The subscription of the comment's address to its discussion, made where there is none."""
    address, _ = Address.objects.get_or_create(email=comment.email, defaults={"created_at": now})
    found, _ = Subscription.objects.select_related("address").get_or_create(
        address=address, discussion_id=comment.discussion_id
    )
    return found


def may_be_mailed(subscription: Subscription, now: datetime) -> bool:
    """Count a link that is about to be mailed to the address; False beyond the day's number.

    A later comment may then ask again.
    """
    # Keyed: from what the limits keep, no address can be guessed.
    address = salted_hmac("comments.confirmations", subscription.address.email).digest()
    day = int(timedelta(days=1).total_seconds())
    if throttle.hit("confirmations", address, limit=CONFIRMATIONS_A_DAY, seconds=day, now=now):
        Subscription.objects.filter(pk=subscription.pk).update(asked_at=None)
        return False
    return True


# Confirming.


def confirming_url(subscription: Subscription) -> str:
    return absolute(reverse("confirmation", args=[_confirming.sign(subscription.pk)]))


def to_confirm(token: str) -> Subscription | None:
    """The subscription that a mailed link is about; None for no link of ours, or one since erased.

    Raises LinkTooOld.
    """
    try:
        pk = _confirming.unsign(token, max_age=CONFIRMS_FOR)
    except signing.SignatureExpired:
        raise LinkTooOld from None
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    return _subscriptions().filter(pk=pk).first()


def unconfirmed(subscription: Subscription) -> list[Comment]:
    """The comments that want replies at the address and have not shown that it is theirs.

    One for each browser that gave it, its latest that a link may lead to; mostly there is one.
    """
    wanting = _given(subscription).filter(wants_replies=True, email_confirmed_at=None)
    comments = filter(may_ask, wanting.order_by("pk"))
    return list({bytes(comment.author_key or b""): comment for comment in comments}.values())


def confirm(subscription: Subscription, comment_id: int, now: datetime) -> Comment | None:
    """The reader of the mail says that they wrote this comment: its browser's are theirs.

    None where the comment waits for no confirmation at this address.
    """
    found = {comment.pk: comment for comment in unconfirmed(subscription)}
    comment = found.pop(comment_id, None)
    if comment is None:
        return None
    with transaction.atomic():
        own = _given(subscription).filter(author_key=comment.author_key, email_confirmed_at=None)
        own.update(email_confirmed_at=now)
        Address.objects.filter(pk=subscription.address_id).update(refused_at=None)
        resume(subscription)
        if not found:
            Subscription.objects.filter(pk=subscription.pk).update(asked_at=None)
    return comment


def _given(subscription: Subscription) -> QuerySet[Comment]:
    """The discussion's comments that give the address."""
    comments = Comment.objects.with_email(subscription.address.email)
    return comments.filter(discussion=subscription.discussion_id)


# Stopping.


def stopping_url(subscription: Subscription, *, scope: str = "") -> str:
    """The link that stops the mail: it holds for good, and a new SECRET_KEY does not end it."""
    address = absolute(reverse("subscription", args=[stopping_token(subscription)]))
    return f"{address}?scope={scope}" if scope else address


def stopping_token(subscription: Subscription) -> str:
    return f"{subscription.pk}-{_signature(subscription)}"


def to_stop(token: str) -> Subscription | None:
    """The subscription that a link is about; None for no link of ours, or one since erased."""
    pk, _, signature = token.partition("-")
    found = _subscriptions().filter(pk=as_id(pk)).first()
    if found and hmac.compare_digest(_signature(found).encode(), signature.encode()):
        return found
    return None


def stop(subscription: Subscription, now: datetime) -> None:
    """No more mail about this discussion."""
    Subscription.objects.filter(pk=subscription.pk, stopped_at=None).update(stopped_at=now)


def stop_all(subscription: Subscription, now: datetime) -> None:
    """No more mail to this address: about no discussion, and no links to confirm it either."""
    with transaction.atomic():
        Address.objects.filter(pk=subscription.address_id, stopped_at=None).update(stopped_at=now)
        # Should the address ask again one day, in one discussion, the others stay stopped.
        others = Subscription.objects.filter(address=subscription.address_id, stopped_at=None)
        others.update(stopped_at=now)


def resume(subscription: Subscription) -> None:
    """Mail about this discussion again: whoever reads the address's mail, or has confirmed it, says so."""
    Subscription.objects.filter(pk=subscription.pk).update(stopped_at=None)
    Address.objects.filter(pk=subscription.address_id).update(stopped_at=None)


def _signature(subscription: Subscription) -> str:
    message = f"stop\0{subscription.pk}".encode()
    digest = hmac.digest(bytes(subscription.discussion.key), message, "sha256")
    return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()


def _subscriptions() -> QuerySet[Subscription]:
    return Subscription.objects.select_related(
        "address", "discussion__poll__newsletter", "discussion__post__newsletter"
    )


# Forgetting.


def forget(now: datetime) -> int:
    """Delete addresses that no comment gives any more; those that want no mail stay, to be spared."""
    unused = Address.objects.filter(created_at__lte=now - UNUSED_KEPT, stopped_at=None)
    unused = unused.exclude(email__in=Comment.objects.exclude(email="").values("email"))
    return unused.delete()[1].get(Address._meta.label, 0)
