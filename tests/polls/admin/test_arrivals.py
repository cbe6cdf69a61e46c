"""When votes came, at the desk: by the hour, for who may look at ballots, and never of fewer than five."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from polls.models import Ballot, Status
from tests.factories import (
    DAY,
    make_analyst,
    make_ballots,
    make_editor,
    make_moderator,
    make_poll,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
OPENED = datetime(2026, 12, 2, 8, tzinfo=UTC)
NAMES = ("polls_poll_arrivals", "polls_poll_arrivals_csv", "polls_poll_arrivals_json")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(datetime(2026, 12, 4, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def poll():
    """Open: 6 votes in its first hour, 2 in the next, 4 in the third, 5 on the second day."""
    poll = make_poll(slug="rain", question="Rain?", opens_at=OPENED, closes_at=OPENED + 6 * DAY)
    for hour, counts in ((0, [6, 0]), (1, [1, 1]), (2, [2, 2])):
        make_ballots(poll, counts, cast_at=OPENED + hour * HOUR)
    make_ballots(poll, [5, 0], cast_at=OPENED + DAY, via=Ballot.Via.MAIL)
    return poll


def address(name: str, poll) -> str:
    return reverse(f"admin:{name}", args=[poll.pk])


@pytest.mark.parametrize("make_user", [make_editor, make_analyst])
def test_editors_and_analysts_are_led_to_it_from_the_poll(client, poll, make_user):
    client.force_login(make_user())
    form = client.get(reverse("admin:polls_poll_change", args=[poll.pk])).content.decode()
    assert f'href="{address(NAMES[0], poll)}"' in form
    page = " ".join(client.get(address(NAMES[0], poll)).content.decode().split())
    assert "All 17 votes that have come so far" in page
    for name in NAMES[1:]:
        assert f'href="{address(name, poll)}"' in page


@pytest.mark.parametrize("name", NAMES)
def test_moderators_are_refused(client, poll, name):
    client.force_login(make_moderator())
    assert client.get(address(name, poll)).status_code == 403


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED])
def test_poll_that_has_not_opened_has_none(client, name, status):
    client.force_login(make_editor())
    poll = make_poll(status=status)
    assert client.get(address(name, poll)).status_code == 404
    form = client.get(reverse("admin:polls_poll_change", args=[poll.pk])).content.decode()
    assert "/arrivals/" not in form


def test_json_divides_each_day_by_the_hour_where_enough_came(client, poll):
    client.force_login(make_analyst())
    found = client.get(address("polls_poll_arrivals_json", poll)).json()
    assert found["unit"] == "hour"
    assert [(row["from"][8:13], row["to"][8:13], row["votes"]) for row in found["by_hour"]] == [
        ("02T08", "02T09", 6),
        ("02T09", "02T11", 6),
        ("02T11", "03T08", 0),
        ("03T08", "03T09", 5),
        ("03T09", "04T08", 0),
        ("04T08", "04T12", 0),
    ]
    assert [row["votes"] for row in found["by_day"]] == [12, 5, 0]
    assert found["by_way"] == [
        *({"ways": ["mail"], "votes": 5}, {"ways": ["web"], "votes": 12}),
        {"ways": ["embed"], "votes": 0},
    ]


def test_csv_has_the_same(client, poll):
    client.force_login(make_editor())
    response = client.get(address("polls_poll_arrivals_csv", poll))
    assert response["Content-Disposition"] == 'attachment; filename="rain-votes-by-hour.csv"'
    rows = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    assert [(row["by"], row["way"], row["votes"]) for row in rows] == [
        *(("day", "", votes) for votes in ("12", "5", "0")),
        *(("hour", "", votes) for votes in ("6", "6", "0", "5", "0", "0")),
        *(("way", "mail", "5"), ("way", "web", "12"), ("way", "embed", "0")),
    ]


def test_fewer_than_five_votes_are_not_told(client):
    client.force_login(make_editor())
    poll = make_poll()
    make_ballots(poll, [3, 1])
    page = client.get(address(NAMES[0], poll)).content.decode()
    assert "Fewer than five votes have come so far" in page
    found = client.get(address(NAMES[2], poll)).json()
    assert (found["votes"], found["by_day"], found["by_hour"], found["by_way"]) == (
        None,
        [],
        [],
        [],
    )


def test_page_takes_as_many_queries_for_many_votes_as_for_few(
    client, django_assert_num_queries, poll
):
    client.force_login(make_editor())
    for _ in range(2):
        # Session, user, permissions, poll, the same question, votes.
        with django_assert_num_queries(8):
            client.get(address(NAMES[0], poll))
        make_ballots(poll, [40, 40], cast_at=OPENED + 30 * HOUR)
