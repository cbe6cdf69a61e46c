"""Staff sign-in: whose attempts are counted."""

import ipaddress

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory


def client_ip(**meta):
    request = RequestFactory().get("/accounts/login/", **meta)
    return get_adapter(request).get_client_ip(request)


@pytest.mark.parametrize(
    ("trusted", "counted"), [((), "192.0.2.1"), (("192.0.2.1",), "198.51.100.7")]
)
def test_attempts_count_for_the_client_behind_a_trusted_proxy(settings, trusted, counted):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network(proxy) for proxy in trusted]
    forged = "203.0.113.9, 198.51.100.7"
    assert client_ip(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forged) == counted


def test_attempts_over_a_unix_socket_are_counted_together():
    assert client_ip(REMOTE_ADDR="") == ""
