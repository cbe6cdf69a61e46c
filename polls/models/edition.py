"""The edition: a result as it was published, frozen and numbered."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Prefetch, Q

from polls import results
from smartpulse.paths import path_to

from .choice import Choice
from .correction import Correction
from .newsletter import NewsletterRows
from .poll import Poll


class EditionQuerySet(NewsletterRows):
    newsletter_paths = ("poll__newsletter",)

    def of_last_closing(self):
        """Without those that were counted before their poll was reopened: they lack later votes."""
        imported = Q(source=Edition.Source.IMPORTED)
        return self.filter(imported | Q(as_of__gte=F("poll__closes_at")))

    def with_lines(self):
        """With what `result()` reads, in one more query."""
        lines = EditionLine.objects.select_related("choice")
        return self.prefetch_related(Prefetch("lines", queryset=lines))


class Edition(models.Model):
    """Made by `polls.editions.freeze` and never changed; a correction is the next edition."""

    class Source(models.TextChoices):
        BALLOTS = "ballots", "Counted from ballots"
        IMPORTED = "imported", "Imported"

    poll = models.ForeignKey(
        Poll, on_delete=models.PROTECT, related_name="editions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    as_of = models.DateTimeField(help_text="When the ballots were counted.")
    source = models.CharField(max_length=8, choices=Source, default=Source.BALLOTS)
    reason = models.CharField(max_length=300, help_text="Why this edition was made.")
    # Null where an imported edition has printed shares alone.
    respondents = models.PositiveIntegerField(null=True, blank=True)
    set_aside = models.PositiveIntegerField(default=0)
    decimals = models.PositiveSmallIntegerField()
    ledger_sha256 = models.CharField(max_length=64, blank=True)
    printed_lines: "list[EditionLine] | None" = None

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("poll", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "number"],
                name="edition_number_is_unique_in_its_poll",
                violation_error_message="This poll has an edition with that number already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="edition_numbers_count_from_one",
                violation_error_message="Editions are numbered from 1.",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=2),
                name="edition_prints_at_most_two_decimals",
                violation_error_message="Shares are printed with two, one or no decimals.",
            ),
            models.CheckConstraint(
                condition=~Q(source="ballots")
                | (Q(respondents__isnull=False) & ~Q(ledger_sha256="")),
                name="counted_edition_has_respondents_and_ledger",
                violation_error_message=(
                    "An edition counted from ballots states its respondents and its ledger."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of “{self.poll}”"

    def get_absolute_url(self) -> str:
        return path_to("edition", self.poll.slug, self.number)

    def closing(self, corrections: Iterable[Correction]) -> datetime:
        """When its poll closed, as it was counted; of the poll's corrections a reopening has moved that."""
        moved = (each for each in corrections if each.is_reopening and each.made_at > self.as_of)
        first = next(moved, None)
        return first.closed_at if first else self.poll.closes_at

    def result(self) -> results.Result:
        """The figures as they were printed, in printed order; reads `lines` with their choices.

        Who has read them already gives them as `printed_lines`.
        """
        lines = self.lines.all() if self.printed_lines is None else self.printed_lines
        stored = sorted(lines, key=lambda line: line.rank)
        result = results.tabulate(
            [line.option(self.decimals) for line in stored],
            self.respondents,
            self.decimals,
            order="position",
            max_marks=self.poll.max_marks,
            set_aside=self.set_aside,
        )
        # The order stays as it was printed, whatever the poll's says today.
        printed = {line.choice_id: line.rank for line in stored}
        ordered = sorted(result.lines, key=lambda line: printed[line.id])
        return dataclasses.replace(result, lines=tuple(ordered))


class EditionLine(models.Model):
    """One choice's figures in an edition."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(help_text="Its place in printed order, from 1.")
    # Null where an imported edition has printed shares alone.
    votes = models.PositiveIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ("edition", "rank")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "choice"],
                name="edition_prints_a_choice_once",
                violation_error_message="This edition prints that answer already.",
            ),
            models.UniqueConstraint(
                fields=["edition", "rank"],
                name="edition_rank_is_unique",
                violation_error_message="Two answers of one edition cannot share a place.",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="edition_percent_is_from_0_to_100",
                violation_error_message="A share lies between 0 and 100 percent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice}: {self.percent}%"

    def option(self, decimals: int) -> results.Option:
        """The line as the arithmetic takes it, with the choice's wording."""
        return results.Option(
            id=self.choice_id,
            position=self.choice.position,
            text=self.choice.text,
            votes=self.votes,
            printed=self.percent.quantize(Decimal(1).scaleb(-decimals)),
        )


class EditionLedger(models.Model):
    """The ledger's text, kept apart: a million ballots make 68 MB that no page should load."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="ledger"
    )
    text = models.TextField()

    def __str__(self) -> str:
        return f"Ledger of {self.edition}"
