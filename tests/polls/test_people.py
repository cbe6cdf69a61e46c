"""Topics and authors: pages for those that have something public."""

import pytest
from django.core.cache import caches

from polls.models import Status
from tests.factories import DAY, make_author, make_ballots, make_poll, make_post, make_topic

pytestmark = pytest.mark.django_db


def get(client, address):
    caches["pages"].clear()
    return client.get(address)


def test_topic_lists_its_reports_and_polls_newest_first(client):
    rain = make_topic(name="Rain", slug="rain")
    old = make_post(topics=[rain], published_at=-2 * DAY)
    new = make_post(topics=[rain])
    make_post()
    closed = make_poll(topics=[rain], status=Status.CLOSED)
    make_ballots(closed, [3, 1])
    opened = make_poll(topics=[rain])
    make_poll()
    response = get(client, "/topics/rain/")
    assert response.context["page"].items == [new, old]
    assert response.context["polls"] == [opened, closed]
    page = response.content.decode()
    assert "75.00%" in page
    assert 'href="/polls/?topic=rain"' in page


@pytest.mark.parametrize("make", [make_poll, make_post])
def test_topic_of_one_public_thing_has_a_page(client, make):
    make(topics=[make_topic(slug="rain")])
    assert get(client, "/topics/rain/").status_code == 200


def test_topic_without_anything_public_is_not_found(client):
    rain = make_topic(slug="rain")
    make_poll(status=Status.DRAFT, topics=[rain])
    make_poll(status=Status.SCHEDULED, topics=[rain])
    make_post(published=False, topics=[rain])
    make_post(published_at=DAY, topics=[rain])
    assert get(client, "/topics/rain/").status_code == 404
    assert get(client, "/topics/none/").status_code == 404


def test_author_has_byline_biography_and_published_reports(client):
    ada = make_author(
        name="Ada", slug="ada", byline="Analyst", biography="Writes **well**.<script>"
    )
    post = make_post(author=ada)
    make_post(author=ada, published=False)
    response = get(client, "/authors/ada/")
    page = response.content.decode()
    assert response.context["page"].items == [post]
    assert "<p>Writes <strong>well</strong>.&lt;script&gt;</p>" in page
    assert '<meta name="description" content="Writes well.&lt;script&gt;">' in page


def test_author_without_published_reports_is_not_found(client):
    ada = make_author(slug="ada")
    make_post(author=ada, published_at=DAY)
    assert get(client, "/authors/ada/").status_code == 404
    assert get(client, "/authors/none/").status_code == 404
