"""What search engines are told: public pages, by the site's own address."""

from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.utils import timezone

from polls import editions
from polls.models import Status
from tests.factories import DAY, make_author, make_newsletter, make_poll, make_post, make_topic

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://polls.example"


def entries(client) -> dict[str, str | None]:
    """Address to date of the last change."""
    caches["pages"].clear()
    response = client.get("/sitemap.xml", headers={"host": "evil.example"})
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return {
        url.findtext("s:loc", namespaces=NAMESPACE): url.findtext("s:lastmod", namespaces=NAMESPACE)
        for url in root
    }


def test_sitemap_lists_public_pages_by_the_sites_address_whatever_the_host(client):
    newsletter = make_newsletter(slug="weather")
    rain, ada = make_topic(slug="rain"), make_author(slug="ada")
    make_poll(slug="public", newsletter=newsletter, topics=[rain])
    make_post(slug="report", newsletter=newsletter, author=ada)
    hidden = {"newsletter": newsletter, "topics": [make_topic()]}
    make_poll(status=Status.DRAFT, **hidden)
    make_poll(status=Status.SCHEDULED, **hidden)
    make_post(published=False, author=make_author(), **hidden)
    make_post(published_at=DAY, author=make_author(), **hidden)
    base = "https://polls.example"
    assert set(entries(client)) == {
        f"{base}/",
        f"{base}/polls/",
        f"{base}/posts/",
        f"{base}/privacy/",
        f"{base}/newsletters/weather/",
        f"{base}/polls/public/",
        f"{base}/posts/report/",
        f"{base}/topics/rain/",
        f"{base}/authors/ada/",
    }


def test_sitemap_dates_a_poll_by_its_last_edition_and_a_post_by_its_last_note(client):
    poll = make_poll(status=Status.CLOSED, slug="rain")
    post = make_post(slug="report", published_at=-30 * DAY)
    base = "https://polls.example"
    found = entries(client)
    assert found[f"{base}/polls/rain/"] == f"{poll.opens_at:%Y-%m-%d}"
    assert found[f"{base}/posts/report/"] == f"{post.published_at:%Y-%m-%d}"

    now = timezone.now()
    editions.freeze(poll, now, reason="First report")
    post.addenda.create(added_at=now, text="More.")
    found = entries(client)
    assert found[f"{base}/polls/rain/"] == f"{now:%Y-%m-%d}"
    assert found[f"{base}/posts/report/"] == f"{now:%Y-%m-%d}"


def test_sitemap_lists_each_series_once_by_its_oldest_public_poll(client):
    base = "https://polls.example"
    first = make_poll(status=Status.WITHDRAWN, slug="first", opens_at=-90 * DAY, withdrawn_at=-DAY)
    second = make_poll(status=Status.CLOSED, slug="second", opens_at=-60 * DAY, repeats=first)
    third = make_poll(status=Status.DRAFT, slug="third", repeats=second)
    assert [address for address in entries(client) if "waves" in address] == []

    make_poll(status=Status.OPEN, slug="fourth", repeats=third)
    make_poll(status=Status.SCHEDULED, slug="fifth", repeats=second)
    make_poll(slug="alone")
    found = [address for address in entries(client) if "waves" in address]
    assert found == [f"{base}/polls/second/waves/"]
    page = client.get("/polls/second/waves/")
    assert f'rel="canonical" href="{found[0]}"' in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_sitemap_takes_as_many_queries_however_many_series(
    client, number, django_assert_num_queries
):
    for _ in range(number):
        earlier = make_poll(status=Status.CLOSED)
        make_poll(status=Status.CLOSED, repeats=make_poll(status=Status.CLOSED, repeats=earlier))
    with django_assert_num_queries(9):
        entries(client)


def test_robots_are_kept_from_what_is_private(client):
    response = client.get("/robots.txt", headers={"host": "evil.example"})
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\n"
        "Disallow: /accounts/\n"
        "Disallow: /admin/\n"
        "Disallow: /preview/\n"
        "Disallow: /receipts/\n"
        "Disallow: /v/\n"
        "Sitemap: https://polls.example/sitemap.xml\n"
    )
