"""The week's reports: the list, and each with its result, this week's ballot and what is related."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls import counting, structured
from polls.forms import BallotForm
from polls.models import Correction, Edition, Newsletter, Poll, Post
from polls.paging import page_of
from polls.views.polls import chosen
from smartpulse.pages import public_page

MOST_RELATED = 5


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
    later = Edition.objects.filter(poll=OuterRef("reports"), number__gt=OuterRef("edition__number"))
    posts = Post.objects.published(now).whole()
    posts = posts.annotate(
        is_corrected=Exists(later),
        is_asked_again=Exists(Poll.objects.public(now).next_to(OuterRef("reports"))),
        has_corrections=Exists(Correction.objects.filter(poll=OuterRef("reports"))),
    )
    post = get_object_or_404(posts, slug=slug)
    context = {
        "post": post,
        "own": frozenset(),
        "topics": post.topics.all(),
        "addenda": post.addenda.all(),
        "corrections": list(post.reports.corrections.all()) if post.has_corrections else [],
        "now": now,
        **reported(post, now, is_corrected=post.is_corrected),
        **asked(post.asks, chosen(request), now),
        **neighbourhood(post, now),
    }
    if context["edition"]:
        context["closing"] = post.edition.closing(context["corrections"])
    context |= {
        "social": structured.Social.of_post(post, context["result"]),
        "structured": structured.article(post, context["result"], context["correction"]),
    }
    return render(request, "polls/post.html", context)


def reported(post: Post, now: datetime, *, is_corrected: bool = True) -> dict:
    """The result that the post cites, and the edition that has corrected what it once printed.

    That is a later one, if there may be any, or the cited one itself.

    It was published with the edition, and stays while its poll is reopened.
    """
    if not post.edition or not post.reports.is_public(now):
        return {"result": None, "edition": None, "correction": None}
    post.edition.poll = post.reports
    newest = post.edition if post.cites_correction else None
    if is_corrected:
        later = Edition.objects.filter(poll=post.reports, number__gt=post.edition.number)
        newest = later.order_by("-number").first() or newest
    if newest:
        newest.poll = post.reports
    return {"result": post.edition.result(), "edition": post.edition, "correction": newest}


def asked(poll: Poll | None, marked: tuple[int, ...], now: datetime) -> dict:
    """The poll whose ballot stands under the post, as soon as readers may see it."""
    if not poll or not poll.has_page(now):
        return {"ask": None}
    is_open = poll.is_open(now)
    counted = is_open and poll.has_public_results(now)
    return {
        "ask": poll,
        "ask_status": poll.status(now),
        "ask_form": BallotForm(poll, chosen=marked) if is_open else None,
        "ask_respondents": counting.standing(poll)[0] if counted else None,
    }


def neighbourhood(post: Post, now: datetime) -> dict:
    """Previous and next in the same newsletter, and up to five related posts.

    Related are first those that share topics, the most shared topics first, then the neighbours in
    time.
    """
    posts = Post.objects.latest(now).select_related("newsletter")
    before = list(posts.preceding(post)[:MOST_RELATED])
    after = list(posts.following(post)[:MOST_RELATED])
    on_topic = (
        posts.filter(topics__in=[topic.pk for topic in post.topics.all()])
        .exclude(pk=post.pk)
        .annotate(shared=Count("topics"))
        .order_by("-shared", "-published_at", "-pk")[:MOST_RELATED]
    )
    nearby = sorted(before + after, key=lambda other: abs(other.published_at - post.published_at))
    related = list(dict.fromkeys([*on_topic, *nearby]))[:MOST_RELATED]
    return {
        "previous": before[0] if before else None,
        "next": after[0] if after else None,
        "related": related,
    }
