"""A passkey, made and used in Chromium with an authenticator that answers by itself."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.factories import make_editor

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(page, running_site, faults):
    """At localhost: a passkey belongs to a name, and no browser makes one for 127.0.0.1."""
    faults.base_url = f"http://localhost:{running_site.port}"
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_editor_adds_a_passkey_and_signs_in_with_it(page, faults):
    editor = make_editor(username="Ada")
    desk = f"{faults.base_url}/admin/"
    page.goto(desk)
    page.get_by_label("Username or e-mail").fill("Ada")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()

    page.goto(f"{faults.base_url}/accounts/2fa/webauthn/add/")
    # Who adds one gives the password once more.
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Name")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/**")
    passkey = Authenticator.objects.get(user=editor, type=Authenticator.Type.WEBAUTHN)
    assert (str(passkey), passkey.wrap().is_passwordless) == ("My telephone", True)
    page.goto(f"{faults.base_url}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()

    page.goto(desk)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()

    passkey.refresh_from_db()
    assert passkey.last_used_at
