"""One question asked several times: which answers can be read as a line, and where a line breaks off.

Pure: it gets waves as they were published and asks no database. A share is compared with an earlier one
only where readers voted on the same words, so a wave that asked otherwise begins a new stretch, and what
was different is said in a sentence.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from polls.results import Line, Result

NOTE = (
    "Different volunteers answered each time: where two shares differ, other readers may have answered, "
    "or readers may think otherwise."
)
NOTHING: Mapping[int, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Wording:
    """A text as it reads today, and how it read before typing mistakes in it were mended."""

    text: str
    others: tuple[str, ...] = ()

    def is_same(self, other: "Wording") -> bool:
        return bool(self.forms & other.forms)

    @property
    def forms(self) -> frozenset[str]:
        return frozenset(plain(text) for text in (self.text, *self.others))


@dataclass(frozen=True)
class Wave:
    """One poll of the series; `day` is when it opened, on its newsletter's calendar.

    `edition` is the number of the one that the result was published as. `others` are earlier forms of
    the answers, by the choice's id.
    """

    slug: str
    day: date
    newsletter: str
    question: Wording
    result: Result
    edition: int | None = None
    others: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: NOTHING)

    def wording(self, line: Line) -> Wording:
        return Wording(line.text, self.others.get(line.id, ()) if line.id is not None else ())


@dataclass(frozen=True)
class Point:
    """One answer in one wave."""

    wave: Wave
    line: Line

    @property
    def share(self) -> str:
        """As it is printed: of no votes there is no share."""
        return "" if self.wave.result.nobody_voted else f"{self.line.percent_text}%"


@dataclass(frozen=True)
class Trend:
    """One answer through a stretch: a Point for each of its waves, and a number of its own in the series.

    `text` is how the newest wave has it.
    """

    number: int
    text: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Stretch:
    """Waves in a row that asked the same; `breaks` say what was different before, and how."""

    waves: tuple[Wave, ...]
    trends: tuple[Trend, ...]
    breaks: tuple[str, ...] = ()

    @property
    def first(self) -> Wave:
        return self.waves[0]

    @property
    def last(self) -> Wave:
        return self.waves[-1]

    @property
    def is_trend(self) -> bool:
        return len(self.waves) > 1


def stretches(waves: Sequence[Wave]) -> tuple[Stretch, ...]:
    """The series cut where it breaks. `waves` are in the order in which they were asked.

    Trends stand in the printed order of the stretch's newest wave, and are counted through from 1.
    """
    cut: list[tuple[list[Wave], tuple[str, ...]]] = []
    for place, wave in enumerate(waves):
        breaks = tuple(changes(waves[place - 1], wave)) if place else ()
        if not place or breaks:
            cut.append(([wave], breaks))
        else:
            cut[-1][0].append(wave)
    found: list[Stretch] = []
    number = 0
    for members, breaks in cut:
        trends = tuple(followed(members, number))
        number += len(trends)
        found.append(Stretch(tuple(members), trends, breaks))
    return tuple(found)


def followed(waves: Sequence[Wave], number: int) -> Iterator[Trend]:
    """Each answer of a stretch, found again in wave after wave from the newest back."""
    rows = [[line] for line in waves[-1].result.lines]
    for later, wave in zip(waves[:0:-1], waves[-2::-1], strict=True):
        pairs = {id(line): former for former, line in matched(wave, later)}
        for row in rows:
            row.append(pairs[id(row[-1])])
    for place, row in enumerate(rows, start=1):
        points = map(Point, waves, reversed(row))
        yield Trend(number + place, row[0].text, tuple(points))


def changes(before: Wave, after: Wave) -> Iterator[str]:
    """What a reader of `after` was asked otherwise than one of `before`, each in a sentence."""
    since = f"From {after.day.day} {after.day:%B %Y} on"
    if before.newsletter != after.newsletter:
        yield f"{since}, readers of {after.newsletter} were asked, before those of {before.newsletter}."
    if not before.question.is_same(after.question):
        yield f"{since} the question was worded “{after.question.text}”, before “{before.question.text}”."
    pairs = matched(before, after)
    kept = {id(line) for pair in pairs for line in pair}
    gone = {line.position: line for line in by_position(before) if id(line) not in kept}
    for line in by_position(after):
        if id(line) in kept:
            continue
        # In the same place, it may be the old answer in other words: which one, no machine can tell.
        if former := gone.pop(line.position, None):
            yield f"{since} the answer “{line.text}” stood in the place of “{former.text}”."
        else:
            yield f"{since} the answer “{line.text}” was new."
    for former in gone.values():
        yield f"{since} the answer “{former.text}” was no longer there."
    if before.result.max_marks != after.result.max_marks:
        yield f"{since} readers could mark {marks(after)}, before {marks(before)}."


def matched(before: Wave, after: Wave) -> list[tuple[Line, Line]]:
    """The answers that both waves have, wherever they stand; each is matched once."""
    left = list(by_position(before))
    pairs = []
    for line in by_position(after):
        wording = after.wording(line)
        former = next((each for each in left if before.wording(each).is_same(wording)), None)
        if former:
            left.remove(former)
            pairs.append((former, line))
    return pairs


def by_position(wave: Wave) -> list[Line]:
    return sorted(wave.result.lines, key=lambda line: line.position)


def marks(wave: Wave) -> str:
    most = wave.result.max_marks
    return "one answer" if most == 1 else f"up to {most} answers"


def plain(text: str) -> str:
    """Without what a reader cannot see: how letters are composed, and how wide a space is."""
    return " ".join(unicodedata.normalize("NFC", text).split())
