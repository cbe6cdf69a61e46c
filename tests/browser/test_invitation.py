"""From an invitation's link to the desk, where a second step is required, and in again by code and passkey."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import expect

from polls import invitations
from polls.models import Invitation
from tests.browser.axe import violations_in_every_view
from tests.browser.test_passkey import AUTHENTICATOR
from tests.factories import make_superuser
from tests.services.site import serve

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def strict_site(database_url, transactional_db, running_mail_server):
    """A site that asks its staff for a second step, and whose mail goes to `running_mail_server`."""
    running_mail_server.clear()
    variables = {"REQUIRE_SECOND_FACTOR": "true", "EMAIL_URL": running_mail_server.url}
    with serve(database_url, Path(os.environ["VAR_DIR"]), workers=1, **variables) as site:
        yield site
    caches["default"].clear()


@pytest.fixture
def page(browser, strict_site):
    """At localhost: a passkey belongs to a name, and no browser makes one for 127.0.0.1."""
    context = browser.new_context(base_url=f"http://localhost:{strict_site.port}")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    # Before the rows of its test go.
    context.close()


def invite(email: str) -> str:
    now = timezone.now()
    made = Invitation.objects.create(
        email=email,
        invited_by=make_superuser(),
        made_at=now,
        expires_at=now + timedelta(days=7),
    )
    made.groups.set(Group.objects.filter(name="Editors"))
    return invitations.address(made)


def test_invited_editor_makes_an_account_and_a_passkey_and_comes_back(page, running_mail_server):
    page.goto(invite("grace@example.com"))
    assert violations_in_every_view(page) == []
    page.get_by_label("First name").focus()
    for key in ("Grace", "Tab", "Hopper", "Tab", "Tab", "Tab", "Enter"):
        press = page.keyboard.press if key in {"Tab", "Enter"} else page.keyboard.type
        press(key)

    expect(page.get_by_role("heading", name="A second step first")).to_be_visible()
    assert violations_in_every_view(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    # The script that asks the authenticator comes after the form.
    page.wait_for_load_state()
    page.get_by_label("Name").fill("My telephone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert violations_in_every_view(page) == []
    page.get_by_role("link", name="Go on to the desk").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/code/?next=/admin/")
    page.get_by_label("E-mail address").fill("grace@example.com")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Code")).to_be_visible()
    (mail,) = running_mail_server.mails
    code = re.search(r"^[A-Z0-9-]{6,}\s*$", mail.get_content(), re.MULTILINE).group().strip()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="The desk")).to_be_visible()
