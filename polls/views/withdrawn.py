"""A poll that an editor has taken back: its page says so, and nothing of its result is shown."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from polls.models import Poll, Status
from polls.structured import Social
from polls.times import iso_utc


def withdrawn_page(request: HttpRequest, poll: Poll) -> HttpResponse:
    """At the poll's own address, with the discussion that stood there."""
    return drawn(request, poll, HTTPStatus.OK)


def gone(request: HttpRequest, poll: Poll) -> HttpResponse:
    """410 in the place of a result: it was here, and when and why it went is said."""
    if not request.path.endswith(".json"):
        return drawn(request, poll, HTTPStatus.GONE)
    answer = {
        "error": "This poll was withdrawn.",
        "question": poll.question,
        "status": Status.WITHDRAWN.value,
        "withdrawn_at": iso_utc(poll.withdrawn_at),
        "reason": poll.withdrawn_reason,
    }
    return JsonResponse(answer, status=HTTPStatus.GONE)


def drawn(request: HttpRequest, poll: Poll, status: HTTPStatus) -> HttpResponse:
    context = {
        "poll": poll,
        "is_its_page": status == HTTPStatus.OK,
        "social": Social(poll.question, f"This poll was withdrawn. {poll.withdrawn_reason}"),
    }
    return render(request, "polls/withdrawn.html", context, status=status)
