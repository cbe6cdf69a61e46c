"""From rows to the drawn thread. Pure: it knows no ORM, and takes anything that has the four fields.

Rows are what stands in the thread: visible comments, and placeholders that visible ones hang on. Ids
grow with time, so that of a tree any first rows by id are a whole tree: a parent comes before its
replies. A thread is drawn a few levels deep; what is deeper stands on the last level, in order of
time, and says what it replies to.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

DEEPEST = 4

_KEY = re.compile(r"(?:([0-9]{1,9})-)?([0-9]{1,9})")


class Order(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"
    MOST_REPLIED = "replies"


@dataclass(frozen=True)
class Key:
    """The root after which a page begins: its number, and how many visible replies it had."""

    number: int
    replies: int = 0

    def __str__(self) -> str:
        return f"{self.replies}-{self.number}" if self.replies else str(self.number)

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key that `str()` wrote; None for anything else."""
        found = _KEY.fullmatch(text)
        return cls(int(found[2]), int(found[1] or 0)) if found and text.isascii() else None


class Row(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def depth(self) -> int: ...


R = TypeVar("R", bound=Row)


@dataclass(slots=True)
class Node(Generic[R]):
    """A comment where it is drawn: on `level`, from 0, under the node `above`.

    `parent` is what it replies to, `above` what it is drawn under: they differ where it is flattened.
    """

    comment: R
    level: int
    parent: "Node[R] | None" = field(repr=False)
    above: "Node[R] | None" = field(repr=False)
    replies: "list[Node[R]]" = field(default_factory=list)

    @property
    def flattened(self) -> bool:
        """Whether it has to say what it replies to."""
        return self.parent is not self.above

    def walk(self) -> "Iterator[Node[R]]":
        """This node and all under it, as they are read from the top."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.replies))


@dataclass(frozen=True)
class Branch(Generic[R]):
    """Nodes to be drawn after what already stands under the comment `under`."""

    under: int
    nodes: list[Node[R]]


def grow(rows: Iterable[R], *, deepest: int = DEEPEST) -> list[Node[R]]:
    """The trees of rows, each drawn at most `deepest` levels deep.

    Roots and replies keep the order in which they are given; a parent comes before its replies.
    Raises ValueError for a reply whose parent did not come before it, and for fewer than two levels.
    """
    return [node for node in _grown(rows, deepest).values() if node.above is None]


def continuation(
    drawn: Iterable[R], further: Sequence[R], *, deepest: int = DEEPEST
) -> list[Branch[R]]:
    """Where the next rows of trees belong whose first rows are on the page already.

    `drawn` holds at least the ancestors of `further`. Both in order of id. Raises as `grow` does.
    """
    new = {row.id for row in further}
    nodes = _grown([*drawn, *further], deepest)
    branches: dict[int, Branch[R]] = {}
    for row in further:
        node = nodes[row.id]
        if node.above is None:
            raise ValueError(f"Comment {row.id} is a root: it continues no tree.")
        under = node.above.comment.id
        if under not in new:
            branches.setdefault(under, Branch(under, [])).nodes.append(node)
    return list(branches.values())


def _grown(rows: Iterable[R], deepest: int) -> dict[int, Node[R]]:
    if deepest < 2:
        raise ValueError("A thread is drawn at least two levels deep.")
    nodes: dict[int, Node[R]] = {}
    for row in rows:
        if row.parent_id is None:
            nodes[row.id] = Node(row, 0, None, None)
            continue
        parent = nodes.get(row.parent_id)
        if parent is None:
            raise ValueError(f"Comment {row.id} comes before its parent {row.parent_id}.")
        # With two levels or more, a node on the last one has another above it.
        last = parent.level + 1 == deepest
        above = parent.above if last and parent.above else parent
        node = Node(row, above.level + 1, parent, above)
        above.replies.append(node)
        nodes[row.id] = node
    return nodes
