"""What a commenter's own ballot says, where they want the discussion to know."""

from django.http import HttpRequest

from comments.models import FollowUp
from comments.refusals import Invalid, NotAsked
from polls import voters
from polls.models import Poll, Post

NO_VOTE = (
    "This browser has no vote in this poll that could be shown. Vote first, or take this away."
)
NOT_ASKED = (
    "The editor’s question was put to those who voted “{}”, and this browser’s vote is another. "
    "Nothing is posted yet: send it again, and it stands in the discussion without the question."
)


def poll_of(subject: Poll | Post) -> Poll | None:
    """The poll whose answers may be shown in the discussion."""
    return subject if isinstance(subject, Poll) else subject.reports


def shows_vote(subject: Poll | Post) -> bool:
    """Whether comments show their authors' answers: of several, one alone would tell something else.

    Nor do they while the poll is withdrawn: its answers are not on the page, its votes count no more, and what
    the commenters chose would add up to what was taken back. It is kept, and shown again once the poll
    is restored. A follow-up question stays: without it nobody understands what was answered.
    """
    poll = poll_of(subject)
    return poll is not None and poll.max_marks == 1 and not poll.is_withdrawn


def asked_for(request: HttpRequest, subject: Poll | Post) -> int | None:
    """The choice that the form asks to show, from the browser's own ballot. Raises Invalid."""
    poll = poll_of(subject)
    if not request.POST.get("show_vote") or not shows_vote(subject):
        return None
    choice = own_choice(request, poll)
    if choice is None:
        raise Invalid({"show_vote": NO_VOTE})
    return choice


def check_asked(request: HttpRequest, subject: Poll | Post, follow_up: int | None) -> None:
    """An editor's question is answered by those to whom it is put: it tells how they voted.

    Raises NotAsked; a question of another poll is for `posting` to refuse.
    """
    asked = question_of(subject, follow_up)
    if asked and not is_asked(request, subject, asked):
        raise NotAsked(NOT_ASKED.format(asked.choice.text))


def question_put(
    request: HttpRequest, subject: Poll | Post, follow_up: int | None
) -> FollowUp | None:
    """The editor's question of this id, where it is put to this browser."""
    asked = question_of(subject, follow_up)
    return asked if asked and is_asked(request, subject, asked) else None


def question_of(subject: Poll | Post, follow_up: int | None) -> FollowUp | None:
    poll = poll_of(subject)
    if follow_up is None or poll is None:
        return None
    questions = FollowUp.objects.filter(pk=follow_up, choice__poll=poll)
    return questions.select_related("choice").first()


def is_asked(request: HttpRequest, subject: Poll | Post, asked: FollowUp) -> bool:
    return asked.choice_id in own_choices(request, poll_of(subject))


def own_choice(request: HttpRequest, poll: Poll | None) -> int | None:
    """What this browser's counted ballot says, in a poll whose ballots say one thing."""
    if poll is None or not shows_vote(poll):
        return None
    return next(iter(own_choices(request, poll)), None)


def own_choices(request: HttpRequest, poll: Poll) -> list[int]:
    """What this browser's counted ballot marks."""
    ballot = voters.ballot_of(request, poll)
    counts = ballot is not None and ballot.is_counted
    return [mark.choice_id for mark in ballot.marks.all()] if counts else []
