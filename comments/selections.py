"""A part of a discussion that is read by itself: who shows one answer, or replies to one follow-up."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from comments.models import Comment, FollowUp
from comments.shown_votes import shows_vote
from polls.models import Choice, Poll
from smartpulse.ids import as_id


@dataclass(frozen=True)
class Selection:
    """`query` is how the page's address names it; one of `answer` and `asked` is set."""

    query: str
    answer: Choice | None = None
    asked: FollowUp | None = None

    def of(self, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        if self.answer:
            return comments.filter(voted_choice=self.answer)
        return comments.filter(follow_up=self.asked)


def named(given: Mapping[str, str], poll: Poll | None) -> Selection | None:
    """The part that `?answer=` or `?asked=` names; None for what this poll does not have.

    A question that nobody has answered is not told: it is put to those who have voted.
    """
    if poll is None:
        return None
    if answer := as_id(given.get("answer", "")):
        choice = poll.choices.filter(pk=answer).first() if shows_vote(poll) else None
        return choice and Selection(f"answer={answer}", answer=choice)
    if asked := as_id(given.get("asked", "")):
        questions = FollowUp.objects.filter(pk=asked, choice__poll=poll).select_related("choice")
        answered = questions.filter(comments__status=Comment.Status.PUBLISHED)
        question = answered.first()
        return question and Selection(f"asked={asked}", asked=question)
    return None
