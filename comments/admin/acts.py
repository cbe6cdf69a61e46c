"""What a moderator may do to a comment, in the desk's words, and what is said of it afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comments import moderation, notifications
from comments.models import Comment, Moderation
from smartpulse.plurals import number_of

Action = Moderation.Action

UNDO_MINUTES = notifications.UNDO_TIME // timedelta(minutes=1)
REASON_LENGTH = Moderation._meta.get_field("reason").max_length
CHUNK = 500
# So many of those passed over are named.
NAMED = 5


@dataclass(frozen=True)
class Act:
    """`done` goes before “3 comments”; `asked` is the question, with their number in it."""

    action: str
    name: str
    asked: str
    done: str
    needs_reason: bool = False
    apart: bool = False

    @property
    def is_told(self) -> bool:
        """Whether the reason is mailed to the author."""
        return self.action in notifications.TOLD

    def fits(self, comment: Comment) -> bool:
        is_done = comment.banned and self.action == Action.BAN
        return comment.erased_at is None and moderation.suits(self.action, comment) and not is_done

    def fits_all(self, status: str) -> bool:
        """Whether it can be done to comments in this state, or in states of all kinds."""
        states, _ = moderation.ACTS[Action(self.action)]
        return status in states or status not in Comment.Status.values

    def question(self, number: int) -> str:
        return f"{self.asked.format(number_of(number, 'comment'))}?"


ACTS = {
    act.action: act
    for act in (
        Act(Action.APPROVE, "Approve", "Approve {}", "Approved"),
        Act(Action.KEEP, "Keep", "Keep {}", "Kept"),
        Act(Action.HOLD, "Hold", "Hold {}", "Held"),
        Act(Action.REJECT, "Reject", "Reject {}", "Rejected"),
        Act(Action.SPAM, "Spam", "Mark {} as spam", "Marked as spam:"),
        Act(Action.REMOVE, "Remove", "Remove {}", "Removed", needs_reason=True, apart=True),
        Act(
            Action.BAN,
            "Ban author",
            "Ban the authors of {}",
            "Marked as spam, with their authors banned:",
            apart=True,
        ),
    )
}


@dataclass
class Outcome:
    """What came of an act: how many, between which records, and which comments were passed over."""

    done: int = 0
    first: int = 0
    last: int = 0
    skipped: int = 0
    named: tuple[int, ...] = ()

    def add(self, done: moderation.Done) -> None:
        records = [record.pk for record in done.moderations]
        self.done += len(records)
        if records:
            self.first = self.first or min(records)
            self.last = max(records)
        self.skipped += len(done.skipped)
        self.named = (*self.named, *done.skipped)[:NAMED]


def perform(seen: Iterator[dict[int, str]], act: Act, *, actor, reason: str) -> Outcome:
    """Do the act to comments that come in chunks, by id with the version seen; no chunk is kept."""
    outcome, batch = Outcome(), uuid4()
    for chunk in seen:
        done = moderation.moderate_many(chunk, act.action, actor=actor, reason=reason, batch=batch)
        outcome.add(done)
    return outcome


def chunks_of(comments) -> Iterator[dict[int, str]]:
    """All of a queryset, each in its present version. It may shrink under our hands: by id, not place."""
    last = 0
    while True:
        rows = comments.only("status", "edited_at").filter(pk__gt=last).order_by("pk")[:CHUNK]
        chunk = {comment.pk: comment.version for comment in rows}
        if not chunk:
            return
        yield chunk
        last = max(chunk)


def reason_in(request) -> str:
    """Why, as the moderator typed it, without NUL, which PostgreSQL does not store."""
    return request.POST.get("reason", "").replace("\0", "").strip()[:REASON_LENGTH]


def said(done: str, outcome: Outcome) -> SafeString:
    """What was done, with the way to undo it."""
    address = reverse("admin:comments_comment_undo", args=[outcome.first, outcome.last])
    what = number_of(outcome.done, "comment")
    return format_html('{} {}. <a href="{}">Undo …</a>', done, what, address)


def take_back(first: int, last: int, *, actor) -> Outcome:
    """Undo what one moderator did in one go, or of that the records from `first` to `last`."""
    outcome = Outcome()
    after = first - 1
    records = records_between(first, last, actor)
    while chunk := list(records.filter(pk__gt=after)[:CHUNK]):
        outcome.add(moderation.undo_many(chunk, actor=actor))
        after = chunk[-1].pk
    return outcome


def records_between(first: int, last: int, actor):
    """Those of them that were done in one go with the first one, and nothing else that was done meanwhile.

    Raises Moderation.DoesNotExist where `first` is none of the actor's newsletters, or is final.
    """
    own = Moderation.objects.for_staff(actor)
    start = own.exclude(action__in=moderation.FINAL).get(pk=first)
    together = Q(batch=start.batch) if start.batch else Q(pk=start.pk)
    return own.filter(together, pk__gte=first, pk__lte=last, undone_by=None).order_by("pk")
