"""What is missing in a newsletter's week, each with the button that mends it.

Other apps tell what they miss through settings.DESK_SOURCES.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from polls import schedule, weeks
from polls.current import Current
from polls.models import Ballot
from polls.times import wall_clock
from smartpulse.plurals import number_of

# A poll that opens so soon should be no draft any more.
SOON = timedelta(hours=24)
# Whoever has reported nothing for so long does not mean to.
REPORTED_WITHIN = timedelta(weeks=4)


@dataclass(frozen=True)
class Missing:
    """What is missing, in a sentence without its full stop; `about` says of what, where that helps.

    `button` is what leads to `url`, where it is mended; both are blank for who may not.
    """

    sentence: str
    about: str = ""
    button: str = ""
    url: str = ""


def in_polls(user, currents: Collection[Current], now: datetime) -> dict[int, list[Missing]]:
    """Newsletter id to what is missing, the most pressing first; four queries."""
    waiting = held_ballots(currents) if user.has_perm("polls.view_ballot") else {}
    planned = weeks.weeks({each.newsletter: days_of(each, now) for each in currents}, now)
    return {
        current.newsletter.pk: [
            *unpublished(user, current, now),
            *unreported(user, current, now),
            *unplanned(user, current, planned[current.newsletter], now),
            *undecided(user, current, waiting),
        ]
        for current in currents
    }


def mended(user, permission: str, button: str, url: str) -> dict[str, str]:
    """The button and where it leads, for who may go there."""
    return {"button": button, "url": url} if user.has_perm(permission) else {}


def unpublished(user, current: Current, now: datetime) -> Iterator[Missing]:
    """Drafts that should be open, or open within a day."""
    for poll in current.ahead:
        if poll.published or poll.opens_at > now + SOON:
            continue
        when = wall_clock(poll.opens_at, current.newsletter.zone)
        sentence = "This poll was to open" if poll.opens_at <= now else "This poll opens"
        url = f"{reverse('admin:polls_poll_verb', args=['publish'])}?id={poll.pk}"
        mend = mended(user, "polls.change_poll", "Publish it", url)
        yield Missing(f"{sentence} {when}, and is still a draft", f"“{poll}”", **mend)


def unreported(user, current: Current, now: datetime) -> Iterator[Missing]:
    poll, report = current.last, current.report
    if poll is None or poll.closes_at < now - REPORTED_WITHIN:
        return
    recent = now - poll.closes_at < schedule.WEEK
    closed = poll.closes_at.astimezone(current.newsletter.zone)
    which = "last week’s poll" if recent else f"the poll that closed on {short_day(closed)}"
    if report is None:
        url = f"{reverse('admin:polls_poll_verb', args=['write-report'])}?id={poll.pk}"
        mend = mended(user, "polls.add_post", "Write the report", url)
        yield Missing(f"{which[0].upper()}{which[1:]} has no report", f"“{poll}”", **mend)
    elif not report.published:
        url = reverse("admin:polls_post_change", args=[report.pk])
        mend = mended(user, "polls.change_post", "Finish the report", url)
        yield Missing(f"The report of {which} is still a draft", f"“{report}”", **mend)


def unplanned(user, current: Current, found: list[weeks.Week], now: datetime) -> Iterator[Missing]:
    """This week and the next one, unless they have a poll or should have none."""
    if current.is_resting(now):
        return
    for week in found:
        has_begun = week.slot.opens_at <= now
        # A newsletter that has asked nothing yet begins with its next week.
        if not week.is_gap or (has_begun and not current.has_polls):
            continue
        address = {"newsletter": current.newsletter.pk, "day": week.day.isoformat()}
        url = f"{reverse('admin:polls_poll_add')}?{urlencode(address)}"
        mend = mended(user, "polls.add_poll", "Plan it", url)
        day = short_day(week.day)
        sentence = f"This week, from {day}, has no poll" if has_begun else f"No poll for {day}"
        yield Missing(sentence, **mend)


def days_of(current: Current, now: datetime) -> list[date]:
    """On which this week began, and that of the next slot: the same before its opening."""
    rhythm = current.newsletter.week
    present = schedule.day_of(rhythm, now)
    following = schedule.day_of(rhythm, schedule.next_slot(rhythm, now).opens_at)
    return sorted({present, following})


def undecided(user, current: Current, held: dict[int, int]) -> Iterator[Missing]:
    """Ballots that nobody has released or made void, of the polls whose result is looked at now."""
    for poll in filter(None, (*current.open, current.last)):
        if number := held.get(poll.pk):
            query = urlencode({"in_poll": poll.pk, "standing__exact": Ballot.Standing.HELD})
            url = f"{reverse('admin:polls_ballot_changelist')}?{query}"
            button = "Decide on it" if number == 1 else "Decide on them"
            mend = mended(user, "polls.add_ruling", button, url)
            wait = number_of(number, "ballot waits and is", "ballots wait and are")
            yield Missing(f"{wait} not counted", f"“{poll}”", **mend)


def held_ballots(currents: Collection[Current]) -> dict[int, int]:
    """Poll id to the number of its ballots that are held."""
    polls = [poll for current in currents for poll in (*current.open, current.last) if poll]
    held = Ballot.objects.filter(poll__in=polls, standing=Ballot.Standing.HELD).order_by()
    return dict(held.values_list("poll").annotate(number=Count("pk")))


def short_day(day: date) -> str:
    """Such as “Wed 2 Dec”."""
    return f"{day:%a} {day.day} {day:%b}"
