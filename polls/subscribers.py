"""A newsletter's signed subscriber links: one token for each subscriber, valid for every poll.

A token is an identity of 12 bytes and a signature of 12 bytes under the newsletter's own key, in 32
characters of base64url. The identity is an HMAC of the address under that key: no table of subscribers is
kept, and no token tells an address.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from polls.models import Newsletter

IDENTITY_BYTES = SIGNATURE_BYTES = 12
TOKEN_CHARACTERS = 32


def make_token(newsletter: Newsletter, address: str) -> str:
    """The token of the subscriber with this mail address; letter case does not matter."""
    identity = keyed(newsletter, b"identity", address.strip().casefold().encode())
    identity = identity[:IDENTITY_BYTES]
    return urlsafe_b64encode(identity + signature(newsletter, identity)).decode()


def read_token(newsletter: Newsletter, token: str) -> str | None:
    """The subscriber's identity in hex, or None where the newsletter did not sign this token."""
    if len(token) != TOKEN_CHARACTERS:
        return None
    try:
        raw = urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return None
    identity, signed = raw[:IDENTITY_BYTES], raw[IDENTITY_BYTES:]
    return identity.hex() if hmac.compare_digest(signed, signature(newsletter, identity)) else None


def signature(newsletter: Newsletter, identity: bytes) -> bytes:
    return keyed(newsletter, b"signature", identity)[:SIGNATURE_BYTES]


def keyed(newsletter: Newsletter, purpose: bytes, message: bytes) -> bytes:
    return hmac.digest(bytes(newsletter.subscriber_key), purpose + b"\0" + message, "sha256")
