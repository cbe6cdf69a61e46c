"""What an editor does to polls and posts beside editing them, by subject."""

from .closing import CloseEarly, MoveClosing, Reopen
from .editions import PublishEdition
from .planning import AskAgain, Move
from .posts import CiteCorrection, PublishPost, TakeBack
from .publication import OpenNow, Publish, Restore, Unpublish, Withdraw
from .report import WriteReport
from .verb import Verb
from .wording import CorrectWording

# In the order in which a page offers them.
OF_POLLS: list[Verb] = [
    Publish(),
    OpenNow(),
    Move(),
    WriteReport(),
    PublishEdition(),
    AskAgain(),
    CorrectWording(),
    MoveClosing(),
    CloseEarly(),
    Reopen(),
    Restore(),
    Unpublish(),
    Withdraw(),
]

OF_POSTS: list[Verb] = [PublishPost(), CiteCorrection(), TakeBack()]

__all__ = ["OF_POLLS", "OF_POSTS", "Verb"]
