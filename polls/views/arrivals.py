"""When a poll's votes came, for readers: by day and by way, once it has closed."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls import received_files
from polls.models import Poll
from polls.received import Received, received
from polls.structured import Social
from polls.views.export import readable_anywhere
from polls.views.withdrawn import gone
from smartpulse.pages import public_page


@public_page()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    poll = poll_or_404(slug, now)
    if poll.is_withdrawn:
        return gone(request, poll)
    context = {
        "poll": poll,
        "received": received_or_404(poll, now),
        "social": Social(poll.question, "When votes came, and by which way."),
    }
    return render(request, "polls/arrivals.html", context)


@public_page()
def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    poll = poll_or_404(slug, now)
    if poll.is_withdrawn:
        return readable_anywhere(gone(request, poll))
    return readable_anywhere(received_files.as_json(received_or_404(poll, now)))


@public_page()
def as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    poll = poll_or_404(slug, now)
    if poll.is_withdrawn:
        return gone(request, poll)
    return readable_anywhere(received_files.as_csv(received_or_404(poll, now)))


def poll_or_404(slug: str, now: datetime) -> Poll:
    polls = Poll.objects.with_page(now).select_related("newsletter").knowing_corrections()
    return get_object_or_404(polls, slug=slug)


def received_or_404(poll: Poll, now: datetime) -> Received:
    """Not while votes come, nor after a second closing: one look less another would tell of few votes."""
    if not poll.is_closed(now) or (poll.has_corrections and poll.was_reopened):
        raise Http404("When votes came is told once, after the poll has closed.")
    found = received(poll, now)
    if not found.is_told:
        raise Http404("Too few votes came to tell when.")
    return found
