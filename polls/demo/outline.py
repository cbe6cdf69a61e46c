"""The shapes in which the demo's content is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Topic:
    slug: str
    name: str


@dataclass(frozen=True)
class Author:
    slug: str
    name: str
    byline: str
    biography: str
    site: str = ""


@dataclass(frozen=True)
class Poll:
    """A question and what readers answered.

    `weeks_ago` counts the newsletter's weekly slots back from the one that began last, which is 0
    and open; -1 is the coming one. None is a draft without field dates. `answers` are texts with
    their votes; `fields` are other fields of the model. `respondents` is needed where a reader may
    mark several answers. `held` ballots wait for a decision and never counted; `voided`, by
    position, counted until the first edition was corrected, and `answers` are without them.
    """

    weeks_ago: int | None
    slug: str
    question: str
    answers: tuple[tuple[str, int], ...]
    topics: tuple[str, ...]
    draft: bool = False
    respondents: int | None = None
    held: int = 0
    voided: Mapping[int, int] = field(default_factory=lambda: NOTHING)
    repeats: str = ""
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Report:
    """The post that reports the poll with the slug `poll`; texts are Markdown.

    `addendum` follows a day after publication, `correction` is the reason of a second edition.
    """

    poll: str
    slug: str
    headline: str
    summary: str
    author: str
    body: str
    addendum: str = ""
    correction: str = ""
    former_path: str = ""
    picture: bool = False


@dataclass(frozen=True)
class Idea:
    """A question without a date; `days_ago` is when the editor noted it."""

    question: str
    days_ago: int
    answers: tuple[str, ...] = ()
    note: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Newsletter:
    """One newsletter with all that belongs to it; weekdays count from Monday, 0.

    `skipped` are reasons for having no poll, by the number of slots until that week.
    """

    slug: str
    name: str
    standing_sentence: str
    audience: str
    time_zone: str
    opens: tuple[int, time]
    closes: tuple[int, time]
    decimals: int
    polls: tuple[Poll, ...]
    reports: tuple[Report, ...]
    ideas: tuple[Idea, ...] = ()
    skipped: Mapping[int, str] = field(default_factory=lambda: NOTHING)
