"""Posts from our own pages only, without a token: a public page is the same bytes for every reader.

The rules are those of CrossOriginProtection in Go's net/http. They need no secret, because a browser
says where a request comes from and no page can change that. A client that is no browser may post:
nobody's cookies can be abused through it.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from smartpulse.responses import wants_html

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
REFUSAL = (
    "This form was sent from another site, and nothing was stored. "
    "Open its page here and send it once more."
)

View = Callable[..., HttpResponse]


def same_origin(*, back: Callable[[Mapping[str, Any]], str]) -> Callable[[View], View]:
    """A decorator for views whose forms carry no CSRF token.

    A request from another origin gets 403 and never reaches the view: JSON with `error` where that
    is preferred, else a page that links to `back`, the URL of the form's own page, made from the
    view's keyword arguments. The view keeps it as `form_page`.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_same_origin(request):
                return view(request, *args, **kwargs)
            return _refusal(request, back(kwargs))

        guarded.form_page = back
        return guarded

    return decorate


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the request changes nothing, comes from a page of ours, or comes from no browser."""
    if request.method in SAFE_METHODS:
        return True
    if site := request.META.get("HTTP_SEC_FETCH_SITE"):
        return site in ("same-origin", "none")
    # Browsers before 2023, and today's on plain http, send Origin alone.
    if origin := request.META.get("HTTP_ORIGIN"):
        return _host(origin) == request.get_host().lower()
    return True


def _host(origin: str) -> str:
    """Host and port of an Origin header; "" of "null" and of what is no origin."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _refusal(request: HttpRequest, back: str) -> HttpResponse:
    if not wants_html(request):
        return JsonResponse({"error": REFUSAL}, status=HTTPStatus.FORBIDDEN)
    context = {"sentence": REFUSAL, "back": back}
    return render(request, "errors/cross_origin.html", context, status=HTTPStatus.FORBIDDEN)
