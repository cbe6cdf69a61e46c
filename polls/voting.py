"""Casting a ballot: the one write path.

`cast` is one transaction that holds the poll's row, reads the clock, checks, and writes. On PostgreSQL
the row is held FOR SHARE: ballots do not wait for each other, while whoever closes the poll takes it
FOR UPDATE and waits for those under way. On SQLite the transaction begins IMMEDIATE and so has the
database's one write lock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from polls import ledger
from polls.models import Ballot, BallotKey, Choice, Poll, Status
from polls.voters import Voter
from smartpulse.network import network_digest

LARGEST_ID = 2**63 - 1
# Two votes of one voter at once: the later fails on the unique key, and then finds the earlier.
# A third try would need the earlier to vanish in between.
TRIES = 3


class Outcome(StrEnum):
    CAST = "cast"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True)
class Cast:
    """An acknowledged vote. `ballot` is stored, `choices` are the ids it marks, ascending."""

    poll: Poll
    ballot: Ballot
    choices: tuple[int, ...]
    outcome: Outcome


class Refused(Exception):
    """The vote was not stored; `str()` is the sentence for the voter."""

    def __init__(self, sentence: str, poll: Poll):
        super().__init__(sentence)
        self.poll = poll


class InvalidChoices(Refused):
    """No, too many, repeated or foreign choices."""


class NotOpen(Refused):
    """The poll has closed. A poll that has not opened is not public: that is Poll.DoesNotExist."""


class AlreadyVoted(Refused):
    """Other choices on a poll that allows no change; `ballot` is the one that counts."""

    def __init__(self, sentence: str, poll: Poll, ballot: Ballot):
        super().__init__(sentence, poll)
        self.ballot = ballot


class LinkUsed(Refused):
    """The subscriber's link has voted in another browser."""


def cast(
    slug: str,
    voter: Voter,
    choices: Sequence[int],
    *,
    via: str = Ballot.Via.WEB,
    address: str = "",
) -> Cast:
    """Cast or change the voter's ballot in the poll with this slug.

    `choices` are choice ids as the voter sent them, `address` the client's network address, of which
    only a keyed hash is stored. Returns the acknowledged vote. Raises Poll.DoesNotExist where there
    is no such public poll, and a Refused that says why nothing was stored.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                vote = cast_once(slug, voter, choices, via, address)
            break
        except IntegrityError:
            if attempt == TRIES:
                raise
    if vote.outcome == Outcome.KEPT:
        raise AlreadyVoted(
            "You have voted in this poll, and votes cannot be changed. Your first vote counts.",
            vote.poll,
            vote.ballot,
        )
    return vote


def cast_once(slug: str, voter: Voter, choices: Sequence[int], via: str, address: str) -> Cast:
    poll = hold(slug)
    now = timezone.now()
    status = poll.status(now)
    if status in {Status.DRAFT, Status.SCHEDULED}:
        raise Poll.DoesNotExist
    digests = voter.digests(poll)
    if status == Status.CLOSED or not digests:
        raise NotOpen("This poll has closed, so your vote was not counted.", poll)
    check_number(poll, choices)

    known = ballots_of(poll, digests)
    if BallotKey.Kind.BROWSER in known:
        return recast(poll, known[BallotKey.Kind.BROWSER], digests, choices, now)
    if known:
        raise LinkUsed("The link you came by has voted already, in another browser.", poll)

    ballot = Ballot.objects.create(
        poll=poll,
        receipt=ledger.new_receipt(),
        via=via,
        cast_at=now,
        network=network_digest(bytes(poll.voter_key), address),
    )
    store_keys(ballot, poll, digests)
    mark(ballot, poll, choices)
    return Cast(poll, ballot, tuple(sorted(choices)), Outcome.CAST)


def recast(
    poll: Poll, ballot_id: int, digests: dict[str, bytes], choices: Sequence[int], now: datetime
) -> Cast:
    """The browser has a ballot: an unknown link joins it, other choices replace its marks."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    before = set(ballot.marks.values_list("choice_id", flat=True))
    joining = [
        BallotKey(ballot=ballot, poll=poll, kind=kind, digest=digest)
        for kind, digest in digests.items()
        if kind != BallotKey.Kind.BROWSER
    ]
    if joining:
        # A link that has another ballot, or a ballot that has another link, stays as it is.
        BallotKey.objects.bulk_create(joining, ignore_conflicts=True)
    if before == set(choices):
        return Cast(poll, ballot, tuple(sorted(before)), Outcome.SAME)

    if not poll.changes_allowed:
        # Foreign choices are bad input here too, whatever the ballot says.
        check_belong(poll, choices)
        # Not raised here: the link that joined the ballot stays.
        return Cast(poll, ballot, tuple(sorted(before)), Outcome.KEPT)
    ballot.marks.all().delete()
    mark(ballot, poll, choices)
    ballot.changed_at = now
    ballot.save(update_fields=["changed_at"])
    return Cast(poll, ballot, tuple(sorted(choices)), Outcome.CHANGED)


def hold(slug: str) -> Poll:
    """The poll, its row held until the transaction ends; raises Poll.DoesNotExist."""
    # Django's ORM has FOR UPDATE and FOR NO KEY UPDATE, under both of which ballots would queue.
    share = " FOR SHARE" if connection.features.has_select_for_update else ""
    found = Poll.objects.raw(f"SELECT * FROM polls_poll WHERE slug = %s{share}", [slug])  # noqa: S608
    for poll in found:
        return poll
    raise Poll.DoesNotExist


# Most of a send's votes are first votes, and arrive within minutes. Their statements are written out:
# building them in the ORM takes more of the processor than all else that a vote does.


def ballots_of(poll: Poll, digests: dict[str, bytes]) -> dict[str, int]:
    """The ids of the ballots that the voter's keys lead to, by the key's kind."""
    places = ", ".join(["%s"] * len(digests))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, ballot_id FROM polls_ballotkey "  # noqa: S608
            f"WHERE poll_id = %s AND digest IN ({places})",
            [poll.pk, *digests.values()],
        )
        return dict(cursor.fetchall())


def store_keys(ballot: Ballot, poll: Poll, digests: dict[str, bytes]) -> None:
    rows = [(ballot.pk, poll.pk, kind, digest) for kind, digest in digests.items()]
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO polls_ballotkey (ballot_id, poll_id, kind, digest) VALUES {places}",  # noqa: S608
            [value for row in rows for value in row],
        )


def check_number(poll: Poll, choices: Sequence[int]) -> None:
    if not choices:
        one = "Choose an answer" if poll.max_marks == 1 else "Choose at least one answer"
        raise InvalidChoices(f"{one}, then cast your vote.", poll)
    if len(set(choices)) != len(choices):
        raise InvalidChoices("Choose each answer once.", poll)
    if len(choices) > poll.max_marks:
        most = "one answer" if poll.max_marks == 1 else f"at most {poll.max_marks} answers"
        raise InvalidChoices(f"Choose {most}, then cast your vote.", poll)
    if not all(1 <= choice <= LARGEST_ID for choice in choices):
        raise foreign(poll)


def check_belong(poll: Poll, choices: Collection[int]) -> None:
    if Choice.objects.filter(poll=poll, pk__in=choices).count() != len(choices):
        raise foreign(poll)


def mark(ballot: Ballot, poll: Poll, choices: Sequence[int]) -> None:
    """Store the marks and check that every choice is this poll's, in one statement."""
    places = ", ".join(["%s"] * len(choices))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO polls_mark (ballot_id, choice_id) "  # noqa: S608
            f"SELECT %s, id FROM polls_choice WHERE poll_id = %s AND id IN ({places})",
            [ballot.pk, poll.pk, *choices],
        )
        if cursor.rowcount != len(choices):
            raise foreign(poll)


def foreign(poll: Poll) -> InvalidChoices:
    return InvalidChoices("Choose one of the answers below, then cast your vote.", poll)
