"""How much a request may bring."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

# A post with its picture takes half of it. Django limits forms, but writes files of any size to disk.
MOST_BYTES = 40 * 1024 * 1024


class BodyMiddleware:
    """Refuses a body that is too large before any of it is read: RequestDataTooBig, a 400.

    The length is what the client says; the application reads no more than that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > MOST_BYTES:
            raise RequestDataTooBig(f"A request may bring {MOST_BYTES} bytes, not {length[:20]}.")
        return self.get_response(request)
