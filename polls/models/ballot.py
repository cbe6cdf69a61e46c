"""The ballot: one voter's answer to one poll, the only truth that results are counted from."""

from django.db import models
from django.urls import reverse

from .choice import Choice
from .newsletter import NewsletterRows
from .poll import Poll


class BallotQuerySet(NewsletterRows):
    newsletter_paths = ("poll__newsletter",)

    def counted(self):
        return self.filter(standing=Ballot.Standing.COUNTED)

    def set_aside(self):
        """Held and void ballots: they are kept, and no result counts them."""
        return self.filter(standing__in=Ballot.SET_ASIDE)


class Ballot(models.Model):
    """Written by `polls.voting` alone."""

    class Via(models.TextChoices):
        WEB = "web", "Web"
        MAIL = "mail", "Mail"
        EMBED = "embed", "Embed"

    class Standing(models.TextChoices):
        COUNTED = "counted", "Counted"
        HELD = "held", "Held"
        VOID = "void", "Void"

    SET_ASIDE = (Standing.HELD, Standing.VOID)

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="ballots", db_index=False)
    receipt = models.CharField(max_length=16, unique=True)
    via = models.CharField(max_length=5, choices=Via, default=Via.WEB)
    standing = models.CharField(max_length=7, choices=Standing, default=Standing.COUNTED)
    cast_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    # A keyed hash of the network (polls.voters), never an address; `forget` sets it to null.
    network = models.BinaryField(max_length=16, null=True, editable=False)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ("-cast_at",)
        indexes = [
            # Answers "how many counted" and "how many set aside" from the index alone.
            models.Index(fields=["poll", "standing"], name="ballot_poll_standing"),
        ]

    def __str__(self) -> str:
        # Not the receipt: a list of the desk names its rows by this.
        return f"Ballot {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("receipt", args=[self.receipt])

    @property
    def is_counted(self) -> bool:
        return self.standing == self.Standing.COUNTED


class BallotKey(models.Model):
    """How a ballot's voter is known again: an HMAC of a credential under the poll's own key."""

    class Kind(models.TextChoices):
        BROWSER = "browser", "Browser"
        SUBSCRIBER = "subscriber", "Subscriber link"
        # The browser that had the ballot before it was handed over: it is told, and has no part in it.
        FORMER = "former", "Former browser"

    ballot = models.ForeignKey(
        Ballot, on_delete=models.CASCADE, related_name="keys", db_index=False
    )
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "digest"],
                name="voter_has_one_ballot_in_a_poll",
                violation_error_message="This voter has a ballot in this poll already.",
            ),
            models.UniqueConstraint(
                fields=["ballot", "kind"],
                name="ballot_has_one_key_of_each_kind",
                violation_error_message="This ballot has a key of this kind already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} key of ballot {self.ballot_id}"


class Mark(models.Model):
    """One choice named on one ballot."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.CASCADE, related_name="marks", db_index=False
    )
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "choice"],
                name="ballot_marks_a_choice_once",
                violation_error_message="This ballot marks that answer already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ballot {self.ballot_id} marks choice {self.choice_id}"
