"""Mail about the discussion: the addresses that may get it, and what became of each mail."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from .comment import Comment
from .discussion import Discussion
from .moderation import Moderation


class Address(models.Model):
    """Where somebody asked for mail. That it is theirs is known of a comment: `email_confirmed_at`."""

    email = models.EmailField(
        unique=True, error_messages={"unique": "This address is here already."}
    )
    created_at = models.DateTimeField()
    # Whoever reads the mail wants no more of it, about no discussion.
    stopped_at = models.DateTimeField(null=True, blank=True)
    # Its mail server said for good that it takes nothing for this address.
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.CheckConstraint(
                condition=~Q(email=""),
                name="address_is_not_blank",
                violation_error_message="Write the address.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def takes_mail(self) -> bool:
        return not (self.stopped_at or self.refused_at)


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        """Those that mail may go to."""
        return self.filter(
            stopped_at__isnull=True,
            address__stopped_at__isnull=True,
            address__refused_at__isnull=True,
        )


class Subscription(models.Model):
    """One address in one discussion. Its link stops the mail, whatever becomes of the comments."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="subscriptions")
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="subscriptions"
    )
    # When a link to confirm the address was asked for, until it has been used.
    asked_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address", "discussion"],
                name="address_subscribes_to_a_discussion_once",
                violation_error_message="This address is in this discussion already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} in “{self.discussion.subject}”"

    @property
    def is_active(self) -> bool:
        """`active()` in SQL."""
        return self.stopped_at is None and self.address.takes_mail


class MailingQuerySet(models.QuerySet):
    def due(self, now: datetime):
        """What should be sent by now, the longest due first."""
        return self.filter(state=Mailing.State.WAITING, due_at__lte=now).order_by("due_at", "pk")

    def over(self, since: datetime):
        """What was due by `since` and is not to be sent any more, whatever came of it."""
        return self.exclude(state=Mailing.State.WAITING).filter(due_at__lte=since)


class Mailing(models.Model):
    """One mail to one person: that it is to be sent, and what came of it.

    Its row is written together with what it tells of; its text is made when it is sent, of what is
    true then. `comments.delivery` alone changes the state.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        # Handed to the mail server, whose answer is not known: where a worker was killed, it never
        # will be. It may have arrived, and so is not sent again.
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not needed any more"
        REFUSED = "refused", "Refused"

    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    objects = MailingQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="%(class)s_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "dropped", "refused"]),
                name="%(class)s_state_is_known",
                violation_error_message="Choose one of the five states.",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def take(self) -> bool:
        """Claim it for sending; False where another worker has."""
        return self.move(state=self.State.SENDING)

    def settle(self, state: str) -> bool:
        return self.move(state=state)

    def put_off(self, until: datetime) -> bool:
        return self.move(state=self.State.WAITING, due_at=until, tries=self.tries + 1)

    def move(self, **changes) -> bool:
        """Change the row where it still is as this worker knows it; False where another was faster."""
        known = type(self).objects.filter(pk=self.pk, state=self.state, tries=self.tries)
        moved = bool(known.update(**changes))
        if moved:
            vars(self).update(changes)
        return moved

    def mark_refused(self, now: datetime) -> None:
        """The mail server takes nothing for this recipient: what follows from it, beside the state."""


class ReaderMailing(Mailing):
    """To the address of a subscription."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="%(class)ss"
    )

    class Meta(Mailing.Meta):
        abstract = True

    def mark_refused(self, now: datetime) -> None:
        Address.objects.filter(pk=self.subscription.address_id).update(refused_at=now)


class Confirmation(ReaderMailing):
    """The link by which somebody shows that the address is theirs."""

    class Meta(ReaderMailing.Meta):
        pass

    def __str__(self) -> str:
        return f"Confirmation of {self.subscription}"


class ReplyNotice(ReaderMailing):
    """That somebody has replied. The row stays, so that nobody is told of a comment twice."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="notices")

    class Meta(ReaderMailing.Meta):
        constraints = [
            *ReaderMailing.Meta.constraints,
            models.UniqueConstraint(
                fields=["comment", "subscription"],
                name="reply_is_mailed_once",
                violation_error_message="This reply has been mailed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment} to {self.subscription}"


class RemovalNotice(ReaderMailing):
    """Why a comment was removed or not published, to its author."""

    moderation = models.OneToOneField(
        Moderation, on_delete=models.CASCADE, related_name="removal_notice"
    )

    class Meta(ReaderMailing.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.moderation} to {self.subscription}"


class Digest(Mailing):
    """What waits in a newsletter's discussions, to one moderator."""

    newsletter = models.ForeignKey(
        "polls.Newsletter", on_delete=models.CASCADE, related_name="digests"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    # The hour, or the day's, that it is for.
    slot = models.DateTimeField()
    # When the queue was looked at, and the highest id in it: what came later is new.
    as_of = models.DateTimeField()
    newest = models.PositiveBigIntegerField()

    class Meta(Mailing.Meta):
        constraints = [
            *Mailing.Meta.constraints,
            models.UniqueConstraint(
                fields=["newsletter", "moderator", "slot"],
                name="moderator_gets_one_digest_in_a_slot",
                violation_error_message="This digest has been written.",
            ),
        ]

    def __str__(self) -> str:
        return f"Digest of {self.newsletter} to {self.moderator.get_username()}"
