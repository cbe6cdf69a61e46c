"""Authors and topics: what was written by whom, and about what."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls import teasers
from polls.models import Author, Poll, Post, Topic
from polls.paging import page_of
from polls.structured import Social
from smartpulse import markup
from smartpulse.pages import public_page

RECENT_POLLS = 10


@public_page("before", "after")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    now = timezone.now()
    posts = Post.objects.latest(now).filter(topics=topic).select_related("newsletter", "author")
    page = page_of(posts, request, "published_at")
    polls = list(
        Poll.objects.public(now)
        .filter(topics=topic)
        .select_related("newsletter")
        .order_by("-opens_at", "-pk")[:RECENT_POLLS]
    )
    if not polls and not page.items:
        raise Http404("Nothing public has this topic.")
    context = {
        "topic": topic,
        "page": page,
        "polls": polls,
        "results": teasers.results_of(polls, now),
        "now": now,
        "social": Social(topic.name, f"Reader polls and reports about {topic.name}."),
    }
    return render(request, "polls/topic.html", context)


@public_page("before", "after")
def author(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(Author, slug=slug)
    posts = author.posts.latest(timezone.now()).select_related("newsletter", "author")
    page = page_of(posts, request, "published_at")
    if not page.items:
        raise Http404("This author has published nothing yet.")
    description = markup.plain_text(author.biography_html, 300) or author.byline or author.name
    context = {"author": author, "page": page, "social": Social(author.name, description)}
    return render(request, "polls/author.html", context)
