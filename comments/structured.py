"""What machines read of a discussion: schema.org, stating only what the page shows, and no vote."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString

from comments.drawing import Entry
from comments.models import Comment
from polls.models import Poll, Post
from polls.structured import author_of, description_of, in_context, publisher
from smartpulse.markup import plain_text
from smartpulse.paths import absolute

# Search engines read the beginning; the page itself is not to be sent twice.
MOST_COMMENTS = 50
LONGEST_TEXT = 500  # characters


def forum_posting(subject: Poll | Post, responses: int, entries: Iterable[Entry]) -> SafeString:
    """A schema.org DiscussionForumPosting with the first of the comments that are drawn, nested."""
    address = absolute(subject.get_absolute_url())
    return in_context(
        {
            "@type": "DiscussionForumPosting",
            "headline": str(subject),
            "url": address,
            "mainEntityOfPage": address,
            **(opening_of_post(subject) if isinstance(subject, Post) else opening_of_poll(subject)),
            "commentCount": responses,
            "comment": nested(entries),
        }
    )


def opening_of_post(post: Post) -> dict[str, Any]:
    return {
        "text": description_of(post, None),
        "datePublished": post.published_at,
        "author": author_of(post) or publisher(),
    }


def opening_of_poll(poll: Poll) -> dict[str, Any]:
    return {"text": poll.question, "datePublished": poll.opens_at, "author": publisher()}


def nested(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The visible comments, each under what it replies to, or under the nearest above that is visible."""
    roots: list[dict[str, Any]] = []
    stated: dict[int, dict[str, Any]] = {}
    visible = (entry.node for entry in entries if entry.node.comment.is_visible)
    for node in islice(visible, MOST_COMMENTS):
        thing = stated[node.comment.pk] = comment_of(node.comment)
        above = node.parent
        while above and above.comment.pk not in stated:
            above = above.parent
        (stated[above.comment.pk].setdefault("comment", []) if above else roots).append(thing)
    return roots


def comment_of(comment: Comment) -> dict[str, Any]:
    edited = {"dateModified": comment.edited_at} if comment.edited_at else {}
    return {
        "@type": "Comment",
        "url": absolute(comment.get_absolute_url()),
        "author": {"@type": "Person", "name": comment.name},
        # Google asks for this of a comment too, not for dateCreated.
        "datePublished": comment.created_at,
        **edited,
        "text": plain_text(comment.body_html, LONGEST_TEXT),
    }
