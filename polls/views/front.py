"""The front page and each newsletter's own: this week's ballot, the last result, what came before."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls import counting, editions, teasers
from polls.forms import BallotForm
from polls.models import Newsletter, Poll, Post
from polls.models.poll import PollQuerySet
from polls.models.post import PostQuerySet
from polls.structured import Social
from smartpulse.pages import public_page

RECENT = 6


@public_page()
def front(request: HttpRequest) -> HttpResponse:
    context = week(Poll.objects.all(), Post.objects.all(), timezone.now())
    context["newsletters"] = Newsletter.objects.all()
    return render(request, "polls/front.html", context)


@public_page()
def newsletter(request: HttpRequest, slug: str) -> HttpResponse:
    newsletter = get_object_or_404(Newsletter, slug=slug)
    context = week(newsletter.polls.all(), newsletter.posts.all(), timezone.now())
    context |= {
        "newsletter": newsletter,
        "social": Social(newsletter.name, newsletter.standing_sentence),
    }
    return render(request, "polls/newsletter.html", context)


def week(polls: PollQuerySet, posts: PostQuerySet, now: datetime) -> dict:
    """What a newsletter, or all of them, show at `now`; `polls` and `posts` are theirs."""
    polls = polls.select_related("newsletter")
    open_polls = list(polls.this_week(now))
    context = asked(open_polls[0], now) if open_polls else between(polls, now)

    reports = list(
        posts.latest(now).select_related("newsletter", "author", "reports__newsletter")[:RECENT]
    )
    closed = polls.last_week(now)
    if last := context.get("last"):
        closed = closed.exclude(pk=last.pk)
    earlier = list(closed[:RECENT])
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
    shown = poll.has_public_results(now)
    return {
        "poll": poll,
        "form": BallotForm(poll),
        "respondents": counting.standing(poll)[0] if shown else None,
    }


def between(polls: PollQuerySet, now: datetime) -> dict:
    """No poll is open: the last result, and when the next question opens; not what it asks."""
    last = polls.last_week(now).first()
    result, edition = editions.shown(last, now) if last else (None, None)
    return {
        "last": last,
        "result": result,
        "edition": edition,
        "next": polls.next_up(now).first(),
    }
