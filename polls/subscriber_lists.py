"""A mail service's list of subscribers, written back with each one's token: row by row, in constant memory.

Every other cell is written back as it was read, so that the list can be uploaded where it came from.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from polls import subscribers
from polls.models import Newsletter

TOKEN_COLUMN = "SPTOKEN"  # noqa: S105
# How lists call the column that names a subscriber: addresses before ids, letter case aside.
ADDRESS_COLUMNS = (
    *("email", "e-mail", "email address", "e-mail address", "email_address", "mail"),
    *("id", "subscriber id", "subscriber_id", "contact id", "contact_id"),
)
DELIMITERS = ",;\t|"
# By which Excel knows UTF-8.
MARK = "\ufeff"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What a spreadsheet takes for a formula; telephone numbers and negative amounts run nothing.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*$)")


class BadList(Exception):
    """The list cannot be read; `str()` says in which line and what to do."""


@dataclass
class Written:
    """What has been written so far; `formula_line` is the first with a cell that a spreadsheet would run."""

    tokens: int = 0
    without_address: int = 0
    formulas: int = 0
    formula_line: int = 0

    @property
    def rows(self) -> int:
        return self.tokens + self.without_address


def add_tokens(
    newsletter: Newsletter,
    source: BinaryIO,
    target,
    *,
    column: str = "",
    token_column: str = TOKEN_COLUMN,
    tell: Callable[[Written], None] = lambda written: None,
) -> Written:
    """Copy the CSV in `source` to the text stream `target` with a column of tokens.

    `column` names the one that holds the addresses or ids; blank, it is found by its usual names. A
    column of tokens that is there already is filled anew. `tell` is called after every row. Raises
    BadList.
    """
    lines = decoded(source)
    try:
        heading = next(lines)
    except StopIteration:
        raise BadList("The list is empty: export it with a first line of column names.") from None
    mark, heading = heading[: heading.startswith(MARK)], heading.removeprefix(MARK)
    dialect = dialect_of(heading)
    reader = csv.reader(chain([heading], lines), **dialect, strict=True)
    writer = csv.writer(target, **dialect)

    rows = read(reader)
    columns = next(rows)
    address_at = place_of(column, columns) if column else usual_place(columns)
    token_at = place_of_token(token_column, columns)
    target.write(mark)
    writer.writerow(with_token(columns, token_at, token_column))
    revoked = subscribers.revoked_identities(newsletter)
    written = Written()
    for row in filter(any, rows):
        row = fitted(row, len(columns), reader.line_num)
        note_formulas(row, written, reader.line_num)
        address = row[address_at].strip()
        if address:
            token = subscribers.make_token(newsletter, address, revoked)
            written.tokens += 1
        else:
            token = ""
            written.without_address += 1
        writer.writerow(with_token(row, token_at, token))
        tell(written)
    return written


def dialect_of(heading: str) -> dict[str, str]:
    """How the list separates cells and lines, by its first line."""
    return {
        "delimiter": max(DELIMITERS, key=re.sub('"[^"]*"', "", heading).count),
        "lineterminator": "\r\n" if heading.endswith("\r\n") else "\n",
    }


def decoded(source: BinaryIO) -> Iterator[str]:
    """The lines as text, each by itself, so that a sentence can say which one is none."""
    for number, line in enumerate(source, start=1):
        if number == 1 and line.startswith(UTF_16):
            raise BadList("The list is UTF-16: save it as “CSV UTF-8” and run this again.")
        try:
            yield line.decode()
        except UnicodeDecodeError:
            raise BadList(
                f"Line {number} is not UTF-8: save the list as “CSV UTF-8” and run this again."
            ) from None


def read(reader) -> Iterator[list[str]]:
    while True:
        before = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadList(
                f"The list cannot be read from line {before + 1} on ({error}): look for a "
                "quotation mark there that is not closed, or not doubled inside a cell."
            ) from None
        yield row


def place_of(name: str, columns: list[str]) -> int:
    found = [column.strip().casefold() for column in columns]
    if name.strip().casefold() not in found:
        raise BadList(f"There is no column “{name}”. The columns are {named(columns)}.")
    return found.index(name.strip().casefold())


def usual_place(columns: list[str]) -> int:
    found = [column.strip().casefold() for column in columns]
    for name in ADDRESS_COLUMNS:
        if name in found:
            return found.index(name)
    raise BadList(
        f"No column looks like addresses or ids. The columns are {named(columns)}: say with "
        "--column which one it is."
    )


def place_of_token(name: str, columns: list[str]) -> int:
    """That of the column with this name, or the place after the last one."""
    found = [column.strip().casefold() for column in columns]
    return found.index(name.casefold()) if name.casefold() in found else len(columns)


def named(columns: list[str]) -> str:
    return ", ".join(f"“{column}”" for column in columns)


def fitted(row: list[str], width: int, line: int) -> list[str]:
    """The row with as many cells as there are columns: blank ones are added, and only such dropped."""
    if any(row[width:]):
        raise BadList(
            f"Line {line} has {len(row)} cells, and there are {width} columns: a cell that holds "
            "the separator needs quotation marks around it."
        )
    return [*row, *[""] * (width - len(row))][:width]


def with_token(row: list[str], place: int, token: str) -> list[str]:
    return [*row[:place], token, *row[place + 1 :]]


def note_formulas(row: list[str], written: Written, line: int) -> None:
    for cell in row:
        if cell and cell[0] in "=@\t\r+-" and FORMULA.match(cell):
            written.formulas += 1
            written.formula_line = written.formula_line or line
