"""A public page is the same bytes for every reader, and any cache may keep it."""

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import comments.urls
import polls.urls
from comments.commenters import COMMENTER_COOKIE
from comments.commenters import MARKER_COOKIE as COMMENTED_COOKIE
from polls.voters import MARKER_COOKIE, VOTER_COOKIE
from tests.factories import make_superuser
from tests.public_site import FIRST_COMMENT, PRIVATE, PUBLIC, addresses, make_site

TRACKING = "utm_source=mail&utm_campaign=week&mc_eid=a1b2c3"


def test_every_address_of_the_urlconf_is_walked():
    patterns = [*polls.urls.urlpatterns, *comments.urls.urlpatterns]
    assert {pattern.name for pattern in patterns} - PRIVATE == set(PUBLIC)


@pytest.fixture
def site(db):
    make_site()
    # The count of an open poll says as of when it is.
    with time_machine.travel(timezone.now(), tick=False):
        yield


def answer(client: Client, address: str) -> tuple[int, bytes, str, str]:
    caches["pages"].clear()
    response = client.get(address)
    assert not response.cookies
    body = b"".join(response)
    return response.status_code, body, response["ETag"], response["Cache-Control"]


def signed_in() -> Client:
    """An editor in a browser that has voted and commented."""
    client = Client()
    client.force_login(make_superuser())
    client.cookies[VOTER_COOKIE] = "0" * 32
    client.cookies[MARKER_COOKIE] = "1.2.3"
    client.cookies[COMMENTER_COOKIE] = "0" * 32
    client.cookies[COMMENTED_COOKIE] = "1.2.3"
    return client


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_the_same_for_every_reader(site, name):
    editor = signed_in()
    for address in addresses(name):
        plain = answer(Client(), address)
        assert plain[0] == 200
        assert "public" in plain[3]
        assert answer(editor, address) == plain
        mailed = f"{address}{'&' if '?' in address else '?'}{TRACKING}"
        assert answer(Client(HTTP_REFERER="https://mail.example/"), mailed) == plain


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_kept_by_caches_that_ask_again(site, name):
    for address in addresses(name):
        _, _, tag, _ = answer(Client(), address)
        again = Client(HTTP_IF_NONE_MATCH=tag).get(address)
        assert (again.status_code, again["ETag"], b"".join(again)) == (304, tag, b"")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_takes_no_post(site, name):
    for address in addresses(name):
        assert Client().post(address).status_code == 405


def test_private_addresses_are_kept_by_no_cache(site):
    for address in (
        reverse("ballot", args=["open"]),
        reverse("receipt", args=["ABCDEFGHJKMNPQRS"]),
        reverse("subscriber_link", args=["token", "open"]),
        reverse("invitation", args=["token"]),
        reverse("my_comments"),
        reverse("own_comment", args=[FIRST_COMMENT]),
        reverse("report_comment", args=[FIRST_COMMENT]),
    ):
        response = Client().get(address)
        assert "no-store" in response["Cache-Control"], address
        assert "ETag" not in response, address
