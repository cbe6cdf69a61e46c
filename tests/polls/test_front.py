"""The front and a newsletter's page: the ballot of the week, or between two polls the last result."""

import pytest
from django.core.cache import caches

from polls.models import Poll, Status
from tests.factories import DAY, make_ballots, make_newsletter, make_poll, make_post

pytestmark = pytest.mark.django_db


def page_of(client, address="/") -> str:
    caches["pages"].clear()
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_front_has_the_ballot_of_the_poll_that_opened_last(client):
    other = make_poll(question="Elsewhere?", opens_at=-2 * DAY)
    poll = make_poll(question="This week?")
    page = page_of(client)
    assert f'action="/polls/{poll.slug}/ballots/"' in page
    assert f'action="/polls/{other.slug}/ballots/"' not in page
    assert f'<a href="/polls/{other.slug}/"><bdi>Elsewhere?</bdi></a>' in page


def test_newsletter_has_its_own_ballot(client):
    make_poll(question="Elsewhere?")
    poll = make_poll(question="Ours?", opens_at=-2 * DAY)
    page = page_of(client, poll.newsletter.get_absolute_url())
    assert f'action="/polls/{poll.slug}/ballots/"' in page
    assert "Elsewhere?" not in page


def test_front_counts_voters_only_where_the_result_is_public(client):
    make_ballots(make_poll(), [2, 1])
    assert "3 readers have voted" in page_of(client)
    make_ballots(make_poll(results_shown=Poll.Shown.AFTER_CLOSING, opens_at=-DAY / 2), [2, 1])
    assert "readers have voted" not in page_of(client)


def test_open_poll_without_answers_breaks_no_page(client):
    poll = make_poll(choices=(), question="Rain?")
    make_post(slug="asks", newsletter=poll.newsletter, asks=poll)
    for path in ("/", f"/newsletters/{poll.newsletter.slug}/", "/posts/asks/"):
        assert "Rain?" in client.get(path).content.decode()


def test_between_two_polls_stand_the_last_result_and_the_next_opening(client):
    newsletter = make_newsletter(time_zone="Europe/Berlin")
    last = make_poll(newsletter=newsletter, status=Status.CLOSED, question="Rain?")
    make_ballots(last, [2, 1])
    coming = make_poll(newsletter=newsletter, status=Status.SCHEDULED, question="Secret?")
    for address in ("/", newsletter.get_absolute_url()):
        page = page_of(client, address)
        assert "66.67%" in page
        assert f'opens on <time datetime="{coming.opens_at:%Y-%m-%dT%H:%M:%S}Z">' in page
        assert "Secret?" not in page


def test_last_poll_is_not_listed_again_among_the_earlier_ones(client):
    newsletter = make_newsletter()
    before = make_poll(newsletter=newsletter, status=Status.CLOSED, closes_at=-2 * DAY)
    last = make_poll(newsletter=newsletter, status=Status.CLOSED)
    context = client.get("/").context
    assert (context["last"], context["earlier"]) == (last, [before])


def test_as_many_are_listed_while_a_poll_is_open_and_between_two(client):
    newsletter = make_newsletter()
    days = [-number * DAY for number in range(1, 9)]
    closed = [make_poll(newsletter=newsletter, status=Status.CLOSED, closes_at=at) for at in days]
    posts = [make_post(newsletter=newsletter, published_at=at) for at in days]
    context = client.get("/").context
    assert (context["earlier"], context["reports"]) == (closed[1:7], posts[:6])
    caches["pages"].clear()
    make_poll(newsletter=newsletter)
    context = client.get("/").context
    assert (context["earlier"], context["reports"]) == (closed[:6], posts[:6])


@pytest.mark.parametrize("address", ["/", "/newsletters/weather/"])
def test_between_two_polls_as_much_is_asked_for_many_as_for_few(
    client, django_assert_num_queries, address
):
    newsletter = make_newsletter(slug="weather")
    for _ in range(2):
        for _ in range(2):
            poll = make_poll(newsletter=newsletter, status=Status.CLOSED)
            make_ballots(poll, [2, 1])
            make_post(newsletter=newsletter, reports=poll)
            make_poll(newsletter=newsletter, status=Status.CLOSED)
            make_poll(newsletter=newsletter, status=Status.SCHEDULED)
        caches["pages"].clear()
        with django_assert_num_queries(11):
            assert client.get(address).status_code == 200


def test_newsletter_lists_what_is_its_own_between_two_polls(client):
    newsletters = make_newsletter(), make_newsletter()
    for newsletter in (*newsletters, *newsletters):
        make_poll(newsletter=newsletter, status=Status.CLOSED)
        make_poll(newsletter=newsletter, status=Status.SCHEDULED)
        make_post(newsletter=newsletter)
    for newsletter in newsletters:
        context = client.get(newsletter.get_absolute_url()).context
        shown = [context["last"], context["next"], *context["earlier"], *context["reports"]]
        assert [each.newsletter for each in shown] == [newsletter] * 5


def test_nothing_is_said_of_the_next_opening_where_none_is_scheduled(client):
    make_poll(status=Status.CLOSED)
    page = page_of(client)
    assert "The next question opens" not in page
    assert "No question is open now. The next one will stand here." in page


def test_front_leads_with_the_newest_report_and_its_result(client):
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, [3, 1])
    make_post(headline="Older", published_at=-2 * DAY)
    make_post(headline="Newest", reports=poll)
    page = page_of(client)
    newest = page.index("Newest")
    assert newest < page.index("75.00%", newest) < page.index("Older")


def test_empty_site_teaches_how_to_begin(client):
    page = page_of(client)
    assert "The first question has not opened yet." in page
    assert '<a href="/admin/">Sign in to the desk</a>' in page


def test_newsletter_without_polls_says_what_will_stand_here(client):
    make_poll()
    page = page_of(client, make_newsletter().get_absolute_url())
    assert "This newsletter has not asked its first question yet." in page


def test_unknown_newsletter_is_not_found(client):
    assert client.get("/newsletters/none/").status_code == 404
