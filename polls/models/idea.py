"""A question that might be asked one day, without a date."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .choice import Choice
from .newsletter import Newsletter, NewsletterRows
from .poll import Poll

LONGEST_ANSWER = Choice._meta.get_field("text").max_length


class IdeaQuerySet(NewsletterRows):
    def for_staff(self, user):
        """Also those that are for any newsletter."""
        if user.is_superuser:
            return self.all()
        return self.filter(
            Q(newsletter__isnull=True) | Q(newsletter__in=Newsletter.objects.for_staff(user))
        )

    def unused(self):
        return self.filter(used_for__isnull=True)

    def fitting(self, newsletter: Newsletter):
        """Those for this newsletter, and those for any."""
        return self.filter(Q(newsletter=newsletter) | Q(newsletter__isnull=True))


class Idea(models.Model):
    newsletter = models.ForeignKey(
        Newsletter,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="ideas",
        help_text="Blank: for any of them.",
    )
    question = models.CharField(max_length=Poll._meta.get_field("question").max_length)
    answers = models.TextField(blank=True, help_text="One a line; they may come later.")
    note = models.TextField(blank=True, help_text="For colleagues: why now, where it comes from.")
    credit = models.CharField(
        max_length=200, blank=True, help_text="Who suggested it, such as a reader’s name."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    # A poll that is deleted gives its idea back.
    used_for = models.OneToOneField(
        Poll, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="idea"
    )

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(question=""),
                name="idea_asks_something",
                violation_error_message="Write the question.",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def answer_lines(self) -> list[str]:
        return [line.strip() for line in self.answers.splitlines() if line.strip()]

    def clean(self):
        super().clean()
        if any(len(line) > LONGEST_ANSWER for line in self.answer_lines):
            raise ValidationError(
                {"answers": f"An answer has at most {LONGEST_ANSWER} characters: shorten it."}
            )
