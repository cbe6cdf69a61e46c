"""How many of what, in words. Pure."""


def number_of(number: int, noun: str, plural: str = "") -> str:
    """1 vote, 1,234 votes; `plural` where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
