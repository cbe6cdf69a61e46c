"""Staff sign-in. Readers have no accounts, and nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter

from smartpulse.network import client_address


class StaffAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request) -> str:
        """Whose attempts to sign in are counted: behind a proxy, not all of them are the proxy's."""
        return client_address(request)

    def is_open_for_signup(self, request) -> bool:
        return False
