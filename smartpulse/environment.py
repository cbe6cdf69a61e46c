"""Typed readers for environment variables.

Each reader returns a value of its type, or raises ImproperlyConfigured with a sentence that names the
variable, shows what it holds and says what it should hold. A blank variable counts as not set.
"""

import ipaddress
import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to true or false.")


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(
        f"{name} is {value!r}: set it to a whole number from {least} to {most}."
    )


def site_url(name: str, default: str) -> str:
    """The site's address without a trailing slash; a path is refused, the site lives at the root."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    try:
        well_formed = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and not (parts.path or parts.query or parts.fragment or parts.username)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: set it to the site's address, scheme and host only, "
            "such as https://polls.example.com."
        )
    return value


def networks(name: str) -> tuple[Network, ...]:
    """Comma-separated addresses and networks (CIDR)."""
    found = []
    for entry in text(name).split(","):
        if not (entry := entry.strip()):
            continue
        try:
            found.append(ipaddress.ip_network(entry, strict=False))
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} holds {entry!r}: list the proxies' addresses or networks, "
                "separated by commas, such as 127.0.0.1,10.0.0.0/8."
            ) from None
    return tuple(found)


def functions(name: str) -> tuple[str, ...]:
    """Comma-separated dotted paths of functions; whether they are there is for their user to say."""
    found = tuple(entry.strip() for entry in text(name).split(",") if entry.strip())
    for path in found:
        parts = path.split(".")
        if len(parts) < 2 or not all(part.isidentifier() for part in parts):
            raise ImproperlyConfigured(
                f"{name} holds {path!r}: list the dotted paths of functions, separated by commas, "
                "such as spamfilter.ask."
            )
    return found


def url_of(name: str, schemes: set[str], example: str) -> str:
    """A service's URL with one of `schemes`, or '' where the variable is not set."""
    value = text(name)
    if not value:
        return ""
    # The value may hold a password: the complaint names the scheme alone.
    parts = urlsplit(value)
    try:
        well_formed = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ImproperlyConfigured(
            f"{name} begins with {parts.scheme!r} and cannot be read: "
            f"set it to a URL such as {example}."
        )
    return value
