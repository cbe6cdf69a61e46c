"""The weeks of newsletters: what opens in each, who reports it, and what is still to be planned.

A poll belongs to the week of its newsletter's calendar on whose days it opens, whatever the hour;
polls without dates belong to none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max, Q, QuerySet

from polls import schedule
from polls.models import Newsletter, Poll, Post, SkippedWeek, Status
from polls.schedule import WEEK, Slot

# So many weeks are planned ahead, unless polls are planned for later ones.
AHEAD = 8
FARTHEST = 52
# A newsletter that has asked nothing for so long, and plans nothing, rests.
RESTS_AFTER = 8 * WEEK


@dataclass(frozen=True)
class Planned:
    """A poll of a week, with its status and the post that reports it, perhaps still a draft."""

    poll: Poll
    status: Status
    report: Post | None = None


@dataclass(frozen=True)
class Week:
    """One week of a newsletter, from its `day` on; `slot` is when its poll would open and close.

    `goes_on` is a poll of an earlier week that is open through most of the slot. `is_past` and
    `is_present` are by the calendar, `is_over` by the slot's closing.
    """

    newsletter: Newsletter
    day: date
    slot: Slot
    is_past: bool
    is_present: bool
    is_over: bool
    planned: tuple[Planned, ...] = ()
    goes_on: Poll | None = None
    skipped: SkippedWeek | None = None

    @property
    def is_filled(self) -> bool:
        """Whether readers are asked something; a withdrawn poll asks nothing."""
        asked = (planned.status != Status.WITHDRAWN for planned in self.planned)
        return self.goes_on is not None or any(asked)

    @property
    def is_skipped(self) -> bool:
        return self.skipped is not None and not self.is_filled

    @property
    def is_empty(self) -> bool:
        """Without a poll, and nobody has said that there should be none."""
        return not self.is_filled and not self.is_skipped

    @property
    def is_gap(self) -> bool:
        """Empty, and still to be filled."""
        return self.is_empty and not self.is_over


@dataclass(frozen=True)
class Plan:
    """The weeks of a newsletter, in order. One that rests is not asked to fill its gaps."""

    newsletter: Newsletter
    weeks: list[Week] = field(default_factory=list)
    is_resting: bool = False

    @property
    def gaps(self) -> list[Week]:
        """The present and coming weeks that lack a poll."""
        return [] if self.is_resting else [week for week in self.weeks if week.is_gap]

    @property
    def present(self) -> Week | None:
        return next((week for week in self.weeks if week.is_present), None)


def plans(
    newsletters: Collection[Newsletter],
    now: datetime,
    *,
    past: int = 0,
    ahead: int = AHEAD,
    polls: QuerySet[Poll] | None = None,
) -> list[Plan]:
    """Each newsletter's weeks: `past` ones, the present one, and `ahead` more, or until its last poll.

    Four queries, however many newsletters. `polls` are those that may be seen, all by default.
    """
    latest = dict(
        Poll.objects.filter(newsletter__in=newsletters)
        .order_by()
        .values_list("newsletter")
        .annotate(latest=Max("opens_at"))
    )
    days = {}
    for newsletter in newsletters:
        today = schedule.day_of(newsletter.week, now)
        last = today + ahead * WEEK
        if opens_at := latest.get(newsletter.pk):
            last = max(last, schedule.day_of(newsletter.week, opens_at))
        last = min(last, today + FARTHEST * WEEK)
        days[newsletter] = list(days_between(today - past * WEEK, last))
    found = weeks(days, now, polls)
    return [
        Plan(newsletter, found[newsletter], rests(latest.get(newsletter.pk), now))
        for newsletter in newsletters
    ]


def days_between(first: date, last: date) -> Iterable[date]:
    """The days a week apart, `last` included."""
    return (first + number * WEEK for number in range((last - first) // WEEK + 1))


def rests(latest: datetime | None, now: datetime) -> bool:
    return latest is None or latest <= now - RESTS_AFTER


def weeks(
    days: Mapping[Newsletter, list[date]], now: datetime, polls: QuerySet[Poll] | None = None
) -> dict[Newsletter, list[Week]]:
    """The weeks that begin on these days, in three queries."""
    shown = [day for each in days.values() for day in each]
    if not shown:
        return {newsletter: [] for newsletter in days}
    # Two days more at both ends: a day begins somewhere on Earth before and after it does in UTC.
    first, last = min(shown) - timedelta(days=2), max(shown) + WEEK + timedelta(days=2)
    by_newsletter = {newsletter.pk: newsletter for newsletter in days}
    found = list(polls_between(Poll.objects.all() if polls is None else polls, days, first, last))
    for poll in found:
        poll.newsletter = by_newsletter[poll.newsletter_id]
    reports = reports_of(found)
    in_week, skipped, by_opening = defaultdict(list), {}, defaultdict(list)
    for poll in found:
        key = poll.newsletter_id, schedule.day_of(poll.newsletter.week, poll.opens_at)
        in_week[key].append(Planned(poll, poll.status(now), reports.get(poll.pk)))
        by_opening[poll.newsletter_id].append(poll)
    for word in SkippedWeek.objects.filter(newsletter__in=days, day__range=(first, last)):
        rhythm = by_newsletter[word.newsletter_id].week
        skipped[word.newsletter_id, schedule.begins(rhythm, word.day)] = word

    def week(newsletter: Newsletter, day: date) -> Week:
        slot = schedule.slot_on(newsletter.week, day)
        present = schedule.day_of(newsletter.week, now)
        return Week(
            newsletter,
            day,
            slot,
            is_past=day < present,
            is_present=day == present,
            is_over=day < present or slot.closes_at <= now,
            planned=tuple(in_week[newsletter.pk, day]),
            goes_on=going_on(by_opening[newsletter.pk], day, slot),
            skipped=skipped.get((newsletter.pk, day)),
        )

    return {newsletter: [week(newsletter, day) for day in days[newsletter]] for newsletter in days}


def polls_between(
    polls: QuerySet[Poll], newsletters: Iterable[Newsletter], first: date, last: date
) -> QuerySet[Poll]:
    """Those that open between the two days, and those that are still open on the first."""
    start, end = (datetime.combine(day, time(), tzinfo=UTC) for day in (first, last))
    still_open = Q(opens_at__lt=start, closes_at__gt=start)
    opening = Q(opens_at__gte=start, opens_at__lt=end)
    of_these = polls.filter(newsletter__in=newsletters)
    return of_these.filter(still_open | opening).order_by("opens_at", "pk")


def reports_of(polls: Iterable[Poll]) -> dict[int, Post]:
    """By poll: the report that was published last, else the newest draft."""
    posts = Post.objects.filter(reports__in=[poll.pk for poll in polls])
    # A later one takes the place of an earlier one.
    return {post.reports_id: post for post in posts.order_by("published", "published_at", "pk")}


def going_on(polls: list[Poll], day: date, slot: Slot) -> Poll | None:
    """The poll of an earlier week that is open at the middle of the slot."""
    middle = slot.opens_at + (slot.closes_at - slot.opens_at) / 2
    return next(
        (
            poll
            for poll in polls
            if poll.closes_at
            and poll.opens_at <= middle < poll.closes_at
            and schedule.day_of(poll.newsletter.week, poll.opens_at) < day
            and not poll.is_withdrawn
        ),
        None,
    )
