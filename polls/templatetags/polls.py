"""How templates print times, results and receipts."""

from collections.abc import Collection
from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString

from polls import ledger
from polls.models import Newsletter, Poll, Status
from polls.results import Line, Result
from smartpulse.markup import compose, joined
from smartpulse.plurals import number_of

register = template.Library()


@register.filter
def in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """Day and hour on the newsletter's clock: Tuesday 1 December 2026, 17:00 CET."""
    local = moment.astimezone(newsletter.zone)
    return time_element(
        moment, f"{local:%A} {date(local)}, {local:%H:%M}\N{NO-BREAK SPACE}{zone_name(local)}"
    )


@register.filter
def day_in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """The day by the newsletter's clock: 1 December 2026."""
    return day_on(newsletter.zone, moment)


@lru_cache(maxsize=1024)
def day_on(zone: ZoneInfo, moment: datetime) -> SafeString:
    return time_element(moment, date(moment.astimezone(zone)))


@register.filter
def moment_in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """For a row among others, whose zone the table names: Tue 1 Dec, 17:00, the hour perhaps below."""
    local = moment.astimezone(newsletter.zone)
    space = "\N{NO-BREAK SPACE}"
    return time_element(moment, f"{local:%a}{space}{local.day}{space}{local:%b, %H:%M}")


@register.filter
def iso_utc(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2026-12-01T16:00:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


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
def short_date(day: Day) -> str:
    """For the head of a column, where the year may come under it: 1 Dec 2026."""
    return f"{day.day}\N{NO-BREAK SPACE}{day:%b %Y}"


@register.filter
def grouped(receipt: str) -> str:
    return ledger.grouped(receipt)


def time_element(moment: datetime, text: str) -> SafeString:
    return compose('<time datetime="{}">{}</time>', iso_utc(moment), text)


def date(local: datetime) -> str:
    return f"{local.day} {local:%B %Y}"


def zone_name(local: datetime) -> str:
    """The zone's letters, or its offset where it has none: “+0545” alone would tell nobody."""
    name = f"{local:%Z}"
    return f"UTC{name[:3]}:{name[3:] or '00'}" if name[0] in "+-" else name
