from .ballot import Ballot, BallotKey, Mark
from .choice import Choice
from .correction import Correction
from .edition import Edition, EditionLedger, EditionLine
from .idea import Idea
from .invitation import Invitation
from .newsletter import Newsletter, SkippedWeek
from .poll import Poll, Status
from .post import Addendum, Author, Post, Topic
from .revoked_link import RevokedLink
from .ruling import RuledBallot, Ruling

__all__ = [
    "Addendum",
    "Author",
    "Ballot",
    "BallotKey",
    "Choice",
    "Correction",
    "Edition",
    "EditionLedger",
    "EditionLine",
    "Idea",
    "Invitation",
    "Mark",
    "Newsletter",
    "Poll",
    "Post",
    "RevokedLink",
    "RuledBallot",
    "Ruling",
    "SkippedWeek",
    "Status",
    "Topic",
]
