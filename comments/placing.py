"""A new comment's place: its number, its thread and its row, with the discussion held.

Giving out the next number takes the discussion's row, and all who change a discussion hold it: so
numbers are unique and no reply comes under a parent that has just gone. Others who post wait meanwhile.
So what can be known before is known before. The comment is stored by a statement that looks at the same
time whether anything stands in its way; only where something does is it asked what. The statements are
written out: built in the ORM they take several times as long.
"""

from datetime import datetime, timedelta
from functools import cache

from django.db import connection, models

from comments import screening
from comments.models import Comment, Discussion
from comments.refusals import Closed, NoSuchParent
from comments.screening import Decision, Draft, Verdict
from smartpulse.prepared import Written

HOUR = timedelta(hours=1)
LARGEST_ID = 2**63 - 1
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

    More than `limit` comments in an hour are held. Call it in a transaction: it holds the discussion until
    that ends. Raises Closed, SentTwice, NoSuchParent.
    """
    comment.number = next_number(comment.discussion, comment.created_at)
    if comment.parent:
        comment.root_id = comment.parent.root_id or comment.parent.pk
        comment.depth = comment.parent.depth + 1
    give_status(comment, decision)
    around = {
        "asked": searchable(draft.parent),
        "earlier": comment.number - (limit or comment.number),
        "hour_ago": since(comment.created_at - HOUR),
    }
    if store(comment, UNOBSTRUCTED, around):
        return
    twin, is_flood, parent_status = look_around(comment, around)
    if twin:
        raise SentTwice(twin)
    if draft.parent is not None:
        check_parent(comment.parent, parent_status, comment)
    if is_flood:
        flood = Decision(Verdict.HOLD, "many comments", f"More than {limit} in an hour.")
        give_status(comment, screening.stricter(decision, flood))
    store(comment, "true", around)


def give_status(comment: Comment, decision: Decision) -> None:
    comment.status = STATUSES[decision.verdict]
    comment.hold_rule, comment.hold_match = decision.rule, decision.matched
    comment.in_thread = comment.is_visible
    comment.published_at = comment.created_at if comment.is_visible else None


def next_number(discussion: Discussion, now: datetime) -> int:
    """Take the discussion's row, and its next number. Raises Closed."""
    taken = NEXT_NUMBER.rows(discussion=discussion.pk, now=since(now))
    if not taken:
        discussion.refresh_from_db(fields=["closed_note"])
        raise Closed(discussion.closed_sentence)
    [(number,)] = taken
    return number


NEXT_NUMBER = Written(
    "next_number",
    "UPDATE comments_discussion SET last_number = last_number + 1 WHERE id = %(discussion)s "
    "AND (closes_at IS NULL OR closes_at > %(now)s) RETURNING last_number",
    discussion=models.BigIntegerField(),
    now=models.DateTimeField(),
)

# What may stand in the way of a comment: the same one, sent before by the same browser; too many in an
# hour, which the one tells that stands the limit's number of places before it; a parent that is gone.
TWIN = """comments_comment WHERE author_key = %(author_key)s AND body_digest = %(body_digest)s
    AND coalesce(parent_id, 0) = coalesce(%(asked)s, 0) AND status <> 'removed'"""
FLOOD = """comments_comment WHERE discussion_id = %(discussion_id)s AND number = %(earlier)s
    AND created_at > %(hour_ago)s"""
PARENT = "comments_comment WHERE id = %(asked)s"
REPLIABLE = f"{PARENT} AND discussion_id = %(discussion_id)s AND status = 'published'"
UNOBSTRUCTED = (
    f"NOT EXISTS (SELECT 1 FROM {TWIN}) AND NOT EXISTS (SELECT 1 FROM {FLOOD}) "  # noqa: S608
    f"AND (%(asked)s IS NULL OR EXISTS (SELECT 1 FROM {REPLIABLE}))"
)
OBSTACLES = (
    f"SELECT (SELECT min(id) FROM {TWIN}), EXISTS (SELECT 1 FROM {FLOOD}), "  # noqa: S608
    f"(SELECT status FROM {PARENT})"
)


def store(comment: Comment, condition: str, around: dict) -> bool:
    """Insert the comment and give it its id; False where the condition does not hold."""
    stored = storing(condition).rows(**row(comment), **around)
    if stored:
        [(comment.pk,)] = stored
        comment._state.adding = False
    return bool(stored)


@cache
def storing(condition: str) -> Written:
    return Written(
        "store_comment",
        f"INSERT INTO comments_comment ({', '.join(columns())}) "
        f"SELECT {', '.join(f'%({name})s' for name in columns())} WHERE {condition} RETURNING id",
        **columns(),
        asked=models.BigIntegerField(),
        earlier=models.IntegerField(),
        hour_ago=models.DateTimeField(),
    )


def look_around(comment: Comment, around: dict) -> tuple[int | None, bool, str | None]:
    """The id of the same comment sent before, whether too many came, and the parent's status."""
    with connection.cursor() as cursor:
        cursor.execute(OBSTACLES, row(comment) | around)
        return cursor.fetchone()


def row(comment: Comment) -> dict:
    """What is stored of a comment, by column."""
    return {
        name: field.get_db_prep_save(getattr(comment, field.attname), connection)
        for name, field in columns().items()
    }


@cache
def columns() -> dict[str, models.Field]:
    """All but the id, which the database gives."""
    fields = Comment._meta.concrete_fields
    return {field.column: field for field in fields if not field.primary_key}


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
