"""Public pages: the same bytes for every reader, kept for a few seconds.

A view marked with `public_page` names the query parameters that its page depends on. All others, such as
a newsletter's tracking parameters, are taken from the request before the view sees it, and are no
part of the cache's key. Such a view reads no cookie and sets none.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import blake2b
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

KEPT_SECONDS = 5
SMALLEST_COMPRESSED = 500  # bytes; below, gzip gains nothing
LONGEST_KEPT = 300  # characters of a path


def public_page(*params: str) -> Callable:
    """Mark a view as a public page that depends on its path and on `params` alone."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        wrapper = require_safe(wrapper)
        wrapper.public_params = tuple(sorted(params))
        return wrapper

    return decorate


def declared_params(path: str) -> tuple[str, ...] | None:
    """The parameters that the public page at `path` depends on; None where it is no public page.

    It follows from the URLconf alone, which does not change while a process lives.
    """
    try:
        return getattr(resolve(path).func, "public_params", None)
    except Resolver404:
        return None


kept_params = lru_cache(maxsize=4096)(declared_params)


class PublicPageMiddleware:
    """Answers from the `pages` cache; on a miss keeps what the view answered, compressed once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        params = None
        if request.method in ("GET", "HEAD"):
            path = request.path_info
            # Paths of ours are shorter; thousands that somebody made up would fill the memory.
            params = (kept_params if len(path) <= LONGEST_KEPT else declared_params)(path)
        if params is None:
            return self.get_response(request)

        query = canonical_query(request.GET, params)
        request.META["QUERY_STRING"] = query
        request.GET = QueryDict(query)
        zipped = reads_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        key = page_key(request.path_info, query, zipped)

        if kept := caches["pages"].get(key):
            headers, body = kept
            response = HttpResponse(body, headers=headers)
        else:
            response = self.get_response(request)
            if not is_keepable(response):
                return response
            prepare(response, zipped)
            caches["pages"].set(key, (dict(response.headers), response.content), KEPT_SECONDS)
        return get_conditional_response(request, etag=response["ETag"], response=response)


def reads_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not as refused with `q=0`."""
    if ";" not in accepted:
        # What browsers send.
        return "gzip" in accepted
    for entry in accepted.split(","):
        coding, _, weight = entry.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0.") not in ("q=", "Q=")
    return False


def canonical_query(given: QueryDict, params: tuple[str, ...]) -> str:
    """The declared parameters, sorted by name, each with its last value, as a query string."""
    if not given or not params:
        return ""
    return urlencode([(name, given[name]) for name in params if name in given])


def page_key(path: str, query: str, zipped: bool) -> str:
    return blake2b(f"{path}?{query} {zipped}".encode(), digest_size=20).hexdigest()


def is_keepable(response: HttpResponse) -> bool:
    personal = response.cookies or "cookie" in response.get("Vary", "").lower()
    return response.status_code == 200 and not response.streaming and not personal


def prepare(response: HttpResponse, zipped: bool) -> None:
    """Compress where the client reads gzip, and say to every cache what may be kept and how long."""
    if zipped and len(response.content) >= SMALLEST_COMPRESSED:
        # Level 4 takes nearly twice as long, to save a twentieth.
        response.content = gzip.compress(response.content, compresslevel=3, mtime=0)
        response["Content-Encoding"] = "gzip"
    # Of the bytes as they are sent: each encoding has its own.
    response["ETag"] = f'"{blake2b(response.content, digest_size=16).hexdigest()}"'
    response["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept-Encoding"])
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
