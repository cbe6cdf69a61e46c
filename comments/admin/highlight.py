"""A comment's source with what a rule found in it marked: text, never HTML of the commenter's."""

import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

SHORT = 900
BEFORE = 300


def highlighted(text: str, matched: str) -> SafeString:
    """The text escaped, with each occurrence of `matched` in a <mark>."""
    pattern = _pattern(matched)
    if pattern is None:
        return conditional_escape(text)
    # Odd parts are what was found: the pattern has one group.
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part) if place % 2 else part,)
            for place, part in enumerate(pattern.split(text))
        ),
    )


def excerpt(text: str, matched: str = "", length: int = SHORT) -> str:
    """At most about `length` characters of the text, around the first match."""
    if len(text) <= length:
        return text
    pattern = _pattern(matched)
    found = pattern.search(text) if pattern else None
    start = max(0, found.start() - BEFORE) if found else 0
    end = start + length
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _pattern(matched: str) -> re.Pattern[str] | None:
    words = r"\s+".join(re.escape(word) for word in matched.split())
    return re.compile(f"({words})", re.IGNORECASE) if words else None
