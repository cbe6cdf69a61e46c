"""Stored HTML follows its renderer: what an earlier version made of a comment is made again."""

from comments.models import Comment
from smartpulse import markup

BATCH = 500


def render_again() -> int:
    """Bring the HTML of all comments up to date; returns how many were of an earlier version."""
    earlier = Comment.objects.filter(body_version__lt=markup.COMMENT_VERSION, erased_at=None)
    done = 0
    while batch := list(earlier.order_by("pk").only("body")[:BATCH]):
        for comment in batch:
            # Only over the text that was rendered: its author may be changing it just now.
            done += earlier.filter(pk=comment.pk, body=comment.body).update(
                body_html=markup.render_comment(comment.body),
                body_version=markup.COMMENT_VERSION,
            )
    return done
