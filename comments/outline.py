"""What stands above a thread: how many responses, by which answers it can be read, what was picked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField

from comments.models import Comment, Discussion, FollowUp
from comments.shown_votes import shows_vote
from polls.disclosure import LEAST
from polls.models import Choice
from smartpulse.prepared import prepared

MOST_PICKS = 5


@dataclass(frozen=True)
class Answer:
    """An answer that commenters show as their own; `responses` is None where it is not told."""

    choice: Choice
    responses: int | None


@dataclass(frozen=True)
class Outline:
    """`questions` are the editor's follow-up questions that somebody has answered.

    `picks`, the latest first.
    """

    responses: int
    answers: list[Answer]
    questions: list[FollowUp]
    picks: list[Comment]


@prepared(discussion=BigIntegerField())
def picks_of(discussion):
    picks = Comment.objects.visible().filter(discussion=discussion, picked=True)
    return picks.order_by("-number")[:MOST_PICKS]


def outline_of(discussion: Discussion, now: datetime, *, shows_picks: bool) -> Outline:
    """Of a discussion that `reading.discussion_of` gives. One statement, and that where there are picks."""
    asked = [row.choice.follow_up for row in discussion.by_choice if row.answers]
    has_picks = shows_picks and discussion.has_picks
    return Outline(
        discussion.responses,
        answers(discussion, now) if shows_vote(discussion.subject) else [],
        sorted(asked, key=lambda question: question.pk),
        picks_of(discussion=discussion.pk) if has_picks else [],
    )


def answers(discussion: Discussion, now: datetime) -> list[Answer]:
    """The answers in the poll's order, with their numbers where these may be told.

    No number stands for fewer than five people, and none is told while the poll keeps its result to
    itself. A number that is kept back would be what is left of all responses: where fewer than five
    show no answer at all, the others are kept back too.
    """
    shown = sorted(
        (row for row in discussion.by_choice if row.shown), key=lambda row: row.choice.position
    )
    silent = discussion.responses - sum(row.shown for row in shown)
    is_few = any(row.people < LEAST for row in shown)
    poll = discussion.poll
    are_told = poll and poll.has_public_results(now) and not (is_few and silent < LEAST)
    return [
        Answer(row.choice, row.shown if are_told and row.people >= LEAST else None) for row in shown
    ]
