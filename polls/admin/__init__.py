"""What editors and moderators work with, one module for each subject."""

from . import ballots, newsletters, people, polls, posts, revoked_links

__all__ = ["ballots", "newsletters", "people", "polls", "posts", "revoked_links"]
