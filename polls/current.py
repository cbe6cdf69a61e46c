"""What of each newsletter matters today: its open polls, the last one, those ahead, and their posts."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from polls import weeks
from polls.models import Newsletter, Poll, Post

# A newsletter's next poll is found however far ahead it is; others are up to here.
AHEAD = timedelta(weeks=3)


@dataclass
class Current:
    """`ahead` are the polls that open next, drafts with dates among them, also late ones.

    `posts` are the reports of `last`, drafts too, and those that are still to appear.
    """

    newsletter: Newsletter
    open: list[Poll] = field(default_factory=list)
    last: Poll | None = None
    ahead: list[Poll] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def add(self, poll: Poll, now: datetime) -> None:
        poll.newsletter = self.newsletter
        if poll.is_closed(now):
            self.last = poll
        else:
            (self.open if poll.is_open(now) else self.ahead).append(poll)

    @property
    def report(self) -> Post | None:
        """Of the last poll: the published one, else a draft."""
        reports = [post for post in self.posts if self.last and post.reports_id == self.last.pk]
        return min(reports, key=lambda post: not post.published, default=None)

    @property
    def has_polls(self) -> bool:
        return bool(self.last or self.open or self.ahead)

    def is_resting(self, now: datetime) -> bool:
        """Whether it asked something, long ago, and plans nothing: then nobody is told to plan."""
        polls = [poll for poll in (self.last, *self.open, *self.ahead) if poll]
        return bool(polls) and weeks.rests(max(poll.opens_at for poll in polls), now)


def current(newsletters: Collection[Newsletter], now: datetime) -> list[Current]:
    """One for each of `newsletters`, in their order; two queries."""
    found = {each.pk: Current(each) for each in newsletters}
    polls = list(polls_of(newsletters, now))
    for poll in polls:
        found[poll.newsletter_id].add(poll, now)
    reporting = Q(reports__in=[poll for poll in polls if poll.is_closed(now)])
    appearing = Q(published=True, published_at__gt=now)
    posts = Post.objects.filter(reporting | appearing, newsletter__in=newsletters)
    for post in posts.order_by("published_at", "pk"):
        found[post.newsletter_id].posts.append(post)
    return list(found.values())


def polls_of(newsletters: Collection[Newsletter], now: datetime):
    """In the order of their openings."""
    polls = Poll.objects.filter(newsletter__in=newsletters)
    coming = polls.scheduled(now) | polls.drafts().filter(closes_at__gt=now)
    listed = polls.open(now) | coming.filter(opens_at__lt=now + AHEAD)
    firsts = first_of_each(newsletters, Poll.objects.next_up(now))
    lasts = first_of_each(newsletters, Poll.objects.last_week(now))
    return (listed | polls.filter(Q(pk__in=firsts) | Q(pk__in=lasts))).order_by("opens_at", "pk")


def first_of_each(newsletters: Collection[Newsletter], polls):
    """The id of the first of `polls` in each newsletter."""
    first = polls.filter(newsletter=OuterRef("pk")).values("pk")[:1]
    found = Newsletter.objects.filter(pk__in=[each.pk for each in newsletters]).order_by()
    return found.annotate(first=Subquery(first)).values("first")
