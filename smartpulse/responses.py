"""What the answers to forms on public pages have in common."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseRedirect


class SamePostElsewhere(HttpResponseRedirect):
    """307: the browser sends the same POST again, body and all."""

    status_code = HTTPStatus.TEMPORARY_REDIRECT


class SeeOther(HttpResponseRedirect):
    """303: the answer to a POST stands at another address, to be fetched with GET."""

    status_code = HTTPStatus.SEE_OTHER


def wants_html(request: HttpRequest) -> bool:
    """Whether a browser asks; else the answer is JSON."""
    return request.get_preferred_type(["text/html", "application/json"]) != "application/json"
