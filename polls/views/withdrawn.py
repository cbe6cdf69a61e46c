"""A poll that an editor has taken back: its page says so, and nothing of its result is shown."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls.models import Poll, Status
from polls.structured import Social
from polls.times import iso_utc
from smartpulse.responses import readable_anywhere


def withdrawn_page(request: HttpRequest, poll: Poll) -> HttpResponse:
    """At the poll's own address, with the discussion that stood there."""
    return drawn(request, poll, HTTPStatus.OK)


def unless_withdrawn(view: Callable) -> Callable:
    """For a view of what a poll's slug names: it gets the poll and the present time.

    404 where readers see no such poll, 410 where it was withdrawn.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, slug: str) -> HttpResponse:
        now = timezone.now()
        polls = Poll.objects.with_page(now).knowing_corrections().select_related("newsletter")
        poll = get_object_or_404(polls, slug=slug)
        return gone(request, poll) if poll.is_withdrawn else view(request, poll, now)

    return wrapper


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
    return readable_anywhere(JsonResponse(answer, status=HTTPStatus.GONE))


def drawn(request: HttpRequest, poll: Poll, status: HTTPStatus) -> HttpResponse:
    context = {
        "poll": poll,
        "is_its_page": status == HTTPStatus.OK,
        "social": Social(poll.question, f"This poll was withdrawn. {poll.withdrawn_reason}"),
    }
    return render(request, "polls/withdrawn.html", context, status=status)
