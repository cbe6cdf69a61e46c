"""The Atom feeds of one discussion and of all comments.

No feed shows how somebody voted, and none the follow-up question that a comment answers: it is put to
the voters of one choice alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from comments.responses import place_of
from polls.models import Poll, Post
from smartpulse.atom import PublicFeed, tag
from smartpulse.mail import isolated
from smartpulse.markup import for_feeds
from smartpulse.pages import public_page
from smartpulse.paths import absolute

ENTRIES = 50


class CommentsFeed(PublicFeed):
    """The comments that readers see, the latest published first."""

    def item_title(self, comment: Comment) -> str:
        return f"{isolated(comment.name)} on “{comment.discussion.subject}”"

    def item_link(self, comment: Comment) -> str:
        return absolute(comment.get_absolute_url())

    def item_guid(self, comment: Comment) -> str:
        return tag("comments", comment.pk)

    def item_pubdate(self, comment: Comment) -> datetime:
        return comment.published_at

    def item_updateddate(self, comment: Comment) -> datetime:
        return max(comment.published_at, comment.edited_at or comment.published_at)

    def item_author_name(self, comment: Comment) -> str:
        return comment.name

    def item_author_link(self, comment: Comment) -> str | None:
        return comment.site or None

    def item_reply_to(self, comment: Comment) -> tuple[str, str] | None:
        parent = comment.parent
        return (
            (self.item_guid(parent), self.item_link(parent))
            if parent and parent.is_visible
            else None
        )

    def item_content(self, comment: Comment) -> str:
        html = render_to_string("comments/feed_comment.html", {"comment": comment})
        return for_feeds(html, self.item_link(comment))


class AllCommentsFeed(CommentsFeed):
    title = f"{PublicFeed.author_name}: comments"

    def link(self) -> str:
        return absolute("/")

    def feed_url(self) -> str:
        return absolute(reverse("comments_feed"))

    def feed_guid(self) -> str:
        return tag("feeds", "comments")

    def items(self) -> QuerySet[Comment]:
        return latest(Comment.objects.public(timezone.now()))


@dataclass(frozen=True)
class Discussed:
    """A poll or a post, and where the feed of its discussion stands."""

    subject: Poll | Post
    path: str


class DiscussionFeed(CommentsFeed):
    """A poll's discussion, or a post's; those of a poll and of its report have the same entries."""

    def __init__(self, kind: str):
        self.kind = kind

    def get_object(self, request: HttpRequest, slug: str) -> Discussed:
        now = timezone.now()
        rows = Poll.objects.with_page(now) if self.kind == "poll" else Post.objects.published(now)
        return Discussed(get_object_or_404(rows, slug=slug), request.path)

    def title(self, discussed: Discussed) -> str:
        return f"Comments on “{discussed.subject}”"

    def link(self, discussed: Discussed) -> str:
        return absolute(discussed.subject.get_absolute_url())

    def feed_url(self, discussed: Discussed) -> str:
        return absolute(discussed.path)

    def feed_guid(self, discussed: Discussed) -> str:
        return tag(f"{self.kind}s", discussed.subject.pk, "comments")

    def items(self, discussed: Discussed) -> QuerySet[Comment]:
        kind, pk = place_of(discussed.subject)
        return latest(Comment.objects.visible().filter(**{f"discussion__{kind}": pk}))


def latest(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    related = comments.select_related("parent", "discussion__poll", "discussion__post")
    return related.order_by("-published_at", "-pk")[:ENTRIES]


all_comments = public_page()(AllCommentsFeed())
poll_comments = public_page()(DiscussionFeed("poll"))
post_comments = public_page()(DiscussionFeed("post"))
