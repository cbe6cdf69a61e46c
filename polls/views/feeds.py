"""The Atom feeds of reports and of polls: of all newsletters, or of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from polls import teasers
from polls.models import Edition, Newsletter, Poll, Post
from polls.results import Result
from smartpulse.atom import PublicFeed, tag
from smartpulse.markup import for_feeds
from smartpulse.pages import public_page
from smartpulse.paths import absolute

ENTRIES = 20


@dataclass(frozen=True)
class Scope:
    """What a feed is about: `newsletter`, or all of them where it is None; and as of when."""

    newsletter: Newsletter | None
    now: datetime


@dataclass(frozen=True)
class Entry:
    """A post or a poll with what readers may see of its result.

    `correction` is the edition that has corrected the one which a post cites.
    """

    subject: Post | Poll
    result: Result | None
    updated_at: datetime
    now: datetime
    correction: Edition | None = None

    @property
    def asks(self) -> Poll | None:
        """The poll whose ballot stands under a post, as soon as readers may see it."""
        poll = self.subject.asks
        return poll if poll and poll.is_public(self.now) else None


class NewsletterFeed(PublicFeed):
    """A feed that `?newsletter=<slug>` narrows; its subclasses say of what, and where it stands."""

    kind = ""
    heading = ""
    content_template = ""

    def get_object(self, request: HttpRequest) -> Scope:
        slug = request.GET.get("newsletter")
        newsletter = get_object_or_404(Newsletter, slug=slug) if slug else None
        return Scope(newsletter, timezone.now())

    def title(self, scope: Scope) -> str:
        return f"{scope.newsletter or self.author_name}: {self.heading}"

    def subtitle(self, scope: Scope) -> str | None:
        return scope.newsletter and scope.newsletter.standing_sentence

    def link(self, scope: Scope) -> str:
        return absolute(reverse(self.kind) + narrowed(scope.newsletter))

    def feed_url(self, scope: Scope) -> str:
        return absolute(reverse(f"{self.kind}_feed") + narrowed(scope.newsletter))

    def feed_guid(self, scope: Scope) -> str:
        return tag("feeds", self.kind, *([scope.newsletter.pk] if scope.newsletter else []))

    def item_title(self, entry: Entry) -> str:
        return str(entry.subject)

    def item_link(self, entry: Entry) -> str:
        return absolute(entry.subject.get_absolute_url())

    def item_guid(self, entry: Entry) -> str:
        return tag(self.kind, entry.subject.pk)

    def item_updateddate(self, entry: Entry) -> datetime:
        return entry.updated_at

    def item_categories(self, entry: Entry) -> list[str]:
        return [topic.name for topic in entry.subject.topics.all()]

    def item_content(self, entry: Entry) -> str:
        html = render_to_string(self.content_template, {"entry": entry, "subject": entry.subject})
        return for_feeds(html, self.item_link(entry))


class PostsFeed(NewsletterFeed):
    kind = "posts"
    heading = "reports"
    content_template = "polls/feed_post.html"

    def items(self, scope: Scope) -> list[Entry]:
        posts = list(
            of(Post.objects.latest(scope.now), scope)
            .whole()
            .annotate(edited_at=last_edit(Post))[:ENTRIES]
        )
        newest = newest_editions(posts)
        return [self.entry(post, newest.get(post.reports_id), scope.now) for post in posts]

    def entry(self, post: Post, newest: Edition | None, now: datetime) -> Entry:
        """As the post's own page has it: the result that it cites, and the edition that came since."""
        times = [post.published_at, post.edited_at, *(note.added_at for note in post.addenda.all())]
        if not post.edition or not post.reports.is_public(now):
            return Entry(post, None, latest(times), now)
        post.edition.poll = post.reports
        is_later = newest and newest.number > post.edition.number
        correction = newest if is_later or post.cites_correction else None
        times.append(correction and correction.as_of)
        return Entry(post, post.edition.result(), latest(times), now, correction)

    def item_description(self, entry: Entry) -> str | None:
        return escape(entry.subject.summary) or None

    def item_pubdate(self, entry: Entry) -> datetime:
        return entry.subject.published_at

    def item_author_name(self, entry: Entry) -> str | None:
        return entry.subject.author and entry.subject.author.name

    def item_author_link(self, entry: Entry) -> str:
        return absolute(entry.subject.author.get_absolute_url())


class PollsFeed(NewsletterFeed):
    """While a poll is open, its entry leads to the ballot; the result comes when it is final."""

    kind = "polls"
    heading = "polls"
    content_template = "polls/feed_poll.html"

    def items(self, scope: Scope) -> list[Entry]:
        polls = list(
            of(Poll.objects.public(scope.now), scope)
            .select_related("newsletter")
            .prefetch_related("topics", "choices")
            .annotate(edited_at=last_edit(Poll), counted_at=Max("editions__as_of"))
            .order_by("-opens_at", "-pk")[:ENTRIES]
        )
        closed = [poll for poll in polls if poll.is_closed(scope.now)]
        results = teasers.results_of(closed, scope.now)
        return [self.entry(poll, results.get(poll.pk), scope.now) for poll in polls]

    def entry(self, poll: Poll, result: Result | None, now: datetime) -> Entry:
        closed_at = poll.closes_at if poll.is_closed(now) else None
        times = [poll.opens_at, poll.edited_at, closed_at, poll.counted_at]
        return Entry(poll, result, latest(times), now)

    def item_pubdate(self, entry: Entry) -> datetime:
        return entry.subject.opens_at


def narrowed(newsletter: Newsletter | None) -> str:
    return f"?newsletter={newsletter.slug}" if newsletter else ""


def of(rows: QuerySet, scope: Scope) -> QuerySet:
    return rows.filter(newsletter=scope.newsletter) if scope.newsletter else rows


def last_edit(model: type[Post] | type[Poll]) -> Subquery:
    """When an editor last saved the row."""
    versions = model.history.filter(id=OuterRef("pk")).order_by("-history_date")
    return Subquery(versions.values("history_date")[:1])


def newest_editions(posts: list[Post]) -> dict[int, Edition]:
    """The latest edition of each reported poll, by the poll's id."""
    reported = {post.reports_id: post.reports for post in posts if post.reports_id}
    editions = Edition.objects.filter(poll__in=reported).order_by("number")
    found = {edition.poll_id: edition for edition in editions}
    for edition in found.values():
        edition.poll = reported[edition.poll_id]
    return found


def latest(times: list[datetime | None]) -> datetime:
    return max(time for time in times if time)


posts = public_page("newsletter")(PostsFeed())
polls = public_page("newsletter")(PollsFeed())
