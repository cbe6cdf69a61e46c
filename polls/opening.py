"""How a report begins: plain exact words made of figures, for an editor to go on from.

Pure: from Figures to Markdown.
"""

from textwrap import shorten

from polls.figures import OPEN_BRACES, Figures, NoFigure, change
from polls.results import Line, joined

# So many answers are named that moved since last time.
MOST_MOVED = 3
HEADLINE = 200


def headline(figures: Figures) -> str:
    """The question, for the editor to say better."""
    question = shorten(figures.question, HEADLINE - 20, placeholder="…")
    if OPEN_BRACES not in question:
        return question
    return question.replace("\\", "\\\\").replace(OPEN_BRACES, f"\\{OPEN_BRACES}")


def summary(figures: Figures) -> str:
    lines = voted(figures)
    if not lines:
        return ""
    first = f"{{{{share:{lines[0].position}}}}} chose “{{{{choice:{lines[0].position}}}}}”"
    return f"{of_readers(figures)}, {first}."


def body(figures: Figures, earlier_address: str = "") -> str:
    """The result in a sentence, and what has changed since the poll at `earlier_address`."""
    lines = voted(figures)
    if not lines:
        return "Nobody answered this time. Voting closed on {{closed}}.\n"
    first, *others = lines
    shares = [chose(first), *(f"{share(line)} “{{{{choice:{line.position}}}}}”" for line in others)]
    paragraphs = [
        f"{of_readers(figures)} between {{{{opened}}}} and {{{{closed}}}}, {joined(shares)}."
    ]
    if earlier_address:
        paragraphs.append(since(figures, lines, earlier_address))
    return "\n\n".join(paragraphs) + "\n"


def since(figures: Figures, lines: list[Line], address: str) -> str:
    """What has changed since last time: the answers that moved most."""
    asked = f"We have [asked this before]({address})"
    moved = []
    for line in lines:
        try:
            moved.append((abs(change(figures, line.position)), line))
        except NoFigure:
            continue
    if not moved:
        return f"{asked}, in a way that does not compare with this time."
    moved.sort(key=lambda each: -each[0])
    told = [
        f"“{{{{choice:{line.position}}}}}” is {{{{change:{line.position}}}}} "
        f"(from {{{{before:{line.position}}}}} to {{{{share:{line.position}}}}})"
        for _, line in moved[:MOST_MOVED]
    ]
    return f"{asked}. Since then {joined(told)}. Different volunteers answered each time."


def voted(figures: Figures) -> list[Line]:
    """The answers in printed order, where anybody voted."""
    result = figures.result
    return [] if result is None or result.nobody_voted else list(result.lines)


def of_readers(figures: Figures) -> str:
    known = figures.result is not None and figures.result.respondents is not None
    return "Of {{respondents}} readers who answered" if known else "Of the readers who answered"


def chose(line: Line) -> str:
    return f"{share(line)} chose “{{{{choice:{line.position}}}}}”"


def share(line: Line) -> str:
    votes = f" ({{{{votes:{line.position}}}}})" if line.votes is not None else ""
    return f"{{{{share:{line.position}}}}}{votes}"
