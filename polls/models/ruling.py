"""What editors decided about ballots: held, released, void."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .ballot import Ballot
from .newsletter import NewsletterRows
from .poll import REASON_LENGTH, Poll


class RulingQuerySet(NewsletterRows):
    newsletter_paths = ("poll__newsletter",)


class Ruling(models.Model):
    """One decision about ballots of a poll: who, what, when and why.

    Written by `polls.rulings` alone, and never changed, only undone by another.
    """

    class Action(models.TextChoices):
        HOLD = "hold", "Held"
        RELEASE = "release", "Released"
        VOID = "void", "Made void"
        UNDO = "undo", "Undid a decision about"

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="rulings")
    action = models.CharField(max_length=7, choices=Action)
    scope = models.CharField(max_length=300, blank=True, verbose_name="which ballots")
    reason = models.CharField(max_length=REASON_LENGTH)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="by",
    )
    made_at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = "decision about ballots"
        verbose_name_plural = "decisions about ballots"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="ruling_says_why",
                violation_error_message="Say why: colleagues read it in the history.",
            ),
            models.CheckConstraint(
                condition=Q(action="undo", undoes__isnull=False)
                | Q(action__in=["hold", "release", "void"], undoes__isnull=True),
                name="undoing_ruling_names_what_it_undoes",
                violation_error_message="An undo names the decision that it undoes; no other does.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.scope}".strip()

    @property
    def newsletter(self):
        return self.poll.newsletter


class RuledBallot(models.Model):
    """One ballot that a ruling changed, and how it stood before and after."""

    ruling = models.ForeignKey(
        Ruling, on_delete=models.CASCADE, related_name="ballots", db_index=False
    )
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="rulings")
    before = models.CharField(max_length=7, choices=Ballot.Standing)
    after = models.CharField(max_length=7, choices=Ballot.Standing)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ruling", "ballot"],
                name="ruling_names_a_ballot_once",
                violation_error_message="This decision names that ballot already.",
            ),
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="ruled_ballot_changes_its_standing",
                violation_error_message="The ballot stands like that already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ballot {self.ballot_id}: {self.before} to {self.after}"
