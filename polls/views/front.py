"""The front page and each newsletter's own: this week's ballot, the last result, what came before."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import BigIntegerField, DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls import editions, reading, teasers
from polls.forms import BallotForm
from polls.models import Newsletter, Poll, Post
from polls.structured import Social
from smartpulse.pages import public_page
from smartpulse.prepared import prepared

RECENT = 6


@public_page()
def front(request: HttpRequest) -> HttpResponse:
    context = week(None, timezone.now())
    context["newsletters"] = Newsletter.objects.all()
    return render(request, "polls/front.html", context)


@public_page()
def newsletter(request: HttpRequest, slug: str) -> HttpResponse:
    newsletter = get_object_or_404(Newsletter, slug=slug)
    context = week(newsletter, timezone.now())
    context |= {
        "newsletter": newsletter,
        "social": Social(newsletter.name, newsletter.standing_sentence),
    }
    return render(request, "polls/newsletter.html", context)


def week(newsletter: Newsletter | None, now: datetime) -> dict:
    """What a newsletter, or all of them, show at `now`."""
    open_polls = open_now(newsletter, now)
    closed = closed_last(newsletter, now)
    if open_polls:
        context, earlier = asked(open_polls[0], now), closed[:RECENT]
    else:
        context, earlier = between(newsletter, next(iter(closed), None), now), closed[1:]
    reports = recent_reports(newsletter, now)
    listed = {poll.pk: poll for poll in earlier}
    listed |= {post.reports_id: post.reports for post in reports[:1] if post.reports}
    return context | {
        "others": open_polls[1:],
        "reports": reports,
        "earlier": earlier,
        "results": teasers.results_of(listed.values(), now),
        "now": now,
    }


def asked(poll: Poll, now: datetime) -> dict:
    """This week's question with its ballot."""
    choices = reading.choices_of(poll=poll.pk)
    return {
        "poll": poll,
        "form": BallotForm(poll, choices=choices),
        "respondents": reading.respondents(poll, choices, now),
    }


def between(newsletter: Newsletter | None, last: Poll | None, now: datetime) -> dict:
    """No poll is open: the last result, and when the next question opens; not what it asks."""
    coming = opening_next(newsletter, now)
    result, edition = editions.shown(last, now) if last else (None, None)
    return {"last": last, "result": result, "edition": edition, "next": next(iter(coming), None)}


def of_one_or_all(build: Callable[..., QuerySet]) -> Callable[[Newsletter | None, datetime], list]:
    """A decorator: the rows of a newsletter, or of all of them where there is None."""
    of_all = prepared(now=DateTimeField())(build)
    of_one = prepared(now=DateTimeField(), newsletter=BigIntegerField())(build)

    def rows(newsletter: Newsletter | None, now: datetime) -> list:
        return of_one(now=now, newsletter=newsletter.pk) if newsletter else of_all(now=now)

    return rows


@of_one_or_all
def open_now(now, **newsletter):
    return Poll.objects.filter(**newsletter).this_week(now).select_related("newsletter")


@of_one_or_all
def closed_last(now, **newsletter):
    """One more than is listed: between two polls, the last one stands by itself."""
    closed = Poll.objects.filter(**newsletter).last_week(now)
    return closed.select_related("newsletter")[: RECENT + 1]


@of_one_or_all
def opening_next(now, **newsletter):
    coming = Poll.objects.filter(**newsletter).next_up(now)
    return coming.select_related("newsletter")[:1]


@of_one_or_all
def recent_reports(now, **newsletter):
    """Without their texts, which the page does not print."""
    posts = Post.objects.filter(**newsletter).latest(now).defer("body", "body_html")
    return posts.select_related("newsletter", "author", "reports__newsletter")[:RECENT]
