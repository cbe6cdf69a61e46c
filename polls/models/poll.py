"""The poll: one question with its choices and field dates."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from simple_history.models import HistoricalRecords

from smartpulse.paths import path_to

from .newsletter import Newsletter, NewsletterRows, new_key
from .poll_verbs import PollVerbs

if TYPE_CHECKING:
    from .choice import Choice

REASON_LENGTH = 300
SAME_QUESTION = """
    WITH RECURSIVE earlier (id, repeats_id) AS (
        SELECT id, repeats_id FROM polls_poll WHERE id = %s
        UNION
        SELECT poll.id, poll.repeats_id
        FROM polls_poll AS poll JOIN earlier ON poll.id = earlier.repeats_id
    ), series (id) AS (
        SELECT id FROM earlier
        UNION
        SELECT poll.id FROM polls_poll AS poll JOIN series ON poll.repeats_id = series.id
    )
    SELECT id FROM series
"""


class Status(models.TextChoices):
    """What a poll is at a moment: it follows from `published`, the field dates and the clock.

    Withdrawn alone is stored: an editor's word, which holds until it is taken back.
    """

    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PollQuerySet(NewsletterRows):
    """The one vocabulary of visibility; `now` is an aware datetime, read once per operation."""

    def drafts(self):
        return self.filter(published=False)

    def standing(self):
        """Published, and not withdrawn."""
        return self.filter(published=True, withdrawn_at__isnull=True)

    def scheduled(self, now: datetime):
        return self.standing().filter(opens_at__gt=now)

    def open(self, now: datetime):
        return self.standing().filter(opens_at__lte=now, closes_at__gt=now)

    def closed(self, now: datetime):
        return self.standing().filter(closes_at__lte=now)

    def withdrawn(self):
        return self.filter(withdrawn_at__isnull=False)

    def public(self, now: datetime):
        """What readers may see: polls that have opened, and were not withdrawn."""
        return self.standing().filter(opens_at__lte=now)

    def with_page(self, now: datetime):
        """What has an address: public polls, and withdrawn ones, whose page says so and no more."""
        return self.filter(published=True, opens_at__lte=now)

    def ended(self, now: datetime):
        """Those that take no votes any more by their field dates, withdrawn or not."""
        return self.filter(published=True, closes_at__lte=now)

    def with_public_results(self, now: datetime):
        return self.public(now).filter(Q(closes_at__lte=now) | Q(results_shown=Poll.Shown.ALWAYS))

    def knowing_corrections(self):
        """With `has_corrections`: most polls have none, and no page asks for them in vain."""
        from .correction import Correction  # corrections build on polls

        return self.annotate(has_corrections=Exists(Correction.objects.filter(poll=OuterRef("pk"))))

    def with_status(self, status: str, now: datetime):
        match Status(status):
            case Status.DRAFT:
                return self.drafts()
            case Status.SCHEDULED:
                return self.scheduled(now)
            case Status.OPEN:
                return self.open(now)
            case Status.CLOSED:
                return self.closed(now)
            case Status.WITHDRAWN:
                return self.withdrawn()

    def this_week(self, now: datetime):
        """The open polls, the one that opened last first."""
        return self.open(now).order_by("-opens_at", "-pk")

    def last_week(self, now: datetime):
        """The closed polls, the one that closed last first."""
        return self.closed(now).order_by("-closes_at", "-pk")

    def next_up(self, now: datetime):
        """The scheduled polls, the one that opens first first."""
        return self.scheduled(now).order_by("opens_at", "pk")

    def closing_before(self, poll: "Poll"):
        """The newsletter's published polls that close until `poll` opens, the last first.

        Where it has no dates yet, all others.
        """
        others = self.standing().filter(newsletter=poll.newsletter_id).exclude(pk=poll.pk)
        if poll.opens_at:
            others = others.filter(closes_at__lte=poll.opens_at)
        return others.order_by("-closes_at", "-pk")

    def next_to(self, poll):
        """What a poll repeats and what repeats it; `poll` may be an OuterRef."""
        return self.filter(Q(repeats=poll) | Q(repeated_by=poll))

    def same_question(self, poll: "Poll"):
        """Every poll that asks the question of `poll`, itself too, however many times removed.

        Up to the first one along `repeats`, then down to all that repeat it. UNION drops what was found
        already, so that a ring would not be followed for ever.
        """
        # Django has no way to say it; the one value is a parameter.
        return self.filter(pk__in=RawSQL(SAME_QUESTION, [poll.pk]))  # noqa: S611

    def during(self, start: datetime, end: datetime):
        """Those whose field time overlaps with the one from `start` to `end`, drafts included."""
        overlapping = self.filter(opens_at__lt=end, closes_at__gt=start, withdrawn_at__isnull=True)
        return overlapping.order_by("opens_at", "pk")

    def hold_for_change(self):
        """These polls FOR UPDATE, with a lock on the table that is taken at once, by this call.

        FOR UPDATE waits for the ballots that are being cast. On PostgreSQL a row that is held FOR
        SHARE goes on to the next ballot and, where enough of them come, never to who waits for all of
        it; with the table locked first, ballots that come later queue behind the change.

        Only where the transaction holds no other lock yet, or two of them would wait for each other.
        """
        if connection.features.has_select_for_update:
            # EXCLUSIVE lets pages be read.
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE polls_poll IN EXCLUSIVE MODE")
        return self.select_for_update()

    def update(self, **fields):
        if locked := sorted(set(fields) & set(Poll.LOCKED_FIELDS)):
            raise TypeError(f"Save each poll instead: save() guards {', '.join(locked)}.")
        return super().update(**fields)


class Poll(PollVerbs, models.Model):
    class Shown(models.TextChoices):
        ALWAYS = "always", "Always"
        AFTER_VOTING = "after_voting", "After voting"
        AFTER_CLOSING = "after_closing", "After closing"

    class Order(models.TextChoices):
        VOTES = "votes", "By votes"
        POSITION = "position", "By position"

    # An open question stays the same question: from the opening on save() refuses to change these, and
    # the closing, except for the verbs that name what they change.
    LOCKED_FIELDS = (
        *("newsletter", "question", "introduction", "slug", "opens_at", "max_marks"),
        *("published", "withdrawn_at", "withdrawn_reason"),
    )

    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="polls")
    question = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True)
    introduction = models.TextField(
        blank=True, help_text="Optional: a sentence or two above the answers. Plain text."
    )
    published = models.BooleanField(
        default=False,
        help_text="An unpublished poll is a draft. A published one opens and closes by the clock.",
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    max_marks = models.PositiveSmallIntegerField(
        default=1, verbose_name="answers a reader may mark", help_text="1 for a single answer."
    )
    changes_allowed = models.BooleanField(
        default=True, verbose_name="readers may change their vote while the poll is open"
    )
    results_shown = models.CharField(
        max_length=13, choices=Shown, default=Shown.ALWAYS, verbose_name="results are shown"
    )
    result_order = models.CharField(
        max_length=8, choices=Order, default=Order.VOTES, verbose_name="results are ordered"
    )
    shuffled = models.BooleanField(
        default=False, verbose_name="shuffle the answers in each reader's browser"
    )
    sponsor = models.CharField(
        max_length=200, blank=True, help_text="Who paid for the poll, where somebody did."
    )
    mailed_to = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many subscribers the question was mailed to."
    )
    methodology = models.TextField(
        blank=True,
        help_text="Optional: what else a reader should know about how people were reached.",
    )
    repeats = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        help_text="The earlier poll that asked this question.",
    )
    topics = models.ManyToManyField("polls.Topic", blank=True, related_name="polls")
    # The HMAC key of this poll's voters; `forget` sets it to null.
    voter_key = models.BinaryField(default=new_key, max_length=32, null=True, editable=False)

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(
        max_length=REASON_LENGTH,
        blank=True,
        editable=False,
        verbose_name="reason of the withdrawal",
    )

    history = HistoricalRecords(
        excluded_fields=["voter_key"],
        history_change_reason_field=models.CharField(max_length=REASON_LENGTH, null=True),
    )
    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_at", "-pk")
        indexes = [
            models.Index(fields=["newsletter", "-opens_at"], name="poll_newsletter_opens_at"),
            models.Index(fields=["published", "-opens_at"], name="poll_published_opens_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="poll_closes_after_it_opens",
                violation_error_message="The poll must close after it opens.",
            ),
            models.CheckConstraint(
                condition=Q(published=False) | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="published_poll_has_field_dates",
                violation_error_message=(
                    "Say when the poll opens and when it closes before you publish it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(max_marks__gte=1),
                name="poll_takes_at_least_one_answer",
                violation_error_message="Readers must be able to mark at least one answer.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="withdrawn_poll_says_why",
                violation_error_message="Say why the poll is withdrawn: readers see it.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(published=True, opens_at__lte=F("withdrawn_at")),
                name="withdrawn_poll_has_opened",
                violation_error_message="Only what readers have seen is withdrawn.",
            ),
            models.CheckConstraint(
                condition=~Q(repeats=F("id")),
                name="poll_does_not_repeat_itself",
                violation_error_message="A poll cannot repeat itself: choose an earlier one.",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @transaction.atomic
    def save(self, *args, unlocked: Collection[str] = (), **kwargs):
        """Save, or raise ValidationError where a locked field would change that is not `unlocked`.

        The rule is here and not in a form, because nothing may reword an open question. The row is
        held FOR UPDATE, so that a poll cannot open with one wording and be saved with another.
        """
        stored = self.pk and Poll.objects.select_for_update().filter(pk=self.pk).first()
        locked = stored.locked_fields(timezone.now()) if stored else ()
        errors = {}
        for field in map(self._meta.get_field, locked):
            if field.name in unlocked:
                continue
            if getattr(stored, field.attname) != getattr(self, field.attname):
                errors[field.name] = (
                    f"The poll has opened: its {field.verbose_name} can no longer be changed."
                )
        if errors:
            raise ValidationError(errors)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return path_to("poll", self.slug)

    def status(self, now: datetime) -> Status:
        """One of the five; the QuerySet methods of the same names say the same in SQL."""
        if not self.published:
            return Status.DRAFT
        if self.is_withdrawn:
            return Status.WITHDRAWN
        if now < self.opens_at:
            return Status.SCHEDULED
        return Status.OPEN if now < self.closes_at else Status.CLOSED

    def is_open(self, now: datetime) -> bool:
        return self.status(now) == Status.OPEN

    def is_closed(self, now: datetime) -> bool:
        return self.status(now) == Status.CLOSED

    @property
    def was_reopened(self) -> bool:
        """Whether it took votes again after it had closed; reads the corrections."""
        return any(correction.is_reopening for correction in self.corrections.all())

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def is_public(self, now: datetime) -> bool:
        return self.status(now) in {Status.OPEN, Status.CLOSED}

    def has_page(self, now: datetime) -> bool:
        """Whether it has an address for readers; `with_page()` in SQL."""
        return self.published and self.opens_at <= now

    def has_public_results(self, now: datetime) -> bool:
        """Whether anybody may see the result; `with_public_results()` in SQL."""
        return self.is_closed(now) or (
            self.is_open(now) and self.results_shown == self.Shown.ALWAYS
        )

    def shows_voter_results(self, now: datetime) -> bool:
        """Whether somebody who has voted may see the result."""
        return self.has_public_results(now) or (
            self.is_open(now) and self.results_shown == self.Shown.AFTER_VOTING
        )

    def is_locked(self, now: datetime) -> bool:
        """Whether the question has been put to readers, so that its wording is fixed for good."""
        return self.has_page(now) or (self.pk is not None and self.ballots.exists())

    def locked_fields(self, now: datetime) -> tuple[str, ...]:
        """The fields that only a verb changes any more."""
        return (*self.LOCKED_FIELDS, "closes_at") if self.is_locked(now) else ()

    @transaction.atomic
    def arrange(self, choices: "list[Choice]") -> None:
        """Give the choices the positions 1, 2, … in the order of the list, and save them.

        Raises ValidationError where the poll has opened and an answer or its place would change.
        """
        last = self.choices.aggregate(last=models.Max("position"))["last"] or 0
        moved = [
            choice
            for position, choice in enumerate(choices, start=1)
            if choice.pk and choice.position != position
        ]
        # Out of each other's way first: two rows of a poll never share a position, not for a moment.
        for place, choice in enumerate(moved, start=last + len(choices) + 1):
            choice.position = place
            # A place on the way to another is no change that its history should show.
            choice.skip_history_when_saving = True
            choice.save()
            del choice.skip_history_when_saving
        for position, choice in enumerate(choices, start=1):
            choice.poll, choice.position = self, position
            choice.save()
