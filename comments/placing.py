"""A new comment's place: its number, its thread and its row, with the discussion held.

A comment's number is the next one that the discussion's row says, and all who change a discussion hold that
row: so numbers are unique and without a gap, and no reply comes under a parent that has just gone. Others who
post wait meanwhile. So what can be known before is known before; and the row is held, the comment stored
unless anything stands in its way, and its number counted in one round trip. Only where something does is it
asked what. The statements are written out: built in the ORM they take several times as long.
"""

from datetime import datetime, timedelta
from functools import cache

from django.db import connection, models, transaction

from comments import screening, standing
from comments.models import Comment
from comments.refusals import Closed, NoSuchParent
from comments.screening import Decision, Draft, Verdict
from smartpulse.ids import LARGEST_ID
from smartpulse.prepared import Written, in_one_go

HOUR = timedelta(hours=1)
# Numbers and ids count from 1.
NOWHERE = 0

STATUSES = {
    Verdict.PUBLISH: Comment.Status.PUBLISHED,
    Verdict.HOLD: Comment.Status.HELD,
    Verdict.SPAM: Comment.Status.SPAM,
}


class SentTwice(Exception):
    """The comment is there already; no number was used."""

    def __init__(self, pk: int):
        self.pk = pk

    def first(self) -> Comment:
        return Comment.objects.get(pk=self.pk)


def parent_of(draft: Draft) -> Comment | None:
    """What the draft replies to, as it was before the discussion is held."""
    if draft.parent is None:
        return None
    found = Comment.objects.raw(
        "SELECT * FROM comments_comment WHERE id = %s", [searchable(draft.parent)]
    )
    return next(iter(found), None)


def searchable(parent: int | None) -> int | None:
    """The parent's id as a database takes it."""
    return parent if parent is None or 0 < parent <= LARGEST_ID else NOWHERE


def place(comment: Comment, draft: Draft, decision: Decision, *, limit: int | None) -> None:
    """Give the comment its number, its place in the thread and its status, and store it.

    More than `limit` comments in an hour are held. In a transaction it holds the discussion until that ends;
    without one, only while it stores. Raises Closed, SentTwice, NoSuchParent.
    """
    if comment.parent:
        comment.root_id = comment.parent.root_id or comment.parent.pk
        comment.depth = comment.parent.depth + 1
    give_status(comment, decision)
    around = {
        "asked": searchable(draft.parent),
        "most": limit,
        "hour_ago": since(comment.created_at - HOUR),
        "now": since(comment.created_at),
    }
    if store(comment, UNOBSTRUCTED, around):
        return
    with transaction.atomic():
        discussion = standing.hold([comment.discussion_id])[comment.discussion_id]
        if not discussion.is_open(comment.created_at):
            raise Closed(discussion.closed_sentence)
        twin, is_flood, parent_status = look_around(comment, around)
        if twin:
            raise SentTwice(twin)
        if draft.parent is not None:
            check_parent(comment.parent, parent_status, comment)
        if is_flood:
            flood = Decision(Verdict.HOLD, "many comments", f"More than {limit} in an hour.")
            give_status(comment, screening.stricter(decision, flood))
        store(comment, OPEN, around)


def give_status(comment: Comment, decision: Decision) -> None:
    comment.status = STATUSES[decision.verdict]
    comment.hold_rule, comment.hold_match = decision.rule, decision.matched
    comment.in_thread = comment.is_visible
    comment.published_at = comment.created_at if comment.is_visible else None


# What may stand in the way of a comment: the same one, sent before by the same browser; too many in an
# hour, which the one tells that stands the limit's number of places before it; a parent that is gone.
OPEN = "(closes_at IS NULL OR closes_at > %(now)s)"
TWIN = """comments_comment WHERE author_key = %(author_key)s AND body_digest = %(body_digest)s
    AND coalesce(parent_id, 0) = coalesce(%(asked)s, 0) AND status <> 'removed'"""
FLOOD = """comments_comment WHERE discussion_id = %(discussion_id)s AND number = last_number + 1 - %(most)s
    AND created_at > %(hour_ago)s"""
PARENT = "comments_comment WHERE id = %(asked)s"
REPLIABLE = f"{PARENT} AND discussion_id = %(discussion_id)s AND status = 'published'"
UNOBSTRUCTED = (
    f"{OPEN} AND NOT EXISTS (SELECT 1 FROM {TWIN}) AND NOT EXISTS (SELECT 1 FROM {FLOOD}) "  # noqa: S608
    f"AND (%(asked)s IS NULL OR EXISTS (SELECT 1 FROM {REPLIABLE}))"
)

# All but the id, which the database gives, and the number, which the discussion does.
COLUMNS = {
    field.column: field
    for field in Comment._meta.concrete_fields
    if field.column not in ("id", "number")
}
# What databases take otherwise than Python has it.
ADAPTED = (models.BinaryField, models.DateTimeField)
AROUND = {
    "asked": models.BigIntegerField(),
    "most": models.IntegerField(),
    "hour_ago": models.DateTimeField(),
    "now": models.DateTimeField(),
}
IN_DISCUSSION = "FROM comments_discussion WHERE comments_discussion.id = %(discussion_id)s"
HOLD = Written(
    "hold_discussion",
    f"SELECT 1 {IN_DISCUSSION} FOR NO KEY UPDATE",
    discussion_id=models.BigIntegerField(),
)
# No comment stands above the discussion's last number but one that is being stored.
COUNT = Written(
    "count_comment",
    """UPDATE comments_discussion SET last_number = last_number + 1 WHERE id = %(discussion_id)s
    AND EXISTS (SELECT 1 FROM comments_comment
        WHERE discussion_id = %(discussion_id)s AND number = last_number + 1)
    RETURNING last_number, (SELECT id FROM comments_comment
        WHERE discussion_id = %(discussion_id)s AND number = last_number)""",
    discussion_id=models.BigIntegerField(),
)
OBSTACLES = Written(
    "obstacles",
    f"SELECT (SELECT min(id) FROM {TWIN}), EXISTS (SELECT 1 FROM {FLOOD}), "  # noqa: S608
    f"(SELECT status FROM {PARENT}) {IN_DISCUSSION}",
    **COLUMNS,
    **AROUND,
)


@cache
def storing(condition: str) -> Written:
    return Written(
        "store_comment",
        f"INSERT INTO comments_comment (number, {', '.join(COLUMNS)}) "
        f"SELECT last_number + 1, {', '.join(f'%({name})s' for name in COLUMNS)} "
        f"{IN_DISCUSSION} AND {condition}",
        **COLUMNS,
        **AROUND,
    )


def store(comment: Comment, condition: str, around: dict) -> bool:
    """Insert the comment and give it its number and id; False where the condition does not hold.

    Each statement sees what was committed before it began: after a wait for the discussion, all that was posted
    meanwhile. So the row is held by a statement of its own. On SQLite a transaction keeps everybody waiting.
    """
    held = [HOLD] if connection.features.has_select_for_update else []
    counted = in_one_go(*held, storing(condition), COUNT, **row(comment), **around)
    if counted:
        [(comment.number, comment.pk)] = counted
        comment._state.adding = False
    return bool(counted)


def look_around(comment: Comment, around: dict) -> tuple[int | None, bool, str | None]:
    """The id of the same comment sent before, whether too many came, and the parent's status."""
    [found] = OBSTACLES.rows(**row(comment), **around)
    return found


def row(comment: Comment) -> dict:
    """What is stored of a comment, by column."""
    values = {name: getattr(comment, field.attname) for name, field in COLUMNS.items()}
    for name, field in COLUMNS.items():
        if values[name] is not None and isinstance(field, ADAPTED):
            values[name] = field.get_db_prep_save(values[name], connection)
    return values


def check_parent(parent: Comment | None, status: str | None, reply: Comment) -> None:
    """Raises NoSuchParent where nobody can reply to `parent`, which by now has this status."""
    if parent is None or status is None or parent.published_at is None:
        # The same for what was never public: a guess at its id learns nothing.
        raise NoSuchParent(
            "The comment that you reply to is not here. Yours was not posted: "
            "you can post it as a comment of its own."
        )
    if parent.discussion_id != reply.discussion_id:
        raise NoSuchParent(
            "The comment that you reply to stands in another discussion. Yours was not posted: "
            "you can post it here as a comment of its own."
        )
    if status == Comment.Status.HELD:
        raise NoSuchParent(
            "The comment that you reply to is being reviewed. Yours was not posted: "
            "try again later, or post it as a comment of its own."
        )
    if status != Comment.Status.PUBLISHED:
        raise NoSuchParent(
            "The comment that you reply to was removed. Yours was not posted: "
            "you can post it as a comment of its own."
        )


def since(moment: datetime):
    """A time as the database compares it, for statements that are written out."""
    return connection.ops.adapt_datetimefield_value(moment)
