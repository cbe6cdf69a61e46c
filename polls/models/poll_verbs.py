"""What an editor does to a poll as a whole: each a verb, under the poll's lock, with its reason kept."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

FEWEST_CHOICES = 2


class PollVerbs:
    """For Poll. Each verb raises ValidationError, with the sentence for the editor, where it is refused.

    What is typed in a form is not saved by a verb: it reads the poll again.
    """

    def held(self) -> datetime:
        """Hold the poll until the transaction ends, read it again, and return the time.

        The clock is read when the ballots that are being cast are stored, so that none of them is
        later than a closing.
        """
        self.refresh_from_db(from_queryset=type(self).objects.hold_for_change())
        return timezone.now()

    def save_verb(self, *fields: str, reason: str = "") -> None:
        """Save these fields, locked as they may be; the history gets the reason."""
        self._change_reason = reason
        try:
            self.save(unlocked=fields)
        finally:
            del self._change_reason

    # Publishing.

    @transaction.atomic
    def publish(self) -> None:
        """Let a draft open and close by the clock; where its opening is past, it opens at once."""
        now = self.held()
        if self.published:
            raise ValidationError("This poll is published already.")
        self.refuse_unpublishable(now)
        self.published = True
        self.save_verb("published")

    @transaction.atomic
    def open_now(self) -> None:
        """Open a draft or scheduled poll at once; it closes when it would have closed."""
        now = self.held()
        if self.has_page(now):
            raise ValidationError("This poll has opened already.")
        self.published, self.opens_at = True, now
        self.refuse_unpublishable(now)
        self.save_verb("published", "opens_at")

    @transaction.atomic
    def unpublish(self) -> None:
        """Take a poll back to a draft, as long as nobody has voted."""
        now = self.held()
        if not self.published:
            raise ValidationError("This poll is a draft already.")
        if self.ballots.exists():
            raise ValidationError(
                "Readers have voted in this poll, so it is no draft any more. Withdraw it instead, "
                "with a reason that they see."
            )
        if self.is_closed(now) or self.is_withdrawn:
            raise ValidationError(
                "This poll has had its time before readers. Withdraw it instead, with a reason that "
                "they see."
            )
        self.published = False
        self.save_verb("published")

    def refuse_unpublishable(self, now: datetime) -> None:
        if self.opens_at is None or self.closes_at is None:
            raise ValidationError(
                "Say when the poll opens and when it closes before you publish it."
            )
        if self.closes_at <= now:
            raise ValidationError("It would close before anybody can vote: choose a later time.")
        refuse_few_choices(self.choices.count(), self.max_marks)

    # The closing.

    @transaction.atomic
    def close(self) -> None:
        """Close early, at once; only an open poll."""
        now = self.held()
        if not self.is_open(now):
            raise ValidationError("Only an open poll can be closed early.")
        self.closes_at = now
        self.save_verb("closes_at")

    @transaction.atomic
    def move_closing(self, closes_at: datetime) -> None:
        """Have an open poll close later, or earlier, at a time that is still to come."""
        now = self.held()
        if not self.is_open(now):
            raise ValidationError("Only of an open poll can the closing be moved.")
        refuse_past(closes_at, now)
        if closes_at == self.closes_at:
            raise ValidationError("This is when it closes already: choose another time.")
        self.closes_at = closes_at
        self.save_verb("closes_at")

    @transaction.atomic
    def reopen(self, closes_at: datetime, reason: str) -> None:
        """Let readers vote again until `closes_at`; the poll's page says so, and why.

        Editions stay as they are. Refused once the voters are forgotten: all could vote once more.
        """
        now = self.held()
        if not self.is_closed(now):
            raise ValidationError("Only a closed poll can be reopened.")
        if self.voter_key is None:
            raise ValidationError(
                "Who has voted in this poll was forgotten some weeks after it closed, so everybody "
                "could vote twice. Ask the question again, as a new poll."
            )
        refuse_past(closes_at, now)
        self.corrections.create(
            kind="reopened", closed_at=self.closes_at, made_at=now, reason=reason
        )
        self.closes_at = closes_at
        self.save_verb("closes_at", reason=reason)

    # Withdrawing.

    @transaction.atomic
    def withdraw(self, reason: str) -> None:
        """Take an open or closed poll back: its page says so, with the reason, and shows no more."""
        now = self.held()
        if self.is_withdrawn:
            raise ValidationError("This poll is withdrawn already.")
        if not self.is_public(now):
            raise ValidationError("Readers have not seen this poll yet: make it a draft instead.")
        self.withdrawn_at, self.withdrawn_reason = now, reason
        self.save_verb("withdrawn_at", "withdrawn_reason", reason=reason)

    @transaction.atomic
    def restore(self) -> None:
        """Undo a withdrawal: the poll is open or closed again, as its field dates have it."""
        self.held()
        if not self.is_withdrawn:
            raise ValidationError("This poll is not withdrawn.")
        self.withdrawn_at, self.withdrawn_reason = None, ""
        self.save_verb("withdrawn_at", "withdrawn_reason")


def refuse_past(closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise ValidationError("This time is past. Choose one that is still to come.")


def refuse_few_choices(number: int, max_marks: int | None) -> None:
    """Raise ValidationError where a poll with so many answers cannot be published."""
    if number < FEWEST_CHOICES:
        raise ValidationError(
            "Give at least two answers before you publish the poll, or save it as a draft."
        )
    if max_marks and max_marks > number:
        raise ValidationError(
            f"Readers may mark {max_marks} answers, but there are only {number}: "
            "give more answers, or let readers mark fewer."
        )
