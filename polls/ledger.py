"""The ledger of an edition: a list of its ballots from which anyone can count the poll again.

One line a ballot: the SHA-256 of its receipt, a tab, the positions of the choices it marks in
ascending order with commas between them, or `-` where the ballot was set aside; LF. The lines are
sorted by their bytes and carry no times, so that they tell nothing of who voted when. Plain ASCII.
"""

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Crockford's base 32: no I, L, O (read as 1, 1, 0), and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 16
SET_ASIDE = "-"

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")
_LOOKALIKES = str.maketrans("ILO", "110")
_RECEIPT = re.compile(f"[{ALPHABET}]{{{RECEIPT_LENGTH}}}")
_LINE = re.compile(
    r"(?P<receipt>[0-9a-f]{64})\t(?:-|(?P<marks>[1-9][0-9]{0,5}(?:,[1-9][0-9]{0,5})*))"
)


@dataclass(frozen=True)
class Recount:
    """What a ledger adds up to: votes by position (those that have any), and its two counts."""

    votes: dict[int, int]
    respondents: int
    set_aside: int


def new_receipt() -> str:
    """A random code of 80 bits, canonical."""
    # 32 letters: of a random byte's 256 values, eight stand for each.
    return "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(RECEIPT_LENGTH))


def canonical(code: str) -> str:
    """The receipt as it is stored, from the way a person copied it.

    Case, spaces and hyphens do not matter; I and L are read as 1, O as 0. Raises ValueError if what
    is left is no receipt.
    """
    receipt = _SEPARATORS.sub("", code).upper().translate(_LOOKALIKES)
    if not _RECEIPT.fullmatch(receipt):
        raise ValueError(f"A receipt has {RECEIPT_LENGTH} letters and digits, never a U.")
    return receipt


def grouped(code: str) -> str:
    """The receipt as it is shown: ABCD-EFGH-JKMN-PQRS. Raises ValueError if it is none."""
    receipt = canonical(code)
    return "-".join(receipt[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def receipt_digest(code: str) -> str:
    """The SHA-256, in hex, of the canonical receipt. Raises ValueError if it is none."""
    return digest(canonical(code))


def lines(entries: Iterable[tuple[str, Sequence[int] | None]]) -> str:
    """The text of a ledger from each ballot's receipt and the positions it marks.

    None stands for a ballot that was set aside. Raises ValueError for a ballot that marks nothing,
    for a position below 1 or marked twice, and for what is no receipt.
    """
    return "".join(sorted(f"{receipt_digest(code)}\t{_marks(marks)}\n" for code, marks in entries))


def digest(text: str) -> str:
    """The SHA-256 of a ledger in hex, as it is printed beside the result."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def recount(text: str) -> Recount:
    """Counts a ledger again.

    Raises ValueError, naming the line, where one is malformed, out of order or there twice.
    """
    votes: Counter[int] = Counter()
    counts: Counter[bool] = Counter()
    previous = ""
    *complete, rest = text.split("\n")
    for number, line in enumerate(complete, start=1):
        entry = _LINE.fullmatch(line)
        if entry is None:
            raise ValueError(f"Line {number} is no line of a ledger.")
        positions = [int(mark) for mark in (entry["marks"] or "").split(",") if mark]
        if positions != sorted(set(positions)):
            raise ValueError(f"Line {number} does not list its positions in ascending order.")
        if entry["receipt"] <= previous:
            fault = "is out of order" if entry["receipt"] < previous else "repeats a ballot"
            raise ValueError(f"Line {number} {fault}.")
        previous = entry["receipt"]
        votes.update(positions)
        counts[bool(positions)] += 1
    if rest:
        raise ValueError(f"Line {len(complete) + 1} does not end with a line feed.")
    return Recount(dict(sorted(votes.items())), counts[True], counts[False])


def _marks(positions: Sequence[int] | None) -> str:
    if positions is None:
        return SET_ASIDE
    if not positions or min(positions) < 1 or len(set(positions)) < len(positions):
        raise ValueError("A counted ballot marks one or more positions from 1, each once.")
    return ",".join(str(position) for position in sorted(positions))
