"""Blanks in Markdown: what stands between two pairs of braces is filled in while the text is read.

Filled in at Markdown's own place for it, as text: whatever comes in can be no emphasis, link or element, a
blank within code stays as it was typed, and a backslash before the braces makes them plain ones.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

# A longer one is no blank but a text with braces.
LONGEST = 60
BLANK = re.compile(rf"\{{\{{([^{{}}\n]{{0,{LONGEST}}})\}}\}}")
_BLANK_OR_ESCAPE = re.compile(rf"\\(\{{\{{|[\\{{}}])|{BLANK.pattern}")

# Takes what stands between the braces; None leaves the blank as it was typed.
Fill = Callable[[str], str | None]

FILL = "fill"
_RIGHT_TO_LEFT = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}


def fill_blanks(parser: MarkdownIt) -> None:
    """Have the parser fill in blanks, where its environment says under `FILL` with what."""
    parser.inline.ruler.before("escape", "blank", _blank)
    parser.inline.ruler.before("escape", "braces", _braces)
    parser.add_render_rule("blank", _render)
    parser.add_render_rule("braces", _render)


def fill_line(text: str, fill: Fill) -> str:
    """A line of plain text with its blanks filled in; a backslash makes plain braces here too."""

    def filled(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        value = fill(match[2])
        return match[0] if value is None else _isolated(value)

    return _BLANK_OR_ESCAPE.sub(filled, text)


def read_line(text: str, filled_in: str) -> tuple[str, list[tuple[int, str]]]:
    """A line of plain text with `filled_in` for each blank and nothing for what is escaped; and the blanks.

    Of each blank its place in that line, and what stands between its braces.
    """
    shown, found, end = "", [], 0
    for match in _BLANK_OR_ESCAPE.finditer(text):
        shown += text[end : match.start()]
        if not match[1]:
            found.append((len(shown), match[2]))
            shown += filled_in
        end = match.end()
    return shown + text[end:], found


def as_text(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with those of blanks made text, for who prints text alone."""
    return [
        token.copy(type="text") if token.type in ("blank", "braces") else token for token in tokens
    ]


def _blank(state: StateInline, silent: bool) -> bool:
    fill: Fill | None = state.env.get(FILL)
    match = BLANK.match(state.src, state.pos, state.posMax) if fill else None
    if fill is None or match is None:
        return False
    value = fill(match[1])
    if value is None:
        return False
    if not silent:
        token = state.push("blank", "", 0)
        token.content, token.info = value, match[1]
    state.pos = match.end()
    return True


def _braces(state: StateInline, silent: bool) -> bool:
    """Plain braces, told apart from those of a blank that was left open."""
    if FILL not in state.env or not state.src.startswith("\\{{", state.pos):
        return False
    if not silent:
        state.push("braces", "", 0).content = "{{"
    state.pos += 3
    return True


def _render(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    text = escapeHtml(tokens[index].content)
    # Words may run another way than the text that they come into.
    return f"<bdi>{text}</bdi>" if any(map(str.isalpha, text)) else text


def _isolated(value: str) -> str:
    """The same for plain text, with the characters that Unicode has for it, where they are needed."""
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in value):
        return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}"
    return value
