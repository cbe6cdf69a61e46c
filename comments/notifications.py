"""What mail comes of a comment, and of what a moderator does to it.

Called inside the transaction that does it: a comment and the mail about it are stored together or not
at all. Nothing is sent here (comments.delivery does), so that no mail server keeps anybody waiting.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from comments import subscriptions, tasks
from comments.models import Comment, Moderation, RemovalNotice, ReplyNotice
from smartpulse import jobs

Action = Moderation.Action
Status = Comment.Status

# As long a moderator can undo a removal before its author is told.
UNDO_TIME = timedelta(minutes=2)

# The acts of which an author is told the reason. Spammers are told nothing.
TOLD = {Action.REJECT, Action.REMOVE}


def may_come_of(comment: Comment) -> bool:
    """Whether somebody may have to be told that the comment is posted."""
    return comment.wants_replies or (comment.parent is not None and comment.parent.wants_replies)


def posted(comment: Comment) -> None:
    """The comment has been stored; its `parent` is loaded."""
    now = comment.created_at
    written = (
        comment.wants_replies and subscriptions.may_ask(comment) and subscriptions.ask(comment, now)
    )
    if comment.is_visible and comment.parent and comment.parent.wants_replies:
        written = tell_of([comment.pk], now) or written
    if written:
        tasks.send_mail.enqueue()


def acted(comments: Iterable[Comment], moderations: list[Moderation]) -> None:
    """Moderators have acted: each comment is as it was before, and has its record in the same place."""
    published, removals = [], []
    for comment, moderation in zip(comments, moderations, strict=True):
        if moderation.after == Status.PUBLISHED and comment.published_at is None:
            published.append(comment)
        elif moderation.action in TOLD and moderation.reason and comment.email_confirmed_at:
            removals.append((comment, moderation))
    if published:
        first_seen(published, moderations[0].created_at)
    if removals:
        tell_authors(removals, moderations[0].created_at)


def first_seen(comments: list[Comment], now: datetime) -> None:
    """Readers see the comments for the first time."""
    asked = [subscriptions.ask(comment, now) for comment in comments if comment.wants_replies]
    replies = [comment.pk for comment in comments if comment.parent_id]
    told = bool(replies) and tell_of(replies, now)
    if told or any(asked):
        tasks.send_mail.enqueue()


def tell_of(replies: list[int], now: datetime) -> bool:
    """Have those told who asked for replies to what these comments answer; whether there is anybody.

    To be told, one has confirmed one's address and did not write the reply oneself.
    """
    asked = Comment.objects.select_related("parent").filter(
        pk__in=replies,
        parent__wants_replies=True,
        parent__email_confirmed_at__isnull=False,
        parent__status=Status.PUBLISHED,
    )
    notices = [
        ReplyNotice(comment=reply, subscription=subscriptions.of(reply.parent, now), due_at=now)
        for reply in asked
        if not by_one_author(reply, reply.parent)
    ]
    ReplyNotice.objects.bulk_create(notices, ignore_conflicts=True)
    return bool(notices)


def by_one_author(reply: Comment, parent: Comment) -> bool:
    """Who merely types the parent's address is not its author, and cannot keep a reply from them."""
    same_browser = reply.author_key is not None and parent.is_by(bytes(reply.author_key))
    return same_browser or (reply.email_confirmed_at is not None and reply.email == parent.email)


def tell_authors(removals: list[tuple[Comment, Moderation]], now: datetime) -> None:
    """Have the authors told why their comments are gone, once an undo is unlikely."""
    due_at = now + UNDO_TIME
    RemovalNotice.objects.bulk_create(
        RemovalNotice(
            moderation=moderation, subscription=subscriptions.of(comment, now), due_at=due_at
        )
        for comment, moderation in removals
    )
    jobs.enqueue_at(tasks.send_mail, due_at)
