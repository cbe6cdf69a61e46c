"""A draft made ready to be kept: trimmed, in its normal form, and checked field by field."""

import re
import unicodedata
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from comments import mailboxes, names
from comments.models.comment import MOST_BODY, MOST_NAME, MOST_TITLE
from comments.refusals import Invalid
from comments.screening import Draft
from smartpulse.context import SITE_NAME
from smartpulse.markup import plain_text, render_comment
from smartpulse.prepared import Written

MOST_URL = 200
# What is longer than any field takes is refused as it came: its normal form, which puts the marks of a letter
# in order, would take the square of their number.
MOST_LINE = 1_000

_validate_url = URLValidator(schemes=["http", "https"])
# PostgreSQL stores no NUL, and no page shows what controls a terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Asked for each comment.
_STAFF = Written(
    "staff_names",
    "SELECT name, '', '' FROM polls_author UNION ALL SELECT name, '', '' FROM polls_newsletter UNION ALL "
    "SELECT first_name, last_name, username FROM auth_user WHERE is_staff AND is_active",
)


def check(draft: Draft) -> Draft:
    """The draft as it can be kept. Raises Invalid with a sentence for each field that is wrong."""
    draft = replace(
        draft,
        name=names.clean(draft.name) if len(draft.name) <= MOST_LINE else draft.name,
        email=mailboxes.usual(_line(draft.email)),
        site=_address(draft.site),
        recent_title=_line(draft.recent_title),
        recent_url=_address(draft.recent_url),
        body=normal(draft.body),
    )
    errors = {
        "name": _name_error(draft),
        "email": _email_error(draft),
        "site": _url_error(draft.site),
        "recent_title": _title_error(draft),
        "recent_url": _recent_url_error(draft),
        "body": body_error(draft.body),
    }
    if found := {field: sentence for field, sentence in errors.items() if sentence}:
        raise Invalid(found)
    return draft


def check_body(body: str) -> str:
    """The text alone, as an edit sends it. Raises Invalid."""
    body = normal(body)
    if sentence := body_error(body):
        raise Invalid({"body": sentence})
    return body


def normal(body: str) -> str:
    """As a text is kept: NFC, with line feeds alone, and no blank lines around it."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", lines).strip("\n").rstrip()
    return text if len(text) > MOST_BODY else unicodedata.normalize("NFC", text)


def body_error(body: str) -> str:
    if len(body) > MOST_BODY:
        return (
            f"Your comment has {len(body):,} characters: shorten it to {MOST_BODY:,}, "
            "or post it in parts."
        )
    return "" if is_seen(body) else "Write your comment."


def is_seen(body: str) -> bool:
    """Whether there is anything to read once it is drawn.

    Signs of Markdown alone, and entities of what no eye sees, are no words.
    """
    first = body.lstrip()[:1]
    # Nothing of Markdown begins with a letter: such a text, as most are, need not be drawn to know.
    if first.isalpha() and names.is_seen(first):
        return True
    return names.is_seen(plain_text(render_comment(body), MOST_BODY))


def staff_names() -> set[str]:
    """The names that nobody else may use: the site's, its newsletters', of authors, and of those who sign in."""
    names = {f"{first} {last}".strip() or username for first, last, username in _STAFF.rows()}
    return names | {SITE_NAME}


def _line(text: str) -> str:
    if len(text) > MOST_LINE:
        return text
    return " ".join(_CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).split())


def _address(url: str) -> str:
    """People type example.org; what has another scheme than the web's stays, and is refused."""
    url = _line(url)
    return f"https://{url}" if url and not _SCHEME.match(url) else url


def _name_error(draft: Draft) -> str:
    if not draft.name:
        return "Write your name, or the one you go by."
    if len(draft.name) > MOST_NAME:
        return f"Shorten your name to {MOST_NAME} characters."
    if not draft.signed and names.imitates(draft.name, staff_names()):
        return "This name is, or looks like, one of our own. Choose another, or add to it."
    return ""


def _email_error(draft: Draft) -> str:
    if not draft.email:
        return "Write your e-mail address to get the replies." if draft.wants_replies else ""
    if not mailboxes.is_mailed_to(draft.email):
        return "Write an e-mail address such as name@example.com, or leave this blank."
    if len(draft.email) > mailboxes.LONGEST:
        return f"Shorten the address to {mailboxes.LONGEST} characters."
    return ""


def _url_error(url: str) -> str:
    if not url:
        return ""
    try:
        _validate_url(url)
    except ValidationError:
        return "Write a web address such as https://example.com, or leave this blank."
    if len(url) > MOST_URL:
        return f"Shorten the address to {MOST_URL} characters."
    return ""


def _title_error(draft: Draft) -> str:
    if len(draft.recent_title) > MOST_TITLE:
        return f"Shorten the title to {MOST_TITLE} characters."
    if draft.recent_url and not names.is_seen(draft.recent_title):
        return "Give the title of your recent post."
    return ""


def _recent_url_error(draft: Draft) -> str:
    if draft.recent_title and not draft.recent_url:
        return "Give the link to your recent post."
    return _url_error(draft.recent_url)
