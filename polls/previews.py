"""Links that show an unpublished poll or post to a colleague, for two weeks and without an account."""

from datetime import timedelta

from django.core.signing import TimestampSigner
from django.urls import reverse

from polls.models import Poll, Post

LIFETIME = timedelta(days=14)
NAMES = {Poll: "poll", Post: "post"}


def address(obj: Poll | Post) -> str:
    """The path under which `obj` can be previewed from now on."""
    return reverse(f"{NAMES[type(obj)]}_preview", args=[signer(type(obj)).sign(str(obj.pk))])


def read(model: type[Poll] | type[Post], token: str) -> int:
    """The id that a link was made for.

    Raises SignatureExpired after two weeks, BadSignature for any other token that is not ours.
    """
    return int(signer(model).unsign(token, max_age=LIFETIME))


def signer(model: type[Poll] | type[Post]) -> TimestampSigner:
    # A salt for each kind: the link to poll 7 opens no post 7.
    return TimestampSigner(salt=f"polls.previews.{NAMES[model]}")
