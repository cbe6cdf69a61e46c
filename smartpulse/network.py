"""Who the client is: the address behind the trusted proxies, and the network it belongs to.

Forwarding headers are hearsay. They count where `settings.TRUSTED_PROXIES` names the one who says
them, and are taken out of every other request before anything reads them. A server that listens on
a Unix socket knows no peer: its REMOTE_ADDR is empty, no forwarding header counts, and all of its
clients are one network. Behind a proxy it has to listen on a TCP address instead.

WSGI cannot tell X_Forwarded_For from X-Forwarded-For: a proxy has to drop header names that hold an
underscore (nginx does by default), or a client's own word may take the place of the proxy's.
"""

import hmac
import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address

FORWARDING_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
DIGEST_SIZE = 16  # bytes

_WITH_PORT = re.compile(r"(?:\[(?P<bracketed>[^\[\]]+)\]|(?P<plain>[^:\[\]]+))(?::[0-9]{1,5})?")
_LONGEST_ENTRY = 80  # a bracketed IPv6 address with an interface name and a port


class TrustedForwardingMiddleware:
    """Takes forwarding headers from requests that no trusted proxy brought.

    It stands before everything that reads them; then SECURE_PROXY_SSL_HEADER can be set for good.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_trusted(_read(request.META.get("REMOTE_ADDR", ""))):
            for header in FORWARDING_HEADERS:
                request.META.pop(header, None)
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """The client's IP address in its canonical form; "" where the server knows no peer.

    X-Forwarded-For is read from the right, for as long as the address before it is a trusted proxy's;
    an entry that is no address ends the reading.
    """
    address = _read(request.META.get("REMOTE_ADDR", ""))
    for entry in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not _is_trusted(address) or (before := _read(entry)) is None:
            break
        address = before
    return "" if address is None else str(address)


def network_of(address: str) -> str:
    """The network that stands for one household or office: an IPv4 address, or an IPv6 /64.

    "" is its own network. Raises ValueError for what `client_address` cannot have returned.
    """
    if not address:
        return ""
    parsed = ip_address(address)
    if parsed.version == 4:
        return str(parsed)
    return str(IPv6Network((parsed, 64), strict=False))


def network_digest(key: bytes, address: str) -> bytes:
    """A keyed hash of the address's network, 16 bytes: without the key it leads to no address."""
    return hmac.digest(key, network_of(address).encode(), "sha256")[:DIGEST_SIZE]


def _is_trusted(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


# The same few peers bring every request.
@lru_cache(maxsize=1024)
def _read(text: str) -> Address | None:
    """The address that a peer or an entry of X-Forwarded-For names, without its port; else None."""
    text = text.strip()
    if len(text) > _LONGEST_ENTRY:
        return None
    if parts := _WITH_PORT.fullmatch(text):
        text = parts["bracketed"] or parts["plain"]
    try:
        address = ip_address(text.partition("%")[0])  # an interface name is no part of the address
    except ValueError:
        return None
    # A socket that takes both families gives IPv4 clients as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address
