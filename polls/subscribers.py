"""A newsletter's signed subscriber links: one token for each subscriber, valid for every poll.

A token is an identity of 12 bytes and a signature of 12 bytes under the newsletter's own key, in 32
characters of base64url. The identity is an HMAC of the address under that key: no table of subscribers is
kept, no token tells an address, and none depends on SECRET_KEY. One token is revoked by its identity; the
subscriber's next one is made of the address and the number of those revoked before.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime
from itertools import count

from polls.models import Newsletter, RevokedLink

IDENTITY_BYTES = SIGNATURE_BYTES = 12
TOKEN_CHARACTERS = 32


def make_token(newsletter: Newsletter, address: str, revoked: Collection[bytes] = ()) -> str:
    """The token of the subscriber with this mail address or id; letter case does not matter.

    `revoked` are the newsletter's revoked identities: the first one that is not among them is used.
    """
    identities = (identity_of(newsletter, address, issue) for issue in count())
    identity = next(identity for identity in identities if identity not in revoked)
    return urlsafe_b64encode(identity + signature(newsletter, identity)).decode()


def read_token(newsletter: Newsletter, token: str) -> str | None:
    """The subscriber's identity in hex; None where the newsletter did not sign the token, or revoked it."""
    identity = signed_identity(newsletter, token)
    if identity is None or newsletter.revoked_links.filter(identity=identity).exists():
        return None
    return identity.hex()


def revoked_identities(newsletter: Newsletter) -> set[bytes]:
    return {bytes(found) for found in newsletter.revoked_links.values_list("identity", flat=True)}


def revoke(newsletter: Newsletter, whose: str, now: datetime, reason: str = "") -> bool:
    """Revoke a link, given as it is, as its token, or as the subscriber's address or id.

    False where it is revoked already. Raises ValueError for a link that is not this newsletter's.
    """
    _, is_new = RevokedLink.objects.get_or_create(
        newsletter=newsletter,
        identity=identity_meant(newsletter, whose),
        defaults={"revoked_at": now, "reason": reason},
    )
    return is_new


def identity_meant(newsletter: Newsletter, whose: str) -> bytes:
    """The identity in a link or a token; of an address or an id, the one in use."""
    whose = whose.strip()
    for part in whose.split("/"):
        if identity := signed_identity(newsletter, part):
            return identity
    if "/v/" in whose:
        raise ValueError(f"This link is not one of {newsletter}: copy the whole link.")
    return signed_identity(
        newsletter, make_token(newsletter, whose, revoked_identities(newsletter))
    )


def signed_identity(newsletter: Newsletter, token: str) -> bytes | None:
    if len(token) != TOKEN_CHARACTERS:
        return None
    try:
        raw = urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return None
    identity, signed = raw[:IDENTITY_BYTES], raw[IDENTITY_BYTES:]
    return identity if hmac.compare_digest(signed, signature(newsletter, identity)) else None


def identity_of(newsletter: Newsletter, address: str, issue: int) -> bytes:
    name = f"{issue}\0{address.strip().casefold()}".encode()
    first, *others = keyed(newsletter, b"identity", name)[:IDENTITY_BYTES]
    # Its first bit is 0, so that a token begins with a letter: a spreadsheet takes what begins with a
    # hyphen, as one token in 64 would, for a formula.
    return bytes([first & 0x7F, *others])


def signature(newsletter: Newsletter, identity: bytes) -> bytes:
    return keyed(newsletter, b"signature", identity)[:SIGNATURE_BYTES]


def keyed(newsletter: Newsletter, purpose: bytes, message: bytes) -> bytes:
    return hmac.digest(bytes(newsletter.subscriber_key), purpose + b"\0" + message, "sha256")
