"""Results as JSON and CSV: the page's figures as strings, safe in a spreadsheet."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from polls import editions
from polls.models import Ballot, Poll, Status
from tests.factories import (
    make_ballot,
    make_ballots,
    make_imported_edition,
    make_newsletter,
    make_poll,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 10, 12, 0, 0, 500, tzinfo=UTC)


def make_rain(**overrides) -> Poll:
    newsletter = make_newsletter(name="Weather", time_zone="Europe/Berlin")
    fields = {
        "newsletter": newsletter,
        "slug": "rain",
        "question": "Rain?",
        "choices": ("No", "Yes"),
        "opens_at": datetime(2026, 12, 2, 8, tzinfo=UTC),
        "closes_at": datetime(2026, 12, 8, 16, tzinfo=UTC),
    }
    return make_poll(status=Status.CLOSED, **fields | overrides)


def read_json(client) -> dict:
    caches["pages"].clear()
    response = client.get("/polls/rain/results.json")
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def read_csv(client) -> list[dict]:
    caches["pages"].clear()
    response = client.get("/polls/rain/results.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rain.csv"'
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@time_machine.travel(NOW, tick=False)
def test_json_of_an_edition_states_all_that_the_contract_names(client):
    poll = make_rain(mailed_to=5000, sponsor="The Umbrella Fund", methodology="Asked by mail.")
    make_ballots(poll, [1, 2])
    make_ballot(poll, standing=Ballot.Standing.VOID)
    editions.freeze(poll, timezone.now(), reason="First report")
    first, second = poll.choices.all()
    assert read_json(client) == {
        "question": "Rain?",
        "newsletter": "Weather",
        "status": "closed",
        "opens_at": "2026-12-02T08:00:00Z",
        "closes_at": "2026-12-08T16:00:00Z",
        "as_of": "2026-12-10T12:00:00Z",
        "edition": 1,
        "provisional": False,
        "respondents": 3,
        "set_aside": 1,
        "decimals": 2,
        "mailed_to": 5000,
        "sponsor": "The Umbrella Fund",
        "methodology": (
            "A nonscientific reader poll of Weather, read by marketing leaders. "
            "Readers chose to answer on the web; nothing is weighted. "
            "The respondents chose themselves, so the shares describe them and nobody else. "
            "Asked by mail."
        ),
        "cite_as": (
            "“Rain?”, nonscientific reader poll of Weather, 2 December 2026 to 8 December 2026, "
            "3 respondents, edition 1, counted 10 December 2026. "
            "http://testserver/polls/rain/editions/1/"
        ),
        "rounding_note": "",
        "wording_note": "",
        "choices": [
            {"id": second.pk, "position": 2, "text": "Yes", "votes": 2, "percent": "66.67"},
            {"id": first.pk, "position": 1, "text": "No", "votes": 1, "percent": "33.33"},
        ],
    }


@time_machine.travel(datetime(2026, 12, 4, 12, tzinfo=UTC), tick=False)
def test_open_poll_is_provisional_and_has_no_edition(client):
    make_ballots(make_rain(), [1, 0])
    found = read_json(client)
    assert (found["status"], found["provisional"], found["edition"]) == ("open", True, None)
    assert found["as_of"] == "2026-12-04T12:00:00Z"
    assert found["cite_as"].endswith(
        "1 respondent, provisional, counted 4 December 2026. http://testserver/polls/rain/"
    )


@time_machine.travel(NOW, tick=False)
def test_closed_poll_without_an_edition_is_counted_and_final(client):
    make_ballots(make_rain(), [1, 1])
    found = read_json(client)
    assert (found["status"], found["provisional"], found["edition"]) == ("closed", False, None)


@time_machine.travel(NOW, tick=False)
def test_imported_shares_have_no_votes(client):
    make_imported_edition(make_rain(), ["65.87", "34.13"])
    found = read_json(client)
    assert found["respondents"] is None
    assert [(row["votes"], row["percent"]) for row in found["choices"]] == [
        (None, "65.87"),
        (None, "34.13"),
    ]
    assert "respondents not stated" in found["cite_as"]
    assert [(row["choice_votes"], row["respondents"]) for row in read_csv(client)] == [
        ("", ""),
        ("", ""),
    ]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("counts", [[193, 42, 35, 23], [0, 0, 0, 0], [1, 1, 1, 0]])
def test_csv_says_the_same_as_json(client, counts):
    poll = make_rain(choices=("No", "Part", "Maybe", "All"))
    make_ballots(poll, counts)
    found = read_json(client)
    rows = read_csv(client)
    for row, choice in zip(rows, found["choices"], strict=True):
        whole = {name: value for name, value in found.items() if name != "choices"}
        expected = whole | {f"choice_{name}": value for name, value in choice.items()}
        written = {True: "true", False: "false", None: ""}
        assert row == {
            name: written[value] if value is None or isinstance(value, bool) else str(value)
            for name, value in expected.items()
        }


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_defuses_what_a_spreadsheet_would_run(client, start):
    formula = f'{start}HYPERLINK("http://evil.example")'
    make_ballots(make_rain(question=formula, choices=(formula, "No"), sponsor=formula), [1, 0])
    row = read_csv(client)[0]
    assert row["question"] == row["choice_text"] == row["sponsor"] == f"'{formula}"
    assert read_json(client)["question"] == formula


@time_machine.travel(datetime(2026, 12, 4, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize("shown", [Poll.Shown.AFTER_VOTING, Poll.Shown.AFTER_CLOSING])
def test_hidden_result_is_not_found_until_the_poll_closes(client, shown):
    make_ballots(make_rain(results_shown=shown), [1, 0])
    for address in ("/polls/rain/results.json", "/polls/rain/results.csv"):
        assert client.get(address).status_code == 404
        with time_machine.travel(NOW, tick=False):
            assert client.get(address).status_code == 200


def test_missing_json_is_said_in_json(client):
    response = client.get("/polls/none/results.json")
    assert response.status_code == 404
    assert response.json() == {"error": "There is no such page, or it is not public yet."}


@time_machine.travel(NOW, tick=False)
def test_poll_without_answers_has_an_empty_list(client):
    make_rain(choices=())
    assert read_json(client)["choices"] == []
    assert read_csv(client) == []
