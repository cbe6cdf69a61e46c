"""Ids as an address or a form sends them: as text that may be anything."""

from django.urls.converters import IntConverter

# Whatever they are, so many digits fit into the column of an id.
MOST_DIGITS = 18
# The largest that fits, where an id does not come as text.
LARGEST_ID = 2**63 - 1


class IdConverter(IntConverter):
    """An id in a path; where more digits stand, nothing is there."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"


def is_id(text: str) -> bool:
    # Digits of other scripts are digits too.
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def as_id(text: str) -> int:
    """The id that `text` is, or 0, which no row has, where it is none."""
    return int(text) if is_id(text) else 0
