"""The newsletter: the publication that asks one question a week."""

import secrets
import zoneinfo
from datetime import datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from polls import merge_tags, schedule
from smartpulse.paths import path_to


def new_key() -> bytes:
    """32 random bytes, the key of an HMAC."""
    return secrets.token_bytes(32)


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            f"“{name}” is not a time zone. Write it as region and city, such as Europe/Berlin."
        )


class Weekday(models.IntegerChoices):
    """Numbered as Python's `date.weekday()`."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class NewsletterQuerySet(models.QuerySet):
    def for_staff(self, user):
        """Those that belong to this member of the staff; `Newsletter.staff_among` the other way round."""
        if user.is_superuser:
            return self.all()
        own = Newsletter.editors.through.objects.filter(newsletter=OuterRef("pk"))
        return self.filter(~Exists(own) | Exists(own.filter(user=user)))

    def with_own_editors(self):
        return self.filter(
            Exists(Newsletter.editors.through.objects.filter(newsletter=OuterRef("pk")))
        )


class NewsletterRows(models.QuerySet):
    """The rows of a model that belong to newsletters, each found along one of `newsletter_paths`."""

    newsletter_paths: tuple[str, ...] = ("newsletter",)

    def for_staff(self, user):
        """Those of the newsletters that belong to this member of the staff: all that the desk shows them."""
        if user.is_superuser:
            return self.all()
        return self.of_newsletters(Newsletter.objects.for_staff(user))

    def of_newsletters(self, newsletters):
        """Those of these newsletters: a queryset, or a list of some or of their ids."""
        paths = [Q((f"{path}__in", newsletters)) for path in self.newsletter_paths]
        return self.filter(Q(*paths, _connector=Q.OR))


class Newsletter(models.Model):
    """A newsletter without editors of its own belongs to all of the staff; one with, to them alone.

    What they may do with it follows from their groups: moderators and analysts are named among the
    editors too. Administrators (superusers) have all of them.
    """

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    standing_sentence = models.TextField(
        help_text="Opens every report: what this poll is, in one sentence."
    )
    audience = models.CharField(
        max_length=200, help_text="Who reads it and so who is asked, such as “marketing leaders”."
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="Region and city, such as Europe/Berlin. The weekly hours are read in it.",
    )
    opens_weekday = models.PositiveSmallIntegerField(
        choices=Weekday, default=Weekday.WEDNESDAY, verbose_name="polls open on"
    )
    opens_time = models.TimeField(default=time(9), verbose_name="at")
    closes_weekday = models.PositiveSmallIntegerField(
        choices=Weekday, default=Weekday.TUESDAY, verbose_name="polls close on"
    )
    closes_time = models.TimeField(default=time(17), verbose_name="at")
    decimals = models.PositiveSmallIntegerField(
        default=2,
        choices=[(0, "66%"), (1, "65.9%"), (2, "65.87%")],
        help_text="How this newsletter prints shares.",
    )
    merge_tag = models.CharField(
        max_length=merge_tags.LONGEST_TAG,
        default=merge_tags.SERVICES["mailchimp"].tag,
        validators=[merge_tags.validate_merge_tag],
        help_text="What your mail service replaces with a subscriber’s token, such as *|SPTOKEN|* "
        "(Mailchimp) or {{sptoken}} (beehiiv).",
    )
    subscriber_key = models.BinaryField(default=new_key, max_length=32, editable=False)
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="newsletters",
        verbose_name="own editors",
        help_text="They alone see and edit this newsletter, its polls, posts and discussions at the "
        "desk; name its moderators and analysts too. Nobody: it belongs to all of the staff.",
    )

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decimals__lte=2),
                name="newsletter_prints_at_most_two_decimals",
                violation_error_message="Shares are printed with two, one or no decimals.",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_weekday__lte=6, closes_weekday__lte=6),
                name="newsletter_weekdays_are_monday_to_sunday",
                violation_error_message="Choose a weekday from Monday to Sunday.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("newsletter", self.slug)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def week(self) -> schedule.Week:
        return schedule.Week(
            zone=self.zone,
            opens_weekday=self.opens_weekday,
            opens_at=self.opens_time,
            closes_weekday=self.closes_weekday,
            closes_at=self.closes_time,
        )

    def staff_among(self, people: models.QuerySet) -> models.QuerySet:
        """Those of these users to whom it belongs; `for_staff()` the other way round."""
        own = Newsletter.editors.through.objects.filter(newsletter=self)
        return people.filter(
            Q(is_superuser=True) | ~Exists(own) | Exists(own.filter(user=OuterRef("pk")))
        )

    def next_free_slot(self, now: datetime) -> schedule.Slot:
        """The first coming slot of a week in which none of its polls opens, drafts included.

        Nor one that an editor has said is to have no poll.
        """
        week = self.week
        openings = self.polls.filter(opens_at__gt=now - schedule.WEEK)
        taken = {schedule.day_of(week, at) for at in openings.values_list("opens_at", flat=True)}
        today = now.astimezone(week.zone).date()
        skipped = self.skipped_weeks.filter(day__gt=today - schedule.WEEK)
        taken |= {schedule.begins(week, day) for day in skipped.values_list("day", flat=True)}
        return schedule.next_slot(week, now, taken)


class SkippedWeek(models.Model):
    """A week of a newsletter that is to have no poll, by an editor's word: a holiday, say.

    `day` lies in it. Where a poll opens in that week all the same, the word means nothing.
    """

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="skipped_weeks", db_index=False
    )
    day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    objects = NewsletterRows.as_manager()

    class Meta:
        ordering = ("newsletter", "day")
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "day"],
                name="week_is_skipped_once",
                violation_error_message="This week has no poll already.",
            ),
        ]

    def __str__(self) -> str:
        return f"No poll in the week of {self.day}" + (f": {self.reason}" if self.reason else "")
