"""A post's Markdown as passages: the text that readers see, line by line, with its blanks and links."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

# In a passage's text it stands for a blank, which is none of the words that were typed.
FILLED_IN = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Link:
    """A link from `start` to `end` of a passage's text."""

    start: int
    end: int
    address: str


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading or table cell: its text without code, and the number of its first line.

    `blanks` are what stands between braces, each with its place in the text; `misplaced` are those in
    a link's address or title, where nothing is filled in. `quoted` is true inside a quotation.
    """

    line: int
    text: str
    blanks: tuple[tuple[int, str], ...] = ()
    links: tuple[Link, ...] = ()
    misplaced: tuple[str, ...] = ()
    quoted: bool = False

    def line_at(self, place: int) -> int:
        return self.line + self.text.count("\n", 0, place)


@dataclass
class _Reader:
    """Collects the text of one inline token."""

    text: str = ""
    blanks: list[tuple[int, str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    opened: list[tuple[int, str]] = field(default_factory=list)

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            match token.type:
                case "text":
                    self.text += token.content
                case "softbreak" | "hardbreak":
                    self.text += "\n"
                case "blank":
                    self.blanks.append((len(self.text), token.info))
                    self.text += FILLED_IN
                case "image":
                    self.look_at(token, "src")
                    self.read(token.children or [])
                case "link_open":
                    self.look_at(token, "href")
                    self.opened.append((len(self.text), str(token.attrGet("href") or "")))
                case "link_close":
                    start, address = self.opened.pop()
                    self.links.append(Link(start, len(self.text), address))

    def look_at(self, token: Token, name: str) -> None:
        # An address has its braces encoded.
        address = str(token.attrGet(name) or "").replace("%7B", "{").replace("%7D", "}")
        for text in (address, str(token.attrGet("title") or "")):
            if "{{" in text:
                self.misplaced.append(text)


def of_tokens(tokens: list[Token]) -> Iterator[Passage]:
    """The passages of a text that the parser has read, in order."""
    quotations, line = 0, 0
    for token in tokens:
        if token.map:
            line = token.map[0]
        quotations += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline":
            reader = _Reader()
            reader.read(token.children or [])
            yield Passage(
                line + 1,
                reader.text,
                tuple(reader.blanks),
                tuple(reader.links),
                tuple(reader.misplaced),
                quotations > 0,
            )
