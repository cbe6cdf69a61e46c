"""What its author may still do to a comment: edit it, withdraw it, show a vote on it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from comments import drafts, erasure, placing, posting, standing
from comments.commenters import Commenter
from comments.models import Comment, Moderation, Rules
from comments.refusals import NotYours, TooLate
from comments.screening import Draft, Verdict

EDITABLE = timedelta(minutes=15)


def edit(comment_id: int, draft: Draft, commenter: Commenter) -> Comment:
    """Replace the text within EDITABLE of posting. `draft` brings `body`, and what screening reads.

    The new text is screened as a new comment is, so that nobody smuggles a link into what was
    approved; a comment that waits goes on waiting, and says why. Raises NotYours, TooLate, Invalid.
    """
    now = timezone.now()
    # Whoever is too late is told so, and not how to mend a text that cannot be saved.
    comment = editable(comment_id, commenter, now)
    body = drafts.check_body(draft.body)
    if body == comment.body:
        return comment
    texts = posting.rendered(body)
    vars(comment).update(texts)
    rules = Rules.of(comment.discussion.newsletter)
    history = posting.history_of(comment, commenter, now)
    decision = posting.decide(as_draft(comment, draft), rules, history)
    with transaction.atomic():
        standing.hold([comment.discussion_id])
        comment = editable(comment_id, commenter, now)
        vars(comment).update(texts, edited_at=now)
        status = placing.STATUSES[decision.verdict]
        is_taken_back = comment.is_visible and decision.verdict != Verdict.PUBLISH
        # What waits goes on naming why, unless the new text itself gives a reason.
        if is_taken_back or (decision.matched and status == comment.status):
            comment.status = status
            comment.hold_rule, comment.hold_match = decision.rule, decision.matched
        comment.save(update_fields=[*texts, "edited_at", "status", "hold_rule", "hold_match"])
        standing.settle([comment.pk])
    comment.refresh_from_db(fields=["in_thread"])
    return comment


def withdraw(comment_id: int, commenter: Commenter) -> Comment:
    """Delete one's own comment within EDITABLE: its words go, its place stays while replies need it.

    Raises NotYours, TooLate.
    """
    now = timezone.now()
    with transaction.atomic():
        comment = editable(comment_id, commenter, now)
        erasure.empty([comment], Moderation.Action.WITHDRAW, actor=None, reason="", now=now)
    comment.refresh_from_db()
    return comment


def show_vote(comment_id: int, choice_id: int | None, commenter: Commenter) -> None:
    """Show on one's own comment the choice that one voted for, or with None take it back, any time.

    The view reads the choice from the browser's own ballot. With the vote goes the question that the
    comment answers: it was put to the voters of one choice alone. Raises NotYours, Invalid.
    """
    comment = get(comment_id, commenter)
    choice = posting.own_choice(comment.discussion, choice_id)
    told = {"voted_choice": choice} if choice else {"voted_choice": None, "follow_up": None}
    Comment.objects.filter(pk=comment.pk, erased_at=None).update(**told)


def editable(comment_id: int, commenter: Commenter, now: datetime) -> Comment:
    """The browser's own comment, young enough to change. Raises NotYours, TooLate."""
    comment = get(comment_id, commenter)
    if not is_here(comment):
        raise TooLate("This comment is no longer here.")
    if not is_young(comment, now):
        minutes = EDITABLE // timedelta(minutes=1)
        raise TooLate(f"A comment can be changed for {minutes} minutes after it was posted.")
    return comment


def is_here(comment: Comment) -> bool:
    """Whether it is read or waits, as far as its author is told."""
    return comment.status in {Comment.Status.PUBLISHED, Comment.Status.HELD, Comment.Status.SPAM}


def is_young(comment: Comment, now: datetime) -> bool:
    return now < comment.created_at + EDITABLE


def get(comment_id: int, commenter: Commenter) -> Comment:
    comment = Comment.objects.with_discussion().filter(pk=comment_id).first()
    if comment is None or not comment.is_by(commenter.key_in(comment.discussion)):
        raise NotYours("This comment was written in another browser.")
    return comment


def as_draft(comment: Comment, sent: Draft) -> Draft:
    """What the rules read of an edit: the comment's own fields, and the request that brought it."""
    return Draft(
        name=comment.name,
        body=comment.body,
        email=comment.email,
        site=comment.site,
        recent_title=comment.recent_title,
        recent_url=comment.recent_url,
        trap=sent.trap,
        # Whoever edits has written before: there is no form whose time could tell.
        seconds=float("inf"),
        address=sent.address,
    )
