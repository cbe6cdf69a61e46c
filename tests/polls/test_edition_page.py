"""An edition's page and its ledger: what was published, for good, and how to count it again."""

import hashlib
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from polls import editions, ledger
from polls.models import Status
from tests.factories import make_ballots, make_imported_edition, make_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    """Closed, with two editions: 2 to 1, then 2 to 2."""
    poll = make_poll(status=Status.CLOSED, slug="rain", choices=("Rain", "Sun"))
    make_ballots(poll, [2, 1])
    editions.freeze(poll, timezone.now(), reason="First report")
    make_ballots(poll, [0, 1])
    editions.freeze(poll, timezone.now(), reason="A ballot was released")
    return poll


def page_of(client, number: int) -> str:
    caches["pages"].clear()
    response = client.get(f"/polls/rain/editions/{number}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_edition_keeps_its_figures_and_says_that_a_newer_one_exists(client, poll):
    page = page_of(client, 1)
    assert "66.67%" in page
    assert "First report" in page
    assert "This is not the newest edition." in page
    assert 'href="/polls/rain/editions/2/"' in page


def test_newest_edition_leads_to_the_older_ones(client, poll):
    page = page_of(client, 2)
    assert "50.00%" in page
    assert "This is not the newest edition." not in page
    assert 'href="/polls/rain/editions/1/"' in page


def test_page_prints_the_sha256_of_the_ledger_that_it_links(client, poll):
    response = client.get("/polls/rain/editions/1/ledger.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    digest = hashlib.sha256(response.content).hexdigest()
    page = page_of(client, 1)
    assert digest in page
    assert 'href="/polls/rain/editions/1/ledger.txt"' in page
    assert ledger.recount(response.content.decode()) == ledger.Recount({1: 2, 2: 1}, 3, 0)


def test_ledger_is_kept_by_caches_under_its_digest(client, poll, django_assert_num_queries):
    address = "/polls/rain/editions/1/ledger.txt"
    tag = client.get(address)["ETag"]
    assert tag == f'"{poll.editions.get(number=1).ledger_sha256}"'
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304


def test_imported_edition_has_no_ledger_and_says_why(client):
    make_imported_edition(make_poll(status=Status.CLOSED, slug="rain"), ["65.87", "34.13"])
    page = page_of(client, 1)
    assert "65.87%" in page
    assert "Its ballots are not here, so it has no ledger." in page
    assert "ledger.txt" not in page
    assert client.get("/polls/rain/editions/1/ledger.txt").status_code == 404


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999", "9" * 5000, "-1", "x"])
def test_edition_that_does_not_exist_is_not_found(client, poll, number):
    assert client.get(f"/polls/rain/editions/{number}/").status_code == 404
    assert client.get(f"/polls/rain/editions/{number}/ledger.txt").status_code == 404


def test_editions_of_a_poll_that_opened_again_stay(client, poll):
    poll.reopen(timezone.now() + timedelta(days=1), "The letter was late.")
    assert "66.67%" in page_of(client, 1)
    assert client.get("/polls/rain/editions/1/ledger.txt").status_code == 200
