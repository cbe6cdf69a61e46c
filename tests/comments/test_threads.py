"""The drawn thread, on random trees up to 10,000 comments."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.threads import Key, continuation, grow


@dataclass(frozen=True)
class Row:
    id: int
    parent_id: int | None
    depth: int


def tree(parents) -> list[Row]:
    """Rows with ids from 1; `parents[n]` is the place of the parent of row n, None for a root."""
    rows: list[Row] = []
    for place, parent in enumerate(parents):
        above = None if parent is None else rows[parent]
        rows.append(Row(place + 1, above and above.id, above.depth + 1 if above else 0))
    return rows


@st.composite
def rows_of_a_thread(draw, most=10_000):
    """A thread of any shape: `reach` says how far back a reply looks, `spread` how seldom a root is."""
    size = draw(st.integers(0, most))
    reach = draw(st.sampled_from([1, 2, 10, 10_000]))
    spread = draw(st.sampled_from([1, 2, 10, 10_000]))
    random = draw(st.randoms(use_true_random=False))
    return tree(
        None if place == 0 or random.randrange(spread) == 0 else
        random.randrange(max(0, place - reach), place)
        for place in range(size)
    )  # fmt: skip


def roots_of(rows):
    """Each row's root, by id."""
    found = {}
    for row in rows:
        found[row.id] = row.id if row.parent_id is None else found[row.parent_id]
    return found


def places(nodes):
    """Every drawn node: the comment's id, what it is drawn under and what it says it replies to."""
    return [
        (node.comment.id, node.above and node.above.comment.id, node.parent and node.parent.comment.id)
        for root in nodes
        for node in root.walk()
    ]  # fmt: skip


@given(rows_of_a_thread(), st.integers(2, 6))
@settings(max_examples=30)
def test_every_comment_is_drawn_once_and_replies_to_its_own_parent(rows, deepest):
    nodes = grow(rows, deepest=deepest)
    drawn = places(nodes)
    assert sorted((pk, parent) for pk, _, parent in drawn) == [
        (row.id, row.parent_id) for row in rows
    ]
    for root in nodes:
        for node in root.walk():
            assert node.level == min(node.comment.depth, deepest - 1)
            assert node.flattened == (node.comment.depth >= deepest)
            ids = [reply.comment.id for reply in node.replies]
            assert ids == sorted(ids)
            assert all(reply.above is node for reply in node.replies)


@given(rows_of_a_thread(), st.integers(2, 6), st.integers(1, 50), st.integers(0, 50), st.data())
@settings(max_examples=30)
def test_thread_paged_any_way_is_the_thread_as_a_whole(rows, deepest, size, first, data):
    """Pages of `size` roots, each with its first replies; then more, in batches of any length."""
    roots = roots_of(rows)
    order = [row.id for row in rows if row.parent_id is None]
    if data.draw(st.booleans(), "newest first"):
        order.reverse()
    replies = {root: [] for root in order}
    for row in rows:
        if row.parent_id is not None:
            replies[roots[row.id]].append(row)

    by_id = {row.id: row for row in rows}
    under = {}
    for start in range(0, len(order), size):
        page = order[start : start + size]
        shown = [by_id[root] for root in page]
        shown += sorted((r for root in page for r in replies[root][:first]), key=lambda r: r.id)
        nodes = grow(shown, deepest=deepest)
        assert [node.comment.id for node in nodes] == page
        for pk, above, _ in places(nodes):
            assert pk not in under
            under[pk] = above
        for root in page:
            rest = replies[root][first:]
            step = data.draw(st.integers(1, 2_000), "batch") if rest else 1
            for at in range(0, len(rest), step):
                batch = rest[at : at + step]
                context = ancestors(batch, by_id)
                for branch in continuation(context, batch, deepest=deepest):
                    assert branch.under in under
                    for node in branch.nodes:
                        assert node.above.comment.id == branch.under
                        for inner in node.walk():
                            assert inner.comment.id not in under
                            under[inner.comment.id] = inner.above.comment.id
    whole = {pk: above for pk, above, _ in places(grow(rows, deepest=deepest))}
    assert under == whole


def ancestors(batch, by_id):
    """The comments above those of the batch that are not in it, by id."""
    own = {row.id for row in batch}
    found = {}
    for row in batch:
        above = row.parent_id
        while above is not None and above not in found:
            found[above] = by_id[above]
            above = by_id[above].parent_id
    return [found[pk] for pk in sorted(found) if pk not in own]


def test_chain_of_ten_thousand_replies_needs_no_recursion():
    rows = tree([None, *range(9_999)])
    (root,) = grow(rows)
    assert sum(1 for _ in root.walk()) == 10_000
    last_level = root.replies[0].replies[0].replies
    assert [node.level for node in last_level] == [3] * 9_997
    assert [node.flattened for node in last_level] == [False] + [True] * 9_996


def test_reply_without_its_parent_is_refused():
    with pytest.raises(ValueError, match="Comment 2 comes before its parent 1"):
        grow([Row(2, 1, 1)])
    with pytest.raises(ValueError, match="Comment 2 comes before its parent 1"):
        continuation([], [Row(2, 1, 1)])


def test_root_continues_no_tree():
    with pytest.raises(ValueError, match="Comment 1 is a root"):
        continuation([], [Row(1, None, 0)])


def test_one_level_is_no_thread():
    with pytest.raises(ValueError, match="at least two levels"):
        grow([], deepest=1)


@pytest.mark.parametrize("key", [Key(1), Key(987_654, 3), Key(7, 10_000)])
def test_key_reads_what_it_writes(key):
    assert Key.read(str(key)) == key


@pytest.mark.parametrize(
    "text", ["", "-", "3-", "-3", "1.5", "1-2-3", "９", " 1", "1\n", "9999999999"]
)
def test_key_reads_nothing_else(text):
    assert Key.read(text) is None
