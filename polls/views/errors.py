"""Errors: each a page that says what to do next, and JSON for those who ask for JSON."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from polls.views.former import post_once_at
from smartpulse.responses import wants_html

# Title and sentence.
WORDS = {
    HTTPStatus.BAD_REQUEST: (
        "That did not reach us in one piece",
        "Your browser sent something that this site cannot read.",
    ),
    HTTPStatus.FORBIDDEN: ("Not allowed", "You may not see or do this."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Nothing can be read here",
        "This address takes what a form sends, and nothing else.",
    ),
    HTTPStatus.NOT_FOUND: ("Nothing is here", "There is no such page, or it is not public yet."),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a staff form came without its token, most often from a stale page."""
    return answer(request, HTTPStatus.FORBIDDEN, template="errors/403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, unless a post lived here once: its present address then."""
    if post := post_once_at(request.path, timezone.now()):
        return HttpResponsePermanentRedirect(post.get_absolute_url())
    return answer(request, HTTPStatus.NOT_FOUND)


class MethodNotAllowedMiddleware:
    """A page of ours for 405, where Django has none: whoever loads again what a form answered gets there.

    It leads to the page of the form, where the view knows it (smartpulse.origin).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        form_page = getattr(request.resolver_match.func, "form_page", None)
        back = form_page(request.resolver_match.kwargs) if form_page else ""
        page = answer(request, HTTPStatus.METHOD_NOT_ALLOWED, back=back)
        page["Allow"] = response["Allow"]
        return page


def server_error(request: HttpRequest) -> HttpResponse:
    """500. What broke may be the database or the templates: this page needs neither."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if wants_json(request):
        return JsonResponse({"error": "Something went wrong on our side."}, status=status)
    page = settings.BASE_DIR / "templates" / "500.html"
    return HttpResponse(page.read_bytes(), status=status)


def answer(
    request: HttpRequest, status: HTTPStatus, template: str = "", **more: str
) -> HttpResponse:
    title, sentence = WORDS[status]
    if wants_json(request):
        response = JsonResponse({"error": sentence}, status=status)
    else:
        context = {"title": title, "sentence": sentence, **more}
        template = template or f"errors/{status:d}.html"
        response = render(request, template, context, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


def wants_json(request: HttpRequest) -> bool:
    return request.path.endswith(".json") or not wants_html(request)
