"""Markdown to safe HTML: the only module that marks a string as safe.

Two walls, each enough by itself: markdown-it escapes raw HTML and refuses script addresses, and nh3
lets through nothing but the elements and attributes listed here.

Time grows with the length of the source, hostile nesting of brackets and emphasis included, with
one exception: quotation marks that never pair off cost the square of their number (two seconds for
50,000 characters of them). Editors have real quotation marks; strangers' text, a comment, goes
without the typographer.
"""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import Any

import css_inline
import nh3
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from smartpulse.bare_links import link_bare_addresses
from smartpulse.blanks import FILL, Fill, as_text, fill_blanks
from smartpulse.passages import Passage, of_tokens

# Raise one when the same source renders differently than before: stored HTML is made again then.
VERSION = 1
COMMENT_VERSION = 2

ELEMENTS = {
    *("h2", "h3", "h4", "p", "blockquote", "pre", "hr", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "a", "em", "strong", "s", "code", "br", "bdi"),
}
COMMENT_ELEMENTS = {
    *("p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
}
FEED_ELEMENTS = ELEMENTS | {"div", "figure", "figcaption", "img"}
FEED_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "div": {"dir"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
}
ALIGNMENTS = {"text-align:center": "align-center", "text-align:right": "align-end"}

_CLEANER = nh3.Cleaner(
    tags=ELEMENTS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    allowed_classes={cell: set(ALIGNMENTS.values()) for cell in ("td", "th")},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_GUIDE_CLEANER = nh3.Cleaner(
    tags=ELEMENTS | {"img"},
    attributes={"a": {"href", "title"}, "ol": {"start"}, "img": {"src", "alt"}},
    allowed_classes={cell: set(ALIGNMENTS.values()) for cell in ("td", "th")},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_COMMENT_CLEANER = nh3.Cleaner(
    tags=COMMENT_ELEMENTS,
    # "*": without it, nh3 lets titles through.
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="ugc nofollow noopener",
)
_WORDS = nh3.Cleaner(tags=set())

# Nothing is ever fetched.
_STYLES = css_inline.CSSInliner(load_remote_stylesheets=False)

# What means something within a line, and at its beginning.
_ACTIVE = re.compile(r"[\\`*_\[\]<>{}|~&!]")
_LINE_START = re.compile(r"^(\d*)([#+\-=.)])")

# What could end a script element, or a line in one, as JSON may have it instead.
_JSON_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def render_post(source: str, fill: Fill | None = None) -> SafeString:
    """The HTML of a post's Markdown: CommonMark with tables, strikethrough and real quotation marks.

    The page has its h1 already: `#` makes an h2, `##` an h3, and deeper levels an h4. Raw HTML is
    shown as text, and of a picture its alternative text. `fill` fills in the blanks (smartpulse.blanks).
    """
    return mark_safe(_CLEANER.clean(_POSTS.render(source, {FILL: fill})))  # noqa: S308


def passages(source: str) -> list[Passage]:
    """The text of a post's Markdown as readers see it, its blanks still empty."""
    return list(of_tokens(_POSTS.parse(source, {FILL: lambda blank: ""})))


def render_comment(source: str) -> SafeString:
    """The HTML of a reader's comment: paragraphs, emphasis, code, quotations, lists and links.

    A line break stays one, and a bare web address is a link. What else Markdown has, such as headings
    and pictures, is shown as it was typed; search engines are told that a link is not ours.
    """
    return mark_safe(_COMMENT_CLEANER.clean(_COMMENTS.render(source)))  # noqa: S308


def render_guide(source: str) -> SafeString:
    """The HTML of the site's own documents: as a post's, and with their pictures."""
    return mark_safe(_GUIDE_CLEANER.clean(_GUIDES.render(source)))  # noqa: S308


def as_markdown(text: str) -> str:
    """Markdown that prints one line of plain text as it is, wherever a paragraph may stand."""
    line = _ACTIVE.sub(r"\\\g<0>", " ".join(text.split()))
    return _LINE_START.sub(r"\1\\\2", line)


def kept(html: str) -> SafeString:
    """HTML that this module made, from a field named *_html: for Python what `|safe` is in templates."""
    return SafeString(html)


def compose(pattern: str, *values: Any, **named: Any) -> SafeString:
    """A pattern of ours with `values` in its places: what is marked safe as it is, all else escaped.

    That is `format_html`, several times as fast, for what a page has by the hundred: so it does not ask
    either, as `mark_safe` does, whether the text is a lazy one.
    """
    escaped_values = {name: escaped(value) for name, value in named.items()}
    return SafeString(pattern.format(*map(escaped, values), **escaped_values))


def joined(pieces: Iterable[str]) -> SafeString:
    """The pieces one after the other, with what is not marked safe escaped."""
    return SafeString("".join(map(escaped, pieces)))


def escaped(value: Any) -> str:
    if type(value) is int:
        return str(value)
    return value if isinstance(value, SafeString) else escape(str(value))


def for_feeds(html: str, address: str) -> str:
    """An entry of a feed: pictures and what posts may hold, and every link made absolute.

    `address` is the page's own, which relative links start from. Cleaned once more as a whole, because
    it leaves for pages whose policies are not ours.
    """
    return nh3.clean(
        html,
        tags=FEED_ELEMENTS,
        attributes=FEED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", address),
        link_rel=None,
    ).strip()


def safe_json(value: Any) -> SafeString:
    """`value` as JSON that can stand inside a script element, dates in ISO 8601.

    Raises TypeError for what JSON cannot hold and ValueError for NaN and infinities.
    """
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, allow_nan=False)
    # For text beyond ASCII some forty times as fast as str.translate.
    for character, escape_sequence in _JSON_ESCAPES.items():
        text = text.replace(character, escape_sequence)
    return mark_safe(text)  # noqa: S308


def plain_text(html: str, limit: int) -> str:
    """The words of HTML that this module made, in one line of at most `limit` characters.

    Cut at the end of a word, where there is one, with an ellipsis. The text is not escaped.
    """
    text = " ".join(unescape(_WORDS.clean(html)).split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    whole_words = cut.rpartition(" ")[0] or cut[:-1]
    return whole_words.rstrip(" .,;:–—-") + "…"


def inline_styles(html: SafeString) -> SafeString:
    """A template's HTML for mail, whose readers' programs ignore style sheets: each style in its element.

    A style element marked `data-css-inline="keep"` stays, without the mark. Raises TypeError for
    HTML that no template has made.
    """
    if not isinstance(html, SafeString):
        raise TypeError("Only HTML that a template has made is put into mail.")
    inlined = _STYLES.inline_fragment(html, "").replace(' data-css-inline="keep"', "")
    return mark_safe(re.sub(r"\n\s*\n", "\n", inlined.strip()))  # noqa: S308


def _fit_into_page(state: StateCore) -> None:
    """Headings below the page's own, and alignment by class: the CSP forbids style attributes."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
        if alignment := ALIGNMENTS.get(str(token.attrGet("style"))):
            token.attrSet("class", alignment)


def _alternative_text(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    return escapeHtml(
        renderer.renderInlineAsText(as_text(tokens[index].children or []), options, env)
    )


def _guide_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"])
    parser.core.ruler.after("block", "fit_into_page", _fit_into_page)
    return parser


def _post_parser() -> MarkdownIt:
    parser = _guide_parser()
    parser.add_render_rule("image", _alternative_text)
    fill_blanks(parser)
    return parser


_GUIDES = _guide_parser()
_POSTS = _post_parser()


def _comment_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False, "breaks": True})
    # Link references are read away from the text: in a comment they would be words that vanish.
    parser.disable(["heading", "lheading", "hr", "image", "reference", "html_block", "html_inline"])
    # Four spaces before a line are seldom meant as code.
    parser.disable("code")
    link_bare_addresses(parser)
    return parser


_COMMENTS = _comment_parser()
