"""Addresses from before: a post that lived elsewhere is found under its former path."""

from datetime import datetime

from polls.models import Post


def post_once_at(path: str, now: datetime) -> Post | None:
    """The published post whose former path this is; a slash at the end makes no difference."""
    bare = path.rstrip("/")
    # PostgreSQL takes no NUL, and no post has lived at one.
    if not bare or "\0" in bare:
        return None
    return Post.objects.published(now).filter(former_path__in=[bare, f"{bare}/"]).first()
