"""The newsletter's links: whom they let vote, as whom, and what they show."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from polls import subscribers
from polls.models import Ballot, Poll, Status
from tests.factories import make_poll
from tests.polls.voters import COOKIE, HTMX, JSON, browser, checked, choice_ids, counted, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_poll(question="Tea or coffee?", choices=("Tea", "Coffee", "Water"))


@pytest.fixture
def reader():
    return browser()


def link(poll, address="reader@example.com"):
    token = subscribers.make_token(poll.newsletter, address)
    return f"/v/{token}/{poll.slug}/"


def test_link_goes_on_to_the_poll_without_the_token_and_remembers_it(poll):
    client = Client()
    response = client.get(f"{link(poll)}?choice=7&utm_source=mail")
    assert (response.status_code, response["Location"]) == (302, f"/polls/{poll.slug}/?choice=7")
    assert list(response.cookies) == [f"link-{poll.newsletter_id}"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert Ballot.objects.count() == 0


def test_vote_by_link_is_by_mail_and_a_plain_one_by_web(poll, reader):
    vote(reader, poll, "Tea")
    subscriber = Client()
    subscriber.get(link(poll))
    subscriber.cookies["voter"] = "b" * 32
    vote(subscriber, poll, "Tea")
    assert list(Ballot.objects.order_by("pk").values_list("via", flat=True)) == ["web", "mail"]


@pytest.fixture
def friend(poll, reader):
    """Another browser that came by a link that has voted for tea, in the reader's."""
    reader.get(link(poll))
    vote(reader, poll, "Tea")
    friend = Client()
    friend.get(link(poll))
    friend.cookies["voter"] = "b" * 32
    return friend


def buttons(page):
    return re.findall(r'<button[^>]* name="link"[^>]* value="(\w+)"|value="Cast my vote"', page)


def test_forwarded_link_offers_to_vote_as_oneself(poll, friend):
    refused = vote(friend, poll, "Coffee")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "vote as yourself" in page
    assert buttons(page) == ["drop", "replace"]
    assert checked(page) == choice_ids(poll, "Coffee")
    assert counted(poll) == {"Tea": 1}
    accepted = vote(friend, poll, "Coffee", link="drop")
    assert accepted.status_code == 303
    assert accepted.cookies[f"link-{poll.newsletter_id}"].value == ""
    assert counted(poll) == {"Tea": 1, "Coffee": 1}


def test_link_of_ones_own_replaces_the_vote_that_it_has_cast_elsewhere(poll, friend):
    vote(friend, poll, "Coffee")
    accepted = vote(friend, poll, "Coffee", link="replace")
    assert accepted.status_code == 303
    page = friend.get(accepted["Location"]).content.decode()
    assert "Your vote counts." in page
    assert "Change my vote" in page
    assert counted(poll) == {"Coffee": 1}


def test_browser_whose_vote_was_replaced_is_told_and_not_what_it_is_now(poll, reader, friend):
    receipt = Ballot.objects.get().receipt
    vote(friend, poll, "Coffee", link="replace")
    for headers in ({}, HTMX):
        response = reader.get(f"/polls/{poll.slug}/ballot/", headers=headers)
        assert response.status_code == 200
        page = response.content.decode()
        assert "The vote that this browser cast was replaced" in page
        assert f'id="ballot-{poll.pk}"' in page
        assert checked(page) == []
        assert buttons(page) == ["drop", "replace"]
    changed = reader.get(f"/polls/{poll.slug}/ballot/?change=1").content.decode()
    assert checked(changed) == []
    program = reader.get(f"/polls/{poll.slug}/ballot/", headers=JSON).json()
    assert (program["receipt"], program["choices"]) == (None, [])
    assert reader.get(f"/receipts/{receipt}/").status_code == 404

    assert vote(reader, poll, "Tea", link="replace").status_code == 303
    assert counted(poll) == {"Tea": 1}


def test_poll_without_changes_offers_only_to_vote_as_oneself(poll, friend):
    Poll.objects.filter(pk=poll.pk).update(changes_allowed=False)
    page = vote(friend, poll, "Coffee").content.decode()
    assert buttons(page) == ["drop"]
    assert "Replace it" not in page
    assert vote(friend, poll, "Coffee", link="replace").status_code == 409
    assert counted(poll) == {"Tea": 1}


def test_two_buttons_stay_where_no_answer_was_chosen(poll, friend):
    refused = vote(friend, poll, link="replace")
    assert refused.status_code == 422
    assert buttons(refused.content.decode()) == ["drop", "replace"]


@pytest.mark.parametrize(
    "token",
    [
        *("x", "x" * 32, "é", "-"),
        *("*|SPTOKEN|*", "*%7CSPTOKEN%7C*", "%7B%7Bsptoken%7D%7D", "{{ contact.SPTOKEN }}"),
        *("%25SPTOKEN%25", "%SPTOKEN%", "[sptoken]", "%FF%00", "%20"),
    ],
)
def test_foreign_token_leads_to_the_plain_poll(poll, token):
    response = Client().get(f"/v/{token}/{poll.slug}/?choice=7")
    assert (response.status_code, response["Location"]) == (302, f"/polls/{poll.slug}/?choice=7")
    assert not response.cookies


@pytest.mark.parametrize("slashes", ["//", "/"])
def test_blank_token_leads_to_the_plain_poll(poll, slashes):
    response = Client().get(f"/v{slashes}{poll.slug}/?choice=7")
    assert (response.status_code, response["Location"]) == (302, f"/polls/{poll.slug}/?choice=7")
    assert not response.cookies


def test_revoked_link_leads_to_the_plain_poll_and_a_remembered_one_votes_as_the_browser(poll):
    client = Client()
    client.get(link(poll))
    subscribers.revoke(poll.newsletter, "reader@example.com", timezone.now())
    client.cookies["voter"] = COOKIE
    assert vote(client, poll, "Tea").status_code == 303
    assert Ballot.objects.get().via == "web"

    response = Client().get(link(poll))
    assert (response.status_code, response["Location"]) == (302, f"/polls/{poll.slug}/")
    assert not response.cookies


def test_token_with_blanks_around_it_is_the_subscribers(poll):
    token = subscribers.make_token(poll.newsletter, "reader@example.com")
    response = Client().get(f"/v/{token}%20/{poll.slug}/")
    assert response.cookies[f"link-{poll.newsletter_id}"].value == token


def test_early_link_says_when_voting_opens_and_not_what_is_asked():
    poll = make_poll(
        status=Status.SCHEDULED, question="Secret question?", choices=("Hidden one", "Hidden two")
    )
    client = Client()
    response = client.get(link(poll))
    assert (response.status_code, response["Location"]) == (302, f"/v/-/{poll.slug}/")
    assert list(response.cookies) == [f"link-{poll.newsletter_id}"]
    response = client.get(response["Location"])
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert "Secret" not in page
    assert "Hidden" not in page
    assert "opens" in page


def test_early_link_with_a_foreign_token_does_not_tell_that_there_is_such_a_poll():
    scheduled, draft = make_poll(status=Status.SCHEDULED), make_poll(status=Status.DRAFT)
    pages = set()
    for slug in (scheduled.slug, draft.slug, "no-such-poll"):
        for token in ("x" * 32, "-", "*|SPTOKEN|*", ""):
            response = Client().get(f"/v/{token}/{slug}/")
            assert response.status_code == 404
            assert response["Referrer-Policy"] == "no-referrer"
            assert not response.cookies
            pages.add(response.content)
    (page,) = pages
    assert "Its question may open later: follow the link again" in page.decode()


def test_link_to_a_draft_is_as_one_to_no_poll():
    response = Client().get(link(make_poll(status=Status.DRAFT)))
    assert response.status_code == 404
    assert not response.cookies
