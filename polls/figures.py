"""Figures in the text of a report: `{{share:2}}` stands for what the edition that it cites says.

The text is stored as it was typed, and printed with the figures of its edition, so that a correction
finds every one of them. A form is a name and, for what is said of one answer, the answer's position on
the ballot, which no correction moves:

    {{share:2}}      65.87%          {{respondents}}  293
    {{votes:2}}      193             {{leader}}       the answer with most votes, in its words
    {{choice:2}}     its words       {{question}}     the question
    {{before:2}}     62.77%          {{opened}}       4 November 2026
    {{change:2}}     up 3.10 points  {{closed}}       10 November 2026

`before` and `change` are of the poll that the reported one repeats: the share of the answer with the same
words, and the difference of the shares as they are printed.

Pure: from a text and a Result to a text and to what is wrong with it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from polls.results import Line, Result, places, rounded, share
from polls.sameness import answer_key
from smartpulse import blanks
from smartpulse.passages import FILLED_IN, Passage

OF_ANSWERS = ("share", "votes", "choice", "before", "change")
OF_POLLS = ("respondents", "leader", "question", "opened", "closed")
OPEN_BRACES = "{{"
# What is left in a text beside its forms: one that is not closed, or has one brace.
LEFT_OPEN = re.compile(rf"\{{\{{.{{0,20}}|\{{(?:{'|'.join(OF_ANSWERS + OF_POLLS)})\b.{{0,20}}")


class NoFigure(LookupError):
    """A form stands for nothing here; the sentence says why, and what can be written instead."""


@dataclass(frozen=True)
class Figures:
    """What the forms of one report stand for.

    `choices` are the answers by position, `opened` and `closed` days as they are printed. `result` is None as
    long as the report cites no edition; `earlier` is that of the poll which the reported one repeats,
    where readers may see it.
    """

    question: str
    choices: Mapping[int, str]
    opened: str
    closed: str
    result: Result | None = None
    earlier: Result | None = None

    def line(self, position: int) -> Line:
        if self.result is None:
            raise NoFigure("The poll’s figures come with the edition that this report cites.")
        return next(line for line in self.result.lines if line.position == position)

    def line_before(self, position: int) -> Line:
        """What the answer had last time: found by its words, for answers may have changed places."""
        if self.earlier is None:
            raise NoFigure("This poll repeats no earlier one whose result readers can see.")
        if self.result and self.result.max_marks != self.earlier.max_marks:
            raise NoFigure(
                "Last time readers could mark another number of answers, so the shares do not compare."
            )
        wording = answer_key(self.choices[position])
        for line in self.earlier.lines:
            if answer_key(line.text) == wording:
                return line
        raise NoFigure(f"Last time no answer read “{self.choices[position]}”.")


def fill_in(text: str, figures: Figures | None) -> str:
    """A line of plain text, such as a headline, with its forms filled in."""
    return blanks.fill_line(text, filling(figures))


def filling(figures: Figures | None) -> blanks.Fill:
    """What fills in the forms of a text; what has no figure yet is printed as its name in brackets.

    A form that nobody knows stays as it was typed: a text from elsewhere may have braces of its own.
    """

    def fill(form: str) -> str | None:
        try:
            read(form)
        except NoFigure:
            return None
        try:
            return value(form, figures)
        except NoFigure:
            return f"[{form.strip()}]"

    return fill


def value(form: str, figures: Figures | None) -> str:
    """What a form, without its braces, stands for; in one line. Raises NoFigure."""
    name, position = read(form)
    if figures is None:
        raise NoFigure(
            "This post reports no poll. Choose one under “Reports”, or type "
            f"\\{OPEN_BRACES} for plain braces."
        )
    if position is not None and position not in figures.choices:
        answers = "; ".join(f"{place} “{text}”" for place, text in sorted(figures.choices.items()))
        raise NoFigure(f"There is no answer {position}. The answers are {answers}.")
    found = PRINTED[name](figures, position or 0)
    return " ".join(found.split())


def read(form: str) -> tuple[str, int | None]:
    """The name of a form and the position in it. Raises NoFigure for what is no form."""
    name, colon, rest = (part.strip() for part in form.partition(":"))
    if name in OF_POLLS and not colon:
        return name, None
    if name in OF_POLLS:
        raise NoFigure(f"Of a whole poll it is {{{{{name}}}}}, without a colon.")
    if name not in OF_ANSWERS:
        known = ", ".join([*(f"{each}:2" for each in OF_ANSWERS), *OF_POLLS])
        raise NoFigure(f"There are these forms: {known}. For plain braces type \\{OPEN_BRACES}.")
    if not (rest.isascii() and rest.isdigit() and len(rest) < 4):
        raise NoFigure(f"Say of which answer, by its position: {{{{{name}:1}}}}.")
    return name, int(rest)


def faults(passages: list[Passage], figures: Figures | None) -> list[tuple[int, str]]:
    """What is wrong with the forms of a text: the line's number, and a sentence that names the form."""
    found = []
    for passage in passages:
        for place, form in passage.blanks:
            try:
                value(form, figures)
            except NoFigure as fault:
                # Until there is an edition, a draft may well say what it will print.
                if figures is None or not waits(form, figures):
                    found.append((passage.line_at(place), f"{{{{{form}}}}}: {fault}"))
        for address in passage.misplaced:
            sentence = f"“{address}” is a link’s address or title, where no figure is filled in."
            found.append((passage.line, sentence))
        for left in LEFT_OPEN.finditer(passage.text):
            sentence = (
                f"“{left[0]}” is no whole form: it begins with two braces and ends with two. For "
                f"plain braces type \\{OPEN_BRACES}."
            )
            found.append((passage.line_at(left.start()), sentence))
    return found


def waits(form: str, figures: Figures) -> bool:
    """Whether a form only lacks an edition yet."""
    try:
        name, position = read(form)
    except NoFigure:
        return False
    if figures.result is not None or (position is not None and position not in figures.choices):
        return False
    if name in ("before", "change"):
        try:
            figures.line_before(position or 0)
        except NoFigure:
            return False
    return True


def passage_of(text: str) -> Passage:
    """A line of plain text as a passage."""
    shown, found = blanks.read_line(text, FILLED_IN)
    return Passage(1, shown, tuple(found))


# What each form prints.


def _share(figures: Figures, position: int) -> str:
    return f"{figures.line(position).percent_text}%"


def _votes(figures: Figures, position: int) -> str:
    votes = figures.line(position).votes
    if votes is None:
        raise NoFigure("This edition has shares alone and no votes.")
    return f"{votes:,}"


def _choice(figures: Figures, position: int) -> str:
    return figures.choices[position]


def _before(figures: Figures, position: int) -> str:
    return f"{figures.line_before(position).percent_text}%"


def _change(figures: Figures, position: int) -> str:
    return in_words(change(figures, position))


def _respondents(figures: Figures, position: int) -> str:
    if figures.result is None:
        raise NoFigure("The poll’s figures come with the edition that this report cites.")
    if figures.result.respondents is None:
        raise NoFigure("This edition does not say how many answered.")
    return f"{figures.result.respondents:,}"


def _leader(figures: Figures, position: int) -> str:
    if figures.result is None:
        raise NoFigure("The poll’s figures come with the edition that this report cites.")
    leaders = [line.text for line in figures.result.lines if line.leader]
    if not leaders:
        raise NoFigure("Nobody voted, so no answer leads.")
    return " and ".join(leaders)


PRINTED: Mapping[str, Callable[[Figures, int], str]] = {
    "share": _share,
    "votes": _votes,
    "choice": _choice,
    "before": _before,
    "change": _change,
    "respondents": _respondents,
    "leader": _leader,
    "question": lambda figures, position: figures.question,
    "opened": lambda figures, position: figures.opened,
    "closed": lambda figures, position: figures.closed,
}


def change(figures: Figures, position: int) -> Decimal:
    """Percentage points since last time, of the shares as printed. Raises NoFigure.

    Where the earlier poll printed other decimals, its share is printed anew from its votes if there
    are any, else both are compared at the fewer decimals.
    """
    now, then = figures.line(position), figures.line_before(position)
    decimals, earlier = places(now.percent), figures.earlier
    if places(then.percent) == decimals:
        return now.percent - then.percent
    if then.votes is not None and earlier and earlier.respondents:
        return now.percent - share(then.votes, earlier.respondents, decimals)
    fewest = min(decimals, places(then.percent))
    return rounded(now.percent, fewest) - rounded(then.percent, fewest)


def in_words(points: Decimal) -> str:
    if not points:
        return "unchanged"
    noun = "point" if abs(points) == 1 else "points"
    return f"{'up' if points > 0 else 'down'} {abs(points):f} {noun}"
