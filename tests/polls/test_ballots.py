"""POST /polls/<slug>/ballots/ and this browser's own vote, as a browser and as a program see them."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from polls.models import Ballot, Poll, Status
from polls.views import ballots
from smartpulse import throttle
from smartpulse.models import Throttle
from tests.factories import make_ballots, make_poll
from tests.polls.voters import COOKIE, HTMX, JSON, browser, checked, choice_ids, counted, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_poll(question="Tea or coffee?", choices=("Tea", "Coffee", "Water"))


@pytest.fixture
def reader():
    return browser()


# A first vote bounces once.


def test_first_vote_bounces_to_itself_with_the_cookie_and_stores_nothing(poll):
    client = Client()
    response = vote(client, poll, "Tea")
    assert response.status_code == 307
    assert response["Location"] == f"/polls/{poll.slug}/ballots/?bounced=1"
    assert list(response.cookies) == ["voter"]
    assert re.fullmatch("[0-9a-f]{32}", response.cookies["voter"].value)
    assert Ballot.objects.count() == 0


def test_bounced_vote_counts_when_it_brings_the_cookie_back(poll):
    client = Client()
    location = vote(client, poll, "Tea")["Location"]
    response = client.post(location, {"choice": choice_ids(poll, "Tea")})
    assert response.status_code == 303
    assert response["Location"] == f"/polls/{poll.slug}/ballot/"
    assert counted(poll) == {"Tea": 1}


def test_bounced_vote_without_its_cookie_gets_a_page_that_says_so(poll):
    response = Client().post(
        f"/polls/{poll.slug}/ballots/?bounced=1", {"choice": choice_ids(poll, "Coffee")}
    )
    assert response.status_code == 403
    page = response.content.decode()
    assert "this browser did not send back the cookie" in page
    assert "Allow cookies for this site or, if they are allowed, clear the cookies" in page
    assert checked(page) == choice_ids(poll, "Coffee")
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("value", ["", "short", "A" * 32, "a" * 33, "é" * 32])
def test_cookie_that_we_did_not_make_is_no_cookie(poll, value):
    client = Client()
    client.cookies["voter"] = value
    assert vote(client, poll, "Tea").status_code == 307


# What the vote answers.


def test_vote_marks_the_browser_for_scripts_and_keeps_the_voter_cookie_from_them(poll, reader):
    response = vote(reader, poll, "Tea")
    voter, marker = response.cookies["voter"], response.cookies["voted"]
    assert (voter.value, marker.value) == (COOKIE, str(poll.pk))
    assert (bool(voter["httponly"]), bool(marker["httponly"])) == (True, False)
    assert {voter["samesite"], marker["samesite"]} == {"Lax"}
    assert voter["max-age"] == 400 * 24 * 3600
    assert "no-store" in response["Cache-Control"]


def test_marker_holds_the_last_thirty_polls(reader, poll):
    reader.cookies["voted"] = ".".join(str(number) for number in range(900, 940))
    marked = vote(reader, poll, "Tea").cookies["voted"].value.split(".")
    assert marked == [*(str(number) for number in range(911, 940)), str(poll.pk)]


def test_own_vote_shows_result_own_answer_and_receipt(poll, reader):
    make_ballots(poll, (2, 1, 0))
    response = reader.get(vote(reader, poll, "Coffee")["Location"])
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert response.context["own"] == frozenset(choice_ids(poll, "Coffee"))
    assert page.count("Your vote") >= 1
    assert "50.00%" in page
    receipt = Ballot.objects.get(keys__digest=digest(poll)).receipt
    assert "-".join(re.findall("....", receipt)) in page


def digest(poll):
    from polls.voters import Voter

    return Voter(COOKIE).digests(poll)["browser"]


def test_change_of_a_held_ballot_does_not_claim_that_it_counts(poll, reader):
    vote(reader, poll, "Coffee")
    Ballot.objects.update(standing="held")
    page = vote(reader, poll, "Tea", headers=HTMX).content.decode()
    assert "It waits to be checked by an editor before it counts." in page
    assert "counts once" not in page
    assert counted(poll) == {}


def test_own_vote_of_another_browser_is_not_shown(poll, reader):
    vote(reader, poll, "Coffee")
    response = Client().get(f"/polls/{poll.slug}/ballot/")
    assert response.status_code == 200
    assert response.context["ballot"] is None
    assert response.context["own"] == frozenset()


def test_change_form_marks_the_present_vote(poll, reader):
    vote(reader, poll, "Coffee")
    page = reader.get(f"/polls/{poll.slug}/ballot/?change=1").content.decode()
    assert checked(page) == choice_ids(poll, "Coffee")


def test_change_form_is_for_people_and_a_program_gets_the_vote(poll, reader):
    vote(reader, poll, "Coffee")
    response = reader.get(f"/polls/{poll.slug}/ballot/?change=1", headers=JSON)
    assert response.status_code == 200
    assert response.json()["choices"] == choice_ids(poll, "Coffee")


def test_change_is_not_offered_where_the_poll_allows_none(reader):
    poll = make_poll(changes_allowed=False, choices=("Tea", "Coffee"))
    vote(reader, poll, "Coffee")
    response = reader.get(f"/polls/{poll.slug}/ballot/?change=1")
    assert response.context["may_change"] is False
    assert checked(response.content.decode()) == []


@pytest.mark.parametrize(
    ("shown", "status", "seen"),
    [
        ("always", Status.OPEN, True),
        ("after_voting", Status.OPEN, True),
        ("after_closing", Status.OPEN, False),
        ("after_closing", Status.CLOSED, True),
    ],
)
def test_voter_sees_the_result_when_the_poll_says(reader, shown, status, seen):
    poll = make_poll(results_shown=shown, choices=("Tea", "Coffee"))
    make_ballots(poll, (2, 1))
    vote(reader, poll, "Tea")
    if status == Status.CLOSED:
        poll.close()
    page = reader.get(f"/polls/{poll.slug}/ballot/").content.decode()
    assert ("75.00" in page) == seen
    assert ("25.00" in page) == seen


@pytest.mark.parametrize("shown", ["after_voting", "after_closing"])
def test_somebody_who_has_not_voted_sees_no_hidden_result(shown):
    poll = make_poll(results_shown=shown, choices=("Tea", "Coffee"))
    make_ballots(poll, (2, 1))
    page = Client().get(f"/polls/{poll.slug}/ballot/").content.decode()
    assert "66.67" not in page
    assert "33.33" not in page


# Refusals.


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("data", "marked"),
    [
        ([], []),
        (["Tea", "Tea"], ["Tea"]),
        (["Tea", "Coffee"], ["Tea"]),
        (["0"], []),
        (["-1"], []),
        (["9223372036854775808"], []),
        (["９"], []),
        (["1e3"], []),
        (["x" * 5000], []),
    ],
)
def test_bad_choices_get_422_with_the_form_and_no_row(poll, reader, data, marked, headers):
    named = {choice.text: choice.pk for choice in poll.choices.all()}
    response = reader.post(
        f"/polls/{poll.slug}/ballots/",
        {"choice": [named.get(value, value) for value in data]},
        headers=headers,
    )
    assert response.status_code == 422
    assert Ballot.objects.count() == 0
    assert sorted(checked(response.content.decode())) == sorted(named[text] for text in marked)


def test_missing_field_and_broken_body_get_422(poll, reader):
    url = f"/polls/{poll.slug}/ballots/"
    assert reader.post(url).status_code == 422
    assert reader.post(url, "%%%", content_type="text/plain").status_code == 422


def test_foreign_choice_gets_422_and_no_row(poll, reader):
    other = make_poll()
    response = reader.post(f"/polls/{poll.slug}/ballots/", {"choice": other.choices.first().pk})
    assert response.status_code == 422
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("shown", Poll.Shown.values)
def test_form_sent_after_closing_gets_the_closed_page_with_the_result(reader, shown):
    poll = make_poll(choices=("Tea", "Coffee"), results_shown=shown)
    make_ballots(poll, (2, 1))
    poll.close()
    response = vote(reader, poll, "Tea")
    assert response.status_code == 409
    page = response.content.decode()
    assert "This poll has closed, so your vote was not counted." in page
    assert "66.67%" in page
    assert Ballot.objects.count() == 3


def test_other_choice_where_changes_are_not_allowed_gets_409_with_the_counted_vote(reader):
    poll = make_poll(choices=("Tea", "Coffee"), changes_allowed=False)
    vote(reader, poll, "Tea")
    response = vote(reader, poll, "Coffee")
    assert response.status_code == 409
    assert response.context["own"] == frozenset(choice_ids(poll, "Tea"))
    assert "Your first vote counts." in response.content.decode()
    assert counted(poll) == {"Tea": 1}
    assert vote(reader, poll, "Tea").status_code == 303


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED])
def test_vote_in_a_poll_that_is_not_public_gets_404(reader, status):
    poll = make_poll(status=status, choices=("Tea", "Coffee"))
    assert vote(reader, poll, "Tea").status_code == 404
    assert reader.get(f"/polls/{poll.slug}/ballot/").status_code == 404
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_only_a_post_votes(poll, reader, method):
    url = f"/polls/{poll.slug}/ballots/?choice={choice_ids(poll, 'Tea')[0]}"
    assert getattr(reader, method)(url).status_code == 405
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}],
)
def test_vote_from_another_site_is_refused(poll, reader, headers):
    assert vote(reader, poll, "Tea", headers=headers).status_code == 403
    assert Ballot.objects.count() == 0


def test_network_over_its_limit_gets_429_with_what_was_typed(poll, reader, monkeypatch):
    monkeypatch.setattr(ballots, "BALLOTS_PER_NETWORK", 2)
    # No window of the limit ends meanwhile.
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(2):
            assert vote(reader, poll, "Tea").status_code == 303
        response = vote(reader, poll, "Coffee")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    page = response.content.decode()
    assert "very many votes came from your network" in page
    assert checked(page) == choice_ids(poll, "Coffee")
    assert counted(poll) == {"Tea": 1}
    other = Client(REMOTE_ADDR="198.51.100.9")
    other.cookies["voter"] = "b" * 32
    assert vote(other, poll, "Coffee").status_code == 303


def test_marker_keeps_plain_numbers_alone(poll, reader):
    # As a server hands on what a script has set: UTF-8, each byte a character.
    sent = f"voter={COOKIE}; voted=7.٣.².x".encode().decode("latin-1")
    response = vote(reader, poll, "Tea", headers={"Cookie": sent})
    assert response.cookies["voted"].value == f"7.{poll.pk}"


def test_polls_that_do_not_exist_make_no_counts_of_their_own(reader):
    for slug in ("none", "no-such-poll", "another"):
        assert reader.post(f"/polls/{slug}/ballots/", {"choice": "1"}).status_code == 404
    assert Throttle.objects.count() == 1


def test_office_of_300_behind_one_address_votes_unhindered(poll):
    subject = b"office"
    now = timezone.now()
    # Each votes, and changes the vote twice.
    for _ in range(900):
        assert not throttle.hit(
            "ballots",
            subject,
            limit=ballots.BALLOTS_PER_NETWORK,
            seconds=ballots.NETWORK_WINDOW,
            now=now,
        )


# Programs and htmx get their form of it from the same URL.


def test_program_gets_receipt_choices_and_result_as_json(poll, reader):
    make_ballots(poll, (1, 0, 0))
    response = vote(reader, poll, "Coffee", headers=JSON)
    assert response.status_code == 200
    answer = response.json()
    tea, coffee, water = choice_ids(poll, "Tea", "Coffee", "Water")
    ballot = Ballot.objects.latest("pk")
    assert answer == {
        "notice": "Thank you. Your vote counts.",
        "poll": poll.slug,
        "receipt": "-".join(re.findall("....", ballot.receipt)),
        "choices": [coffee],
        "result": {
            "respondents": 2,
            "choices": [
                {"id": tea, "position": 1, "text": "Tea", "votes": 1, "percent": "50.00"},
                {"id": coffee, "position": 2, "text": "Coffee", "votes": 1, "percent": "50.00"},
                {"id": water, "position": 3, "text": "Water", "votes": 0, "percent": "0.00"},
            ],
        },
    }


def test_program_gets_no_hidden_result(reader):
    poll = make_poll(choices=("Tea", "Coffee"), results_shown="after_closing")
    make_ballots(poll, (2, 1))
    assert vote(reader, poll, "Tea", headers=JSON).json()["result"] is None


def test_program_gets_refusals_as_a_sentence(poll, reader):
    response = reader.post(f"/polls/{poll.slug}/ballots/", headers=JSON)
    assert response.status_code == 422
    assert response.json() == {"error": "Choose an answer, then cast your vote."}


def test_htmx_gets_the_fragment_in_place(poll, reader):
    response = vote(reader, poll, "Tea", headers=HTMX)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'id="ballot-{poll.pk}"' in page
    assert "<html" not in page
    assert "<html" not in reader.get(f"/polls/{poll.slug}/ballot/", headers=HTMX).content.decode()


def test_htmx_that_follows_a_stale_marker_gets_nothing_to_swap(poll):
    assert Client().get(f"/polls/{poll.slug}/ballot/", headers=HTMX).status_code == 204
