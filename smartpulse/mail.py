"""Mail that the site sends by itself: a text, the same as HTML, and headers that keep robots from answering.

What readers wrote may stand in it. In plain text and in headers nothing separates their words from ours
but what is done here: a name stays on one line and turns no text around, a quotation is marked on
every line.
"""

import re
import unicodedata
from email.utils import make_msgid

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from smartpulse.context import SITE_NAME

LONGEST_SUBJECT = 120

# What turns the text after it: embeddings, overrides and isolates, and their ends.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_FIRST_STRONG, _POP = "\u2068", "\u2069"

# Mail programs read no style sheets of ours, and none is ever fetched.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


def compose(
    template: str,
    context: dict,
    *,
    to: str,
    subject: str,
    key: str,
    thread: str = "",
    stop_url: str = "",
) -> EmailMultiAlternatives:
    """A mail of `email/<template>.txt` and `.html`; both know the context, `site_url`, `site_name`.

    `key` makes its Message-ID: the same mail, sent again, has the same one. Mails of one `thread` are
    shown together. `stop_url` stops further ones: a POST without cookies does it (RFC 8058).
    """
    context = {
        "site_url": settings.SITE_URL,
        "site_name": SITE_NAME,
        "stop_url": stop_url,
    } | context
    subject = one_line(subject, LONGEST_SUBJECT)
    headers = headers_of(message_id(key))
    if thread:
        headers |= {"In-Reply-To": message_id(thread), "References": message_id(thread)}
    if stop_url:
        headers["List-Unsubscribe"] = f"<{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = render_to_string(f"email/{template}.txt", context)
    html = render_to_string(f"email/{template}.html", context | {"subject": subject})
    mail = EmailMultiAlternatives(subject, _spaced(text), to=[to], headers=headers)
    mail.attach_alternative(_INLINER.inline(html), "text/html")
    return mail


def headers_of(own_id: str = "") -> dict[str, str]:
    """What every mail of ours has; without an id of its own it gets one that no other mail has."""
    return {
        # RFC 3834, and what Exchange and older vacation programs read instead.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
        # Django's own would name this machine.
        "Message-ID": own_id or make_msgid(domain=settings.SITE_HOST),
    }


def message_id(key: str) -> str:
    return f"<{key}@{settings.SITE_HOST}>"


def one_line(text: str, limit: int) -> str:
    """The text without line breaks and control characters, cut after `limit` characters."""
    plain = "".join(" " if _is_control(letter) else letter for letter in text)
    line = " ".join(plain.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def isolated(text: str, limit: int = LONGEST_SUBJECT) -> str:
    """One line of somebody else's words, to stand among ours: it keeps its direction to itself."""
    line = one_line(_TURNING.sub("", text), limit)
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in line):
        return f"{_FIRST_STRONG}{line}{_POP}"
    return line


def quoted(text: str) -> str:
    """Somebody else's text with a mark before every line, so that it cannot pass for ours."""
    lines = _TURNING.sub("", text).splitlines() or [""]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Zl", "Zp"}


def _spaced(text: str) -> str:
    """Of blank lines that a template leaves, never more than one together."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
