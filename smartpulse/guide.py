"""The guide for editors and what else stands in docs/, as the desk shows it, and where its pages link to.

One text for both readers: those who browse the repository, and those who sit at the desk.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import slugify

from smartpulse import markup

DIRECTORY = settings.BASE_DIR / "docs"
GUIDE = "editors-guide"
PICTURES = DIRECTORY / "pictures"

# A page's section: by the name of its address, else by its model.
SECTIONS = {
    "index": "the-desk",
    "polls_poll_kit": "the-mail",
    "polls.newsletter": "a-newsletter",
    "polls_weeks": "the-weeks-ahead",
    "polls_newsletter_weeks": "the-weeks-ahead",
    "polls_week_idea": "the-weeks-ahead",
    "polls_week_again": "the-weeks-ahead",
    "polls.idea": "the-weeks-ahead",
    "polls.poll": "plan-a-poll",
    "polls_poll_arrivals": "over-time",
    "polls_poll_verb": "while-it-runs",
    "polls.post": "write-the-report",
    "polls.author": "write-the-report",
    "polls.topic": "write-the-report",
    "polls.edition": "correct-a-result",
    "polls.ballot": "doubtful-votes",
    "polls.ruling": "doubtful-votes",
    "polls.revokedlink": "the-mail",
    "comments.comment": "the-discussion",
    "comments.moderation": "the-discussion",
    "comments.discussion": "the-discussion",
    "comments.rules": "the-discussion",
    "comments.address": "the-discussion",
    "comments.followup": "ask-one-answers-voters",
    "auth.user": "people",
    "polls.invitation": "people",
    "auth.group": "people",
    "mfa.authenticator": "people",
}


@dataclass(frozen=True)
class Section:
    """`anchor` is the title's, as GitHub makes it: a link to a section holds in both places."""

    title: str
    anchor: str
    html: SafeString


@dataclass(frozen=True)
class Document:
    """`opening` stands before the first section."""

    title: str
    opening: SafeString
    sections: tuple[Section, ...]


@cache
def read(name: str = GUIDE) -> Document | None:
    """A document by its file's name without ending; None where there is none."""
    path = DIRECTORY / f"{name}.md"
    if not path.is_file():
        return None
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    opening, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return Document(
        title.removeprefix("# "),
        markup.render_guide(opening),
        tuple(section(part) for part in parts),
    )


def section(text: str) -> Section:
    title, _, body = text.partition("\n")
    return Section(title, slugify(title.replace("’", "")), markup.render_guide(body))


def anchor_for(page: str, model: str) -> str:
    """The section about a page of the desk, '' where none is."""
    return SECTIONS.get(page) or SECTIONS.get(model, "")


def picture(name: str) -> Path | None:
    """A picture of the guide by its name without ending."""
    path = PICTURES / f"{name}.png"
    return path if path.is_file() else None
