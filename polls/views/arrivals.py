"""When a poll's votes came, for readers: by day and by way, once it has closed."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from polls import received_files
from polls.models import Poll
from polls.received import Received, received
from polls.structured import Social
from polls.views.withdrawn import unless_withdrawn
from smartpulse.pages import public_page
from smartpulse.responses import readable_anywhere


@public_page()
@unless_withdrawn
def page(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    context = {
        "poll": poll,
        "received": received_or_404(poll, now),
        "social": Social(poll.question, "When votes came, and by which way."),
    }
    return render(request, "polls/arrivals.html", context)


@public_page()
@unless_withdrawn
def as_json(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    return readable_anywhere(received_files.as_json(received_or_404(poll, now)))


@public_page()
@unless_withdrawn
def as_csv(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    return readable_anywhere(received_files.as_csv(received_or_404(poll, now)))


def received_or_404(poll: Poll, now: datetime) -> Received:
    """Not while votes come, nor after a second closing: one look less another would tell of few votes."""
    if not poll.is_closed(now) or (poll.has_corrections and poll.was_reopened):
        raise Http404("When votes came is told once, after the poll has closed.")
    found = received(poll, now)
    if not found.is_told:
        raise Http404("Too few votes came to tell when.")
    return found
