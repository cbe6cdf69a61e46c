"""What strangers type stands in mail as text: no header, no element and no line of ours is made of it."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from comments import delivery, moderation
from comments.tasks import housekeeping
from tests.comments.factories import make_comment, make_discussion, post
from tests.comments.mail.reading import html_of, text_of
from tests.factories import make_moderator, make_newsletter, make_poll

pytestmark = pytest.mark.django_db

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload="alert(1)">',
    "' onfocus='alert(1)' autofocus x='",
    "[click](javascript:alert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "</blockquote></div></body><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "</title></style><style>*{background:url(//evil.example/)}</style>",
    '<a style="position:fixed;inset:0" href="//evil.example">x</a>',
    '<link rel="stylesheet" href="//evil.example/a.css">',
    '<form action="//evil.example"><input name=q></form>',
    "![](http://evil.example/pixel.png)",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "{{ settings.SECRET_KEY }}{% debug %}",
]
ELEMENTS = {
    *("html", "head", "meta", "title", "body", "div", "h1", "p", "a", "bdi", "ul", "li"),
    *("blockquote", "em", "strong", "code", "pre", "ol", "br"),
    *("table", "tbody", "tr", "td"),
}
ATTRIBUTES = {
    "meta": {"charset", "name", "content"},
    "html": {"lang"},
    "a": {"href", "rel", "class", "style"},
    "table": {"class", "style", "role", "cellpadding", "cellspacing", "border"},
    "blockquote": {"dir", "class", "style"},
    "p": {"dir", "class", "style"},
}


class Seen(HTMLParser):
    """The elements of a page, and the addresses of its links."""

    def __init__(self, html: str):
        super().__init__()
        self.odd, self.links, self.words = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS or set(dict(attrs)) - ATTRIBUTES.get(tag, {"class", "style"}):
            self.odd.append((tag, attrs))
        self.links += [value for name, value in attrs if name == "href"]
        self.odd += [value for name, value in attrs if "url(" in value]

    def handle_data(self, data):
        self.words += data


def everything(attack: str, mailbox) -> list:
    """A reply, a removal and a digest about comments of which every field holds the attack."""
    newsletter = make_newsletter(name=attack[:100])
    poll = make_poll(newsletter=newsletter, question=attack)
    discussion = make_discussion(poll, rules={"digest": "hourly"})
    moderator = make_moderator()
    fields = {"name": attack[:60], "body": attack, "recent_title": attack[:150]}
    fields["recent_url"] = fields["site"] = "https://e.example/?'\"><b>"
    own = {"email": "anna@example.com", "email_confirmed_at": timezone.now()}
    parent = make_comment(discussion, wants_replies=True, **own, **fields)
    reply = make_comment(discussion, parent, status="held", **fields)
    moderation.moderate(reply, "approve", actor=moderator)
    other = make_comment(discussion, **own, **fields)
    moderation.moderate(other, "remove", actor=moderator, reason=attack)
    delivery.send_due(timezone.now() + delivery.PAUSES[-1])
    make_comment(discussion, status="held", **fields)
    housekeeping.call()
    assert len(mailbox.mails) == 3
    return mailbox.mails


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_it_is_active_and_all_of_it_is_readable(mailbox, attack):
    for mail in everything(attack, mailbox):
        seen = Seen(html_of(mail))
        assert seen.odd == []
        assert {urlsplit(link).scheme for link in seen.links} == {"http"}
        assert {part.get_content_type() for part in mail.walk()} == {
            "multipart/alternative",
            "text/plain",
            "text/html",
        }
    reply = mailbox.mails[0]
    assert attack[:60] in Seen(html_of(reply)).words
    assert attack[:60] in text_of(reply)


LINES = "Anna\r\nBcc: victim@example.com\r\n\r\nHello\x0b\x85\u2028there"
TURNED = "\u202eAnna\u202c \u2066x\u200f"


@pytest.mark.parametrize("words", [LINES, TURNED])
def test_lines_and_turns_make_no_header(mailbox, words):
    # Past the forms, which let none of it through.
    poll = make_poll(newsletter=make_newsletter(name=words), question=words)
    discussion = make_discussion(poll, rules={"digest": "hourly"})
    own = {"email": "anna@example.com", "email_confirmed_at": timezone.now()}
    parent = make_comment(discussion, wants_replies=True, **own)
    reply = make_comment(discussion, parent, status="held", name=words)
    make_comment(discussion, status="held", name=words)
    post(discussion, email="ben@example.com", wants_replies=True)
    moderation.moderate(reply, "approve", actor=make_moderator())
    housekeeping.call()
    assert len(mailbox.mails) == 3
    assert mailbox.recipients == [mail["To"] for mail in mailbox.mails]
    for mail in mailbox.mails:
        assert mail["Bcc"] is None
        for value in (mail["Subject"], text_of(mail).replace("\r\n", "\n")):
            assert not set(value) & set("\r\x0b\x85\u2028\u202e\u202c\u2066\u200f")
        assert "Bcc" not in {line.partition(":")[0] for line in text_of(mail).splitlines()}


def test_every_line_of_a_text_is_marked_as_somebody_elses(mailbox):
    forged = "Hello.\n\n-- \nPress here to stop: http://evil.example/\x0bAnd\u2028here\u202e."
    discussion = make_discussion(rules={})
    own = {"email": "anna@example.com", "email_confirmed_at": timezone.now()}
    parent = make_comment(discussion, wants_replies=True, body="Mine.", **own)
    reply = make_comment(discussion, parent, status="held", body=forged)
    moderation.moderate(reply, "approve", actor=make_moderator())
    text = text_of(mailbox.mails[0])
    theirs = [line for line in text.splitlines() if "evil" in line or "here" in line]
    assert all(line.startswith("> ") for line in theirs if "testserver" not in line)
    assert "> And\n> here." in text.replace("\r\n", "\n")


def test_right_to_left_names_are_isolated(mailbox):
    discussion = make_discussion(make_poll(question="مرحبا؟"), rules={})
    own = {"email": "anna@example.com", "email_confirmed_at": timezone.now()}
    parent = make_comment(discussion, wants_replies=True, **own)
    reply = make_comment(discussion, parent, status="held", name="דנה")
    moderation.moderate(reply, "approve", actor=make_moderator())
    (mail,) = mailbox.mails
    assert mailbox.subjects() == ["New reply on “\u2068مرحبا؟\u2069”"]
    assert text_of(mail).startswith("\u2068דנה\u2069 replied to you on “\u2068مرحبا؟\u2069”")
    assert "<bdi>דנה</bdi>" in html_of(mail)
