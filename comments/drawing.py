"""Trees as a template writes them: in one loop, each entry saying which lists open and close after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comments.models import Comment
from comments.threads import Node


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment in its place.

    `opens`: a list of replies begins after it. `closes` has an item for each list that ends after it.
    `continues` is the root whose further replies begin after this entry, and `further` the id after
    which they do; None where there are no more, and on all entries but a tree's last.
    """

    node: Node[Comment]
    opens: bool
    closes: range
    continues: Comment | None = None
    further: int | None = None


def entries(root: Node[Comment], further: int | None = None) -> Iterator[Entry]:
    """A tree's entries from the top; `further` as in reading.Tree."""
    nodes = list(root.walk())
    levels = [node.level for node in nodes[1:]] + [root.level]
    for node, following in zip(nodes, levels, strict=True):
        is_last = node is nodes[-1] and further is not None
        yield Entry(
            node=node,
            opens=bool(node.replies),
            closes=range(0 if node.replies else node.level - following),
            continues=root.comment if is_last else None,
            further=further if is_last else None,
        )


def visible(nodes: Iterable[Node[Comment]]) -> int:
    """How many of the comments in these trees are more than a placeholder."""
    return sum(node.comment.is_visible for root in nodes for node in root.walk())
