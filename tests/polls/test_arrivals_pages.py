"""When votes came, as readers are told: by day and by way, after closing, and never of fewer than five."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse

from polls.models import Ballot, Correction, Edition, Status
from tests.factories import DAY, make_ballots, make_imported_edition, make_newsletter, make_poll

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
OPENED = datetime(2026, 12, 2, 8, tzinfo=UTC)
NOW = datetime(2026, 12, 10, 12, tzinfo=UTC)
NAMES = ("arrivals", "arrivals_json", "arrivals_csv")
WEB, MAIL, EMBED = Ballot.Via.WEB, Ballot.Via.MAIL, Ballot.Via.EMBED


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def poll():
    """17 votes on the first day, 3 on the second, 4 on the third; 2 came from an embedded poll."""
    newsletter = make_newsletter(name="Weather", slug="weather", time_zone="Europe/Berlin")
    poll = make_poll(
        status=Status.CLOSED,
        newsletter=newsletter,
        slug="rain",
        question="Rain?",
        opens_at=OPENED,
        closes_at=OPENED + 6 * DAY - HOUR,
    )
    make_ballots(poll, [5, 5], cast_at=OPENED + HOUR, via=MAIL)
    make_ballots(poll, [6, 1], cast_at=OPENED + 20 * HOUR, via=WEB)
    make_ballots(poll, [1, 2], cast_at=OPENED + DAY, via=WEB)
    make_ballots(poll, [2, 0], cast_at=OPENED + 3 * DAY - timedelta(microseconds=1), via=EMBED)
    make_ballots(poll, [0, 2], cast_at=OPENED + 2 * DAY, via=WEB)
    return poll


def get(client, name: str, slug="rain"):
    caches["pages"].clear()
    return client.get(reverse(name, args=[slug]))


def said(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


DAYS = [
    {"from": "2026-12-02T08:00:00Z", "to": "2026-12-03T08:00:00Z", "votes": 17},
    {"from": "2026-12-03T08:00:00Z", "to": "2026-12-05T08:00:00Z", "votes": 7},
    {"from": "2026-12-05T08:00:00Z", "to": "2026-12-08T07:00:00Z", "votes": 0},
]


def test_json_tells_days_and_ways_and_joins_what_is_too_small(client, poll):
    response = get(client, "arrivals_json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {
        "poll": "http://testserver/polls/rain/",
        "question": "Rain?",
        "opens_at": "2026-12-02T08:00:00Z",
        "until": "2026-12-08T07:00:00Z",
        "votes": 24,
        "least": 5,
        "by_day": DAYS,
        "by_way": [
            {"ways": ["mail"], "votes": 10},
            {"ways": ["embed", "web"], "votes": 14},
        ],
    }


def test_csv_says_the_same_and_runs_nothing_in_a_spreadsheet(client, poll):
    text = get(client, "arrivals_csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {(row["poll"], row["question"]) for row in rows} == {
        ("http://testserver/polls/rain/", "Rain?")
    }
    assert [(row["by"], row["from"], row["to"], row["way"], row["votes"]) for row in rows] == [
        *(("day", day["from"], day["to"], "", str(day["votes"])) for day in DAYS),
        ("way", "", "", "mail", "10"),
        ("way", "", "", "embed or web", "14"),
    ]


def test_csv_defuses_a_question_that_a_spreadsheet_would_run(client):
    poll = make_poll(status=Status.CLOSED, slug="rain", question="=1+1")
    make_ballots(poll, [5, 0], cast_at=poll.opens_at)
    text = get(client, "arrivals_csv").content.decode("utf-8-sig")
    assert {row["question"] for row in csv.DictReader(io.StringIO(text))} == {"'=1+1"}


def test_page_tells_them_on_the_newsletters_clock(client, poll):
    page = said(get(client, "arrivals"))
    assert "Thu 3 Dec, 09:00</time>" in page
    assert '<td class="number">17</td>' in page
    assert "on the clock of Europe/Berlin" in page
    assert "this site or a poll embedded elsewhere" in page
    assert ">2<" not in page
    assert ">3<" not in page


def test_poll_that_is_open_for_a_year_tells_longer_times(client):
    poll = make_poll(
        status=Status.CLOSED, slug="rain", opens_at=NOW - 400 * DAY, closes_at=NOW - 10 * DAY
    )
    for day in (0, 6, 8):
        make_ballots(poll, [3, 2], cast_at=poll.opens_at + day * DAY)
    assert "Votes by 7 days from the opening," in said(get(client, "arrivals"))
    votes = [row["votes"] for row in get(client, "arrivals_json").json()["by_day"]]
    assert votes == [10, 5, 0]


def test_ballots_set_aside_are_told_like_all_others_so_that_no_ruling_changes_a_number(
    client, poll
):
    before = get(client, "arrivals_json").json()
    Ballot.objects.filter(poll=poll, via=EMBED).update(standing=Ballot.Standing.VOID)
    assert get(client, "arrivals_json").json() == before


def test_another_zone_moves_no_border(client, poll):
    before = get(client, "arrivals_json").json()
    poll.newsletter.time_zone = "Asia/Kathmandu"
    poll.newsletter.save()
    assert get(client, "arrivals_json").json() == before


@pytest.mark.parametrize("name", NAMES)
def test_open_and_reopened_polls_tell_nothing(client, poll, name):
    opened = make_poll(slug="opened")
    make_ballots(opened, [9, 9])
    assert get(client, name, "opened").status_code == 404
    assert get(client, name).status_code == 200
    # What a first closing told, less what the second tells, could be a few.
    Correction.objects.create(
        poll=poll, kind="reopened", closed_at=NOW - 3 * DAY, made_at=NOW - 2 * DAY, reason="Early."
    )
    assert get(client, name).status_code == 404
    assert "/arrivals/" not in said(client.get("/polls/rain/"))


@pytest.mark.parametrize("name", NAMES)
def test_fewer_than_five_votes_tell_nothing(client, name):
    poll = make_poll(status=Status.CLOSED, slug="rain")
    make_ballots(poll, [3, 1])
    assert get(client, name).status_code == 404
    assert "/arrivals/" not in said(get(client, "poll"))
    make_ballots(poll, [1, 0])
    assert get(client, name).status_code == 200
    assert 'href="/polls/rain/arrivals/"' in said(get(client, "poll"))


@pytest.mark.parametrize("name", NAMES)
def test_withdrawn_poll_is_gone(client, poll, name):
    poll.withdraw("An answer was missing.")
    response = get(client, name)
    assert response.status_code == 410
    assert not re.search(r"\b17\b", response.content.decode())


def test_imported_result_has_no_times(client):
    poll = make_poll(status=Status.CLOSED, slug="rain")
    make_imported_edition(poll, ["60", "40"], respondents=300)
    assert Edition.objects.get().respondents == 300
    assert get(client, "arrivals").status_code == 404
    assert "/arrivals/" not in said(get(client, "poll"))


def test_hundreds_of_votes_take_as_few_queries_as_five(client, django_assert_num_queries, poll):
    for name in NAMES:
        caches["pages"].clear()
        with django_assert_num_queries(2):
            client.get(reverse(name, args=["rain"]))
