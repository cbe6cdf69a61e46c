"""E-mail addresses that strangers type: in one spelling each, and which of them are mailed to."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST = 254
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
# Today's domains have them; IDNA 2003, the one that Python knows, makes other letters of them: another's domain.
_DEVIATING = set("ßς")


def usual(address: str) -> str:
    """In lower case, with the domain in one of the many ways in which it can be spelled."""
    address = address.lower()
    name, at, domain = address.rpartition("@")
    # What is too long to be one is not looked into: that takes time for each letter.
    if len(address) > LONGEST:
        return address
    try:
        return f"{name}{at}{_domain(domain)}"
    except UnicodeError:
        return address


def is_mailed_to(address: str) -> bool:
    """Whether an address in its usual spelling is one to which strangers may have us mail."""
    try:
        _validate(address)
    except ValidationError:
        return False
    return True


class MailboxValidator(EmailValidator):
    """Without quotation marks, at a domain of the open net.

    Nor with an encoded word (`=?utf-8?q?…?=`), which is decoded when it is mailed: each of its spellings would be
    another address to our limits, and to who wants no mail.
    """

    user_regex = re.compile(
        r"(?!.*=\?)[\w!#$%&'*+/=?^`{}|~-]+(\.[\w!#$%&'*+/=?^`{}|~-]+)*\Z", re.ASCII
    )

    def __init__(self) -> None:
        super().__init__(allowlist=[])

    def validate_domain_part(self, domain_part: str) -> bool:
        try:
            return bool(self.domain_regex.match(_domain(domain_part).encode("idna").decode()))
        except UnicodeError:
            return False


_validate = MailboxValidator()


def _domain(name: str) -> str:
    """In letters, of `xn--exmple-cua.com` and of full-width ones too. Raises UnicodeError."""
    return ".".join(map(_label, _DOTS.split(name)))


def _label(label: str) -> str:
    if label.startswith("xn--"):
        letters = label.removeprefix("xn--").encode("ascii").decode("punycode")
    else:
        letters = unicodedata.normalize("NFKC", label)
    if _DEVIATING & set(letters):
        return f"xn--{letters.encode('punycode').decode()}"
    return label.encode("idna").decode("idna")
