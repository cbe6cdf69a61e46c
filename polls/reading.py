"""What a report's page says, read by statements that are written once: each takes what it needs, and no more.

A page with everything on it takes seven of them; the discussion below takes up to four.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce

from polls import counting
from polls.models import Addendum, Ballot, Choice, Correction, EditionLine, Poll, Post, Topic
from smartpulse.prepared import prepared

MOST_RELATED = 5

ID = BigIntegerField()

# What a report's page prints; the rest, what editors typed among it, is not read for one.
POST = (
    *("headline", "slug", "summary", "body_html", "published", "published_at"),
    *("picture", "picture_width", "picture_height", "picture_alt", "picture_credit"),
)
AUTHOR = ("name", "slug", "byline", "biography_html", "site")
NEWSLETTER = ("name", "slug", "standing_sentence", "time_zone")
REPORTED = (
    *("question", "slug", "published", "opens_at", "closes_at", "max_marks", "results_shown"),
    *("withdrawn_at", "withdrawn_reason"),
)
ASKED = (*REPORTED, "introduction", "changes_allowed", "shuffled", "sponsor")


def within(relation: str, names: Iterable[str]) -> list[str]:
    return [f"{relation}__{name}" for name in names]


@prepared(slug=CharField(), now=DateTimeField())
def published_posts(slug, now):
    """The post, once for each edition that has corrected (`newer`) the one that it cites, the newest first."""
    later = Q(reports__editions__number__gt=F("edition__number"))
    posts = Post.objects.published(now).filter(slug=slug)
    return (
        posts.annotate(
            newer=FilteredRelation("reports__editions", condition=later),
            has_addenda=Exists(Addendum.objects.filter(post=OuterRef("pk"))),
            is_asked_again=Exists(Poll.objects.public(now).next_to(OuterRef("reports"))),
            has_corrections=Exists(Correction.objects.filter(poll=OuterRef("reports"))),
        )
        .select_related(
            *("newsletter", "author", "edition", "reports__newsletter", "asks__newsletter"), "newer"
        )
        .only(
            *POST,
            *within("newsletter", NEWSLETTER),
            *within("author", AUTHOR),
            *within("reports", REPORTED),
            *within("reports__newsletter", NEWSLETTER),
            *within("asks", ASKED),
            *within("asks__newsletter", NEWSLETTER),
            "edition",
        )
        .order_by("-newer__number")
    )


@prepared(post=ID)
def topics_of(post):
    return Topic.objects.filter(posts=post)


@prepared(post=ID)
def addenda_of(post):
    return Addendum.objects.filter(post=post)


@prepared(poll=ID)
def corrections_of(poll):
    return Correction.objects.filter(poll=poll)


@prepared(edition=ID)
def lines_of(edition):
    lines = EditionLine.objects.filter(edition=edition).select_related("choice")
    # Their own order would join the edition.
    return lines.order_by("rank")


@prepared(poll=ID)
def choices_of(poll):
    """The poll's choices, each with how many `respondents` the poll has."""
    respondents = counting.number(Ballot.objects.filter(poll=poll).counted(), "poll")
    return Choice.objects.filter(poll=poll).annotate(respondents=respondents).order_by("position")


def respondents(poll: Poll, choices: Sequence[Choice], now: datetime) -> int | None:
    """Of a poll's choices, as `choices_of` has them: how many have voted; None where that is not told."""
    return choices[0].respondents if choices and poll.has_public_results(now) else None


@prepared(post=ID, newsletter=ID, at=DateTimeField(), now=DateTimeField())
def posts_about(post, newsletter, at, now):
    """The nearest posts of a newsletter on both sides of one, and those that share topics with it.

    Up to MOST_RELATED of each kind, in no order; `shared` is how many topics they share.
    """
    published = Post.objects.published(now)
    own = Topic.objects.filter(posts=post).values("pk")
    on_topic = published.filter(topics__in=own).exclude(pk=post).annotate(shared=Count("topics"))
    sharing = Post.topics.through.objects.filter(post=OuterRef("pk"), topic__in=own).order_by()
    number = sharing.values("post").annotate(number=Count("pk")).values("number")
    shared = Coalesce(Subquery(number, output_field=IntegerField()), 0)
    before, after, on_topic = (
        Post.objects.filter(pk__in=posts.values("pk")[:MOST_RELATED])
        .annotate(shared=shared)
        .only("slug", "headline", "newsletter", "published_at")
        .order_by()
        for posts in (
            published.preceding(post, newsletter, at),
            published.following(post, newsletter, at),
            on_topic.order_by("-shared", "-published_at", "-pk"),
        )
    )
    return before.union(after, on_topic)


def neighbourhood(post: Post, now: datetime) -> dict[str, Any]:
    """Previous and next in the same newsletter, and up to five related posts.

    Related are first those that share topics, the most shared topics first, then the neighbours in
    time.
    """
    found = posts_about(post=post.pk, newsletter=post.newsletter_id, at=post.published_at, now=now)
    place = post.published_at, post.pk
    siblings = sorted(
        (other for other in found if other.newsletter_id == post.newsletter_id), key=place_of
    )
    before = [other for other in siblings if place_of(other) < place][-MOST_RELATED:]
    after = [other for other in siblings if place_of(other) > place][:MOST_RELATED]
    sharing = (other for other in found if other.shared)
    on_topic = sorted(sharing, key=lambda other: (other.shared, *place_of(other)), reverse=True)[
        :MOST_RELATED
    ]
    # The nearest first, and of two that are as near the earlier one.
    nearby = sorted(
        before[::-1] + after, key=lambda other: abs(other.published_at - post.published_at)
    )
    related: Sequence[Post] = list(dict.fromkeys([*on_topic, *nearby]))[:MOST_RELATED]
    return {
        "previous": before[-1] if before else None,
        "next": after[0] if after else None,
        "related": related,
    }


def place_of(post: Post) -> tuple[datetime, int]:
    return post.published_at, post.pk
