"""The shapes in which the demo's discussions are written down."""

from dataclasses import dataclass

# Of a commenter who is one of ours, in `Remark.badge`.
EDITOR, AUTHOR = "editor", "author"


@dataclass(frozen=True)
class Remark:
    """A comment in a talk.

    `hours` count from the poll's opening, or `after_report` from the report's publication. `to` is the
    place in the talk, from 0, of what it replies to. `vote` is the position of the answer that it shows;
    `answers` says that it answers the talk's follow-up question.
    """

    name: str
    hours: float
    text: str
    after_report: bool = False
    to: int | None = None
    site: str = ""
    recent: tuple[str, str] = ("", "")
    vote: int | None = None
    answers: bool = False
    picked: bool = False
    badge: str = ""


@dataclass(frozen=True)
class Waiting:
    """A comment that the rules hold, sent so many `hours` ago; `seconds` the form was open."""

    name: str
    hours: float
    text: str
    site: str = ""
    seconds: float = 90


@dataclass(frozen=True)
class Talk:
    """The discussion of the poll with this slug, with what waits in it.

    `follow_up` is the position of a choice and the question that the editor puts to its voters.
    """

    poll: str
    remarks: tuple[Remark, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    follow_up: tuple[int, str] | None = None
