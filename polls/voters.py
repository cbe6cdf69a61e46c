"""Who votes: from a request to the keys under which a ballot is known again.

A voter is a key, never a person. Each poll has a random key of its own; a voter's digest is an HMAC of a
credential under it, so that no digest follows a reader from poll to poll, and a rotated SECRET_KEY
doubles no vote. A browser's credential is a random cookie, made by its first vote; a subscriber's is
the identity in the signed link of the newsletter (polls.subscribers), which the browser remembers.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from polls import handover, subscribers
from polls.models import Ballot, BallotKey, Newsletter, Poll
from smartpulse.ids import is_id

VOTER_COOKIE = f"{settings.COOKIE_PREFIX}voter"
# Holds the ids of the polls voted in, for scripts: it says that there is a vote to fetch, and no more.
MARKER_COOKIE = "voted"
MARKED_POLLS = 30
# A newsletter's link, remembered; the newsletter's id follows the name.
LINK_COOKIE = f"{settings.COOKIE_PREFIX}link-"
# 400 days, the longest that browsers keep a cookie (RFC 6265bis, section 5.5).
COOKIE_AGE = timedelta(days=400)

# After closing; then the poll's key and the network hashes go, and no ballot leads to anybody.
FORGET_AFTER = timedelta(days=30)

CREDENTIAL = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Voter:
    """What a request brings to be known by: the cookie's 128 bits in hex, a subscriber's identity."""

    browser: str
    subscriber: str | None = None

    def digests(self, poll: Poll) -> dict[str, bytes]:
        """The voter's digest of each kind in this poll; none once the poll has forgotten its key."""
        if poll.voter_key is None:
            return {}
        found = {BallotKey.Kind.BROWSER: digest(poll, BallotKey.Kind.BROWSER, self.browser)}
        if self.subscriber:
            kind = BallotKey.Kind.SUBSCRIBER
            found[kind] = digest(poll, kind, self.subscriber)
        return found


def digest(poll: Poll, kind: str, credential: str) -> bytes:
    """HMAC-SHA256 under the poll's key, 32 bytes; the kind keeps the two credentials apart."""
    message = f"{kind}\0{credential}".encode()
    return hmac.digest(bytes(poll.voter_key), message, "sha256")


def browser_credential(request: HttpRequest) -> str | None:
    value = request.COOKIES.get(VOTER_COOKIE, "")
    return value if CREDENTIAL.fullmatch(value) else None


def new_browser_credential() -> str:
    return secrets.token_hex(16)


def subscriber_credential(request: HttpRequest, newsletter: Newsletter) -> str | None:
    return subscribers.read_token(newsletter, link_token(request, newsletter.pk))


def link_token(request: HttpRequest, newsletter_id: int) -> str:
    return request.COOKIES.get(f"{LINK_COOKIE}{newsletter_id}", "")


def ballot_of(request: HttpRequest, poll: Poll) -> Ballot | None:
    """This browser's own ballot. A link alone shows no ballot: it may have been forwarded."""
    credential = browser_credential(request)
    if not credential or poll.voter_key is None:
        return None
    return (
        Ballot.objects.filter(
            poll=poll,
            keys__poll=poll,
            keys__digest=digest(poll, BallotKey.Kind.BROWSER, credential),
        )
        .prefetch_related("marks")
        .first()
    )


def has_lost_ballot(request: HttpRequest, poll: Poll) -> bool:
    """Whether this browser's vote was handed over to another that came by the same link."""
    credential = browser_credential(request)
    if not credential or poll.voter_key is None:
        return False
    return handover.was_handed_over(poll, digest(poll, BallotKey.Kind.BROWSER, credential))


def remember_browser(response: HttpResponse, credential: str) -> None:
    keep(response, VOTER_COOKIE, credential)


def remember_link(response: HttpResponse, newsletter_id: int, token: str) -> None:
    keep(response, f"{LINK_COOKIE}{newsletter_id}", token)


def forget_link(response: HttpResponse, newsletter_id: int) -> None:
    # delete_cookie() marks it Secure where its name begins with __Host-.
    response.delete_cookie(f"{LINK_COOKIE}{newsletter_id}", samesite="Lax")


def mark_voted(request: HttpRequest, response: HttpResponse, poll: Poll) -> None:
    """Add the poll to the script-readable marker, the latest last."""
    marked = request.COOKIES.get(MARKER_COOKIE, "").split(".")
    # Of what scripts and other sites of the domain may have put there, ids stay.
    latest = [entry for entry in marked if is_id(entry) and entry != str(poll.pk)]
    value = ".".join([*latest, str(poll.pk)][-MARKED_POLLS:])
    keep(response, MARKER_COOKIE, value, httponly=False)


def keep(response: HttpResponse, name: str, value: str, *, httponly: bool = True) -> None:
    response.set_cookie(
        name,
        value,
        max_age=COOKIE_AGE,
        secure=settings.SECURE,
        httponly=httponly,
        samesite="Lax",
    )
