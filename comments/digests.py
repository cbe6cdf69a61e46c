"""What moderators are told of comments that wait or were reported: now and then, and only news."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet

from comments.models import Comment, Digest, Report, Rules
from comments.models.comment import MODERATE
from polls.models import Newsletter

# The daily digest is written at the newsletter's own eight o'clock, or, where no job ran then, before noon.
MORNING, NOON = 8, 12


def slot(how_often: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The beginning of the hour, or of the newsletter's morning, that `now` lies in; None between."""
    if how_often == Rules.Digest.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0)
    local = now.astimezone(zone)
    if how_often == Rules.Digest.DAILY and MORNING <= local.hour < NOON:
        return local.replace(hour=MORNING, minute=0, second=0, microsecond=0).astimezone(UTC)
    return None


def write(now: datetime) -> int:
    """Write the digests that are due, to be sent with the other mail; returns how many."""
    written = 0
    for newsletter in Newsletter.objects.all():
        due = slot(Rules.of(newsletter).digest, newsletter.zone, now)
        if due and is_news(newsletter, due):
            written += len(write_one(newsletter, due, now))
    return written


def is_news(newsletter: Newsletter, due: datetime) -> bool:
    """Whether something waits, or was reported, that no earlier digest has told of."""
    last = Digest.objects.filter(newsletter=newsletter).order_by("-slot").first()
    if last is None:
        return waiting(newsletter).exists() or reported(newsletter).exists()
    if last.slot >= due:
        return False
    came = Q(pk__gt=last.newest) | Q(edited_at__gt=last.as_of)
    returned = Q(moderations__after=Comment.Status.HELD, moderations__created_at__gt=last.as_of)
    is_reported = reported(newsletter).filter(reports__created_at__gt=last.as_of)
    return waiting(newsletter).filter(came | returned).exists() or is_reported.exists()


def write_one(newsletter: Newsletter, due: datetime, now: datetime) -> list[Digest]:
    newest = waiting(newsletter).aggregate(newest=Max("pk"))["newest"] or 0
    fields = {"newsletter": newsletter, "slot": due, "as_of": now, "newest": newest, "due_at": now}
    digests = [Digest(moderator=moderator, **fields) for moderator in moderators(newsletter)]
    # Another worker may be at it too.
    return Digest.objects.bulk_create(digests, ignore_conflicts=True)


def waiting(newsletter: Newsletter) -> QuerySet[Comment]:
    """The newsletter's part of the queue."""
    return Comment.objects.held().of_newsletters([newsletter])


def reported(newsletter: Newsletter) -> QuerySet[Comment]:
    """What readers see there, and some of them have reported."""
    found = Comment.objects.visible().of_newsletters([newsletter])
    return found.filter(reports__in=Report.objects.waiting()).distinct()


def moderators(newsletter: Newsletter) -> QuerySet:
    """Active staff who may moderate there and have an address."""
    people = newsletter.staff_among(get_user_model().objects.with_perm(MODERATE))
    return people.filter(is_staff=True).exclude(email="").order_by("pk")
