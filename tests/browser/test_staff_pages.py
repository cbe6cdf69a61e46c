"""The pages about the staff itself, their sign-in and its second steps, with axe and under our policy."""

import pytest
from allauth.mfa.models import Authenticator

from tests.browser.desk import problems_of, sign_in
from tests.factories import make_editor, make_superuser

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

PAGES = """
    /accounts/login/code/
    /accounts/password/reset/
    /accounts/password/reset/key/1-none/
"""
OWN_PAGES = """
    /accounts/2fa/
    /accounts/2fa/webauthn/
    /accounts/reauthenticate/
    /accounts/password/change/
    /accounts/logout/
    /admin/polls/
    /admin/auth/user/
    /admin/auth/user/add/
    /admin/auth/group/
    /admin/auth/group/add/
    /admin/mfa/authenticator/
"""


def test_pages_about_the_staff_pass_axe_and_the_csp(context, page, base_url, complaints):
    editor = make_editor()
    problems = [
        found for address in PAGES.split() for found in problems_of(page, address, complaints)
    ]
    administrator = make_superuser()
    Authenticator.objects.create(
        user=administrator, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    sign_in(context, base_url, administrator)

    for address in [*OWN_PAGES.split(), f"/admin/auth/user/{editor.pk}/change/"]:
        problems += problems_of(page, address, complaints)

    assert "\n".join(problems) == ""
