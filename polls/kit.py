"""The newsletter kit: what goes into the e-mail that asks a poll, as HTML, as plain text, as subject lines.

Each answer is a link to the ballot with that answer chosen; the vote is cast there, by a button. The links
carry a merge tag, which the mail service replaces with each reader's token. The last result comes along
with the figures of its edition, and only where anybody may see it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from polls import editions, previews
from polls.models import Edition, Poll, Post
from polls.results import Line, Result
from smartpulse import markup
from smartpulse.paths import absolute

LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class LastResult:
    """The newsletter's last poll with its result as the mail prints it.

    `result` is None while it is hidden, and where nobody voted; without an `edition` it is provisional.
    """

    poll: Poll
    is_last_weeks: bool
    result: Result | None = None
    edition: Edition | None = None
    report: Post | None = None

    @property
    def address(self) -> str:
        return absolute((self.report or self.poll).get_absolute_url())

    @property
    def bars(self) -> list[tuple[Line, int]]:
        """Each line with the width of its bar in whole percent, as Outlook reads them."""
        return [
            (line, max(1, round(line.percent)) if line.percent else 0) for line in self.result.lines
        ]


@dataclass(frozen=True)
class Kit:
    """`html` is a block to be pasted into a mail: a table that needs no style sheet and no picture."""

    subjects: list[str]
    html: SafeString
    text: str


def make(poll: Poll, last: LastResult | None, now: datetime, address: str) -> Kit:
    """The kit with answers that lead to `address`: a subscriber's or a test's."""
    context = {
        "poll": poll,
        "newsletter": poll.newsletter,
        "answers": [
            (choice.text, f"{address}?choice={choice.pk}")
            for choice in sorted(poll.choices.all(), key=lambda choice: choice.position)
        ],
        "poll_address": absolute(poll.get_absolute_url()),
        "last": last if last and last.result else None,
        "now": now,
    }
    html = markup.inline_styles(render_to_string("email/kit.html", context))
    text = re.sub(r"\n{3,}", "\n\n", render_to_string("email/kit.txt", context)).strip() + "\n"
    return Kit(subjects(poll, last), html, text)


def subscriber_address(poll: Poll) -> str:
    """The links of a mail, with the newsletter's merge tag as it is: escaped, no service would know it."""
    path = reverse("subscriber_link", args=["tag", poll.slug])
    return absolute(path.replace("/tag/", f"/{poll.newsletter.merge_tag}/", 1))


def test_address(poll: Poll) -> str:
    """The links of a test: to the ballot's preview, where no vote is stored."""
    return absolute(previews.address(poll))


def last_result(poll: Poll, now: datetime) -> LastResult | None:
    """Of the newsletter's last poll to close before this one opens; None where there is none."""
    last = Poll.objects.closing_before(poll).first()
    if last is None:
        return None
    last.newsletter = poll.newsletter
    is_last_weeks = (poll.opens_at or now) - last.closes_at < timedelta(weeks=1)
    if not last.has_public_results(now):
        return LastResult(last, is_last_weeks)
    result, edition = editions.shown(last, now)
    if result.nobody_voted:
        return LastResult(last, is_last_weeks)
    report = Post.objects.latest(now).filter(reports=last).first() if edition else None
    return LastResult(last, is_last_weeks, result, edition, report)


def subjects(poll: Poll, last: LastResult | None) -> list[str]:
    """Lines to choose from, the plain question first; a share only where it is final."""
    found = [f"{poll.newsletter}: {poll.question}", f"One question, two taps: {poll.question}"]
    if last and last.edition:
        leaders = [line for line in last.result.lines if line.leader]
        if len(leaders) == 1:
            said = f"{leaders[0].percent_text}% said “{leaders[0].text}”"
            found += [
                f"{said}. And now: {poll.question}",
                f"{said}. The result, and a new question",
            ]
    return [poll.question, *(line for line in found if len(line) <= LONGEST_SUBJECT)]
