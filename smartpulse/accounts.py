"""Staff sign-in. Readers have no accounts, and nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm

from smartpulse.network import client_address


class StaffAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request) -> str:
        """Whose attempts to sign in are counted: behind a proxy, not all of them are the proxy's."""
        return client_address(request)

    def is_open_for_signup(self, request) -> bool:
        return False


class SignInForm(LoginForm):
    """The library's form with labels that say what to type."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username or e-mail"
        # The same words again, in grey.
        del self.fields["login"].widget.attrs["placeholder"]
        self.fields["remember"].label = "Remember me"
