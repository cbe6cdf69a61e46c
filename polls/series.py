"""A question that was asked more than once: its waves with what was published of each."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from polls import teasers, waves
from polls.models import Correction, Edition, EditionLine, Poll
from polls.results import Result
from polls.waves import Stretch, Wave, Wording

Kind = Correction.Kind


@dataclass(frozen=True)
class Series:
    """All public polls that ask the same question, oldest first, and the stretches of those closed.

    `editions` has what was published of a poll, by its id; of one that was never published its ballots
    are counted.
    """

    polls: tuple[Poll, ...]
    stretches: tuple[Stretch, ...]
    editions: dict[int, Edition]
    now: datetime

    @property
    def open(self) -> list[Poll]:
        return [poll for poll in self.polls if poll.is_open(self.now)]

    @property
    def waves(self) -> list[Wave]:
        return [wave for stretch in self.stretches for wave in stretch.waves]

    @property
    def oldest(self) -> Poll:
        return self.polls[0]

    @property
    def is_comparable(self) -> bool:
        """Whether it has more than one wave to look at."""
        return len(self.waves) > 1

    def stretch_of(self, poll: Poll) -> Stretch | None:
        """The stretch in which `poll` is a wave, if it has closed."""
        for stretch in self.stretches:
            if any(wave.slug == poll.slug for wave in stretch.waves):
                return stretch
        return None


def polls_like(poll: Poll, now: datetime) -> list[Poll]:
    """`poll` and every public poll that asks its question, oldest first; one query."""
    newest = Edition.objects.of_last_closing().filter(poll=OuterRef("pk")).order_by("-number")
    polls = Poll.objects.public(now).same_question(poll).select_related("newsletter")
    return list(
        polls.knowing_corrections()
        .annotate(newest_edition=Subquery(newest.values("pk")[:1]))
        .order_by("opens_at", "pk")
    )


def asked_again(now: datetime) -> list[list[Poll]]:
    """The public polls of every question that has several, oldest first; two queries.

    They are found through polls that are not public too, as by `same_question`.
    """
    repeated = Exists(Poll.objects.filter(repeats=OuterRef("pk")))
    linked = Q(repeated) | Q(repeats__isnull=False)
    earlier = dict(Poll.objects.filter(linked).values_list("pk", "repeats"))
    found = defaultdict(list)
    for poll in Poll.objects.public(now).filter(linked).order_by("opens_at", "pk"):
        first, passed = poll.pk, set()
        # A ring would not be followed for ever.
        while first not in passed and earlier.get(first):
            passed.add(first)
            first = earlier[first]
        found[first].append(poll)
    return [polls for polls in found.values() if len(polls) > 1]


def series(polls: Collection[Poll], now: datetime) -> Series:
    """The series of `polls_like`: one query where all that closed was published, else two.

    One more where typing mistakes were mended. Open polls are no waves: their figures still change, and
    whoever is about to vote should not be told by a line where it leads.
    """
    closed = [poll for poll in polls if poll.is_closed(now)]
    editions = newest_editions(closed)
    results = {pk: edition.result() for pk, edition in editions.items()}
    results |= teasers.counts(poll for poll in closed if poll.pk not in results)
    others = earlier_forms([poll for poll in closed if poll.has_corrections])
    found = [
        wave_of(poll, results[poll.pk], editions.get(poll.pk), others[poll.pk]) for poll in closed
    ]
    return Series(tuple(polls), waves.stretches(found), editions, now)


def wave_of(
    poll: Poll,
    result: Result,
    edition: Edition | None,
    others: dict[int | None, tuple[str, ...]],
) -> Wave:
    return Wave(
        slug=poll.slug,
        day=poll.opens_at.astimezone(poll.newsletter.zone).date(),
        newsletter=poll.newsletter.name,
        question=Wording(poll.question, others.get(None, ())),
        result=result,
        edition=edition and edition.number,
        others={pk: texts for pk, texts in others.items() if pk is not None},
    )


def newest_editions(polls: Collection[Poll]) -> dict[int, Edition]:
    """Poll id to its newest edition with all that `Edition.result` reads, in one query."""
    by_edition = {poll.newest_edition: poll for poll in polls if poll.newest_edition}
    if not by_edition:
        return {}
    lines: dict[int, list[EditionLine]] = defaultdict(list)
    rows = EditionLine.objects.filter(edition__in=by_edition).select_related("edition", "choice")
    for line in rows.order_by("rank"):
        lines[line.edition_id].append(line)
    found = {}
    for pk, poll in by_edition.items():
        if lines[pk]:
            edition = lines[pk][0].edition
            edition.poll, edition.printed_lines = poll, lines[pk]
            found[poll.pk] = edition
    return found


def earlier_forms(polls: Collection[Poll]) -> dict[int, dict[int | None, tuple[str, ...]]]:
    """Poll id to the wordings that were mended: by the choice's id, the question's under None."""
    found: dict[int, dict[int | None, tuple[str, ...]]] = defaultdict(dict)
    if polls:
        mended = Correction.objects.filter(poll__in=polls, kind__in=(Kind.QUESTION, Kind.ANSWER))
        for correction in mended:
            of_poll = found[correction.poll_id]
            was = of_poll.get(correction.choice_id, ())
            of_poll[correction.choice_id] = (*was, correction.was, correction.became)
    return found
