"""What was changed about a poll after readers had seen it: its page tells all of it."""

from django.db import models
from django.db.models import Q

from .choice import Choice
from .newsletter import NewsletterRows
from .poll import REASON_LENGTH, Poll


class CorrectionQuerySet(NewsletterRows):
    newsletter_paths = ("poll__newsletter",)


class Correction(models.Model):
    """Made by a poll's verbs and never changed. `was` is an earlier wording, kept for good."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        INTRODUCTION = "introduction", "Introduction"
        ANSWER = "answer", "Answer"
        REOPENED = "reopened", "Reopened"

    WORDING = (Kind.QUESTION, Kind.INTRODUCTION, Kind.ANSWER)

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=12, choices=Kind)
    choice = models.ForeignKey(
        Choice, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    was = models.TextField(blank=True, help_text="The wording until then.")
    became = models.TextField(blank=True, help_text="The wording from then on.")
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a reopened poll closed."
    )
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=REASON_LENGTH)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reopened", closed_at__isnull=False, choice__isnull=True)
                & Q(was="", became="")
                | Q(kind="answer", choice__isnull=False, closed_at__isnull=True)
                | Q(kind__in=["question", "introduction"], choice__isnull=True)
                & Q(closed_at__isnull=True),
                name="correction_names_what_it_corrects",
                violation_error_message="A correction is of a wording, or a reopening.",
            ),
            models.CheckConstraint(
                condition=Q(kind="reopened") | ~Q(was=models.F("became")),
                name="corrected_wording_differs",
                violation_error_message="This is how it reads already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_says_why",
                violation_error_message="Say why: readers see it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of “{self.poll}”, {self.made_at:%Y-%m-%d}"

    @property
    def is_reopening(self) -> bool:
        return self.kind == self.Kind.REOPENED
