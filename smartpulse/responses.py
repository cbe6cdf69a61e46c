"""What the answers to forms on public pages have in common."""

from functools import lru_cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

BOUNCED = "bounced"


class SamePostElsewhere(HttpResponseRedirect):
    """307: the browser sends the same POST again, body and all."""

    status_code = HTTPStatus.TEMPORARY_REDIRECT


class Bounce(SamePostElsewhere):
    """A first POST comes back with the cookie that this answer sets; nothing is stored before."""

    def __init__(self, request: HttpRequest):
        super().__init__(f"{request.path}?{BOUNCED}=1")


class SeeOther(HttpResponseRedirect):
    """303: the answer to a POST stands at another address, to be fetched with GET."""

    status_code = HTTPStatus.SEE_OTHER


def has_bounced(request: HttpRequest) -> bool:
    """Whether this POST came back from a Bounce: without the cookie even now, the browser keeps none."""
    return BOUNCED in request.GET


def wants_html(request: HttpRequest) -> bool:
    """Whether a browser asks; else the answer is JSON."""
    return prefers_html(request.META.get("HTTP_ACCEPT", "*/*"))


# Browsers send the same few.
@lru_cache(maxsize=64)
def prefers_html(accepted: str) -> bool:
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accepted
    return request.get_preferred_type(["text/html", "application/json"]) != "application/json"


def readable_anywhere(response: HttpResponse) -> HttpResponse:
    """What everybody may read, a script on another site may read too."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
