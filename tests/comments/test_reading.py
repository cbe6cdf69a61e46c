"""Pages of a discussion, read from the database, against the thread as a whole."""

import random

import pytest

from comments import reading
from comments.models import Comment
from comments.threads import Order, grow
from tests.comments.factories import make_comment, make_discussion, make_thread

pytestmark = pytest.mark.django_db

SHAPES = {
    "flat": lambda rng, place: None,
    "chain": lambda rng, place: place - 1,
    "bushy": lambda rng, place: rng.choice([None, rng.randrange(place)]),
    "few roots": lambda rng, place: rng.randrange(place),
    "late": lambda rng, place: rng.choice([None, rng.randrange(max(0, place - 5), place)]),
}


def thread(shape, size, seed=1):
    rng = random.Random(seed)
    discussion = make_discussion()
    make_comment(make_discussion())  # of another discussion: it never shows
    parents = [None, *(SHAPES[shape](rng, place) for place in range(1, size))]
    return discussion, make_thread(discussion, parents)


def places(nodes):
    return {
        node.comment.pk: (node.above and node.above.comment.pk, node.level)
        for root in nodes
        for node in root.walk()
    }


def read_all(discussion, order, *, roots, replies, number):
    """Every place that a reader finds who opens every page and every “more”; roots in order."""
    found, seen, after = {}, [], None
    while True:
        page = reading.page(discussion, order, after, roots=roots, replies=replies)
        for tree in page.trees:
            seen.append(tree.root.comment)
            fresh = places([tree.root])
            assert found.keys().isdisjoint(fresh)
            found |= fresh
            further = tree.further
            while further:
                more = reading.more(tree.root.comment, further, number=number)
                for branch in more.branches:
                    assert branch.under in found
                    fresh = places(branch.nodes)
                    assert found.keys().isdisjoint(fresh)
                    found |= fresh
                further = more.further
        after = page.following
        if after is None:
            return found, seen


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("roots", "replies", "number"), [(1, 0, 1), (3, 2, 4), (20, 10, 50)])
def test_reader_who_opens_everything_finds_each_comment_once_in_its_place(
    shape, order, roots, replies, number
):
    discussion, comments = thread(shape, 60)
    found, seen = read_all(discussion, order, roots=roots, replies=replies, number=number)
    assert found == places(grow(comments))
    sizes = {root.pk: sum(each.root_id == root.pk for each in comments) for root in seen}
    key = {
        Order.OLDEST: lambda root: root.number,
        Order.NEWEST: lambda root: -root.number,
        Order.MOST_REPLIED: lambda root: (-sizes[root.pk], root.number),
    }[order]
    assert seen == sorted(seen, key=key)


@pytest.mark.parametrize("shape", ["bushy", "few roots"])
def test_ten_thousand_comments_are_all_found(shape):
    discussion, comments = thread(shape, 10_000)
    found, _ = read_all(discussion, Order.OLDEST, roots=1_000, replies=100, number=5_000)
    assert found == places(grow(comments))


@pytest.mark.parametrize("size", [1, 3, 500])
@pytest.mark.parametrize("order", Order)
def test_page_takes_two_statements_whatever_its_length(size, order, django_assert_num_queries):
    discussion, _ = thread("bushy", size)
    with django_assert_num_queries(2):
        page = reading.page(discussion, order)
        assert [tree.root.comment.voted_choice for tree in page.trees] == [None] * len(page.trees)
    with django_assert_num_queries(1):
        assert reading.discussion_of(discussion.poll).responses == size


def test_more_takes_four_statements_and_the_last_three(django_assert_num_queries):
    _, comments = thread("chain", 100)
    Comment.objects.filter(pk=comments[80].pk).update(status="removed")
    with django_assert_num_queries(4):
        more = reading.more(comments[0], comments[10].pk)
    assert (more.further, more.remaining) == (comments[60].pk, 38)
    with django_assert_num_queries(3):
        more = reading.more(comments[0], comments[60].pk)
    assert (more.further, more.remaining) == (None, 0)


def test_page_knows_how_many_replies_remain():
    discussion, comments = thread("chain", 30)
    Comment.objects.filter(pk__in=[comments[5].pk, comments[20].pk]).update(status="removed")
    trees = reading.page(discussion, replies=10).trees
    assert [(tree.further, tree.remaining) for tree in trees] == [(comments[10].pk, 18)]
    assert reading.page(discussion, replies=29).trees[0].further is None


def test_placeholders_stand_and_what_else_is_gone_does_not():
    discussion, comments = thread("chain", 3)
    Comment.objects.filter(pk=comments[0].pk).update(status="removed")
    Comment.objects.filter(pk=comments[2].pk).update(status="spam", in_thread=False)
    make_comment(discussion, status="held")
    found, _ = read_all(discussion, Order.OLDEST, roots=9, replies=9, number=9)
    assert set(found) == {comments[0].pk, comments[1].pk}
    assert reading.discussion_of(discussion.poll).responses == 1


@pytest.mark.parametrize("shape", ["bushy", "few roots"])
def test_what_stands_above_and_below_a_comment(shape):
    _, comments = thread(shape, 60)
    by_id = {comment.pk: comment for comment in comments}

    def line(comment):
        above = []
        while comment:
            above.append(comment)
            comment = by_id.get(comment.parent_id)
        return above[::-1]

    for comment in comments:
        assert reading.ancestors([comment.pk]) == line(comment)
        under = [each for each in comments if comment in line(each)[:-1]]
        assert list(reading.below(comment)) == under[: reading.MORE]
        assert (
            list(reading.below(comment, comment.pk + 20, number=3))
            == [each for each in under if each.pk > comment.pk + 20][:3]
        )
