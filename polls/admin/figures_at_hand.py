"""What a report's form shows beside its text: the figures with their forms, and what was typed by hand."""

from dataclasses import dataclass

from polls import figures, reports
from polls.figures import NoFigure
from polls.models import Edition, Post
from polls.typed_figures import Note

ABOUT_ANSWERS = ("share", "votes", "before", "change")
NOTE = "“Edited to add” note"
LABELS = {"headline": "Headline", "summary": "Summary", "body": "Body"}


@dataclass(frozen=True)
class Form:
    """A form as it is typed, and what it prints."""

    written: str
    printed: str


@dataclass(frozen=True)
class Answer:
    """An answer with its forms, None where there is nothing to print."""

    position: int
    choice: Form
    share: Form | None
    votes: Form | None
    before: Form | None
    change: Form | None


@dataclass(frozen=True)
class Remark:
    """A note on a typed figure, with the name of its field and the label of it."""

    name: str
    note: Note

    @property
    def label(self) -> str:
        return LABELS.get(self.name, NOTE)

    @property
    def has_lines(self) -> bool:
        """Whether its field may have several lines."""
        return self.name not in Post.LINES


@dataclass(frozen=True)
class AtHand:
    """Of a report; `answers` are in printed order, `edition` is None until one is cited.

    `is_behind` says that the ballots no longer stand as in the poll's latest edition, which it cites.
    """

    edition: Edition | None
    is_behind: bool
    answers: list[Answer]
    others: list[Form]
    wrong: list[Remark]
    right: list[Remark]

    @property
    def compares(self) -> bool:
        return any(answer.change for answer in self.answers)


def at_hand(post: Post) -> AtHand | None:
    """None for a post that reports no poll."""
    if not post.reports_id:
        return None
    known = reports.figures_of(post)
    ordered = (
        [line.position for line in known.result.lines] if known.result else sorted(known.choices)
    )
    remarks = [Remark(name, note) for name, note in reports.typed_notes(post)]
    return AtHand(
        edition=post.edition if known.result else None,
        is_behind=known.result is not None and reports.is_behind(post),
        answers=[answer(position, known) for position in ordered],
        others=[form for name in figures.OF_POLLS if (form := form_of(name, known))],
        wrong=[remark for remark in remarks if not remark.note.is_right],
        right=[remark for remark in remarks if remark.note.is_right],
    )


def answer(position: int, known: figures.Figures) -> Answer:
    forms = {name: form_of(f"{name}:{position}", known) for name in ABOUT_ANSWERS}
    return Answer(position, form_of(f"choice:{position}", known), **forms)


def form_of(form: str, known: figures.Figures) -> Form | None:
    try:
        return Form(f"{{{{{form}}}}}", figures.value(form, known))
    except NoFigure:
        return None
