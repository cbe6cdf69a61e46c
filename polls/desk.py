"""The desk's first page: for each newsletter its poll as it stands, what comes next, what is missing."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from polls import arrivals, missing, teasers
from polls.current import Current, current
from polls.missing import Missing
from polls.models import Newsletter, Poll, Post
from polls.results import Result
from polls.turnout import Turnout
from smartpulse.doctor import Finding, Level


@dataclass(frozen=True)
class Coming:
    """What happens at a moment: by itself, unless it is a draft that nobody has published yet."""

    moment: datetime
    subject: Poll | Post
    verb: str

    @property
    def is_draft(self) -> bool:
        return not self.subject.published

    @property
    def url(self) -> str:
        return reverse(
            f"admin:polls_{self.subject._meta.model_name}_change", args=[self.subject.pk]
        )

    @property
    def kit_url(self) -> str:
        """Where its mail is, of a poll that has not opened yet."""
        pk = self.subject.pk
        return reverse("admin:polls_poll_kit", args=[pk]) if self.verb == "opens" else ""


@dataclass(frozen=True)
class Shown:
    """A poll with its result; `turnout` is for an open one alone."""

    poll: Poll
    result: Result
    turnout: Turnout | None = None

    @property
    def is_final(self) -> bool:
        return self.turnout is None


@dataclass(frozen=True)
class Week:
    """`polls` are the open ones, or the one that closed last where none is open."""

    newsletter: Newsletter
    missing: list[Missing]
    polls: list[Shown] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    is_resting: bool = False

    @property
    def votes(self) -> int | None:
        """In the open polls; None where none is open."""
        counted = [shown.turnout.votes for shown in self.polls if shown.turnout]
        return sum(counted) if counted else None

    @property
    def calm(self) -> str:
        """Why there is nothing to do."""
        if self.is_resting:
            return (
                "Nothing: this newsletter rests. It has asked nothing for weeks and plans nothing."
            )
        first = next((coming for coming in self.coming if not coming.is_draft), None)
        return f"Nothing. Next, “{first.subject}” {first.verb} by itself." if first else "Nothing."


# What an app misses in these newsletters, by their ids, and what this user may do about it.
Source = Callable[[object, Collection[Newsletter], datetime], dict[int, list[Missing]]]


def weeks(user, newsletters: Collection[Newsletter], now: datetime) -> list[Week]:
    """One for each of `newsletters`, in their order; the queries do not grow with their number.

    `newsletters` are this person's own (`for_staff`): everything is reached through them.
    """
    elsewhere = missing_elsewhere(user, newsletters, now)
    if not user.has_perm("polls.view_poll"):
        return [Week(newsletter, elsewhere[newsletter.pk]) for newsletter in newsletters]
    currents = current(newsletters, now)
    shown = shown_polls(currents, now)
    found = missing.in_polls(user, currents, now)
    return [
        Week(
            each.newsletter,
            found[each.newsletter.pk] + elsewhere[each.newsletter.pk],
            shown[each.newsletter.pk],
            coming(each, now),
            each.is_resting(now),
        )
        for each in currents
    ]


def faults() -> list[Finding]:
    """What is wrong with the site itself, so that what an editor does has no effect."""
    examinations = [import_string(path) for path in settings.DESK_EXAMINATIONS]
    found = [finding for examine in examinations for finding in examine()]
    return [finding for finding in found if finding.level == Level.FAULT]


def missing_elsewhere(user, newsletters, now: datetime) -> dict[int, list[Missing]]:
    found: dict[int, list[Missing]] = defaultdict(list)
    for path in settings.DESK_SOURCES:
        source: Source = import_string(path)
        for pk, told in source(user, newsletters, now).items():
            found[pk] += told
    return found


def shown_polls(currents: Collection[Current], now: datetime) -> dict[int, list[Shown]]:
    """Newsletter id to its polls with their results, also those that readers may not see yet.

    Hours under five are told as they are: who sees this sees the live count beside it, whenever they look.
    """
    opened = [poll for current in currents for poll in current.open]
    closed = [current.last for current in currents if current.last and not current.open]
    results = teasers.results_of(closed, now) | teasers.counts(opened)
    turnouts = arrivals.turnouts(opened, now)
    found: dict[int, list[Shown]] = defaultdict(list)
    for poll in [*opened, *closed]:
        shown = Shown(poll, results[poll.pk], turnouts.get(poll.pk))
        found[poll.newsletter_id].append(shown)
    return found


def coming(current: Current, now: datetime) -> list[Coming]:
    """In the order of their moments: closings, openings to come, reports that are to appear."""
    found = [Coming(poll.closes_at, poll, "closes") for poll in current.open]
    found += [Coming(poll.opens_at, poll, "opens") for poll in current.ahead if poll.opens_at > now]
    found += [
        Coming(post.published_at, post, "appears")
        for post in current.posts
        if post.published and post.published_at > now
    ]
    return sorted(found, key=lambda coming: coming.moment)
