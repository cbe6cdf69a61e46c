"""Reading a discussion: a page of its roots with their first replies, and more of one tree.

Each page takes the same few statements, whatever the length of the thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from comments.models import Comment, Discussion, Rules
from comments.selections import Selection
from comments.threads import DEEPEST, Branch, Key, Node, Order, continuation, grow
from polls.models import Poll, Post
from smartpulse.prepared import Prepared, prepared

ROOTS = 20
REPLIES = 10
MORE = 50

ID = BigIntegerField()
LAST = 2**31 - 1


@dataclass(frozen=True)
class Tree:
    """A root as it is drawn, and the id after which its further replies begin, None if none do.

    `remaining` is how many of those readers see.
    """

    root: Node[Comment]
    further: int | None
    remaining: int = 0


@dataclass(frozen=True)
class Page:
    """A page of trees in order; `following` is the key of the next page, None on the last."""

    trees: list[Tree]
    following: Key | None


@dataclass(frozen=True)
class More:
    """Further replies of one tree, by the comment that they are drawn under; and what follows.

    `further` and `remaining` as in Tree.
    """

    branches: list[Branch[Comment]]
    further: int | None
    remaining: int = 0


@dataclass(frozen=True)
class Listing:
    """Comments one after the other; `following` as in Page."""

    comments: list[Comment]
    following: Key | None


@prepared(pk=ID, now=DateTimeField())
def public_comment(pk, now):
    """The comment, where readers may read it, with its discussion."""
    return related(Comment.objects.public(now).filter(pk=pk)).with_discussion()


@prepared(pk=ID, now=DateTimeField())
def standing_comment(pk, now):
    """The comment, where it takes a place in a thread that readers may see, with its discussion."""
    standing = Comment.objects.in_thread().filter(discussion__in=Discussion.objects.public(now))
    return related(standing.filter(pk=pk)).with_discussion()


def home_of(discussion: Discussion, now: datetime) -> Poll | Post:
    """Where pages of single comments lead back to: the first report of the discussion's poll.

    A poll and its reports show one discussion, and a comment's page, the same for every reader, has to choose:
    the report is what is read from then on. Until it is published, the poll; or the post without one.
    """
    report = discussion.poll_id and first_report.first(poll=discussion.poll_id, now=now)
    if not report:
        return discussion.subject
    report.reports = discussion.poll
    return report


def place_of(comment: Comment, home: Poll | Post) -> str:
    """Where the comment stands in its whole discussion: on the page that begins with its tree.

    That draws each tree's first replies; of a later one it is the tree that can be shown.
    """
    root = comment.root or comment
    is_drawn = root.pk == comment.pk or len(replies_before(root=root.pk, pk=comment.pk)) < REPLIES
    number = comment.number if is_drawn else root.number
    return f"{home.get_absolute_url()}?after={Key(root.number - 1)}#comment-{number}"


@prepared(root=ID, pk=ID)
def replies_before(root, pk):
    """Of a tree's first replies those that come before a comment."""
    replies = Comment.objects.in_thread().filter(root=root, pk__lt=pk).order_by("pk")
    return replies.only("root")[:REPLIES]


@prepared(poll=ID, now=DateTimeField())
def first_report(poll, now):
    reports = Post.objects.published(now).filter(reports=poll).order_by("published_at", "pk")
    return reports.only("slug", "headline")[:1]


def discussion_of(subject: Poll | Post) -> Discussion:
    """The discussion of a poll or post: its number of visible `responses`, whether it `has_picks`.

    And `by_choice`: it once more for each choice of its poll, as `known` says.
    """
    kind, owner = Discussion.place_of(subject)
    rows = known(kind)(subject=owner.pk)
    if not rows:
        rules = rules_of.first(newsletter=owner.newsletter_id) or Rules()
        found = Discussion.unbegun(owner, rules)
        found.responses, found.has_picks, found.by_choice = 0, False, []
        return found
    found = rows[0]
    setattr(found, kind, owner)
    # Django sets what was joined where there is any.
    found.by_choice = [row for row in rows if hasattr(row, "choice")]
    return found


@prepared(newsletter=ID)
def rules_of(newsletter):
    return Rules.objects.filter(newsletter=newsletter)


@cache
def known(kind: str) -> Prepared:
    """The discussion of a "poll" or a "post", a row for each `choice` of its poll, or one without.

    How many comments show the choice (`shown`), of how many `people`; whether somebody `answers` the
    question that its voters are asked.
    """

    @prepared(subject=ID)
    def discussions(subject):
        # Of the whole discussion: the same in each row, and so looked for but once.
        own = Subquery(Discussion.objects.filter(**{kind: subject}).values("pk"))
        visible = Comment.objects.visible().filter(discussion=own)
        showing = visible.filter(voted_choice=OuterRef("choice__pk")).order_by()
        people = showing.values("voted_choice").annotate(number=Count("author_key", distinct=True))
        return (
            Discussion.objects.filter(**{kind: subject})
            .annotate(choice=FilteredRelation("poll__choices"))
            .select_related("choice__follow_up")
            .annotate(
                responses=counted(visible, "discussion"),
                has_picks=Exists(visible.filter(picked=True)),
                shown=counted(showing, "voted_choice"),
                people=Coalesce(Subquery(people.values("number")), 0),
                answers=Exists(visible.filter(follow_up=OuterRef("choice__follow_up"))),
            )
        )

    return discussions


def page(
    discussion: Discussion,
    order: Order = Order.OLDEST,
    after: Key | None = None,
    *,
    roots: int = ROOTS,
    replies: int = REPLIES,
    deepest: int = DEEPEST,
) -> Page:
    """The page of `roots` trees that begins after a key, each with its first `replies` by id."""
    after = after or FIRST[order]
    found = ordered(order, roots + 1)(
        discussion=discussion.pk, number=after.number, replies=after.replies
    )
    shown = found[:roots]
    first = first_replies([root.pk for root in shown], replies)
    kept = [reply for reply in first if reply.place <= replies]
    last = {reply.root_id: reply.pk for reply in kept}
    longer = {reply.root_id for reply in first if reply.place > replies}
    trees = []
    for node in grow([*shown, *kept], deepest=deepest):
        root = node.comment
        if root.pk in longer:
            drawn = sum(reply.is_visible for reply in kept if reply.root_id == root.pk)
            trees.append(Tree(node, last.get(root.pk, root.pk), root.visible_replies - drawn))
        else:
            trees.append(Tree(node, None))
    following = None
    if len(found) > roots:
        replied = shown[-1].visible_replies if order == Order.MOST_REPLIED else 0
        following = Key(shown[-1].number, replied)
    return Page(trees, following)


def selected(
    discussion: Discussion, selection: Selection, after: Key | None = None, *, number: int = ROOTS
) -> Listing:
    """Of a part of the discussion the page that begins after a key, by number."""
    comments = selection.of(Comment.objects.visible().filter(discussion=discussion))
    replies = Comment.objects.visible().filter(parent=OuterRef("pk"))
    rows = related(comments.filter(number__gt=after.number if after else 0)).order_by("number")
    rows = rows.select_related("parent")
    found = list(rows.annotate(replied=counted(replies, "parent"))[: number + 1])
    shown = found[:number]
    return Listing(shown, Key(shown[-1].number) if len(found) > number else None)


def counted(comments: QuerySet[Comment], by: str) -> Coalesce:
    """How many comments of a subquery have the same `by`."""
    # Rows, not their ids: an index that has no ids answers alone.
    number = comments.order_by().values(by).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(number), 0)


# What stands before the first page in each order.
FIRST = {Order.OLDEST: Key(0), Order.NEWEST: Key(LAST), Order.MOST_REPLIED: Key(0, LAST)}


@cache
def ordered(order: Order, number: int) -> Prepared:
    """The first roots after a key, each with its number of `visible_replies`."""

    @prepared(discussion=ID, number=IntegerField(), replies=IntegerField())
    def roots(discussion, number, replies):
        # The discussion is named once more: so the number is read from an index alone.
        below = Comment.objects.visible().filter(discussion=discussion, root=OuterRef("pk"))
        roots = related(Comment.objects.in_thread().roots().filter(discussion=discussion))
        roots = roots.annotate(visible_replies=counted(below, "root"))
        if order == Order.MOST_REPLIED:
            fewer = Q(visible_replies__lt=replies)
            roots = roots.filter(fewer | Q(visible_replies=replies, number__gt=number))
            return roots.order_by("-visible_replies", "number")[:limit]
        if order == Order.NEWEST:
            return roots.filter(number__lt=number).order_by("-number")[:limit]
        return roots.filter(number__gt=number).order_by("number")[:limit]

    limit = number
    return roots


def first_replies(roots: list[int], number: int) -> list[Comment]:
    """The first replies of each tree by id, with their `place` from 1; one more than `number`."""
    if not roots:
        return []
    return replies_below(len(roots))(last=number + 1, **root_names(roots))


@cache
def replies_below(roots: int) -> Prepared:
    """Of so many trees the replies up to the place `last`."""

    @prepared(last=IntegerField(), **root_names([ID] * roots))
    def replies(last, **roots):
        place = Window(RowNumber(), partition_by=F("root"), order_by=F("id").asc())
        # A foreign key is compared with ids that are known, this with what has their type.
        tree = ExpressionWrapper(F("root_id"), output_field=ID)
        rows = Comment.objects.in_thread().alias(tree=tree).filter(tree__in=list(roots.values()))
        return related(rows.annotate(place=place)).filter(place__lte=last).order_by("pk")

    return replies


def root_names(values: list) -> dict:
    return {f"root_{place}": value for place, value in enumerate(values)}


def more(root: Comment, after: int, *, number: int = MORE, deepest: int = DEEPEST) -> More:
    """The replies of a tree that come after the comment with the id `after`."""
    found = further_replies(number + 1)(root=root.pk, after=after)
    shown = found[:number]
    above = ancestors([reply.parent_id for reply in shown if reply.parent_id <= after])
    branches = continuation(above, shown, deepest=deepest)
    if len(found) <= number:
        return More(branches, None)
    last = shown[-1].pk
    remaining = Comment.objects.visible().filter(root=root.pk, pk__gt=last).count()
    return More(branches, last, remaining)


@cache
def further_replies(number: int) -> Prepared:
    """Of a tree the first replies after an id."""

    @prepared(root=ID, after=ID)
    def replies(root, after):
        rows = Comment.objects.in_thread().filter(root=root, pk__gt=after)
        return related(rows).order_by("pk")[:number]

    return replies


def drawn_before(ids: Iterable[int], after: int) -> dict[int, Comment]:
    """Comments by id; `has_replies` says whether replies up to the id `after` are drawn under each."""
    replies = Comment.objects.in_thread().filter(parent=OuterRef("pk"), pk__lte=after)
    return Comment.objects.annotate(has_replies=Exists(replies)).in_bulk(ids)


def ancestors(ids: list[int]) -> list[Comment]:
    """The comments with these ids and all above them, by id."""
    if not ids:
        return []
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS.format(ids=places), ids)
        found = [pk for (pk,) in cursor.fetchall()]
    return list(related(Comment.objects.filter(pk__in=found)).order_by("pk"))


ANCESTORS = """
    WITH RECURSIVE above (id, parent_id) AS (
        SELECT id, parent_id FROM comments_comment WHERE id IN ({ids})
        UNION
        SELECT comment.id, comment.parent_id
        FROM comments_comment AS comment JOIN above ON comment.id = above.parent_id
    )
    SELECT id FROM above
"""


def below(comment: Comment, after: int | None = None, *, number: int = MORE) -> QuerySet[Comment]:
    """The first `number` of what stands below a comment, by id, from after the id `after` on."""
    after = comment.pk if after is None else after
    if comment.parent_id is None:
        found = Comment.objects.in_thread().filter(root=comment.pk)
    else:
        with connection.cursor() as cursor:
            cursor.execute(BELOW, [comment.pk])
            found = Comment.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()])
    return related(found.filter(pk__gt=after)).order_by("pk")[:number]


BELOW = """
    WITH RECURSIVE below (id) AS (
        SELECT id FROM comments_comment WHERE parent_id = %s AND in_thread
        UNION
        SELECT comment.id
        FROM comments_comment AS comment JOIN below ON comment.parent_id = below.id
        WHERE comment.in_thread
    )
    SELECT id FROM below
"""


# What no page prints, addresses and what was typed among it, is not read for one.
PRINTED = (
    *("number", "name", "site", "badge", "recent_title", "recent_url", "body_html", "picked"),
    *("created_at", "edited_at", "erased_at", "status", "discussion", "parent", "root"),
    *("voted_choice__text", "follow_up__question"),
)


def related(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """What is drawn of each comment, with the choice that it shows and the question it answers."""
    return comments.select_related("voted_choice", "follow_up").only(*PRINTED)
