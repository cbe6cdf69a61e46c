"""When a form was given out: signed into it, so that a comment sent at once can be told.

The time is that of the page, which is the same bytes for every reader: a page that the cache kept for a
few seconds makes its reader look slower, never faster. It is signed together with the address that
the form is sent to, so that one form does not serve a robot for the whole site.
"""

import time

from django.core.signing import BadSignature, TimestampSigner, b62_decode

# A page may stay open over a long weekend; a form that is older is held like one without a time.
LONGEST = 7 * 24 * 3600

_signer = TimestampSigner(salt="comments.form", sep="~")


def sign(address: str) -> str:
    """The value of the form's hidden field."""
    return _signer.sign(address)


def seconds_open(value: str, address: str) -> float | None:
    """How long ago the form was given out; None where its time is missing, false or too old."""
    address_signed, _, moment = value.rpartition("~")[0].rpartition("~")
    try:
        _signer.unsign(value, max_age=LONGEST)
    except BadSignature:
        return None
    # Django's signer tells the age only by refusing; the time stands before the signature.
    return time.time() - b62_decode(moment) if address_signed == address else None
