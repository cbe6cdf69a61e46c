"""One poll: its ballot while it is open, its result where that is public."""

from datetime import datetime

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    OuterRef,
    prefetch_related_objects,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from polls import editions, structured, waves
from polls.disclosure import LEAST
from polls.forms import BallotForm
from polls.models import Edition, Poll, Post, Topic
from polls.results import Result
from polls.series import polls_like, series
from polls.views.withdrawn import withdrawn_page
from smartpulse.ids import as_id
from smartpulse.pages import public_page
from smartpulse.prepared import prepared


@public_page("choice", "order", "after", "answer", "asked")
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    poll = polls_with_page.first(slug=slug, now=now)
    if poll is None:
        raise Http404("There is no such poll.")
    if poll.is_withdrawn:
        return withdrawn_page(request, poll)
    if poll.has_corrections:
        prefetch_related_objects([poll], "corrections")
    is_open = poll.is_open(now)
    result, edition = None, None
    if poll.has_public_results(now):
        result, edition = editions.shown(poll, now)
    else:
        prefetch_related_objects([poll], "choices")
    # Most questions are asked once, and most polls are never corrected.
    asked = polls_like(poll, now) if poll.repeats_id or poll.is_repeated else []
    context = {
        "poll": poll,
        "status": poll.status(now),
        "form": BallotForm(poll, chosen=chosen(request), result=result) if is_open else None,
        "result": result,
        "own": frozenset(),
        "edition": edition,
        "topics": topics_of(poll=poll.pk),
        "corrections": poll.corrections.all() if poll.has_corrections else [],
        # A report cites an edition.
        "reports": reports_of(poll, now) if edition else [],
        "tells_arrivals": tells_arrivals(poll, result, edition, now),
        **asked_again(poll, asked, now),
        "now": now,
        "social": structured.Social(
            poll.question, result.sentence if result else poll.newsletter.standing_sentence
        ),
        "structured": structured.question(poll, result, edition),
    }
    return render(request, "polls/poll.html", context)


@prepared(slug=CharField(), now=DateTimeField())
def polls_with_page(slug, now):
    """The poll, whether it `has_corrections`, and whether it `is_repeated` by another."""
    polls = Poll.objects.with_page(now).knowing_corrections().filter(slug=slug)
    repeated = Exists(Poll.objects.filter(repeats=OuterRef("pk")))
    return polls.annotate(is_repeated=repeated).select_related("newsletter")


@prepared(poll=BigIntegerField())
def topics_of(poll):
    return Topic.objects.filter(polls=poll)


def tells_arrivals(
    poll: Poll, result: Result | None, edition: Edition | None, now: datetime
) -> bool:
    """Whether it has a page that tells when votes came, as far as is known here without asking."""
    if not result or not poll.is_closed(now) or (poll.has_corrections and poll.was_reopened):
        return False
    is_imported = edition is not None and edition.source == Edition.Source.IMPORTED
    return not is_imported and (result.respondents or 0) + result.set_aside >= LEAST


def asked_again(poll: Poll, asked: list[Poll], now: datetime) -> dict:
    """The other polls that ask its question; where it has closed, the answers since it reads as today.

    While it is open no line of shares stands beside its ballot.
    """
    closed = [each for each in asked if each.is_closed(now)]
    stretch = None
    if poll.is_closed(now) and len(closed) > 1:
        stretch = series(asked, now).stretch_of(poll)
    return {
        "others": [other for other in asked if other.pk != poll.pk],
        "has_waves": len(closed) > 1,
        "stretch": stretch,
        "wave_count": len(closed),
        "waves_note": waves.NOTE,
    }


def chosen(request: HttpRequest) -> tuple[int, ...]:
    """The choice that a link to the ballot marks beforehand; it casts nothing."""
    choice = as_id(request.GET.get("choice", ""))
    return (choice,) if choice else ()


def reports_of(poll: Poll, now):
    return Post.objects.latest(now).filter(reports=poll).select_related("newsletter")
