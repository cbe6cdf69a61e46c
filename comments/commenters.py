"""Who comments: from a request to the key under which a comment is its author's.

As a voter (polls.voters), a commenter is a key. Each discussion has a random key of its own, and a
comment keeps an HMAC of the browser's credential under it: nothing stored leads from one discussion
to another. The browser itself remembers the discussions that it wrote in, and brings them along;
so somebody approved last week is known this week, and only to whom they show it.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from comments.models import Discussion
from polls.voters import CREDENTIAL, keep
from smartpulse.ids import is_id
from smartpulse.responses import Bounce

COMMENTER_COOKIE = f"{settings.COOKIE_PREFIX}commenter"
# Ids of discussions, the latest last. Scripts read it: it says that there may be something private
# to fetch, such as a comment that waits.
MARKER_COOKIE = "commented"
REMEMBERED = 20


@dataclass(frozen=True)
class Commenter:
    """The cookie's 128 bits in hex, and the ids of the discussions that the browser remembers."""

    browser: str
    remembered: tuple[int, ...] = ()

    def key_in(self, discussion: Discussion) -> bytes:
        return digest(bytes(discussion.key), self.browser)

    def keys_in(self, discussions: Iterable[Discussion]) -> list[bytes]:
        return [self.key_in(discussion) for discussion in discussions]


def digest(key: bytes, credential: str) -> bytes:
    """HMAC-SHA256 under the discussion's key, 32 bytes."""
    return hmac.digest(key, credential.encode(), "sha256")


def new_commenter() -> Commenter:
    return Commenter(secrets.token_hex(16))


def commenter_of(request: HttpRequest) -> Commenter | None:
    """Whom the request's cookies name; None for a browser that has not written here."""
    credential = request.COOKIES.get(COMMENTER_COOKIE, "")
    if not CREDENTIAL.fullmatch(credential):
        return None
    return Commenter(credential, tuple(map(int, _marked(request))))


def bounce(request: HttpRequest) -> HttpResponse:
    """Give the browser its credential, and have it send again what it sent; nothing is read before."""
    response = Bounce(request)
    keep(response, COMMENTER_COOKIE, new_commenter().browser)
    return response


def remember(
    request: HttpRequest, response: HttpResponse, commenter: Commenter, discussion_id: int
) -> None:
    """Keep the browser's credential, and that it wrote in this discussion."""
    keep(response, COMMENTER_COOKIE, commenter.browser)
    others = [entry for entry in _marked(request) if entry != str(discussion_id)]
    marker = ".".join([*others, str(discussion_id)][-REMEMBERED:])
    keep(response, MARKER_COOKIE, marker, httponly=False)


def _marked(request: HttpRequest) -> list[str]:
    entries = request.COOKIES.get(MARKER_COOKIE, "").split(".")
    return [entry for entry in entries if is_id(entry)][-REMEMBERED:]
