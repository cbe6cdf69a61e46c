"""Where a second step is required of the staff: nothing of the desk without, and no way to be locked out."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests.desk_walk import addresses
from tests.factories import make_editor, make_superuser
from tests.polls.admin.test_sign_in import ACTIVATE, SIGN_IN, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    caches["default"].clear()


def give_step(user, kind=Authenticator.Type.TOTP) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data={"secret": "x"})


def is_asked(page) -> bool:
    return page.status_code == 403 and "A second step first" in page.content.decode()


# Asked before any page asks the database.
@pytest.mark.only_on("sqlite")
def test_every_page_of_the_desk_asks_for_a_second_step(client):
    user = make_superuser()
    client.force_login(user)
    for method in (client.get, client.post):
        asked = {address: is_asked(method(address)) for address in addresses(1)}
        assert [address for address in asked if not asked[address]] == []

    give_step(user)
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(client):
    user = make_editor()
    give_step(user, Authenticator.Type.RECOVERY_CODES)
    client.force_login(user)
    assert is_asked(client.get("/admin/"))


def test_a_passkey_is_one(client):
    user = make_editor()
    give_step(user, Authenticator.Type.WEBAUTHN)
    client.force_login(user)
    assert client.get("/admin/").status_code == 200


def test_nobody_is_asked_where_none_is_required(client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(make_editor())
    assert client.get("/admin/").status_code == 200


def test_others_are_told_what_they_were_told_before(client):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    client.force_login(make_editor(is_staff=False))
    assert "No place at the desk" in client.get("/admin/", follow=True).content.decode()


# A code is good for the half minute that it was shown in: no half minute ends in the middle.
@time_machine.travel("2026-11-25 09:00:10+00:00", tick=False)
def test_the_first_administrator_sets_one_up_and_goes_on(client):
    make_superuser(username="root", password="secret")
    client.post(SIGN_IN, {"login": "root", "password": "secret"})
    page = client.get("/admin/")
    assert is_asked(page)
    assert f'href="{ACTIVATE}"' in page.content.decode()
    assert f'href="{reverse("mfa_add_webauthn")}"' in page.content.decode()

    again = client.get(ACTIVATE).url
    page = client.post(again, {"password": "secret"}, follow=True).content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page).group()
    page = client.post(ACTIVATE, {"code": code_of(secret)}, follow=True)

    assert "Recovery codes" in page.content.decode()
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', page.content.decode())
    assert ("/admin/", "Go on to the desk") in links
    assert client.get("/admin/").status_code == 200


@time_machine.travel("2026-11-25 09:00:10+00:00", tick=False)
def test_who_signs_in_by_a_mailed_code_gives_the_second_step_too(client, mailoutbox):
    user = make_editor(email="ada@example.com")
    secret = "A" * 32
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    page = client.post("/accounts/login/code/", {"email": "ada@example.com"}, follow=True)
    code = re.search(r"^[A-Z0-9-]{6,}$", mailoutbox[0].body, re.MULTILINE).group()

    step = client.post(page.request["PATH_INFO"], {"code": code})
    assert step.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302
    client.post(step.url, {"code": code_of(secret)})

    assert client.get("/admin/").status_code == 200


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# A code is good for the half minute that it was shown in: no half minute ends in the middle.
@time_machine.travel("2026-11-25 09:00:10+00:00", tick=False)
@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_who_removes_a_step_is_signed_out_everywhere_else(client, kind):
    user = make_editor(username="Ada", password="secret")
    secret = "A" * 32
    app = Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": secret}
    )
    passkey = give_step(user, Authenticator.Type.WEBAUTHN)
    step, page = {
        Authenticator.Type.TOTP: (app, reverse("mfa_deactivate_totp")),
        Authenticator.Type.WEBAUTHN: (passkey, reverse("mfa_remove_webauthn", args=[passkey.pk])),
    }[kind]
    colleague = make_editor()
    give_step(colleague)
    others = [signed_in(user), signed_in(colleague)]
    asked = client.post(SIGN_IN, {"login": "Ada", "password": "secret"})
    client.post(asked.url, {"code": code_of(secret)})
    assert [each.get("/admin/").status_code for each in (client, *others)] == [200, 200, 200]

    client.post(client.post(page).url, {"password": "secret"})
    client.post(page)

    assert not Authenticator.objects.filter(pk=step.pk).exists()
    assert [each.get("/admin/").status_code for each in (client, *others)] == [200, 302, 200]


def test_whose_step_is_taken_away_is_signed_out(client, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    user, root = make_editor(), make_superuser()
    theirs = signed_in(user)
    give_step(user)
    client.force_login(root)

    action = {"action": "take_second_steps", "_selected_action": [user.pk], "confirmed": "yes"}
    client.post(reverse("admin:auth_user_changelist"), action)

    assert not Authenticator.objects.exists()
    assert [each.get("/admin/").status_code for each in (client, theirs)] == [200, 302]
