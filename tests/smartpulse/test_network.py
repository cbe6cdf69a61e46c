import hashlib
import hmac
from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from smartpulse.network import (
    TrustedForwardingMiddleware,
    client_address,
    network_digest,
    network_of,
)


@pytest.fixture
def proxies(settings):
    """Trust the proxies of 10.0.0.0/8, 127.0.0.1 and fd00::/8."""
    settings.TRUSTED_PROXIES = tuple(
        ip_network(network) for network in ("10.0.0.0/8", "127.0.0.1", "fd00::/8")
    )


def request_from(peer, forwarded_for=None, **headers):
    if forwarded_for is not None:
        headers["X-Forwarded-For"] = forwarded_for
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        # No proxy of ours: what the client says of itself does not count.
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("11.0.0.1", "198.51.100.1", "11.0.0.1"),
        # A proxy that says nothing is the client itself.
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        # From the right: the first that is no proxy, whatever stands before it.
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.9,127.0.0.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4,198.51.100.1 , 10.9.9.9", "198.51.100.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("fd00::1", "198.51.100.1", "198.51.100.1"),
        # All of them proxies: the outermost.
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # Ports and brackets are read.
        ("10.0.0.1", "198.51.100.1:567", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
        ("10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1, [fd00::2]:80, 10.0.0.2:99", "198.51.100.1"),
        ("[2001:db8::1]:80", None, "2001:db8::1"),
        # One form for each address.
        ("10.0.0.1", "2001:DB8:0:0::0001", "2001:db8::1"),
        ("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("fe80::1%eth0", None, "fe80::1"),
        # What is no address ends the reading at the proxy that passed it on.
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "198.51.100.1,", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1,,10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "_hidden", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.256", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:port", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:", "10.0.0.1"),
        ("10.0.0.1", "010.051.100.001", "10.0.0.1"),
        ("10.0.0.1", "[198.51.100.1", "10.0.0.1"),
        ("10.0.0.1", "]:80[", "10.0.0.1"),
        ("10.0.0.1", "3325256705", "10.0.0.1"),
        ("10.0.0.1", "%eth0", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1%" + "e" * 100, "10.0.0.1"),
        ("10.0.0.1", "1" * 50_000, "10.0.0.1"),
        # A Unix socket: nobody is known, and nobody is believed.
        ("", None, ""),
        ("", "198.51.100.1", ""),
        ("unix:", "198.51.100.1", ""),
    ],
)
@pytest.mark.usefixtures("proxies")
def test_client_is_the_first_address_that_no_trusted_proxy_has(peer, forwarded_for, address):
    assert client_address(request_from(peer, forwarded_for)) == address


def test_without_trusted_proxies_the_peer_is_the_client(settings):
    settings.TRUSTED_PROXIES = ()
    assert client_address(request_from("127.0.0.1", "198.51.100.1")) == "127.0.0.1"


def test_a_request_without_a_peer_has_no_address(settings):
    request = request_from("127.0.0.1")
    del request.META["REMOTE_ADDR"]
    assert client_address(request) == ""


@given(st.text(max_size=100) | st.lists(st.sampled_from("0123456789abcdef:.,[]% ")).map("".join))
def test_no_header_breaks_the_reading(header):
    with override_settings(TRUSTED_PROXIES=(ip_network("0.0.0.0/0"), ip_network("::/0"))):
        assert client_address(request_from("10.0.0.1", header)) != ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
    ],
)
def test_network_is_an_ipv4_address_or_an_ipv6_64(address, network):
    assert network_of(address) == network


def test_network_of_no_address_is_refused():
    with pytest.raises(ValueError, match="unknown"):
        network_of("unknown")


def test_network_digest_is_16_bytes_keyed_and_one_for_the_network():
    key, other = b"k" * 32, b"o" * 32
    expected = hmac.new(key, b"2001:db8:1:2::/64", hashlib.sha256).digest()[:16]
    assert network_digest(key, "2001:db8:1:2::7") == expected
    assert network_digest(key, "2001:db8:1:2:ffff::") == expected
    digests = {
        network_digest(key, "2001:db8:1:3::7"),
        network_digest(key, "203.0.113.7"),
        network_digest(key, "203.0.113.8"),
        network_digest(key, ""),
        network_digest(other, "203.0.113.7"),
        expected,
    }
    assert len(digests) == 6


FORWARDING = {
    "Forwarded": "for=198.51.100.1;proto=https",
    "X-Forwarded-For": "198.51.100.1",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Proto": "https",
    "X-Real-Ip": "198.51.100.1",
}


def forwarded_headers(peer):
    """The forwarding headers that a view sees of a request from `peer` that has all of them."""

    def view(request):
        seen.update(request.headers)
        return HttpResponse()

    seen = {}
    TrustedForwardingMiddleware(view)(request_from(peer, **FORWARDING, Accept="text/html"))
    assert seen.pop("Accept") == "text/html"
    seen.pop("Cookie", None)
    return seen


@pytest.mark.parametrize("peer", ["203.0.113.7", "2001:db8::1", "::ffff:203.0.113.7", "", "unix:"])
@pytest.mark.usefixtures("proxies")
def test_forwarding_headers_of_strangers_are_dropped(peer):
    assert forwarded_headers(peer) == {}


@pytest.mark.parametrize("peer", ["10.1.2.3", "127.0.0.1", "fd00::1", "::ffff:10.1.2.3"])
@pytest.mark.usefixtures("proxies")
def test_forwarding_headers_of_trusted_proxies_are_kept(peer):
    assert forwarded_headers(peer) == FORWARDING


@pytest.mark.usefixtures("proxies")
def test_only_a_trusted_proxy_makes_a_request_secure(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    is_secure = TrustedForwardingMiddleware(lambda request: request.is_secure())
    assert is_secure(request_from("10.0.0.1", **FORWARDING)) is True
    assert is_secure(request_from("203.0.113.7", **FORWARDING)) is False
