"""What a poll's counts print as: shares, their order, and the words around them.

Pure and exact: integers and decimals, never a float, and no rounding of what was rounded before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

from smartpulse.plurals import number_of

Order = Literal["votes", "position"]

MOST_DECIMALS = 2


@dataclass(frozen=True)
class Option:
    """One answer as counted, or as an archive printed it.

    `printed` is the share of an imported edition; where it is given it stands as published, with or
    without `votes` beside it.
    """

    id: int | None
    position: int
    text: str
    votes: int | None
    printed: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """One answer as printed.

    `percent_text` is the share with its fixed decimals and a point, whatever the locale. `leader`
    is true of the answer with most votes, of each one where several tie, and of none where nobody
    voted.
    """

    id: int | None
    position: int
    text: str
    votes: int | None
    percent: Decimal
    percent_text: str
    leader: bool


@dataclass(frozen=True)
class Result:
    """A poll's answers in printed order, and how many readers and ballots stand behind them.

    `respondents` is None where an archive did not print it.
    """

    lines: tuple[Line, ...]
    respondents: int | None
    set_aside: int
    decimals: int
    max_marks: int

    @property
    def total(self) -> Decimal:
        """The sum of the shares as printed."""
        return sum((line.percent for line in self.lines), start=Decimal(0))

    @property
    def nobody_voted(self) -> bool:
        return self.respondents == 0 or (self.respondents is None and self.total == 0)

    @property
    def rounding_note(self) -> str:
        """Why the printed shares do not total 100; empty where they do, and where nobody voted."""
        if self.nobody_voted or self.total == 100:
            return ""
        if self.max_marks > 1:
            return (
                f"Readers could mark up to {self.max_marks} answers. Each share is of all "
                "respondents, so the shares may total more than 100%."
            )
        # Each share is off by half a unit of its last digit at most: a wider miss has other causes.
        furthest = Decimal(len(self.lines)).scaleb(-self.decimals) / 2
        if abs(self.total - 100) <= furthest:
            return f"Each share is rounded by itself, so together they total {self.total}%."
        return f"The shares as published total {self.total}%."

    @cached_property
    def sentence(self) -> str:
        """The whole result in one sentence, for screen readers and descriptions."""
        if self.nobody_voted:
            return "No votes yet."
        first, *others = self.lines
        if self.respondents is None:
            opening = f"{first.percent_text}% of readers chose {_quoted(first)}"
        else:
            several = f" who could mark up to {self.max_marks} answers"
            allowed = several if self.max_marks > 1 else ""
            opening = (
                f"Of {number_of(self.respondents, 'reader')}{allowed}, "
                f"{first.percent_text}% chose {_quoted(first)}"
            )
        parts = [opening, *(f"{line.percent_text}% {_quoted(line)}" for line in others)]
        return joined(parts) + "."


def tabulate(
    options: Sequence[Option],
    respondents: int | None,
    decimals: int,
    *,
    order: Order,
    max_marks: int = 1,
    set_aside: int = 0,
) -> Result:
    """The result of `options`, each share of `respondents` and rounded half up at `decimals`.

    `order` "votes" puts the most votes first (the largest share, where an answer has no count) and
    ties by position; "position" keeps the ballot's order. Raises ValueError for figures that cannot
    be true of one poll: negative ones, more votes than `respondents` times `max_marks`, an answer
    with neither a count of known base nor a printed share, a printed share that is no percentage
    or finer than `decimals`.
    """
    if set_aside < 0 or max_marks < 1 or (respondents is not None and respondents < 0):
        raise ValueError("Respondents and ballots set aside are counts; a ballot has a mark.")
    votes = [option.votes for option in options if option.votes is not None]
    if any(count < 0 for count in votes):
        raise ValueError("Votes are a count and cannot be negative.")
    if respondents is not None and sum(votes) > respondents * max_marks:
        raise ValueError("There are more votes than the respondents could have cast.")
    shares = [_printed_share(option, respondents, decimals) for option in options]
    # One uncounted answer leaves the shares as the only measure that all of them have.
    counted = len(votes) == len(options)
    weights: Sequence[int | Decimal] = votes if counted else shares
    most = max(weights, default=0)
    ranked = sorted(
        zip(options, shares, weights, strict=True),
        key=lambda row: (-row[2] if order == "votes" else 0, row[0].position),
    )
    lines = tuple(
        Line(
            id=option.id,
            position=option.position,
            text=option.text,
            votes=option.votes,
            percent=percent,
            percent_text=f"{percent:f}",
            leader=weight == most > 0,
        )
        for option, percent, weight in ranked
    )
    return Result(lines, respondents, set_aside, decimals, max_marks)


def share(votes: int, respondents: int, decimals: int) -> Decimal:
    """The percentage that `votes` are of `respondents`, rounded half up at `decimals` (0, 1 or 2).

    Of no respondents every share is 0. Raises ValueError for negative counts, for more votes than
    respondents and for other decimals.
    """
    _check(decimals)
    if not 0 <= votes <= respondents:
        raise ValueError(f"{votes} votes of {respondents} respondents are no share.")
    if respondents == 0:
        return Decimal(0).scaleb(-decimals)
    units, rest = divmod(votes * 10 ** (2 + decimals), respondents)
    return Decimal(units + (2 * rest >= respondents)).scaleb(-decimals)


def places(percent: Decimal) -> int:
    """How many decimals it is printed with."""
    return -int(percent.as_tuple().exponent)


def rounded(percent: Decimal, decimals: int) -> Decimal:
    """A printed share with fewer decimals, half up: for comparisons, never to be printed as a result."""
    return percent.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _printed_share(option: Option, respondents: int | None, decimals: int) -> Decimal:
    _check(decimals)
    if option.printed is None:
        if option.votes is None or respondents is None:
            raise ValueError(f"“{option.text}” has neither a share nor a count and its base.")
        return share(option.votes, respondents, decimals)
    if not (option.printed.is_finite() and 0 <= option.printed <= 100):
        raise ValueError(f"{option.printed}% is no share of the respondents.")
    percent = option.printed.quantize(Decimal(1).scaleb(-decimals))
    if percent != option.printed:
        raise ValueError(f"{option.printed}% has more than {decimals} decimals.")
    return percent


def _check(decimals: int) -> None:
    if not 0 <= decimals <= MOST_DECIMALS:
        raise ValueError(f"Shares have 0 to {MOST_DECIMALS} decimals, not {decimals}.")


def _quoted(line: Line) -> str:
    votes = "" if line.votes is None else f" ({number_of(line.votes, 'vote')})"
    return f"“{line.text}”{votes}"


def joined(parts: Sequence[str]) -> str:
    """As a sentence lists them: “A, B, and C”."""
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"
