"""An invitation to work at the desk: to one address, for some days, used once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from .newsletter import Newsletter

LIFETIME = timedelta(days=7)


class InvitationQuerySet(models.QuerySet):
    def for_staff(self, user):
        """Everybody's for an administrator; for others those that they sent."""
        return self.all() if user.is_superuser else self.filter(invited_by=user)

    def pending(self, email: str):
        """Those of an address that are neither used nor withdrawn: one at most."""
        return self.filter(email__iexact=email, used_at=None, withdrawn_at=None)

    def open(self, now: datetime):
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """Written by its admin and by `polls.invitations`. What it grants is read when it is used."""

    email = models.EmailField(verbose_name="e-mail address")
    groups = models.ManyToManyField(
        Group, related_name="+", help_text="What they may do. Analysts read and change nothing."
    )
    newsletters = models.ManyToManyField(
        Newsletter,
        blank=True,
        related_name="+",
        help_text="They join the own editors of these. On a newsletter that has none, everybody works.",
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    # Which mail it is, counted from 1: the links of earlier ones open nothing.
    mailing = models.PositiveIntegerField(default=1)
    # When the mail server took it; null while it waits, or where `trouble` says why it has not.
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True, verbose_name="what is wrong")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitation",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="address_is_invited_once",
                violation_error_message="This address is invited already: send that invitation "
                "again, from its page.",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="used_invitation_is_not_withdrawn",
                violation_error_message="It was used: there is nothing to withdraw.",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.email}"

    def is_open(self, now: datetime) -> bool:
        """Whether its link still makes an account; `open()` in SQL."""
        return not (self.used_at or self.withdrawn_at) and now < self.expires_at
