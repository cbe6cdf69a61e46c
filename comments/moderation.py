"""What moderators do to comments: each act is recorded, can be undone, and never meets a comment unseen.

A moderator says in which version they saw the comment. Where its status has changed meanwhile, or its
author has changed the text, the act is refused and says who did what: so two moderators never undo one
another silently, and nothing is approved unread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from comments import bans, notifications, standing
from comments.commenters import Commenter
from comments.models import Comment, Discussion, Moderation, Report, Rules
from comments.refusals import AlreadyReported, Conflict, Refused, TooMany
from smartpulse import throttle
from smartpulse.network import network_digest
from smartpulse.plurals import number_of

Action = Moderation.Action
Status = Comment.Status

PORTION = 500
REPORTS_AN_HOUR = 20

# The states in which each act makes sense, and the one that it leads to.
ACTS = {
    Action.APPROVE: ({Status.HELD, Status.REJECTED, Status.SPAM, Status.REMOVED}, Status.PUBLISHED),
    Action.HOLD: ({Status.PUBLISHED}, Status.HELD),
    Action.REJECT: ({Status.HELD}, Status.REJECTED),
    Action.SPAM: (set(Status) - {Status.SPAM}, Status.SPAM),
    Action.REMOVE: ({Status.PUBLISHED}, Status.REMOVED),
    # It stays as it is, and what readers reported is settled.
    Action.KEEP: ({Status.PUBLISHED}, Status.PUBLISHED),
    Action.BAN: (set(Status), Status.SPAM),
}
FINAL = {Action.UNDO, Action.WITHDRAW, Action.ERASE, Action.PICK, Action.UNPICK}


@dataclass(frozen=True)
class Done:
    """What came of an act on many comments: the records, and the ids of those that had moved on."""

    moderations: list[Moderation]
    skipped: list[int]


def moderate(comment: Comment, action: str, *, actor, reason: str = "") -> Moderation:
    """Do one of ACTS to the comment, which the moderator saw in this version.

    Returns the record. Raises Refused for what makes no sense in that state, and Conflict where the
    comment is another by now.
    """
    if not suits(action, comment):
        if action == Action.BAN:
            raise Refused(
                "A colleague wrote this. What the staff sends is not screened: a ban would only hold what "
                "readers in your office’s network write."
            )
        raise Refused(f"This comment is {comment.get_status_display().lower()} already.")
    done = moderate_many({comment.pk: comment.version}, action, actor=actor, reason=reason)
    if done.skipped:
        raise conflict(comment.pk)
    return done.moderations[0]


def moderate_many(
    seen: dict[int, str], action: str, *, actor, reason: str = "", batch: UUID | None = None
) -> Done:
    """The same act on many comments: `seen` holds the version in which each was decided on, by id.

    Those that moved on meanwhile, or to which the act makes no sense, are skipped. In portions, each a
    transaction of its own, so that readers can go on posting meanwhile. Calls with the same `batch` are
    one go of the moderator's.
    """
    _, after = ACTS[Action(action)]
    ids = list(seen)
    moderations: list[Moderation] = []
    batch = batch or uuid4()
    for start in range(0, len(ids), PORTION):
        with transaction.atomic():
            fit = [
                comment
                for comment in to_act_on(ids[start : start + PORTION], actor)
                if suits(action, comment) and comment.version == seen[comment.pk]
            ]
            moderations += act(fit, action, after, actor=actor, reason=reason, batch=batch)
    done = {moderation.comment_id for moderation in moderations}
    return Done(moderations, [pk for pk in seen if pk not in done])


def suits(action: str, comment: Comment) -> bool:
    """Whether the act makes sense to the comment as it is."""
    states, _ = ACTS[Action(action)]
    is_colleagues = action == Action.BAN and comment.staff_id is not None
    return comment.status in states and not is_colleagues


def lift(comment: Comment, *, actor, reason: str = "") -> list[Moderation]:
    """Lift all that bans the comment's author, in the actor's newsletters; returns a record for each.

    The banned comments stay as they are. Raises Refused where nothing bans the author.
    """
    batch = uuid4()
    with transaction.atomic():
        ids = bans.on_author(comment).values_list("pk", flat=True)
        alike: dict[str, list[Comment]] = {}
        for each in to_act_on(ids, actor):
            if each.banned:
                alike.setdefault(each.status, []).append(each)
        moderations: list[Moderation] = []
        for status, found in alike.items():
            moderations += act(found, Action.LIFT, status, actor=actor, reason=reason, batch=batch)
    if not moderations:
        raise Refused("Nothing bans this author any more.")
    return moderations


def undo(moderation: Moderation, *, actor) -> Moderation:
    """Take an act back: the comment is as it was before, with its ban and with the reports that waited.

    Returns the undo's own record.

    Raises Conflict where somebody has acted on the comment since, or its author has changed it, and
    Refused for what cannot be undone: an undo, what its author withdrew, what was erased.
    """
    if moderation.action in FINAL:
        raise Refused("This cannot be undone.")
    done = undo_many([moderation], actor=actor)
    if done.skipped:
        raise conflict(moderation.comment_id)
    return done.moderations[0]


def undo_many(moderations: list[Moderation], *, actor) -> Done:
    """Take acts back, in one transaction; skipped are comments that somebody has acted on or changed since."""
    acts = {each.comment_id: each for each in moderations if each.action not in FINAL}
    undone: list[Moderation] = []
    with transaction.atomic():
        found = to_act_on(acts, actor)
        latest = set(
            Moderation.objects.filter(comment__in=acts)
            .order_by()
            .values("comment")
            .annotate(latest=Max("pk"))
            .values_list("latest", flat=True)
        )
        alike: dict[tuple[str, bool], list[Comment]] = {}
        for comment in found:
            done = acts[comment.pk]
            is_edited = comment.edited_at is not None and comment.edited_at > done.created_at
            if done.pk in latest and comment.status == done.after and not is_edited:
                alike.setdefault((done.before, done.was_banned), []).append(comment)
        for (before, _), comments in alike.items():
            undone += act(comments, Action.UNDO, before, actor=actor, undoes=acts)
    ids = {record.comment_id for record in undone}
    return Done(
        undone, [record.comment_id for record in moderations if record.comment_id not in ids]
    )


def pick(comment: Comment, *, picked: bool, actor) -> None:
    """Make a comment an editor's pick, or one no longer. Raises Refused where readers do not see it."""
    with transaction.atomic():
        found = [each for each in to_act_on([comment.pk], actor) if each.is_visible]
        if not found:
            raise Refused("Only a comment that readers see can be an editor’s pick.")
        if found[0].picked == picked:
            return
        Comment.objects.filter(pk=comment.pk).update(picked=picked)
        Moderation.objects.create(
            comment=comment,
            actor=actor,
            action=Action.PICK if picked else Action.UNPICK,
            created_at=timezone.now(),
            before=Status.PUBLISHED,
            after=Status.PUBLISHED,
        )


def to_act_on(ids: Iterable[int], actor) -> list[Comment]:
    """The comments that are not erased, of the actor's newsletters, read with their discussions held."""
    # Without their texts, which no act reads: there may be ten thousand long ones.
    own = Comment.objects.for_staff(actor).defer("body", "body_html")
    comments = own.filter(pk__in=list(ids), erased_at=None).order_by("pk")
    standing.hold(comments.values_list("discussion", flat=True).order_by())
    return list(comments)


def act(
    comments: list[Comment],
    action: str,
    after: str,
    *,
    actor,
    reason: str = "",
    batch: UUID | None = None,
    undoes: dict[int, Moderation] | None = None,
) -> list[Moderation]:
    """Change the state of comments whose discussions are held, and record it.

    `undoes` holds the records that an undo takes back, by the comments' ids: all banned before, or none.
    """
    now = timezone.now()
    ids = [comment.pk for comment in comments]
    change = {"status": after}
    if after == Status.PUBLISHED:
        change |= {"in_thread": True, "published_at": Coalesce("published_at", Value(now))}
    if undoes:
        change["banned"] = undoes[ids[0]].was_banned
    elif action in {Action.APPROVE, Action.BAN, Action.LIFT}:
        change["banned"] = action == Action.BAN
    if action == Action.HOLD:
        change |= {"hold_rule": "moderator" if actor else "reports", "hold_match": reason[:200]}
    Comment.objects.filter(pk__in=ids).update(**change)
    moderations = Moderation.objects.bulk_create(
        Moderation(
            comment=comment,
            actor=actor,
            action=action,
            reason=reason,
            created_at=now,
            before=comment.status,
            after=after,
            was_banned=comment.banned,
            batch=batch,
            undoes=undoes and undoes[comment.pk],
        )
        for comment in comments
    )
    if undoes:
        reopen_reports([undoes[pk] for pk in ids])
    elif action not in {Action.HOLD, Action.LIFT}:
        Report.objects.waiting().filter(comment__in=ids).update(settled_at=now)
    standing.settle(ids)
    notifications.acted(comments, moderations)
    return moderations


def reopen_reports(undone: list[Moderation]) -> None:
    """The reports that these acts settled wait again."""
    done = Moderation.objects.filter(pk__in=[each.pk for each in undone])
    done = done.filter(comment=OuterRef("comment"), created_at=OuterRef("settled_at"))
    of_these = Report.objects.filter(comment__in=[each.comment_id for each in undone])
    of_these.filter(Exists(done)).update(settled_at=None)


def conflict(comment_id: int) -> Conflict:
    """The refusal that says what has become of the comment, and by whom."""
    comment = Comment.objects.get(pk=comment_id)
    return Conflict(
        f"This comment has changed meanwhile: it is {present(comment)}. Nothing was done; look again.",
        comment.status,
    )


def present(comment: Comment) -> str:
    """In which state it is and by whom, and whether its author has changed it since."""
    latest = comment.moderations.select_related("actor").first()
    state = comment.get_status_display().lower()
    if latest and latest.actor and latest.after == comment.status:
        state += f" by {latest.actor.get_username()}"
    if comment.edited_at and not (latest and latest.created_at > comment.edited_at):
        state += ", changed by its author"
    return state


def report(
    comment_id: int,
    commenter: Commenter,
    reason: str,
    *,
    note: str = "",
    address: str = "",
) -> Report:
    """Store a reader's report of a visible comment; enough of them hold it for review.

    Reports that wait are counted by network, so that one person with many browsers cannot silence
    another. Raises Comment.DoesNotExist, AlreadyReported, and TooMany.
    """
    now = timezone.now()
    subject = network_digest(settings.SECRET_KEY.encode(), address)
    wait = throttle.hit("reports", subject, limit=REPORTS_AN_HOUR, seconds=3600, now=now)
    if wait:
        minutes = number_of(-(-wait // 60), "minute")
        raise TooMany(f"Many reports came from your network. Send yours again in {minutes}.", wait)
    comment = Comment.objects.public(now).select_related("discussion").get(pk=comment_id)
    try:
        with transaction.atomic():
            discussion = standing.hold([comment.discussion_id])[comment.discussion_id]
            # Somebody may just have taken it away.
            comment = Comment.objects.visible().get(pk=comment_id)
            stored = Report.objects.create(
                comment=comment,
                reporter_key=commenter.key_in(discussion),
                network=network_digest(bytes(discussion.key), address),
                reason=reason,
                note=note,
                created_at=now,
            )
            hold_if_enough(comment, discussion)
    except IntegrityError:
        raise AlreadyReported("You have reported this comment. A moderator will read it.") from None
    return stored


def hold_if_enough(comment: Comment, discussion: Discussion) -> None:
    waiting = Report.objects.waiting().filter(comment=comment)
    networks = waiting.values("network").distinct().count()
    if networks >= Rules.of(discussion.newsletter).reports_to_hold:
        reason = number_of(networks, "report")
        act([comment], Action.HOLD, Status.HELD, actor=None, reason=reason)
