"""Put the demo's content into the site, as if editors and readers had been at it for a year.

All of it goes through the rules that hold for editors: a poll is a draft until its answers are
there, reports are published by `Post.publish`. What lies in the past is dated in the past.
"""

import fcntl
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from polls import editions
from polls.forgetting import forget
from polls.models import Addendum, Author, Ballot, Choice, Idea, Newsletter, Poll, Post, Topic
from polls.schedule import WEEK, Slot, day_of

from . import account, ballots, outline, people, picture
from .newsletters import NEWSLETTERS
from .weeks import calendar

DAY = timedelta(days=1)
# The newest polls are cast as readers cast them, the older ones inserted: it is 30 times as fast.
CAST_WEEKS = 1
# A demo loaded minutes after an opening shows some votes all the same.
LEAST_ANSWERED = 0.1


@dataclass(frozen=True)
class Loaded:
    """How many rows there are now of what, and how the editor signs in ("" where one existed)."""

    counts: dict[str, int]
    sign_in: str


def load(say: Callable[[str], object]) -> Loaded | None:
    """Load everything in one transaction, or return None where it is there already.

    `say` is told the progress. If anything fails, no row and no file stays.
    """
    now = timezone.now()
    with alone(), ExitStack() as leftovers:
        with transaction.atomic():
            # Between two on different machines the first row decides: the later waits for it here.
            first, *others = NEWSLETTERS
            row, created = make_newsletter(first)
            if not created:
                return None
            editor, password = account.make_editor()
            loading = Loading(now, editor, leftovers, say)
            loading.newsletter(first, row)
            for plan in others:
                loading.newsletter(plan, make_newsletter(plan)[0])
            for part in settings.DEMO_PARTS:
                loading.counts.update(import_string(part)(now, editor, say))
            # What the housekeeping would have done by now.
            forget(now)
            sign_in = ""
            if password:
                leftovers.callback(account.sign_in_file().unlink, missing_ok=True)
                sign_in = account.keep_sign_in(password)
        leftovers.pop_all()
    return Loaded(dict(loading.counts), sign_in)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process of this machine loads: SQLite waits for its lock 20 seconds only."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_newsletter(plan: outline.Newsletter) -> tuple[Newsletter, bool]:
    """The row with this slug, and whether it is new."""
    return Newsletter.objects.get_or_create(
        slug=plan.slug,
        defaults={
            "name": plan.name,
            "standing_sentence": plan.standing_sentence,
            "audience": plan.audience,
            "time_zone": plan.time_zone,
            "opens_weekday": plan.opens[0],
            "opens_time": plan.opens[1],
            "closes_weekday": plan.closes[0],
            "closes_time": plan.closes[1],
            "decimals": plan.decimals,
        },
    )


class Loading:
    """One run: what is shared by all the rows that it makes."""

    def __init__(self, now: datetime, editor: AbstractUser, leftovers: ExitStack, say: Callable):
        self.now = now
        self.editor = editor
        self.leftovers = leftovers
        self.say = say
        self.counts: Counter[str] = Counter()
        self.polls: dict[str, Poll] = {}
        self.topics = {
            plan.slug: Topic.objects.create(slug=plan.slug, name=plan.name)
            for plan in people.TOPICS
        }
        self.authors = {
            plan.slug: Author.objects.create(
                slug=plan.slug,
                name=plan.name,
                byline=plan.byline,
                biography=plan.biography,
                site=plan.site,
            )
            for plan in people.AUTHORS
        }

    def newsletter(self, plan: outline.Newsletter, newsletter: Newsletter) -> None:
        self.say(f"Loading {plan.name}: {len(plan.polls)} polls, {len(plan.reports)} reports.")
        weeks = [poll.weeks_ago for poll in plan.polls if poll.weeks_ago is not None]
        slots = calendar(newsletter.week, self.now, oldest=max(weeks), coming=-min(weeks))
        reports = {report.poll: report for report in plan.reports}
        by_week: dict[int, Poll] = {}
        # The oldest first, so that what is repeated or asked is there when it is named.
        for poll_plan in reversed(plan.polls):
            slot = slots.get(poll_plan.weeks_ago)
            poll = self.poll(poll_plan, newsletter, slot)
            self.counts["polls"] += 1
            if not poll_plan.draft:
                by_week[poll_plan.weeks_ago] = poll
        ballots.analyze()
        for poll_plan in reversed(plan.polls):
            if report := reports.get(poll_plan.slug):
                week = poll_plan.weeks_ago
                # After a week off, the question of the week after it.
                asks = by_week.get(week - 1) or by_week.get(week - 2)
                self.report(report, poll_plan, by_week[week], asks)
        self.plans(plan, newsletter)
        self.counts["newsletters"] += 1

    def plans(self, plan: outline.Newsletter, newsletter: Newsletter) -> None:
        """What is not a poll yet: ideas, and the weeks that are to have none."""
        for idea in plan.ideas:
            Idea.objects.create(
                newsletter=newsletter,
                question=idea.question,
                answers="\n".join(idea.answers),
                note=idea.note,
                credit=idea.credit,
                added_by=self.editor,
                added_at=self.now - idea.days_ago * DAY,
            )
        begun = day_of(newsletter.week, self.now)
        for number, reason in plan.skipped.items():
            newsletter.skipped_weeks.create(day=begun + number * WEEK, reason=reason)

    def poll(self, plan: outline.Poll, newsletter: Newsletter, slot: Slot | None) -> Poll:
        planned = min(slot.opens_at - 4 * DAY, self.now) if slot else self.now
        poll = Poll(
            newsletter=newsletter,
            question=plan.question,
            slug=plan.slug,
            opens_at=slot and slot.opens_at,
            closes_at=slot and slot.closes_at,
            repeats=self.polls.get(plan.repeats),
            **plan.fields,
        )
        self.save(poll, planned)
        for position, (text, _) in enumerate(plan.answers, start=1):
            self.save(Choice(poll=poll, position=position, text=text), planned)
        poll.topics.set(self.topics[slug] for slug in plan.topics)
        if not plan.draft:
            poll.published = True
            self.save(poll, min(planned + DAY, self.now))
        if poll.is_public(self.now):
            self.vote(plan, poll)
        self.polls[plan.slug] = poll
        return poll

    def vote(self, plan: outline.Poll, poll: Poll) -> None:
        votes = {position: number for position, (_, number) in enumerate(plan.answers, start=1)}
        until = min(poll.closes_at, self.now)
        if poll.is_open(self.now):
            answered = max(LEAST_ANSWERED, ballots.answered_by(until - poll.opens_at))
            votes = {position: round(number * answered) for position, number in votes.items()}
        marks = ballots.deal(votes, plan.respondents or sum(votes.values()), poll.max_marks)
        times = ballots.arrivals(len(marks), poll.opens_at, until)
        if plan.weeks_ago > CAST_WEEKS:
            ballots.insert(poll, marks, times)
        else:
            # Readers cast in open polls only, and this one is open for as long as they do. Its
            # real closing comes back as it was, without a trace in the history.
            rows = Poll.objects.filter(pk=poll.pk)
            rows.update(closes_at=self.now + DAY)
            ballots.cast(poll, marks, times)
            rows.update(closes_at=poll.closes_at)
        if plan.held:
            doubtful = ballots.deal({1: plan.held}, plan.held, 1)
            times = ballots.arrivals(plan.held, poll.opens_at, until)
            ballots.insert(poll, doubtful, times, standing=Ballot.Standing.HELD)
        self.counts["ballots"] += len(marks) + plan.held

    def report(
        self, plan: outline.Report, poll_plan: outline.Poll, poll: Poll, asks: Poll | None
    ) -> None:
        suspects = self.suspects(poll_plan, poll)
        # The e-mail that brings last week's result asks this week's question.
        published_at = asks.opens_at if asks else poll.closes_at + DAY
        post = Post(
            newsletter=poll.newsletter,
            slug=plan.slug,
            author=self.authors[plan.author],
            reports=poll,
            asks=asks,
            body=unwrapped(plan.body),
            former_path=plan.former_path,
        )
        post.write("headline", plan.headline)
        post.write("summary", plan.summary)
        if plan.picture:
            self.illustrate(post)
        self.save(post, poll.closes_at)
        post.topics.set(self.topics[slug] for slug in poll_plan.topics)
        self.signed(post, published_at).publish(published_at)
        amended_at = published_at + DAY
        if plan.correction:
            Ballot.objects.filter(pk__in=[ballot.pk for ballot in suspects]).update(
                standing=Ballot.Standing.VOID
            )
            editions.freeze(poll, amended_at, plan.correction)
        if plan.addendum:
            Addendum.objects.create(post=post, added_at=amended_at, text=unwrapped(plan.addendum))
        self.counts["posts"] += 1

    def suspects(self, plan: outline.Poll, poll: Poll) -> list[Ballot]:
        """Ballots that count in the first edition and not in the second: a script's last minutes."""
        number = sum(plan.voided.values())
        if not number:
            return []
        self.counts["ballots"] += number
        times = [poll.closes_at - timedelta(hours=1, seconds=14 * place) for place in range(number)]
        marks = ballots.deal(plan.voided, number, 1)
        return ballots.insert(poll, marks, times, address=ballots.an_address())

    def illustrate(self, post: Post) -> None:
        name = f"{uuid.uuid4().hex}.webp"
        post.picture.save(name, ContentFile(picture.draw()), save=False)
        self.leftovers.callback(post.picture.storage.delete, post.picture.name)
        post.picture_alt = picture.ALTERNATIVE_TEXT
        post.picture_credit = picture.CREDIT

    def save(self, row: models.Model, moment: datetime) -> None:
        self.signed(row, moment).save()

    def signed(self, row: models.Model, moment: datetime):
        """The row, whose next version in the history is the editor's, at that moment."""
        row._history_user, row._history_date = self.editor, moment
        return row


def unwrapped(text: str) -> str:
    """Markdown with one line a paragraph, as an editor types it; lists and tables keep theirs."""
    blocks = re.split(r"\n{2,}", text.strip())
    return "\n\n".join(
        block if block.startswith(("|", "- ", "1. ")) else " ".join(block.split("\n"))
        for block in blocks
    )
