"""What search engines are told: the list of public pages, and which addresses to leave alone."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from polls.models import Author, Newsletter, Poll, Post, Topic
from polls.series import asked_again
from smartpulse.pages import public_page
from smartpulse.paths import absolute

# What is private, about one reader, or for staff.
CLOSED_TO_ROBOTS = ("/accounts/", "/admin/", "/preview/", "/receipts/", "/v/")


class SiteSitemap(Sitemap):
    """Addresses begin as SITE_URL does, whatever Host the request names: caches keep the answer."""

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Sections(SiteSitemap):
    def items(self):
        return ["front", "polls", "posts", "privacy"]

    def location(self, item: str) -> str:
        return reverse(item)


class Newsletters(SiteSitemap):
    def items(self):
        return Newsletter.objects.order_by("pk")


class Polls(SiteSitemap):
    def items(self):
        polls = Poll.objects.public(timezone.now()).order_by("pk")
        return polls.annotate(counted_at=Max("editions__as_of"))

    def lastmod(self, item: Poll):
        """Its last edition; before there is one, when it opened."""
        return item.counted_at or item.opens_at


class Waves(SiteSitemap):
    """Each series once, at the address that its pages call canonical."""

    def items(self):
        return [polls[0] for polls in asked_again(timezone.now())]

    def location(self, item: Poll) -> str:
        return reverse("waves", args=[item.slug])


class Posts(SiteSitemap):
    def items(self):
        posts = Post.objects.published(timezone.now()).order_by("pk")
        return posts.annotate(added_at=Max("addenda__added_at"))

    def lastmod(self, item: Post):
        return max(filter(None, [item.published_at, item.added_at]))


class Topics(SiteSitemap):
    def items(self):
        return Topic.objects.public(timezone.now()).order_by("pk")


class Authors(SiteSitemap):
    def items(self):
        return Author.objects.public(timezone.now()).order_by("pk")


SITEMAPS = {
    "sections": Sections,
    "newsletters": Newsletters,
    "polls": Polls,
    "waves": Waves,
    "posts": Posts,
    "topics": Topics,
    "authors": Authors,
}


@public_page("p")
def sitemap(request: HttpRequest) -> HttpResponse:
    # Rendered here, because the pages cache keeps finished answers alone.
    return sitemap_view(request, SITEMAPS).render()


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS),
        f"Sitemap: {absolute(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
