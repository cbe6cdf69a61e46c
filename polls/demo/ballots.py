"""The demo's ballots: who marks what, when, and how it is stored."""

import math
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from polls import ledger, voting
from polls.models import Ballot, BallotKey, Mark, Poll
from polls.voters import Voter, new_browser_credential
from smartpulse.network import network_digest

# Most readers answer on the day on which the e-mail comes: of those who ever do, 63% by then.
TYPICAL_DELAY = timedelta(hours=20)
VIA = {Ballot.Via.WEB: 55, Ballot.Via.MAIL: 38, Ballot.Via.EMBED: 7}

chance = secrets.SystemRandom()


def deal(votes: Mapping[int, int], respondents: int, max_marks: int) -> list[list[int]]:
    """The marks of each of `respondents` ballots, so that each position has its `votes`.

    Every ballot has one to `max_marks` marks, each position once. Raises ValueError where no such
    ballots exist.
    """
    spare = sum(votes.values()) - respondents
    if not 0 <= spare <= respondents * (max_marks - 1):
        raise ValueError(f"{respondents} ballots cannot hold {sum(votes.values())} marks.")
    left = [1] * respondents
    for ballot in chance.sample([*range(respondents)] * (max_marks - 1), spare):
        left[ballot] += 1
    marks: list[list[int]] = [[] for _ in left]
    # The most popular answers first, each to the ballots that have the most room: the order in
    # which Gale and Ryser show that it comes out even if it can at all.
    for position, number in sorted(votes.items(), key=lambda item: -item[1]):
        roomiest = sorted(range(respondents), key=lambda ballot: (-left[ballot], chance.random()))
        for ballot in roomiest[:number]:
            left[ballot] -= 1
            marks[ballot].append(position)
    if any(left):
        raise ValueError(f"No {respondents} ballots have the votes {dict(votes)}.")
    chance.shuffle(marks)
    return marks


def arrivals(number: int, opens_at: datetime, until: datetime) -> list[datetime]:
    """Ascending times from `opens_at` to `until`, dense after the opening and then ever rarer."""
    reached = answered_by(until - opens_at)
    delays = (-math.log1p(-reached * chance.random()) * TYPICAL_DELAY for _ in range(number))
    return sorted(opens_at + delay for delay in delays)


def answered_by(elapsed: timedelta) -> float:
    """The part, 0 to 1, of the readers' answers that have come `elapsed` after the opening."""
    return -math.expm1(-elapsed / TYPICAL_DELAY)


def cast(poll: Poll, marks: Sequence[Sequence[int]], times: Sequence[datetime]) -> None:
    """Cast the ballots of an open poll as readers do, one by one."""
    ids = dict(poll.choices.values_list("position", "pk"))
    cast_now = []
    for positions in marks:
        voter, via = a_voter()
        choices = [ids[position] for position in positions]
        vote = voting.cast(poll.slug, voter, choices, via=via, address=an_address())
        cast_now.append(vote.ballot)
    # `cast` rightly takes the time from the clock, and so all of them came within these seconds.
    for ballot, moment in zip(cast_now, times, strict=True):
        ballot.cast_at = moment
    Ballot.objects.bulk_update(cast_now, ["cast_at"])


def insert(
    poll: Poll,
    marks: Sequence[Sequence[int]],
    times: Sequence[datetime],
    *,
    standing: str = Ballot.Standing.COUNTED,
    address: str = "",
) -> list[Ballot]:
    """Store the ballots of a poll that has closed, in bulk, in the rows that `voting.cast` writes.

    They come from `address` where one is given, and else each from one of its own.
    """
    ids = dict(poll.choices.values_list("position", "pk"))
    voters = [a_voter() for _ in marks]
    key = bytes(poll.voter_key)
    ballots = Ballot.objects.bulk_create(
        Ballot(
            poll=poll,
            receipt=ledger.new_receipt(),
            via=via,
            standing=standing,
            cast_at=moment,
            network=network_digest(key, address or an_address()),
        )
        for (_, via), moment in zip(voters, times, strict=True)
    )
    BallotKey.objects.bulk_create(
        BallotKey(ballot=ballot, poll=poll, kind=kind, digest=digest)
        for ballot, (voter, _) in zip(ballots, voters, strict=True)
        for kind, digest in voter.digests(poll).items()
    )
    Mark.objects.bulk_create(
        Mark(ballot=ballot, choice_id=ids[position])
        for ballot, positions in zip(ballots, marks, strict=True)
        for position in positions
    )
    return ballots


def analyze() -> None:
    """Let PostgreSQL look at the new rows before they are counted.

    Its own statistics come after the commit. Those of tables that were empty lead to plans that take
    minutes where they should take milliseconds.
    """
    if connection.vendor == "postgresql":
        tables = (Ballot._meta.db_table, BallotKey._meta.db_table, Mark._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def a_voter() -> tuple[Voter, str]:
    """A reader in a browser of their own, and the way by which the vote comes."""
    via = chance.choices([*VIA], weights=VIA.values())[0]
    # The twelve bytes of a subscriber's identity, which only a link from the mail brings along.
    subscriber = secrets.token_hex(12) if via == Ballot.Via.MAIL else None
    return Voter(new_browser_credential(), subscriber), via


def an_address() -> str:
    """An address from the block kept for documentation (RFC 3849), in a network of its own."""
    return f"2001:db8:{secrets.randbits(16):x}:{secrets.randbits(16):x}::1"
