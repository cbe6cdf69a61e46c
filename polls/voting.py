"""Casting a ballot: the one write path.

`cast` is one transaction that holds the poll's row, reads the clock, checks, and writes. Every vote is
first stored as if its voter were new; where the unique key says otherwise, all of it is taken back and
a second transaction changes the ballot that there is. Nothing is looked for before it is stored. On PostgreSQL
the row is held FOR SHARE: ballots do not wait for each other, while whoever closes the poll takes it
FOR UPDATE and waits for those under way. On SQLite the transaction begins IMMEDIATE and so has the
database's one write lock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from polls import handover, ledger
from polls.models import Ballot, BallotKey, Choice, Poll, Status
from polls.voters import Voter
from smartpulse.ids import LARGEST_ID
from smartpulse.network import network_digest


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


class VoterKnown(Exception):
    """One of the voter's keys has a ballot already: this is no first vote."""


class InvalidChoices(Refused):
    """No, too many, repeated or foreign choices."""


class NotOpen(Refused):
    """The poll has closed or was withdrawn. One that has not opened is not public: Poll.DoesNotExist."""


class AlreadyVoted(Refused):
    """Other choices on a poll that allows no change; `ballot` is the one that counts."""

    def __init__(self, sentence: str, poll: Poll, ballot: Ballot):
        super().__init__(sentence, poll)
        self.ballot = ballot


class LinkUsed(Refused):
    """The subscriber's link has voted in another browser; polls.handover has what can be done."""


def cast(
    slug: str,
    voter: Voter,
    choices: Sequence[int],
    *,
    via: str = Ballot.Via.WEB,
    address: str = "",
    takes_over: bool = False,
) -> Cast:
    """Cast or change the voter's ballot in the poll with this slug.

    `choices` are choice ids as the voter sent them, `address` the client's network address, of which
    only a keyed hash is stored. With `takes_over`, a vote that the subscriber's link has cast in
    another browser is handed over to this one, where the poll allows changes. Returns the acknowledged
    vote. Raises Poll.DoesNotExist where there is no such public poll, and a Refused that says why
    nothing was stored.
    """
    try:
        with transaction.atomic():
            poll, digests, now = admit(slug, voter, choices)
            vote = first_vote(poll, digests, choices, now, via, address)
    except VoterKnown:
        with transaction.atomic():
            poll, digests, now = admit(slug, voter, choices)
            vote = later_vote(poll, digests, choices, now, address, takes_over)
    if vote.outcome == Outcome.KEPT:
        raise AlreadyVoted(
            "You have voted in this poll, and votes cannot be changed. Your first vote counts.",
            vote.poll,
            vote.ballot,
        )
    return vote


def admit(
    slug: str, voter: Voter, choices: Sequence[int]
) -> tuple[Poll, dict[str, bytes], datetime]:
    """The open poll, held, with the voter's digests in it and the moment of the vote."""
    poll = hold(slug)
    now = timezone.now()
    status = poll.status(now)
    if status in {Status.DRAFT, Status.SCHEDULED}:
        raise Poll.DoesNotExist
    if status == Status.WITHDRAWN:
        raise NotOpen("This poll was withdrawn, so your vote was not counted.", poll)
    digests = voter.digests(poll)
    if status == Status.CLOSED or not digests:
        raise NotOpen("This poll has closed, so your vote was not counted.", poll)
    check_number(poll, choices)
    return poll, digests, now


def first_vote(
    poll: Poll,
    digests: dict[str, bytes],
    choices: Sequence[int],
    now: datetime,
    via: str,
    address: str,
) -> Cast:
    """Store a ballot with its keys and marks; raises VoterKnown where a key has a ballot."""
    ballot = Ballot(
        poll=poll,
        receipt=ledger.new_receipt(),
        via=via,
        cast_at=now,
        network=network_digest(bytes(poll.voter_key), address),
    )
    with connection.cursor() as cursor:
        store_ballot(cursor, ballot)
        store_keys(cursor, ballot, digests)
        mark(cursor, ballot, choices)
    return Cast(poll, ballot, tuple(sorted(choices)), Outcome.CAST)


def later_vote(
    poll: Poll,
    digests: dict[str, bytes],
    choices: Sequence[int],
    now: datetime,
    address: str,
    takes_over: bool,
) -> Cast:
    browser, link = BallotKey.Kind.BROWSER, BallotKey.Kind.SUBSCRIBER
    keys = BallotKey.objects.filter(poll=poll, digest__in=digests.values())
    ballots = dict(keys.values_list("kind", "ballot_id"))
    if browser in ballots:
        return recast(poll, ballots[browser], digests, choices, now)
    if takes_over and poll.changes_allowed and link in ballots:
        network = network_digest(bytes(poll.voter_key), address)
        if handover.hand_over(poll, ballots[link], digests[browser], network):
            return recast(poll, ballots[link], digests, choices, now)
    raise link_used(poll)


def recast(
    poll: Poll, ballot_id: int, digests: dict[str, bytes], choices: Sequence[int], now: datetime
) -> Cast:
    """The browser has a ballot: an unknown link joins it, other choices replace its marks."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    if not ballot.keys.filter(digest=digests[BallotKey.Kind.BROWSER]).exists():
        # Handed over to another browser while this one waited for it.
        raise link_used(poll)
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
    with connection.cursor() as cursor:
        mark(cursor, ballot, choices)
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


def store_ballot(cursor: CursorWrapper, ballot: Ballot) -> None:
    """Insert the ballot and give it its id."""
    cursor.execute(
        "INSERT INTO polls_ballot (poll_id, receipt, via, standing, cast_at, network) "
        "VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [
            ballot.poll_id,
            ballot.receipt,
            ballot.via,
            ballot.standing,
            connection.ops.adapt_datetimefield_value(ballot.cast_at),
            ballot.network,
        ],
    )
    (ballot.pk,) = cursor.fetchone()


def store_keys(cursor: CursorWrapper, ballot: Ballot, digests: dict[str, bytes]) -> None:
    """Insert the voter's keys; raises VoterKnown where one of them has a ballot.

    A vote of the same voter that is under way is waited for: the unique key decides which was first.
    """
    rows = [(ballot.pk, ballot.poll_id, kind, digest) for kind, digest in digests.items()]
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    cursor.execute(
        "INSERT INTO polls_ballotkey (ballot_id, poll_id, kind, digest) "  # noqa: S608
        f"VALUES {places} ON CONFLICT (poll_id, digest) DO NOTHING",
        [value for row in rows for value in row],
    )
    if cursor.rowcount != len(rows):
        raise VoterKnown


def mark(cursor: CursorWrapper, ballot: Ballot, choices: Sequence[int]) -> None:
    """Insert the marks and check that every choice is the poll's, in one statement."""
    places = ", ".join(["%s"] * len(choices))
    cursor.execute(
        "INSERT INTO polls_mark (ballot_id, choice_id) "  # noqa: S608
        f"SELECT %s, id FROM polls_choice WHERE poll_id = %s AND id IN ({places})",
        [ballot.pk, ballot.poll_id, *choices],
    )
    if cursor.rowcount != len(choices):
        raise foreign(ballot.poll)


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


def link_used(poll: Poll) -> LinkUsed:
    return LinkUsed("The link you came by has voted already, in another browser.", poll)


def foreign(poll: Poll) -> InvalidChoices:
    return InvalidChoices("Choose one of the answers below, then cast your vote.", poll)
