"""Trees as a template writes them: in one loop, each entry saying which lists open and close after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from comments.models import Comment
from comments.reading import Tree
from comments.threads import Node


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment in its place.

    `opens`: a list of replies begins after it. `closes` has an item for each list that ends after it.
    `continues` is the tree whose further replies begin after this entry; None where there are no more,
    and on all entries but a tree's last. `replies` is how many there are below it, None where more of
    them may be loaded. `is_alone`: it stands apart from its thread.
    """

    node: Node[Comment]
    opens: bool = False
    replies: int | None = None
    closes: range = range(0)
    continues: Tree | None = None
    is_alone: bool = False

    @property
    def parent_is_named(self) -> bool:
        """Whether it says what it replies to: nobody needs telling right under a thread's first."""
        return self.node.parent is not None and (self.is_alone or self.node.level > 1)

    @property
    def is_under_its_parent(self) -> bool:
        """Where there is room for the levels."""
        return not (self.is_alone or self.node.flattened)


def entries(tree: Tree, *, is_whole: bool = True) -> Iterator[Entry]:
    """A tree's entries from the top; `is_whole`: with those that remain, these are all of it."""
    nodes = list(tree.root.walk())
    levels = [node.level for node in nodes[1:]] + [tree.root.level]
    below = {node.comment.pk: 0 for node in nodes}
    for node in reversed(nodes[1:]):
        below[node.above.comment.pk] += below[node.comment.pk] + node.comment.is_visible
    for node, following in zip(nodes, levels, strict=True):
        is_known = is_whole and (tree.further is None or node is tree.root)
        yield Entry(
            node=node,
            opens=bool(node.replies),
            replies=below[node.comment.pk] + tree.remaining if is_known else None,
            closes=range(0 if node.replies else node.level - following),
            continues=tree if node is nodes[-1] and tree.further is not None else None,
        )


def alone(comment: Comment) -> Entry:
    """A comment that is drawn apart from its thread; it says what it replies to."""
    parent = comment.parent and Node(comment.parent, 0, None, None)
    return Entry(Node(comment, 0, parent, None), is_alone=True)
