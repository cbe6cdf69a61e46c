"""What may be told of when votes came and by which way, so that no few voters are seen, nor found by subtraction.

Pure. Every number that is told is 0 or at least LEAST, and each kind of number divides all votes among
its own parts: votes by time, where each 24 hours are divided further by the hour, and votes by way. Of a
way in a time nothing is told. So each number is a sum of parts that are told themselves, and to take one
from another leaves 0 or at least LEAST; what one time has of one way stays open by at least LEAST votes,
or is all there is of either.

What is too small is told together with its neighbour. Who knows this rule learns that a part of it was
small, and not how small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Span:
    """Votes from the place `first` to before `last`."""

    first: int
    last: int
    votes: int


@dataclass(frozen=True)
class Group:
    """Votes that came by one of these ways."""

    ways: tuple[str, ...]
    votes: int


def spans(counts: Sequence[int]) -> tuple[Span, ...]:
    """The whole row of `counts` in spans of 0 or at least LEAST votes; none where it has fewer in all.

    Votes are taken together until they are enough. The last ones, where they are too few, join those
    before them.
    """
    found: list[Span] = []
    first, votes = 0, 0
    for place, count in enumerate(counts):
        if not votes:
            first = place
            if not count:
                found.append(Span(place, place + 1, 0))
                continue
        votes += count
        if votes >= LEAST:
            found.append(Span(first, place + 1, votes))
            votes = 0
    while votes and found:
        before = found.pop()
        first, votes = before.first, votes + before.votes
        if votes >= LEAST:
            found.append(Span(first, len(counts), votes))
            votes = 0
            break
    return () if votes else together(found)


def within(counts: Sequence[int], outer: Sequence[Span]) -> tuple[Span, ...]:
    """Finer spans of the same votes, each inside one of `outer`, which are spans of `counts` too."""
    return tuple(
        Span(span.first + inner.first, span.first + inner.last, inner.votes)
        for span in outer
        for inner in spans(counts[span.first : span.last])
    )


def together(found: Sequence[Span]) -> tuple[Span, ...]:
    """With times in a row in which nobody voted as one."""
    joined: list[Span] = []
    for span in found:
        if joined and not span.votes and not joined[-1].votes:
            span = Span(joined.pop().first, span.last, 0)
        joined.append(span)
    return tuple(joined)


def groups(counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Each way by itself where none is too small, else the first few together; none for fewer in all.

    `counts` are in the order in which ways join. Which of them do must not follow from which is the
    smallest: that would tell how small it is.
    """
    ways = list(counts)
    for joined in range(1, len(ways) + 1):
        found = (
            Group(tuple(ways[:joined]), sum(counts[way] for way in ways[:joined])),
            *(Group((way,), counts[way]) for way in ways[joined:]),
        )
        if all(group.votes == 0 or group.votes >= LEAST for group in found):
            return found
    return ()
