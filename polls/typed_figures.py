"""Figures that an editor typed instead of `{{share:2}}`: which match the edition, and which no longer do.

A report may say many numbers that are none of its poll's, so only these are looked at:

- percentages (“65.87%”, “65,87 %”, “66 percent”), and counts of people or votes (“293 readers”, “193 of 293
  respondents”, “of you”); no other numbers, and none in code, quotations or forms;
- not in a sentence with a link to another page: it tells somebody else's figures;
- not 0% and 100%, which are mostly a manner of speaking.

Such a figure is right where it is the share of an answer, or that share rounded to the decimals that were
typed; two shares together, or all but one; a share or the count of the earlier poll that this one repeats.
Of what is right, only whole figures are offered as forms.

One that is not right is pointed out
- where an earlier edition of the same poll had it: then it was right once;
- where it has as many decimals as the edition prints, two or one;
- where it is within a point of a share (counts: within a tenth of one);
- where its sentence speaks of readers, respondents, votes or who chose;
- where it counts respondents or voters.
All others, such as a rate of inflation, are nobody's business here.

Pure: from passages and Results to notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from polls.results import Line, Result, places, rounded, share
from smartpulse.passages import Passage

NEAR = Decimal(1)  # point
LEAST_COUNT = 10

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_PEOPLE = r"readers?|respondents?|voters?|votes?|ballots?|answers?|of you\b"
PERCENT = re.compile(
    r"(?<![\w.,–-])(?P<figure>\d{1,3}(?:[.,]\d{1,2})?)(?P<unit>[ \u00a0\u202f]?(?:%|per ?cent\b))"
    r"(?![ -]points?\b)"
)
COUNT = re.compile(rf"(?<![\w.,–-])(?P<figure>{_NUMBER})\s+(?P<noun>{_PEOPLE})", re.IGNORECASE)
PART = re.compile(
    rf"(?<![\w.,–-])(?P<figure>{_NUMBER})\s+(?:out\s+)?of\s+(?:the\s+|our\s+|those\s+)?(?={_NUMBER}\s+(?:{_PEOPLE}))",
    re.IGNORECASE,
)
SPEAKS_OF_READERS = re.compile(
    r"\b(?:readers?|respondents?|voters?|votes?|voted|polled|chose|of you|answered)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…][”\"’')\]]*\s+(?=\W?[A-ZÀ-Þ0-9\ufffc])")


@dataclass(frozen=True)
class Note:
    """A typed figure, and the words from it on by which it is found in the text, such as “3 readers”.

    `form` is what to write instead, without braces, and prints `printed`. `is_right` says that both are
    the same; else `edition` is the number of the one that had it, if any.
    """

    line: int
    typed: str
    found: str
    form: str
    printed: str
    is_right: bool
    edition: int | None = None

    @property
    def written(self) -> str:
        """The form as it is typed."""
        return f"{{{{{self.form}}}}}"


@dataclass(frozen=True)
class Record:
    """What is known of the reported poll: the cited result, other editions' by number, the earlier poll's.

    `address` is the poll's own path, `mailed_to` the number of subscribers who were asked.
    """

    result: Result
    others: tuple[tuple[int, Result], ...] = ()
    earlier: Result | None = None
    address: str = ""
    mailed_to: int | None = None


def notes(passages: list[Passage], record: Record) -> Iterator[Note]:
    """What is to be said of the figures typed in a text, in the order of the text."""
    for passage in passages:
        if passage.quoted:
            continue
        found: list[tuple[int, Note]] = []
        for start, end in sentences(passage.text):
            if tells_others(passage, start, end, record.address):
                continue
            found += in_sentence(passage, start, end, record)
        yield from (note for _, note in sorted(found, key=lambda each: each[0]))


def in_sentence(
    passage: Passage, start: int, end: int, record: Record
) -> Iterator[tuple[int, Note]]:
    about_readers = SPEAKS_OF_READERS.search(passage.text, start, end) is not None
    # Read to the end of the passage: a look ahead must not stop within a word.
    for match in PERCENT.finditer(passage.text, start, end):
        figure = Decimal(match["figure"].replace(",", "."))
        if note := of_percent(figure, record, about_readers):
            form, printed, is_right, edition = note
            line = passage.line_at(match.start())
            yield match.start(), Note(line, match[0], match[0], form, printed, is_right, edition)
    for pattern in (COUNT, PART):
        for match in pattern.finditer(passage.text, start, end):
            count = int(match["figure"].replace(",", ""))
            noun = match.groupdict().get("noun", "votes").lower()
            if counted := of_count(count, noun, record):
                form, printed, is_right, edition = counted
                line = passage.line_at(match.start())
                yield (
                    match.start(),
                    Note(line, match["figure"], match[0], form, printed, is_right, edition),
                )


Found = tuple[str, str, bool, int | None]


def of_percent(figure: Decimal, record: Record, about_readers: bool) -> Found | None:
    result = record.result
    decimals = places(figure)
    if figure in (0, 100) or figure > 100 or not result.lines or result.nobody_voted:
        return None
    nearest = min(result.lines, key=lambda line: abs(line.percent - figure))
    form, printed = f"share:{nearest.position}", f"{nearest.percent_text}%"
    if nearest.percent == figure and decimals == result.decimals:
        return form, printed, True, None
    if any(rounds_to(line, result, figure) for line in result.lines):
        return None
    for number, other in record.others:
        for line in other.lines:
            if rounds_to(line, other, figure):
                return f"share:{line.position}", share_text(result, line.position), False, number
    if is_derived(figure, result) or (
        record.earlier
        and any(rounds_to(line, record.earlier, figure) for line in record.earlier.lines)
    ):
        return None
    is_precise = decimals == result.decimals > 0
    if is_precise or about_readers or abs(nearest.percent - figure) <= NEAR:
        return form, printed, False, None
    return None


def of_count(figure: int, noun: str, record: Record) -> Found | None:
    counts = counts_of(record.result)
    if not counts:
        return None
    nearest = min(counts, key=lambda form: abs(counts[form] - figure))
    printed = f"{counts[nearest]:,}"
    if counts[nearest] == figure:
        return nearest, printed, True, None
    if figure < LEAST_COUNT or figure == record.mailed_to or figure == record.result.set_aside:
        return None
    for number, other in record.others:
        for form, count in counts_of(other).items():
            if count == figure and form in counts:
                return form, f"{counts[form]:,}", False, number
    if record.earlier and figure in counts_of(record.earlier).values():
        return None
    votes = [count for form, count in counts.items() if form.startswith("votes")]
    if any(sum(pair) == figure for pair in combinations(votes, 2)):
        return None
    counts_people = noun.startswith(("respondent", "voter"))
    if counts_people or abs(counts[nearest] - figure) * 10 <= counts[nearest]:
        if counts_people and "respondents" in counts:
            nearest = "respondents"
        return nearest, f"{counts[nearest]:,}", False, None
    return None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield start, end.end()
        start = end.end()
    yield start, len(text)


def tells_others(passage: Passage, start: int, end: int, own: str) -> bool:
    """Whether a sentence links to another page than the poll's own."""
    return any(
        link.start < end and start < link.end and not (own and own in link.address)
        for link in passage.links
    )


def counts_of(result: Result) -> dict[str, int]:
    """What an edition counts, by its form."""
    counts = {} if result.respondents is None else {"respondents": result.respondents}
    counts |= {
        f"votes:{line.position}": line.votes for line in result.lines if line.votes is not None
    }
    return counts


def rounds_to(line: Line, result: Result, figure: Decimal) -> bool:
    """Whether a figure is a line's share, perhaps with fewer decimals than are printed."""
    decimals = places(figure)
    if decimals > result.decimals:
        return False
    if line.votes is not None and result.respondents:
        # From the votes: a share that was rounded once may round the other way now.
        return figure in (
            share(line.votes, result.respondents, decimals),
            rounded(line.percent, decimals),
        )
    return figure == rounded(line.percent, decimals)


def is_derived(figure: Decimal, result: Result) -> bool:
    """Whether a figure is two shares together, or all but one, or all of them."""
    sums = [first.percent + second.percent for first, second in combinations(result.lines, 2)]
    sums += [100 - line.percent for line in result.lines]
    sums += [result.total - line.percent for line in result.lines]
    sums.append(result.total)
    return figure in {rounded(each, places(figure)) for each in sums}


def share_text(result: Result, position: int) -> str:
    return next(f"{line.percent_text}%" for line in result.lines if line.position == position)
