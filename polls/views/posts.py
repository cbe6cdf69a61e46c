"""The week's reports: the list, and each with its result, this week's ballot and what is related."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from polls import reading, structured
from polls.forms import BallotForm
from polls.models import Edition, Newsletter, Poll, Post
from polls.paging import page_of
from polls.views.polls import chosen
from smartpulse.pages import public_page


@public_page("newsletter", "before", "after")
def posts(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    newsletters = {newsletter.slug: newsletter for newsletter in Newsletter.objects.all()}
    slug = request.GET.get("newsletter", "")
    if slug and slug not in newsletters:
        raise Http404("There is no such newsletter.")
    newsletter = newsletters.get(slug)
    posts = Post.objects.latest(now).select_related("newsletter", "author")
    if newsletter:
        posts = posts.filter(newsletter=newsletter)
    context = {
        "newsletter": newsletter,
        "newsletters": newsletters.values(),
        "page": page_of(posts, request, "published_at"),
        "social": structured.Social("Reports", "What readers said, week by week."),
    }
    return render(request, "polls/posts.html", context)


@public_page("choice", "order", "after", "answer", "asked")
def post(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    post = reading.published_posts.first(slug=slug, now=now)
    if post is None:
        raise Http404("There is no such post.")
    topics = reading.topics_of(post=post.pk)
    addenda = reading.addenda_of(post=post.pk) if post.has_addenda else []
    corrections = reading.corrections_of(poll=post.reports_id) if post.has_corrections else []
    context = {
        "post": post,
        "own": frozenset(),
        "topics": topics,
        "addenda": addenda,
        "corrections": corrections,
        "now": now,
        # What was joined is set where there is any.
        **reported(post, now, newer=getattr(post, "newer", None)),
        **asked(post.asks, chosen(request), now),
        **reading.neighbourhood(post, now),
    }
    if context["edition"]:
        context["closing"] = post.edition.closing(corrections)
    result, correction = context["result"], context["correction"]
    context |= {
        "social": structured.Social.of_post(post, result),
        "structured": structured.article(post, result, correction, topics, addenda),
    }
    return render(request, "polls/post.html", context)


def reported(post: Post, now: datetime, newer: Edition | None) -> dict:
    """The result that the post cites, and the edition that has corrected what it once printed.

    That is the newest, where it is `newer` than the cited one, or the cited one itself.

    It was published with the edition, and stays while its poll is reopened.
    """
    if not post.edition or not post.reports.is_public(now):
        return {"result": None, "edition": None, "correction": None}
    post.edition.poll = post.reports
    post.edition.printed_lines = reading.lines_of(edition=post.edition_id)
    correction = newer or (post.edition if post.cites_correction else None)
    if correction:
        correction.poll = post.reports
    return {"result": post.edition.result(), "edition": post.edition, "correction": correction}


def asked(poll: Poll | None, marked: tuple[int, ...], now: datetime) -> dict:
    """The poll whose ballot stands under the post, as soon as readers may see it."""
    if not poll or not poll.has_page(now):
        return {"ask": None}
    if not poll.is_open(now):
        return {"ask": poll, "ask_status": poll.status(now), "ask_form": None}
    choices = reading.choices_of(poll=poll.pk)
    return {
        "ask": poll,
        "ask_form": BallotForm(poll, chosen=marked, choices=choices),
        "ask_respondents": reading.respondents(poll, choices, now),
    }
