"""Web addresses that stand bare in a text become links, as readers expect who paste one.

A rule for markdown-it in the place of its own, which needs a dependency to find addresses without a
scheme too. Here `https://example.org` is a link and `example.org` is a word. Each character is looked
at a fixed number of times, so that hostile text renders in linear time.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?<![\w+.-])https?$", re.IGNORECASE)
_LONGEST_SCHEME = len("https")
# After the scheme: a letter or figure, and on to what stands bare in no address.
_ADDRESS = re.compile(r"://[^\W_][^\s<>\[\]\\^`{|}\"“”„«»‘’…]*")
# What ends a sentence, or a stretch in *emphasis*.
_AFTER = ".,;:!?'*_~。，、！？；："


def link_bare_addresses(parser: MarkdownIt) -> None:
    parser.inline.ruler.at("linkify", _bare_address)
    parser.enable("linkify")


def _bare_address(state: StateInline, silent: bool) -> bool:
    """At the colon of an address whose scheme was read as text; nothing inside a link's own words."""
    # Without output nothing is pending, and what is looked ahead at is a link's words.
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    before = state.src[max(0, state.pos - _LONGEST_SCHEME - 1) : state.pos]
    scheme = _SCHEME.search(before)
    found = _ADDRESS.match(state.src, state.pos, state.posMax)
    if not scheme or not found:
        return False
    rest = found[0][: _length(found[0])]
    address = scheme[0] + rest
    target = state.md.normalizeLink(address)
    if not state.md.validateLink(target):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": target}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _length(found: str) -> int:
    """How much of it is the address: not the sentence's punctuation, nor a bracket around it."""
    unopened = found.count(")") - found.count("(")
    end = len(found)
    while True:
        last = found[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last == "(":
            unopened += 1
        elif last not in _AFTER:
            return end
        end -= 1
