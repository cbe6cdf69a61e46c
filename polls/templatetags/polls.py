"""How templates print times, results and receipts."""

from collections.abc import Collection
from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from polls import ledger, times
from polls.models import Poll, Status
from polls.results import Line, Result
from smartpulse.markup import compose, joined
from smartpulse.plurals import number_of

register = template.Library()

register.filter(times.in_zone)
register.filter(times.day_in_zone)
register.filter(times.moment_in_zone)
register.filter(times.short_date)


@register.simple_tag
def result_lines(result: Result, own: Collection[int] | None) -> SafeString:
    """A result's answers; those whose ids are in `own` are this reader's. Written by a function, as on
    many pages they are most of what is not the same for all.
    """
    return joined(result_line(line, line.id in (own or ())) for line in result.lines)


def result_line(line: Line, is_own: bool) -> SafeString:
    # One line of text for each answer, its punctuation hidden from the eye: so it copies, and is read
    # aloud. White space would double it.
    return compose(
        f'<li class="result-line{" is-own" if is_own else ""}"><span class="result-label">{{text}}</span>'
        f"{OWN if is_own else ''}"
        '<span class="visually-hidden">: </span><wbr><strong class="result-share">{share}%</strong>'
        f"{'' if line.votes is None else VOTES}"
        '<svg class="bar" aria-hidden="true" focusable="false">'
        '<rect class="bar-track" width="100%" height="100%" />'
        '<rect class="bar-share" width="{share}%" height="100%" /></svg></li>',
        text=line.text,
        share=line.percent_text,
        votes=line.votes is not None and number_of(line.votes, "vote"),
    )


OWN = (
    '<span class="visually-hidden">, </span><wbr>'
    '<span class="result-own"><bdi>Your vote</bdi></span>'
)
VOTES = (
    '<span class="visually-hidden">, </span><wbr>'
    '<span class="result-votes"><bdi>{votes}</bdi></span>'
)


@register.filter
def result_of(results: dict[int, Result], poll: Poll) -> Result | None:
    """The poll's own among `results`, as polls.teasers makes them."""
    return results.get(poll.pk)


@register.filter
def status(poll: Poll, now: datetime) -> Status:
    return poll.status(now)


@register.filter
def is_closed(poll: Poll, now: datetime) -> bool:
    return poll.is_closed(now)


@register.filter
def grouped(receipt: str) -> str:
    return ledger.grouped(receipt)
