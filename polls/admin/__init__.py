"""What editors and moderators work with, one module for each subject."""

from . import (
    ballots,
    editions,
    ideas,
    invitations,
    newsletters,
    people,
    polls,
    posts,
    revoked_links,
    rulings,
)

__all__ = [
    "ballots",
    "editions",
    "ideas",
    "invitations",
    "newsletters",
    "people",
    "polls",
    "posts",
    "revoked_links",
    "rulings",
]
