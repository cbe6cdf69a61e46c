"""Beside the text of a report: what readers said that it may quote."""

from dataclasses import dataclass

from django import template
from django.db.models import F, OuterRef, Window
from django.db.models.functions import RowNumber

from comments.models import Comment, FollowUp
from comments.reading import counted
from polls.models import Choice, Poll
from smartpulse.markup import as_markdown, plain_text

register = template.Library()

MOST_ANSWERS = 3
MOST_PICKS = 5
LONGEST_QUOTE = 600


@dataclass(frozen=True)
class Voice:
    """A published comment with its number of visible replies."""

    comment: Comment
    replies: int

    @property
    def text(self) -> str:
        return plain_text(self.comment.body_html, LONGEST_QUOTE)

    @property
    def quotation(self) -> str:
        """Markdown: the words, the name, the permalink. How its author voted is theirs to show."""
        name = as_markdown(self.comment.name)
        return f"> {as_markdown(self.text)}\n>\n> — [{name}]({self.comment.get_absolute_url()})"


@dataclass(frozen=True)
class Asked:
    """A follow-up question, the answer to whose voters it was put, and the best of what they said."""

    question: str
    choice: Choice
    voices: list[Voice]


@register.inclusion_tag("admin/comments/_voices.html", takes_context=True)
def report_voices(context, poll: Poll) -> dict:
    """The follow-up questions with their best answers, and the editors' picks beside them.

    Best are first what editors picked, then what got most replies.
    """
    questions = FollowUp.objects.filter(choice__poll=poll).select_related("choice")
    best: dict[int | None, list[Voice]] = {}
    for comment in ranked(poll):
        best.setdefault(comment.follow_up_id, []).append(Voice(comment, comment.replied))
    return {
        "asked": [
            Asked(each.question, each.choice, best.get(each.pk, [])[:MOST_ANSWERS])
            for each in questions.order_by("choice__position")
        ],
        "picks": [voice for voice in best.get(None, []) if voice.comment.picked],
        "may_ask": context["perms"]["comments"]["add_followup"],
    }


def ranked(poll: Poll) -> list[Comment]:
    """The best published comments by the question that they answer, None for those that answer none."""
    visible = Comment.objects.visible().filter(discussion__poll=poll)
    replies = Comment.objects.visible().filter(parent=OuterRef("pk"))
    order = [F("picked").desc(), F("replied").desc(), F("number").asc()]
    place = Window(RowNumber(), partition_by=F("follow_up"), order_by=order)
    rows = visible.annotate(replied=counted(replies, "parent")).annotate(place=place)
    return list(rows.filter(place__lte=MOST_PICKS).order_by("place"))
