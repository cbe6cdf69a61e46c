"""A receipt finds its ballot and says whether it counts, never what it says."""

import pytest
from django.utils import timezone

from polls import editions, ledger
from polls.models import Ballot, Status
from tests.factories import make_ballot, make_poll

pytestmark = pytest.mark.django_db

CODE = "ABCDEFGHJKMNPQRS"


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("standing", "heading"),
    [
        (Ballot.Standing.COUNTED, "This ballot counts"),
        (Ballot.Standing.HELD, "This ballot is held for review"),
        (Ballot.Standing.VOID, "This ballot is void"),
    ],
)
def test_receipt_says_whether_its_ballot_counts_and_not_what_it_says(client, standing, heading):
    poll = make_poll(question="Rain?", choices=("Umbrella", "Raincoat"))
    make_ballot(poll, poll.choices.first(), receipt=CODE, standing=standing)
    response = client.get(f"/receipts/{CODE}/")
    page = page_of(response)
    assert f"<h1>{heading}</h1>" in page
    assert f'<a href="{poll.get_absolute_url()}">Rain?</a>' in page
    assert "Umbrella" not in page
    assert "Raincoat" not in page


def test_receipt_page_is_for_one_reader_alone(client):
    make_ballot(make_poll(), receipt=CODE)
    response = client.get(f"/receipts/{CODE}/")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("typed", ["abcd-efgh-jkmn-pqrs", "ABCD EFGH JKMN PQRS", CODE.lower()])
def test_receipt_is_read_as_people_copy_it(client, typed):
    make_ballot(make_poll(), receipt=CODE)
    assert client.get(f"/receipts/{typed}/").status_code == 200
    response = client.get("/receipts/", {"code": typed})
    assert (response.status_code, response["Location"]) == (302, f"/receipts/{CODE}/")


@pytest.mark.parametrize(
    "typed", ["abc", "\0", "U" * 16, "x" * 10_000, "' OR 1=1", "<script>", "ABCDEFGHJKMNPQR\0"]
)
def test_what_is_no_receipt_is_not_found_and_stays_in_the_form(client, typed):
    response = client.get("/receipts/", {"code": typed})
    page = response.content.decode()
    assert response.status_code == 404
    assert "This is no receipt" in page
    assert response.context["code"] == typed
    assert "<script>" not in page.partition("<main")[2]


def test_malformed_and_unknown_receipts_in_the_address_are_not_found(client):
    malformed = client.get("/receipts/abc/")
    assert malformed.status_code == 404
    assert "This is no receipt" in malformed.content.decode()
    unknown = client.get(f"/receipts/{CODE}/")
    assert unknown.status_code == 404
    assert "No ballot has this receipt." in unknown.content.decode()


def test_receipt_names_its_line_in_the_published_ledger(client):
    poll = make_poll(status=Status.CLOSED)
    make_ballot(poll, receipt=CODE)
    assert "ledger.txt" not in page_of(client.get(f"/receipts/{CODE}/"))
    edition = editions.freeze(poll, timezone.now(), reason="First report")
    page = page_of(client.get(f"/receipts/{CODE}/"))
    assert ledger.receipt_digest(CODE) in page
    assert f'href="{edition.get_absolute_url()}ledger.txt"' in page


def test_blank_form_asks_for_a_receipt(client):
    response = client.get("/receipts/?code=+")
    assert response.status_code == 200
    assert 'role="alert"' not in response.content.decode()
