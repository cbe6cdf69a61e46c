"""What stands above a thread: how many responses, by which answers it can be read, what was picked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Subquery

from comments.models import Comment, Discussion, FollowUp
from polls.models import Choice, Poll

# A smaller number of people is not told.
LEAST_PEOPLE = 5
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


@dataclass
class Shown:
    """How many comments show an answer, and how many people wrote them."""

    responses: int
    people: int


def of_whole(comments: Iterable[Comment], poll: Poll | None, now: datetime) -> Outline:
    """From all comments of a discussion that readers see."""
    comments = sorted(comments, key=lambda comment: comment.number)
    by_choice: dict[Choice, list[Comment]] = {}
    for comment in comments:
        if comment.voted_choice:
            by_choice.setdefault(comment.voted_choice, []).append(comment)
    shown = {
        choice: Shown(len(own), len({bytes(each.author_key) for each in own if each.author_key}))
        for choice, own in by_choice.items()
    }
    questions = {comment.follow_up for comment in comments if comment.follow_up}
    return Outline(
        len(comments),
        answers(shown, len(comments), poll, now),
        sorted(questions, key=lambda asked: asked.pk),
        [comment for comment in reversed(comments) if comment.picked][:MOST_PICKS],
    )


def of_long(discussion: Discussion, now: datetime) -> Outline:
    """The same of a discussion of which a page shows a part, as `reading.discussion_of` gives it.

    One statement, and one more where there are picks.
    """
    visible = Comment.objects.visible().filter(discussion=discussion).order_by()
    shown, questions = {}, []
    if discussion.poll:
        of_choice = visible.filter(voted_choice=OuterRef("pk")).values("voted_choice")
        people = Count("author_key", distinct=True)
        choices = discussion.poll.choices.select_related("follow_up").annotate(
            responses=Subquery(of_choice.annotate(number=Count("pk")).values("number")),
            people=Subquery(of_choice.annotate(number=people).values("number")),
            is_answered=Exists(visible.filter(follow_up=OuterRef("follow_up"))),
        )
        for choice in choices:
            if choice.responses:
                shown[choice] = Shown(choice.responses, choice.people)
            if choice.is_answered:
                questions.append(choice.follow_up)
    picks = visible.filter(picked=True).order_by("-number")[:MOST_PICKS]
    return Outline(
        discussion.responses,
        answers(shown, discussion.responses, discussion.poll, now),
        sorted(questions, key=lambda asked: asked.pk),
        list(picks) if discussion.has_picks else [],
    )


def answers(
    shown: dict[Choice, Shown], responses: int, poll: Poll | None, now: datetime
) -> list[Answer]:
    """The answers in the poll's order, with their numbers where these may be told.

    No number stands for fewer than five people, and none is told while the poll keeps its result to
    itself. A number that is kept back would be what is left of all responses: where fewer than five
    show no answer at all, the others are kept back too.
    """
    silent = responses - sum(each.responses for each in shown.values())
    is_few = any(each.people < LEAST_PEOPLE for each in shown.values())
    are_told = poll and poll.has_public_results(now) and not (is_few and silent < LEAST_PEOPLE)
    return [
        Answer(choice, each.responses if are_told and each.people >= LEAST_PEOPLE else None)
        for choice, each in sorted(shown.items(), key=lambda item: item[0].position)
    ]
