"""The poll's page: its ballot while it is open, its result where that is public, what belongs to it."""

import json
import re

import pytest
from django.core.cache import caches
from django.utils import timezone

from polls import editions
from polls.models import Ballot, Poll, Status
from tests.factories import (
    DAY,
    make_ballot,
    make_ballots,
    make_poll,
    make_post,
    make_topic,
)

pytestmark = pytest.mark.django_db


def page_of(client, poll, query="") -> str:
    caches["pages"].clear()
    response = client.get(poll.get_absolute_url() + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_open_poll_has_its_ballot_and_no_ballot_is_cast_by_looking(client):
    poll = make_poll()
    assert f'action="/polls/{poll.slug}/ballots/"' in page_of(client, poll)
    assert Ballot.objects.count() == 0


def test_choice_in_the_address_marks_the_answer_and_casts_nothing(client):
    poll = make_poll()
    second = poll.choices.last()
    page = page_of(client, poll, f"?choice={second.pk}")
    assert re.findall(r'<input[^>]* value="(\d+)"[^>]* checked>', page) == [str(second.pk)]
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("choice", ["x", "-1", "0", "9" * 19, "9" * 5000, "%00", "١", ""])
def test_choice_that_is_none_marks_nothing(client, choice):
    assert " checked>" not in page_of(client, make_poll(), f"?choice={choice}")


def test_closed_poll_has_its_result_and_no_ballot(client):
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, [2, 1])
    page = page_of(client, poll)
    assert "66.67%" in page
    assert "Cast my vote" not in page


def test_closed_poll_shows_what_was_published_until_it_is_published_again(client):
    poll = make_poll(status=Status.CLOSED)
    ballots = make_ballots(poll, [2, 2])
    editions.freeze(poll, timezone.now(), reason="First report")
    ballots[0].standing = Ballot.Standing.VOID
    ballots[0].save()
    assert "50.00%" in page_of(client, poll)

    editions.freeze(poll, timezone.now(), reason="A machine had voted")
    page = page_of(client, poll)
    assert "66.67%" in page
    assert f'<a href="/polls/{poll.slug}/editions/2/">Edition 2</a>' in page


def test_poll_leads_to_what_reports_it_and_to_the_same_question_at_other_times(client):
    first = make_poll(status=Status.CLOSED, slug="first", topics=[make_topic(name="Rain")])
    second = make_poll(
        status=Status.CLOSED, slug="second", repeats=first, opens_at=-7 * DAY, closes_at=-DAY / 2
    )
    make_poll(slug="third", repeats=second)
    make_poll(status=Status.SCHEDULED, slug="fourth", repeats=second)
    make_post(reports=second, headline="What it meant")
    make_post(reports=second, headline="Not yet", published_at=DAY)
    response = client.get(second.get_absolute_url())
    assert [poll.slug for poll in response.context["others"]] == ["first", "third"]
    assert [post.headline for post in response.context["reports"]] == ["What it meant"]
    assert 'href="/topics/' in page_of(client, first)


def test_methodology_states_wording_dates_reach_and_limits_and_no_margin_of_error(client):
    poll = make_poll(
        status=Status.CLOSED, sponsor="The Umbrella Fund", mailed_to=12_000, question="Rain?"
    )
    make_ballots(poll, [2, 1])
    make_ballot(poll, standing=Ballot.Standing.HELD)
    page = page_of(client, poll)
    methodology = page[page.index('id="methodology"') :]
    for stated in ("The Umbrella Fund", "Rain?", "12,000", "<dd>3; 1 ballot set aside</dd>"):
        assert stated in methodology
    assert "±" not in page
    assert "margin of error" not in page.lower()


def linked_data(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_structured_question_counts_votes_where_the_result_is_public(client):
    poll = make_poll(question="Rain </script> & sun?", choices=("Rain", "Sun"))
    make_ballots(poll, [1, 2])
    data = linked_data(page_of(client, poll))
    assert data["@type"] == "Question"
    assert data["name"] == "Rain </script> & sun?"
    assert data["suggestedAnswer"] == [
        {"@type": "Answer", "position": 1, "text": "Rain", "upvoteCount": 1},
        {"@type": "Answer", "position": 2, "text": "Sun", "upvoteCount": 2},
    ]


def test_structured_question_has_no_votes_where_the_result_is_hidden(client):
    poll = make_poll(choices=("Rain", "Sun"), results_shown=Poll.Shown.AFTER_VOTING)
    make_ballots(poll, [1, 2])
    assert linked_data(page_of(client, poll))["suggestedAnswer"] == [
        {"@type": "Answer", "position": 1, "text": "Rain"},
        {"@type": "Answer", "position": 2, "text": "Sun"},
    ]


def test_head_names_the_page_by_the_sites_address_whatever_the_host(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://polls.example"
    poll = make_poll(question="Rain?", slug="rain")
    make_ballots(poll, [2, 1])
    response = client.get("/polls/rain/?choice=1", headers={"host": "evil.example"})
    page = response.content.decode()
    assert '<link rel="canonical" href="https://polls.example/polls/rain/">' in page
    assert '<meta property="og:url" content="https://polls.example/polls/rain/">' in page
    assert '<meta property="og:title" content="Rain?">' in page
    assert 'og:description" content="Of 3 readers, 66.67% chose “Yes” (2 votes)' in page
    assert "evil.example" not in page


@pytest.mark.parametrize("slug", ["none", "a" * 5000, "%00", "%FF", "'"])
def test_unknown_poll_is_not_found(client, slug):
    assert client.get(f"/polls/{slug}/").status_code == 404
