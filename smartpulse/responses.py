"""What the answers to forms on public pages have in common."""

from collections.abc import Callable
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers, patch_cache_control

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


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A decorator for a reader's own pages: no cache between keeps them, nor does the browser.

    Only what a form was answered with, the browser may show once more on the way back: it cannot fetch that
    again, and would ask whether to send the form anew. `no-cache` keeps it from showing it anywhere
    else. A cookie that the answer says it varies with, set meanwhile, takes that away again; so does
    an emptied cache, and a reload asks in any case.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if request.method == "POST" and is_page and "Location" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            add_never_cache_headers(response)
        return response

    return wrapper


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
