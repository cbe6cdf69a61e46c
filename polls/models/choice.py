"""The choices of a poll: its answers, locked with it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .newsletter import NewsletterRows
from .poll import REASON_LENGTH, Poll


class ChoiceQuerySet(NewsletterRows):
    newsletter_paths = ("poll__newsletter",)

    def _refuse_locked(self):
        for poll in Poll.objects.filter(choices__in=self).distinct():
            refuse_if_locked(poll)

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for poll in Poll.objects.filter(pk__in={choice.poll_id for choice in objs}):
            refuse_if_locked(poll)
        return super().bulk_create(objs, *args, **kwargs)

    def update(self, **fields):
        """Also what bulk_update() goes through."""
        if {"poll", "poll_id"} & set(fields):
            raise TypeError("Save each answer instead: save() looks at the poll that it goes to.")
        self._refuse_locked()
        return super().update(**fields)

    def delete(self):
        self._refuse_locked()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Choice(models.Model):
    """One answer that readers may mark; locked with its poll."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices", db_index=False)
    position = models.PositiveSmallIntegerField(help_text="1 is printed first.")
    text = models.CharField(max_length=200)

    history = HistoricalRecords(
        history_change_reason_field=models.CharField(max_length=REASON_LENGTH, null=True)
    )
    objects = ChoiceQuerySet.as_manager()

    class Meta:
        ordering = ("poll", "position")
        verbose_name = "answer"
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "position"],
                name="choice_position_is_unique_in_its_poll",
                violation_error_message="Two answers of one poll cannot share a position.",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="choice_positions_count_from_one",
                violation_error_message="Positions count from 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save, or raise ValidationError where the poll has opened, or the poll that it leaves."""
        stored = self.pk and Choice.objects.filter(pk=self.pk).first()
        if not stored or any(
            getattr(stored, name) != getattr(self, name) for name in ("poll_id", "position", "text")
        ):
            polls = {self.poll_id, stored.poll_id} if stored else {self.poll_id}
            for poll in Poll.objects.select_for_update().filter(pk__in=polls).order_by("pk"):
                refuse_if_locked(poll)
        super().save(*args, **kwargs)

    def reword(self, text: str, reason: str) -> None:
        """Give the answer other words, whatever its poll's state: for polls.wording alone."""
        self.text, self._change_reason = text, reason
        super().save()
        del self._change_reason

    @transaction.atomic
    def delete(self, *args, **kwargs):
        refuse_if_locked(Poll.objects.select_for_update().get(pk=self.poll_id))
        return super().delete(*args, **kwargs)


def refuse_if_locked(poll: Poll) -> None:
    if poll.is_locked(timezone.now()):
        raise ValidationError(
            "The poll has opened: its answers and their order can no longer be changed."
        )
