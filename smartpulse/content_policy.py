"""The Content-Security-Policy, built once for the whole site."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's own, which builds two policies anew for each answer: a sixth of a bounced vote's cost.

    A view that has a policy of its own, by one of django-csp's decorators or by a nonce, gets it.
    """

    def __init__(self, get_response):
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if settings.DEBUG or has_own_policy(request, response):
            return super().process_response(request, response)
        response.setdefault(HEADER, self.policy)
        return response


def has_own_policy(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether django-csp's decorators or its nonce left their mark, whose names all begin alike."""
    return any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
