"""The report's page: the result that it cites, this week's ballot, and what is related."""

import json
import re

import pytest
from django.core.cache import caches
from django.utils import timezone

from polls import editions
from polls.models import Poll, Status
from tests.factories import (
    DAY,
    make_author,
    make_ballots,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)
from tests.public_site import PICTURE, save_picture

pytestmark = pytest.mark.django_db


def get(client, post):
    caches["pages"].clear()
    response = client.get(post.get_absolute_url())
    assert response.status_code == 200
    return response


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def make_report(counts=(2, 1), **overrides):
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, counts)
    return make_post(reports=poll, **overrides)


def test_post_prints_the_edition_that_it_cites(client):
    post = make_report()
    page = text_of(get(client, post))
    assert "66.67%" in page
    assert f'href="/polls/{post.reports.slug}/editions/1/"' in page


def test_post_says_that_a_newer_edition_corrects_it(client):
    post = make_report()
    response = get(client, post)
    assert response.context["correction"] is None
    make_ballots(post.reports, [3, 0])
    newest = editions.freeze(post.reports, timezone.now(), reason="Ballots came late.")
    response = get(client, post)
    page = text_of(response)
    assert (response.context["edition"].number, response.context["correction"]) == (1, newest)
    assert "66.67%" in page
    assert "Ballots came late." in page
    assert f'href="/polls/{post.reports.slug}/editions/2/"' in page


def test_post_has_the_ballot_of_the_open_poll_that_it_asks(client):
    ask = make_poll()
    make_ballots(ask, [2, 1])
    page = text_of(get(client, make_report(asks=ask)))
    assert f'action="/polls/{ask.slug}/ballots/"' in page
    assert "3 readers have voted" in page


def test_post_leads_to_the_result_once_the_poll_that_it_asks_has_closed(client):
    ask = make_poll(status=Status.CLOSED)
    page = text_of(get(client, make_post(asks=ask)))
    assert "/ballots/" not in page
    assert f'<a href="/polls/{ask.slug}/">' in page


def test_post_counts_no_voters_where_the_result_is_hidden(client):
    ask = make_poll(results_shown=Poll.Shown.AFTER_CLOSING)
    make_ballots(ask, [2, 1])
    assert get(client, make_post(asks=ask)).context["ask_respondents"] is None


def test_post_does_not_name_a_poll_that_has_not_opened(client):
    ask = make_poll(status=Status.SCHEDULED, question="Secret?")
    response = get(client, make_post(asks=ask))
    assert response.context["ask"] is None
    assert "Secret?" not in text_of(response)


def test_addenda_stand_under_the_text_in_their_order(client):
    post = make_post()
    post.addenda.create(added_at=timezone.now(), text="Later note")
    post.addenda.create(added_at=timezone.now() - DAY, text="Earlier note")
    page = text_of(get(client, post))
    assert page.index("Earlier note") < page.index("Later note")


def test_related_share_topics_first_and_are_neighbours_then(client):
    newsletter, elsewhere = make_newsletter(), make_newsletter()
    rain, sun = make_topic(), make_topic()
    post = make_post(newsletter=newsletter, topics=[rain, sun], published_at=-10 * DAY)
    both = make_post(newsletter=elsewhere, topics=[rain, sun], published_at=-90 * DAY)
    one_new = make_post(newsletter=newsletter, topics=[sun], published_at=-DAY)
    one_old = make_post(newsletter=elsewhere, topics=[rain], published_at=-80 * DAY)
    near = make_post(newsletter=newsletter, published_at=-9 * DAY)
    far = make_post(newsletter=newsletter, published_at=-50 * DAY)
    make_post(newsletter=elsewhere, published_at=-10 * DAY)
    make_post(newsletter=newsletter, published_at=-200 * DAY)
    make_post(newsletter=newsletter, topics=[rain, sun], published=False)
    make_post(newsletter=newsletter, topics=[rain, sun], published_at=DAY)
    assert get(client, post).context["related"] == [both, one_new, one_old, near, far]


def test_previous_and_next_are_of_the_same_newsletter(client):
    newsletter = make_newsletter()
    fields = {"newsletter": newsletter}
    first = make_post(published_at=-3 * DAY, **fields)
    second = make_post(published_at=-2 * DAY, **fields)
    make_post(published_at=-1.5 * DAY)
    third = make_post(published_at=-DAY, **fields)
    make_post(published_at=DAY, **fields)
    context = get(client, second).context
    assert (context["previous"], context["next"]) == (first, third)
    assert get(client, first).context["previous"] is None
    assert get(client, third).context["next"] is None


def test_previous_and_next_hold_where_posts_came_at_one_moment(client):
    now = timezone.now() - DAY
    newsletter = make_newsletter()
    posts = [make_post(newsletter=newsletter, published_at=now) for _ in range(3)]
    context = get(client, posts[1]).context
    assert (context["previous"], context["next"]) == (posts[0], posts[2])


def test_structured_article_names_author_dates_and_what_it_reports(client, settings):
    settings.SITE_URL = "https://polls.example"
    save_picture(PICTURE)
    post = make_report(
        headline="Rain </script>",
        summary="It rained.",
        author=make_author(name="Ada", slug="ada"),
        topics=[make_topic(name="Rain")],
        picture=PICTURE,
        picture_alt="Rain",
    )
    note = post.addenda.create(added_at=timezone.now().replace(microsecond=0), text="More.")
    page = text_of(get(client, post))
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "Article"
    assert data["headline"] == "Rain </script>"
    assert data["description"] == "It rained."
    assert data["author"] == {
        "@type": "Person",
        "name": "Ada",
        "url": "https://polls.example/authors/ada/",
    }
    assert data["dateModified"] == note.added_at.isoformat().replace("+00:00", "Z")
    assert data["image"] == f"https://polls.example/pictures/{PICTURE}"
    assert data["keywords"] == ["Rain"]
    assert data["about"]["url"] == f"https://polls.example/polls/{post.reports.slug}/"
    assert f'content="https://polls.example/pictures/{PICTURE}"' in page


def test_description_is_the_result_or_the_text_where_there_is_no_summary(client):
    described = 'og:description" content="'
    assert f"{described}Of 3 readers, 66.67% chose" in text_of(get(client, make_report()))
    plain = make_post(body="**Just** a word.")
    assert f"{described}Just a word." in text_of(get(client, plain))


def test_unpublished_and_future_posts_are_not_found(client):
    for post in (make_post(published=False), make_post(published_at=DAY)):
        assert client.get(post.get_absolute_url()).status_code == 404


def listed(client, address: str) -> list[str]:
    caches["pages"].clear()
    return [post.headline for post in client.get(address).context["page"].items]


def test_reports_are_listed_newest_first_of_all_newsletters_or_one(client):
    weather = make_newsletter(slug="weather")
    make_post(headline="Old", newsletter=weather, published_at=-2 * DAY)
    make_post(headline="New")
    make_post(headline="Draft", published=False)
    make_post(headline="Coming", published_at=DAY)
    assert listed(client, "/posts/") == ["New", "Old"]
    assert listed(client, "/posts/?newsletter=weather") == ["Old"]


def test_reports_are_paged(client):
    newsletter = make_newsletter()
    for number in range(21):
        make_post(newsletter=newsletter, headline=f"{number}", published_at=-DAY * (number + 1))
    assert listed(client, "/posts/") == [f"{number}" for number in range(20)]
    caches["pages"].clear()
    older = client.get("/posts/").context["page"].older_url
    assert listed(client, f"/posts/{older}") == ["20"]


@pytest.mark.parametrize("slug", ["none", "%00", "x" * 10_000])
def test_reports_of_an_unknown_newsletter_are_not_found(client, slug):
    assert client.get(f"/posts/?newsletter={slug}").status_code == 404


def test_empty_list_says_what_will_be_here(client):
    assert "Here stands the report on each poll." in client.get("/posts/").content.decode()
