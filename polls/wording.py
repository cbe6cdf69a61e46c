"""The words of a poll that readers have seen: typing mistakes are mended in sight of everybody.

A mistake is mended as a version: the earlier words are kept, with the day and the reason, and stand on the
poll's page. What a vote was cast on stays the same question, so nothing may be mended that changes what
an answer means; of that the editor is the judge, except for what can be seen from the words alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from polls.models import Choice, Correction, Poll, Post
from polls.results import Result
from polls.sameness import answer_key

Kind = Correction.Kind


@dataclass(frozen=True)
class Wording:
    """All words that a reader votes on; `answers` by the choice's id."""

    question: str
    introduction: str = ""
    answers: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, poll: Poll) -> "Wording":
        """As the poll reads today."""
        answers = dict(poll.choices.values_list("pk", "text"))
        return cls(poll.question, poll.introduction, answers)


@transaction.atomic
def correct(
    poll: Poll, wording: Wording, reason: str, seen: Wording | None = None
) -> list[Correction]:
    """Mend the words of a poll that has opened; returns what is now told as a correction, each one.

    Reports that name them as figures are printed anew.

    Raises ValidationError where the poll has not opened, where nothing differs, where it no longer reads
    as the editor has `seen` it, and where votes would change sides: an answer gets the words of another.
    """
    now = poll.held()
    if not poll.is_locked(now):
        raise ValidationError("This poll has not opened yet: change its words in its form.")
    choices = {choice.pk: choice for choice in poll.choices.all()}
    before = Wording(
        poll.question, poll.introduction, {pk: choice.text for pk, choice in choices.items()}
    )
    if seen and seen != before:
        raise ValidationError(
            "A colleague has corrected the wording just now: look at it again first."
        )
    refuse(before, wording)
    made = [
        Correction(poll=poll, kind=kind, was=was, became=became, made_at=now, reason=reason)
        for kind, was, became in (
            (Kind.QUESTION, before.question, wording.question),
            (Kind.INTRODUCTION, before.introduction, wording.introduction),
        )
        if was != became
    ]
    for pk, was in before.answers.items():
        became = wording.answers.get(pk, was)
        if was == became:
            continue
        fields = {"was": was, "became": became, "made_at": now, "reason": reason}
        made.append(Correction(poll=poll, kind=Kind.ANSWER, choice=choices[pk], **fields))
        choices[pk].reword(became, reason)
    if not made:
        raise ValidationError("Nothing is worded differently: change what is misspelt first.")
    Correction.objects.bulk_create(made)
    poll.question, poll.introduction = wording.question, wording.introduction
    poll.save_verb("question", "introduction", reason=reason)
    Post.objects.filter(Q(reports=poll) | Q(reports__repeats=poll)).reprint()
    return made


def refuse(before: Wording, after: Wording) -> None:
    """Raise ValidationError for words that are missing or too many, or that would move votes."""
    if not after.question or not all(after.answers.values()):
        raise ValidationError("The question and each answer need their words.")
    longest = Choice._meta.get_field("text").max_length
    if len(after.question) > Poll._meta.get_field("question").max_length or any(
        len(text) > longest for text in after.answers.values()
    ):
        raise ValidationError("These words are too many for a question or an answer.")
    texts = [answer_key(text) for text in (before.answers | after.answers).values()]
    if len(set(texts)) < len(texts):
        raise ValidationError("Two answers would say the same.")
    for pk, text in after.answers.items():
        others = {answer_key(was) for other, was in before.answers.items() if other != pk}
        if answer_key(text) in others:
            raise ValidationError(
                f"“{text}” is another answer’s wording: its votes would change sides."
            )


def as_of(poll: Poll, moment: datetime) -> Wording:
    """How the poll read at a moment."""
    then = Wording.of(poll)
    answers = dict(then.answers)
    # The latest first, so that of several the one right after the moment has the last word.
    for correction in poll.corrections.filter(made_at__gt=moment).order_by("-made_at", "-pk"):
        match correction.kind:
            case Kind.QUESTION:
                then = replace(then, question=correction.was)
            case Kind.INTRODUCTION:
                then = replace(then, introduction=correction.was)
            case Kind.ANSWER:
                answers[correction.choice_id] = correction.was
    return replace(then, answers=answers)


def worded(result: Result, wording: Wording) -> Result:
    """The result with the answers' words from `wording`."""
    lines = (replace(line, text=wording.answers[line.id]) for line in result.lines)
    return replace(result, lines=tuple(lines))
