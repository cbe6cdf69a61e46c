"""Merge tags: what a mail service replaces, in every copy of a mail, with its reader's token."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError


class Service(NamedTuple):
    """A mail service, and the tag of the field that the tokens were uploaded into."""

    name: str
    tag: str


SERVICES = {
    "mailchimp": Service("Mailchimp", "*|SPTOKEN|*"),
    "beehiiv": Service("beehiiv", "{{sptoken}}"),
}
LONGEST_TAG = 60
# It stands in an address, between two slashes, and in an attribute: what ends either is no part of it.
# The marks around it are what the service knows it by; without them every reader would get the word.
TAG = re.compile(r"""[^\w\s/?#"'<>&\\][^/?#"'<>&\\]*\w[^/?#"'<>&\\]*[^\w\s/?#"'<>&\\]""", re.ASCII)


def validate_merge_tag(tag: str) -> None:
    if not (TAG.fullmatch(tag) and tag.isascii() and tag.isprintable()):
        raise ValidationError(
            "Type the tag as your mail service shows it, with its marks, such as {{sptoken}} or "
            "%SPTOKEN%. It has no quotation marks, slashes, or any of < > & ? #.",
            code="merge_tag",
        )


def service_of(tag: str) -> str:
    """The key of the service whose tag this is; “other” where it is none of them."""
    return next((key for key, service in SERVICES.items() if service.tag == tag), "other")
