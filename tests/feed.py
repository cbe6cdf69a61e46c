"""What a feed reader gets: the entries of an Atom feed, and what is in their HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from django.core.cache import caches
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"

# Markup from several families that would act if it were taken as such, and what XML cannot hold.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "</content></entry><entry>",
    "]]><script>alert(1)</script><![CDATA[",
    "<!--><script>alert(1)</script>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#0;&#8;&#x1f;&bogus;",
    "[text](javascript:alert(1)) <javascript:alert(1)>",
    "\ufffe\uffff\u202e\U0001f9a6",
    "\" onmouseover='alert(1)'",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
]

ELEMENTS = {
    *("a", "p", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "br", "bdi", "div"),
    *("h2", "h3", "h4", "hr", "s", "table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "img"),
}
ATTRIBUTES = {"href", "rel", "title", "dir", "start", "src", "alt", "width", "height"}


@dataclass
class Entry:
    id: str
    title: str
    address: str
    published: str
    updated: str
    author: str | None
    site: str | None
    summary: str | None
    reply_to: dict | None
    topics: list[str]
    html: str

    @property
    def text(self) -> str:
        return " ".join(Html(self.html).text.split())


@dataclass
class Document:
    root: ET.Element
    entries: list[Entry] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.root.findtext(ATOM + name)

    def link(self, rel: str) -> str:
        return next(
            link.get("href") for link in self.root.findall(f"{ATOM}link") if link.get("rel") == rel
        )


class Html(HTMLParser):
    """Its text and addresses, and everything that should not be there."""

    def __init__(self, html: str):
        super().__init__()
        self.text, self.addresses, self.unexpected = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.unexpected.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.unexpected.append(f"{tag} {name}")
            if name in {"href", "src"}:
                self.addresses.append(value)
                if not re.match(r"(https?://|mailto:)", value):
                    self.unexpected.append(value)

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.unexpected.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(address: str, client: Client | None = None) -> Document:
    """The feed at the address as it is now, read as XML by a program that never saw it before."""
    caches["pages"].clear()
    response = (client or Client()).get(address)
    assert (response.status_code, response["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    root = ET.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    return Document(root, [entry_of(each) for each in root.findall(f"{ATOM}entry")])


def entry_of(element: ET.Element) -> Entry:
    content = element.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert len(content) == 0
    reply = element.find(f"{THREAD}in-reply-to")
    return Entry(
        id=element.findtext(f"{ATOM}id"),
        title=element.findtext(f"{ATOM}title"),
        address=element.find(f"{ATOM}link").get("href"),
        published=element.findtext(f"{ATOM}published"),
        updated=element.findtext(f"{ATOM}updated"),
        author=element.findtext(f"{ATOM}author/{ATOM}name"),
        site=element.findtext(f"{ATOM}author/{ATOM}uri"),
        summary=element.findtext(f"{ATOM}summary"),
        reply_to=None if reply is None else reply.attrib,
        topics=[each.get("term") for each in element.findall(f"{ATOM}category")],
        html=content.text or "",
    )
