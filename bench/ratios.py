"""Ratios of runs that took turns, and the table that says them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, and the least and the greatest of them."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    @classmethod
    def of_ratios(cls, measured: Sequence[float], yardstick: Sequence[float]) -> "Spread":
        """Each round's measurement by the yardstick's of the same round."""
        return cls.of([value / unit for value, unit in zip(measured, yardstick, strict=True)])

    def in_units(self, a_second_has: float) -> "Spread":
        return Spread(*(value * a_second_has for value in (self.median, self.least, self.most)))

    def __format__(self, spec: str) -> str:
        return f"{self.median:{spec}} ({self.least:{spec}} to {self.most:{spec}})"


@dataclass(frozen=True)
class Row:
    """A line of the table. `is_met` is None where there is no aim; some aims must hold anywhere."""

    what: str
    measured: str
    aim: str = ""
    is_met: bool | None = None
    besides: str = ""
    must_hold: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {None: "", True: "met", False: "MISSED"}[self.is_met]
        return self.what, self.measured, self.aim, verdict, self.besides


def table(rows: Sequence[Row]) -> str:
    head = ("", "median (least to most)", "aim", "", "in absolute figures")
    cells = [head, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )
