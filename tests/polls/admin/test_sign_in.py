"""Two steps at the sign-in, for whoever has switched them on."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import caches

from tests.factories import make_editor, make_superuser

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/?next=/admin/"
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    caches["default"].clear()


def code_of(secret: str) -> str:
    """What the editor's telephone shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


# A code is good for the half minute that it was shown in: no half minute ends in the middle.
@time_machine.travel("2026-11-25 09:00:10+00:00", tick=False)
def test_editor_switches_the_second_step_on_and_needs_it_from_then_on(client):
    make_editor(username="Ada")
    client.post(SIGN_IN, {"login": "Ada", "password": "secret"})
    # Who switches it on gives the password once more.
    again = client.get(ACTIVATE).url
    page = client.post(again, {"password": "secret"}, follow=True).content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page).group()
    client.post(ACTIVATE, {"code": code_of(secret)})
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1
    client.post("/accounts/logout/")
    caches["default"].clear()  # the code was used once: as if half a minute had gone by

    first = client.post(SIGN_IN, {"login": "Ada", "password": "secret"})
    assert first.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302
    wrong = client.post(first.url, {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/admin/").status_code == 302
    client.post(first.url, {"code": code_of(secret)})

    assert client.get("/admin/").status_code == 200


def test_fields_say_what_to_type(client):
    page = client.get(SIGN_IN)

    labels = [str(field.label) for field in page.context["form"]]
    assert labels == ["Username or e-mail", "Password", "Remember me"]


def refused(page) -> list[str]:
    return page.context["form"].non_field_errors()


@pytest.mark.parametrize("name", ["Ada", "ada@example.com", "Nobody", "nobody@example.com"])
def test_wrong_password_is_refused_in_the_same_words_whoever_it_is(client, name):
    make_editor(username="Ada", email="ada@example.com")

    page = client.post(SIGN_IN, {"login": name, "password": "wrong"})

    assert refused(page) == ["The name and the password do not fit together. Type them again."]
    assert client.get("/admin/").status_code == 302


def test_who_is_wrong_too_often_is_told_to_wait(client):
    make_editor(username="Ada")
    for _ in range(5):
        client.post(SIGN_IN, {"login": "Ada", "password": "wrong"})

    # By then the right one is of no use either.
    page = client.post(SIGN_IN, {"login": "Ada", "password": "secret"})

    assert refused(page) == ["That was wrong too often. Wait five minutes, then try again."]
    assert client.get("/admin/").status_code == 302


def test_code_comes_by_mail_and_signs_in(client, mailoutbox):
    make_editor(email="ada@example.com")
    page = client.post("/accounts/login/code/", {"email": "ada@example.com"}, follow=True)
    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("Your sign-in code", ["ada@example.com"])
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.body, re.MULTILINE).group()

    wrong = client.post(page.request["PATH_INFO"], {"code": "WRONG"})
    sentence = "This is not the code. Type it again, or have another one sent."
    assert wrong.context["form"].errors == {"code": [sentence]}
    client.post(page.request["PATH_INFO"], {"code": code})

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_address_without_an_account_gets_no_mail_and_the_same_page(client, mailoutbox, address):
    make_editor(email="ada@example.com")
    pages = [
        client.post(address, {"email": email}, follow=True)
        for email in ("ada@example.com", "nobody@example.com")
    ]

    assert [mail.to for mail in mailoutbox] == [["ada@example.com"]]
    first, second = (page.request["PATH_INFO"] for page in pages)
    assert first == second


def test_no_secret_of_a_second_step_is_shown(client):
    user = make_superuser()
    step = Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "UNSPEAKABLE"}
    )
    client.force_login(user)

    pages = [
        client.get("/admin/mfa/authenticator/"),
        client.get(f"/admin/mfa/authenticator/{step.pk}/change/"),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert not [page for page in pages if "UNSPEAKABLE" in page.content.decode()]
    assert client.get("/admin/mfa/authenticator/add/").status_code == 403
