"""When a form was given out: signed into it, so that a comment sent at once can be told.

The time is that of the page, which is the same bytes for every reader, and which the cache may have kept
before this one got it. How long that was nobody knows; so as long as the cache keeps a page counts for
nobody. Else a robot on a busy page would get its seconds from the readers before it. The time is signed
together with the address that the form is sent to, so that one form does not serve a robot for the whole site.
"""

import time

from django.core.signing import BadSignature, TimestampSigner, b62_decode

from smartpulse.pages import KEPT_SECONDS

# A page may stay open over a long weekend; a form that is older is held like one without a time.
LONGEST = 7 * 24 * 3600

_signer = TimestampSigner(salt="comments.form", sep="~")


def sign(address: str) -> str:
    """The value of the form's hidden field."""
    return _signer.sign(address)


def seconds_open(value: str, address: str) -> float | None:
    """How long its sender has had the form at least; None where its time is missing, false or too old."""
    address_signed, _, moment = value.rpartition("~")[0].rpartition("~")
    try:
        _signer.unsign(value, max_age=LONGEST)
    except BadSignature:
        return None
    if address_signed != address:
        return None
    # Django's signer tells the age only by refusing; the time stands before the signature.
    return max(time.time() - b62_decode(moment) - KEPT_SECONDS, 0.0)
