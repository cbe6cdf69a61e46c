"""Staff sign-in. Readers have no accounts, and nobody signs up."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone

from smartpulse import mail
from smartpulse.network import client_address

# Scripts read it: it says that somebody of the staff signed in here, whose name a public page does not know.
STAFF_COOKIE = "staff"


class StaffAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask an administrator.",
        # The same whether or not there is such an account.
        "username_password_mismatch": "The name and the password do not fit together. Type them again.",
        "email_password_mismatch": "The name and the password do not fit together. Type them again.",
        "incorrect_password": "This is not your password. Type it again.",
        "enter_current_password": "This is not your password. Type it again.",
        "incorrect_code": "This is not the code. Type it again, or have another one sent.",
        "too_many_login_attempts": "That was wrong too often. Wait five minutes, then try again.",
        "rate_limited": "Too many attempts came from here. Wait some minutes, then try again.",
    }

    def get_client_ip(self, request) -> str:
        """Whose attempts to sign in are counted: behind a proxy, not all of them are the proxy's."""
        return client_address(request)

    def render_mail(self, template_prefix, email, context, headers=None):
        """A code or a link, with the headers of all our mail: no vacation program answers it."""
        return super().render_mail(
            template_prefix, email, context, mail.headers_of() | (headers or {})
        )

    def post_login(self, request, user, **hooks):
        """Where it leads, with the cookie; `comments.views.own.mine` takes that away once they have signed out."""
        response = super().post_login(request, user, **hooks)
        response.set_cookie(
            STAFF_COOKIE,
            "1",
            max_age=request.session.get_expiry_age(),
            secure=settings.SECURE,
            samesite="Lax",
        )
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Not of whoever has no password and came in just now: their first passkey would be asked for at once."""
        user = self.request.user
        if user.is_authenticated and not user.has_usable_password():
            ways = get_authentication_records(self.request, user)
            if ways and time.time() - ways[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def is_open_for_signup(self, request) -> bool:
        return False


def end_sessions(user, but: str | None = None) -> None:
    """Sign the user out everywhere, except in the session whose key is `but`.

    Only the staff have sessions: there are few to look through.
    """
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


# The library's pages send it; they have no other place for what follows a removal.
@receiver(authenticator_removed)
def end_other_sessions(request, user, **kwargs) -> None:
    """As a changed password does: whoever came in by a step that is gone comes in anew."""
    end_sessions(user, but=request.session.session_key)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or no longer. Type the one that is shown now.",
    }


class PasskeyForm(AddWebAuthnForm):
    """The library's form in words that say what happens."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "So that you know it again, such as “telephone”."
        self.fields["passwordless"].label = "Sign in with it alone, without a password"
        self.fields["passwordless"].help_text = "Else it is the second step after the password."


class SignInForm(LoginForm):
    """The library's form with labels that say what to type."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username or e-mail"
        # The same words again, in grey.
        del self.fields["login"].widget.attrs["placeholder"]
        self.fields["remember"].label = "Remember me"


class CodeForm(RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"


class NewPasswordForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
