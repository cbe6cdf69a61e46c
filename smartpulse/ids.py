"""Ids as an address or a form sends them: as text that may be anything."""


def as_id(text: str) -> int:
    """The id that `text` is, or 0, which no row has, where it is none."""
    # Digits of other scripts are digits too, and more of them than 18 fit into no column.
    is_id = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_id else 0
