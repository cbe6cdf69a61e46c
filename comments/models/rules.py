"""A newsletter's rules for its discussions, as an editor reads and sets them."""

import ipaddress

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from comments import screening
from polls.models.newsletter import Newsletter, NewsletterRows


def entries(text: str) -> tuple[str, ...]:
    """The lines of a list that an editor typed, without blank ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def validate_networks(text: str) -> None:
    for entry in entries(text):
        try:
            ipaddress.ip_network(entry, strict=False)
        except ValueError:
            raise ValidationError(
                f"“{entry}” is no network. Write an address such as 192.0.2.7, or a network such "
                "as 192.0.2.0/24 or 2001:db8::/32."
            ) from None


class Rules(models.Model):
    """A newsletter without a row of its own has the defaults."""

    class Holds(models.TextChoices):
        EVERYONE = screening.EVERYONE, "everyone’s comments"
        FIRST_TIMERS = screening.FIRST_TIMERS, "first comments, until one of theirs was approved"
        NOBODY = screening.NOBODY, "nobody’s, unless another rule says so"

    class Digest(models.TextChoices):
        HOURLY = "hourly", "every hour"
        DAILY = "daily", "once a day"
        NEVER = "never", "never"

    newsletter = models.OneToOneField(
        Newsletter, on_delete=models.CASCADE, related_name="comment_rules"
    )
    holds = models.CharField(
        max_length=12, choices=Holds, default=Holds.FIRST_TIMERS, verbose_name="hold for approval"
    )
    most_links = models.PositiveSmallIntegerField(
        default=2,
        verbose_name="links without approval",
        help_text="A comment with more links than this waits for approval.",
    )
    words = models.TextField(
        blank=True,
        verbose_name="words to hold",
        help_text="One word or phrase on each line; a comment with one of them waits. Whole words; "
        "a * stands for any letters: casino* also finds casinos.",
    )
    names = models.TextField(
        blank=True,
        verbose_name="names to hold",
        help_text="One on each line: the name or e-mail address of somebody whose comments wait.",
    )
    networks = models.TextField(
        blank=True,
        verbose_name="networks to hold",
        validators=[validate_networks],
        help_text="One on each line, such as 192.0.2.7 or 192.0.2.0/24.",
    )
    # The least that holds what is sent at once: a form's time is in whole seconds, and a kept page has used up
    # the rest. With those, it is 5 to 6 seconds from when a page was made; a “Congratulations!” takes longer.
    least_seconds = models.PositiveSmallIntegerField(
        default=1,
        verbose_name="seconds to write a comment",
        help_text="A comment that somebody new sends sooner waits for approval. The time begins a few "
        "seconds after the page was made: so long a cache may have kept it.",
    )
    network_limit = models.PositiveIntegerField(
        null=True,
        blank=True,
        default=20,
        verbose_name="comments an hour from one network",
        help_text="Further ones are sent back for later. Blank for no limit.",
    )
    discussion_limit = models.PositiveIntegerField(
        null=True,
        blank=True,
        default=200,
        verbose_name="comments an hour in one discussion",
        help_text="Further ones wait, but for people approved before. Blank for no limit.",
    )
    reports_to_hold = models.PositiveSmallIntegerField(
        default=3,
        verbose_name="reports to hold a comment",
        help_text="So many readers’ reports take a comment back for review.",
    )
    closes_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        verbose_name="days until comments close",
        help_text="Counted from the poll’s closing or the post’s date. Blank: they stay open.",
    )
    digest = models.CharField(
        max_length=6,
        choices=Digest,
        default=Digest.DAILY,
        verbose_name="tell moderators of comments that wait or were reported",
        help_text="By mail, and only where there is something new; once a day means in the morning, by the "
        "newsletter’s clock.",
    )

    objects = NewsletterRows.as_manager()

    class Meta:
        verbose_name_plural = "rules"
        constraints = [
            models.CheckConstraint(
                condition=Q(network_limit__isnull=True) | Q(network_limit__gte=1),
                name="rules_let_a_network_comment",
                violation_error_message="At least one comment an hour, or blank for no limit.",
            ),
            models.CheckConstraint(
                condition=Q(discussion_limit__isnull=True) | Q(discussion_limit__gte=1),
                name="rules_let_a_discussion_grow",
                violation_error_message="At least one comment an hour, or blank for no limit.",
            ),
            models.CheckConstraint(
                condition=Q(reports_to_hold__gte=1),
                name="rules_hold_after_a_report_or_more",
                violation_error_message="It takes at least one report to hold a comment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.newsletter}"

    @classmethod
    def of(cls, newsletter: Newsletter) -> "Rules":
        """The newsletter's rules, unsaved defaults where it has none."""
        try:
            return newsletter.comment_rules
        except cls.DoesNotExist:
            return cls(newsletter_id=newsletter.pk)

    def for_screening(self) -> screening.Rules:
        return screening.Rules(
            holds=self.holds,
            most_links=self.most_links,
            words=entries(self.words),
            names=entries(self.names),
            networks=entries(self.networks),
            least_seconds=self.least_seconds,
        )
