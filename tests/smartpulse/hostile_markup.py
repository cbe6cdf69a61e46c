"""Sources that would act, or never come to an end, and what finds out whether they do."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

ELEMENTS = {
    *("h2", "h3", "h4", "p", "blockquote", "pre", "hr", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "a", "em", "strong", "s", "code", "br", "bdi"),
}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
}


class Inspector(HTMLParser):
    """What a browser would find in HTML: its text, and everything that is not expected there."""

    def __init__(self, html):
        super().__init__()
        self.text = ""
        self.links = []
        self.unexpected = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.unexpected.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()):
                self.unexpected.append(f"{tag} {name}")
            if name == "href":
                self.links.append(value)
                # A browser drops control characters and spaces before it looks for the scheme.
                bare = re.sub(r"[\x00-\x20]", "", value).lower()
                if re.match(r"[a-z][a-z0-9+.-]*:", bare) and not re.match(
                    r"(https?|mailto):", bare
                ):
                    self.unexpected.append(value)
            if name == "class" and value not in ("align-center", "align-end"):
                self.unexpected.append(f"{tag}.{value}")

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.unexpected.append("comment")

    def handle_decl(self, decl):
        self.unexpected.append("declaration")

    def handle_pi(self, data):
        self.unexpected.append("instruction")

    def unknown_decl(self, data):
        self.unexpected.append("declaration")


SCRIPTS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a;avascript&colon;alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "\\javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "%6Aavascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://example.org/x",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "livescript:x",
    "intent://x#Intent;scheme=javascript;end",
]

PIECES = [
    *"*_~`#>-+|[]()!<>&\"'\n\t :/=x1é\\\x00",
    *("\n\n", "](", "```", "[x]: ", "|-|", "<script>", "<a href=", "onerror=", "<!--", "-->"),
    *("&#x", "javascript:", "data:", "http://"),
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)

# Sources that drive naive parsers to exponential or worse than quadratic time.
HOSTILE = {
    "brackets": "[",
    "pictures": "![",
    "link starts": "[a](",
    "emphasis": "*_",
    "strong": "**a ",
    "inner strong": "a**b",
    "code ticks": "`a ",
    "quotes": "\"a' ",
    "blockquotes": "> ",
    "lists": "- ",
    "tags": "<a ",
    "comments": "<!-- ",
    "declarations": "<![CDATA[",
    "entities": "&#",
    "references": "[a]: /u\n",
    "reference titles": '[a]: /u "\n',
    "tables": "|a",
    "backslashes": "\\",
    "nul": "\x00",
}
