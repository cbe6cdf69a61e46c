"""Editions: a result is frozen when it is published, and checked against the ballots ever after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from polls import counting, ledger
from polls.models import Ballot, Edition, EditionLedger, EditionLine, Mark, Poll, Post
from polls.results import Result


@transaction.atomic
def freeze(poll: Poll, now: datetime, reason: str) -> Edition:
    """Publish the poll's count of `now` as its next edition, with its ledger.

    Raises ValidationError unless the poll has closed: an open poll's figures are provisional.
    """
    poll = hold(poll)
    return freeze_held(poll, now, reason, ledger_text(poll))


@transaction.atomic
def current(poll: Poll, now: datetime, reason: str) -> Edition:
    """The latest edition where the ballots still stand as it says, or else a new one.

    Raises ValidationError unless the poll has closed.
    """
    poll = hold(poll)
    latest = poll.editions.order_by("-number").first()
    text = ledger_text(poll)
    if latest and (
        latest.source == Edition.Source.IMPORTED or latest.ledger_sha256 == ledger.digest(text)
    ):
        return latest
    return freeze_held(poll, now, reason, text)


def shown(poll: Poll, now: datetime) -> tuple[Result, Edition | None]:
    """What readers see of a poll whose result they may see: figures, and the edition they are from.

    A closed poll's are those of its latest edition, so that the page says what the post says; until
    there is one of its last closing, and while the poll is open, they are the count of now.
    """
    edition = of_last_closing(poll) if poll.is_closed(now) else None
    if edition:
        edition.poll = poll
        return edition.result(), edition
    return counting.count(poll), None


def of_last_closing(poll: Poll) -> Edition | None:
    """The latest edition that was made since the poll closed last, or imported."""
    return poll.editions.of_last_closing().with_lines().order_by("-number").first()


def hold(poll: Poll) -> Poll:
    """FOR UPDATE: ballots under way are stored first, and editions are numbered one by one."""
    return Poll.objects.select_for_update(of=("self",)).select_related("newsletter").get(pk=poll.pk)


def freeze_held(poll: Poll, now: datetime, reason: str, text: str) -> Edition:
    if poll.is_withdrawn:
        raise ValidationError("The poll was withdrawn: restore it before you publish its result.")
    if not poll.is_closed(now):
        raise ValidationError("The poll has not closed yet: its result can be published then.")
    result = counting.count(poll)
    latest = poll.editions.order_by("-number").first()
    edition = Edition.objects.create(
        poll=poll,
        number=latest.number + 1 if latest else 1,
        as_of=now,
        reason=reason,
        respondents=result.respondents,
        set_aside=result.set_aside,
        decimals=result.decimals,
        ledger_sha256=ledger.digest(text),
    )
    EditionLine.objects.bulk_create(
        EditionLine(
            edition=edition,
            choice_id=line.id,
            rank=rank,
            votes=line.votes,
            percent=line.percent,
        )
        for rank, line in enumerate(result.lines, start=1)
    )
    EditionLedger.objects.create(edition=edition, text=text)
    # What `{{before:2}}` and `{{change:2}}` print is told of this poll by those that repeat it.
    Post.objects.filter(reports__repeats=poll).reprint()
    return edition


def ledger_text(poll: Poll) -> str:
    """The ledger of the poll's ballots as they stand now."""
    return ledger.lines(
        (receipt, marks if standing == Ballot.Standing.COUNTED else None)
        for receipt, standing, marks in ballots_with_marks(poll)
    )


def ballots_with_marks(poll: Poll) -> Iterator[tuple[str, str, list[int]]]:
    """Each ballot's receipt, standing and marked positions, ascending."""
    positions: dict[int, list[int]] = {}
    # Choice by choice, from one index: a join with the ballots is planned badly without statistics.
    for choice in poll.choices.order_by("position"):
        marks = Mark.objects.filter(choice=choice).values_list("ballot_id", flat=True)
        for ballot in marks.iterator(chunk_size=10_000):
            positions.setdefault(ballot, []).append(choice.position)
    ballots = Ballot.objects.filter(poll=poll).order_by().values_list("pk", "receipt", "standing")
    for ballot, receipt, standing in ballots.iterator(chunk_size=10_000):
        yield receipt, standing, positions.get(ballot, [])


@dataclass(frozen=True)
class Difference:
    """One way in which an edition and the ballots disagree.

    `explained` is true where a later edition is there to say so: ballots set aside since.
    """

    edition: Edition
    sentence: str
    explained: bool = False


def differences(edition: Edition) -> Iterator[Difference]:
    """Compare an edition counted from ballots with its own ledger and with the ballots of today."""
    text = edition.ledger.text
    if ledger.digest(text) != edition.ledger_sha256:
        yield Difference(edition, "its ledger does not have the SHA-256 that it prints")
    try:
        recount = ledger.recount(text)
    except ValueError as error:
        yield Difference(edition, f"its ledger cannot be read: {error}")
        return
    yield from figures(edition, recount)
    yield from ballots(edition, text)


def figures(edition: Edition, recount: ledger.Recount) -> Iterator[Difference]:
    for name in ("respondents", "set_aside"):
        printed, listed = getattr(edition, name), getattr(recount, name)
        if printed != listed:
            label = name.replace("_", " ")
            yield Difference(edition, f"it prints {printed} {label}, its ledger lists {listed}")
    for line in edition.lines.select_related("choice"):
        listed = recount.votes.get(line.choice.position, 0)
        if line.votes != listed:
            yield Difference(
                edition,
                f"it prints {line.votes} votes for “{line.choice}”, its ledger lists {listed}",
            )


def ballots(edition: Edition, text: str) -> Iterator[Difference]:
    then = dict(line.split("\t") for line in text.splitlines())
    now = dict(line.split("\t") for line in ledger_text(edition.poll).splitlines())
    has_later = edition.poll.editions.filter(number__gt=edition.number).exists()
    for receipt in sorted(then.keys() | now.keys()):
        before, after = then.get(receipt), now.get(receipt)
        if before == after:
            continue
        where = f"the ballot whose receipt has the SHA-256 {receipt}"
        if before is None:
            yield Difference(edition, f"{where} is not in its ledger")
        elif after is None:
            yield Difference(edition, f"{where} is gone")
        elif ledger.SET_ASIDE in (before, after):
            verb = "set aside" if after == ledger.SET_ASIDE else "released"
            yield Difference(edition, f"{where} was {verb} since", explained=has_later)
        else:
            yield Difference(edition, f"{where} marks {after}, the ledger has {before}")
