"""Posting a comment: the one way in.

`post` decides outside the transaction what can be decided there: rules, limits, screeners, Markdown.
Inside it, comments.placing holds the discussion, looks at what may have changed, and writes.
"""

import logging
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, BinaryField, CharField, DateTimeField
from django.utils import timezone
from django.utils.module_loading import import_string

from comments import drafts, mailboxes, notifications, placing, screening, subscriptions
from comments.commenters import Commenter
from comments.models import Comment, Discussion, FollowUp, Rules
from comments.placing import LARGEST_ID, SentTwice, since
from comments.refusals import Closed, Invalid, PostedAlready, TooMany
from comments.screening import Decision, Draft, Verdict
from polls.models import Choice
from smartpulse import markup, throttle
from smartpulse.network import network_digest
from smartpulse.plurals import number_of
from smartpulse.prepared import Written

COPIES_WITHIN = timedelta(days=1)
# What a form sends, which sent twice is all the same.
SENT = ("body", "name", "email", "site", "recent_title", "recent_url")
SENT += ("wants_replies", "voted_choice_id", "follow_up_id")
POSTED_ALREADY = (
    "You have posted this comment already, and it stays as it was: nothing of what you sent now is posted. "
    "On the page of your own comment you can change its words and show your vote."
)
HOUR = timedelta(hours=1)

logger = logging.getLogger(__name__)


def post(
    discussion: Discussion,
    draft: Draft,
    commenter: Commenter,
    *,
    staff=None,
    badge: str = Comment.Badge.NONE,
) -> Comment:
    """Store the draft as the discussion's next comment and return it: published, held or spam.

    Whether its author has to be told that it waits follows from `status`; of spam they are told the
    same. The same text by the same browser in the same place is the same comment: a form sent twice
    stores one. `staff` is the signed-in member of the staff who writes, with `badge`.

    Raises Discussion.DoesNotExist where readers may not see the discussion, and a Refused that says
    why nothing was stored: Invalid, NoSuchParent, Closed, TooMany, PostedAlready.
    """
    now = timezone.now()
    if not discussion.is_public(now):
        raise Discussion.DoesNotExist
    if discussion.is_withdrawn:
        raise Closed(discussion.closed_sentence)
    draft = drafts.check(draft)
    if subscriptions.is_proven(draft.email, commenter, discussion):
        draft = replace(draft, email_confirmed=True)
    rules = Rules.of(discussion.newsletter)
    if not staff:
        limit_network(draft.address, rules.network_limit, now)
        subscriptions.limit(draft, now)
    comment = comment_of(discussion, draft, commenter, staff, badge, now)
    history = history_of(comment, commenter, now)
    decision = decide(draft, rules, history)
    trusted = history.known_good or history.staff
    limit = None if trusted else rules.discussion_limit
    try:
        # A comment of which no mail comes is a transaction of its own.
        with transaction.atomic() if notifications.may_come_of(comment) else nullcontext():
            placing.place(comment, draft, decision, limit=limit)
            notifications.posted(comment)
    except SentTwice as twice:
        first = twice.first()
        if any(getattr(first, name) != getattr(comment, name) for name in SENT):
            raise PostedAlready(POSTED_ALREADY) from None
        return first
    return comment


def comment_of(
    discussion: Discussion, draft: Draft, commenter: Commenter, staff, badge: str, now: datetime
) -> Comment:
    """What the checked draft says, not yet with a place and a status. Raises Invalid."""
    confirmed = draft.email_confirmed or is_own_address(draft, staff)
    return Comment(
        discussion=discussion,
        parent=placing.parent_of(draft),
        name=draft.name,
        email=draft.email,
        email_confirmed_at=now if confirmed else None,
        site=draft.site,
        recent_title=draft.recent_title,
        recent_url=draft.recent_url,
        **rendered(draft.body),
        badge=badge,
        staff=staff,
        author_key=commenter.key_in(discussion),
        network=network_digest(bytes(discussion.key), draft.address),
        voted_choice_id=own_choice(discussion, draft.voted_choice),
        follow_up_id=own_follow_up(discussion, draft.follow_up),
        wants_replies=draft.wants_replies,
        created_at=now,
    )


def is_own_address(draft: Draft, staff) -> bool:
    """Whether somebody of the staff gave the address of their own account."""
    return bool(staff and draft.email and draft.email == mailboxes.usual(staff.email))


def limit_network(address: str, limit: int | None, now: datetime) -> None:
    if limit is None:
        return
    subject = network_digest(settings.SECRET_KEY.encode(), address)
    seconds = int(HOUR.total_seconds())
    if wait := throttle.hit("comments", subject, limit=limit, seconds=seconds, now=now):
        minutes = -(-wait // 60)
        raise TooMany(
            "Many comments came from your network in the last hour. Yours was not posted: "
            f"send it again in {number_of(minutes, 'minute')}.",
            wait,
        )


def rendered(body: str) -> dict:
    """The fields that hold a text."""
    return {
        "body": body,
        "body_html": markup.render_comment(body),
        "body_version": markup.COMMENT_VERSION,
        "body_digest": screening.fingerprint(body),
    }


def history_of(comment: Comment, commenter: Commenter, now: datetime) -> screening.History:
    """What is known of the author and of the text, in one statement or two."""
    if comment.staff is not None:
        return screening.History(staff=True)
    elsewhere = set(commenter.remembered) - {comment.discussion_id}
    discussions = Discussion.objects.filter(pk__in=elsewhere).only("key") if elsewhere else ()
    keys = [comment.author_key, *commenter.keys_in(discussions)]
    email = comment.email if comment.email_confirmed_at else ""
    [known] = knowing(len(keys)).rows(
        confirmed=email,
        email=comment.email,
        discussion=comment.discussion_id,
        network=comment.network,
        body_digest=comment.body_digest,
        since=since(now - COPIES_WITHIN),
        **key_names(keys),
    )
    known_good, banned, banned_network, copied = map(bool, known)
    return screening.History(known_good, banned, banned_network, copied)


def key_names(keys: list) -> dict:
    return {f"key_{place}": key for place, key in enumerate(keys)}


@cache
def knowing(keys: int) -> Written:
    """What is asked of an author with so many keys; each EXISTS is answered from an index."""
    names = key_names([BinaryField()] * keys)
    places = ", ".join(f"%({name})s" for name in names)
    return Written(
        "history",
        HISTORY.format(keys=places),
        confirmed=CharField(),
        email=CharField(),
        discussion=BigIntegerField(),
        network=BinaryField(),
        body_digest=BinaryField(),
        since=DateTimeField(),
        **names,
    )


# An author's key is of one discussion: none is found in another. An address whose owner writes is not banned
# with somebody who merely typed it.
HISTORY = """
    SELECT
        EXISTS (SELECT 1 FROM comments_comment WHERE status = 'published'
            AND author_key IN ({keys}))
        OR EXISTS (SELECT 1 FROM comments_comment WHERE status = 'published'
            AND email = %(confirmed)s AND email <> '' AND email_confirmed_at IS NOT NULL),
        EXISTS (SELECT 1 FROM comments_comment WHERE banned AND author_key IN ({keys}))
        OR EXISTS (SELECT 1 FROM comments_comment WHERE banned
            AND email = %(email)s AND email <> ''
            AND (email_confirmed_at IS NOT NULL OR %(confirmed)s = '')),
        EXISTS (SELECT 1 FROM comments_comment WHERE banned
            AND discussion_id = %(discussion)s AND network = %(network)s),
        EXISTS (SELECT 1 FROM comments_comment WHERE body_digest = %(body_digest)s
            AND created_at > %(since)s AND (author_key IS NULL OR author_key NOT IN ({keys})))
"""


def decide(draft: Draft, rules: Rules, history: screening.History) -> Decision:
    """What the newsletter's rules say, and the site's own screeners after them."""
    decision = screening.decide(draft, rules.for_screening(), history)
    for path in settings.COMMENT_SCREENERS:
        if history.staff or decision.verdict == Verdict.SPAM:
            break
        try:
            answer = import_string(path)(draft, history)
            decision = screening.stricter(decision, answer and answer.cut())
        except Exception:
            # A filter that is down stops no discussion, and lets nothing through either.
            logger.exception("The screener %s failed; the comment is held.", path)
            failed = Decision(Verdict.HOLD, "screener failed", path)
            decision = screening.stricter(decision, failed.cut())
    return decision


def own_choice(discussion: Discussion, choice_id: int | None) -> int | None:
    """The id of a choice of the discussion's own poll; raises Invalid for any other."""
    if choice_id is None:
        return None
    own = Choice.objects.filter(pk=choice_id, poll=discussion.poll_id, poll__isnull=False)
    if not own.exists():
        raise Invalid({"voted_choice": "This answer belongs to another poll."})
    return choice_id


def own_follow_up(discussion: Discussion, follow_up_id: int | None) -> int | None:
    """The id of a question to voters of the discussion's own poll; raises Invalid for any other."""
    if follow_up_id is None:
        return None
    asked = FollowUp.objects.filter(
        choice__poll=discussion.poll_id, choice__poll__isnull=False, pk=follow_up_id
    )
    if not 0 < follow_up_id <= LARGEST_ID or not asked.exists():
        raise Invalid({"follow_up": "This question belongs to another poll."})
    return follow_up_id
