"""A question asked several times, as readers see it: on the poll's page, on a page of its own, in files."""

import csv
import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from polls import editions, waves, wording
from polls.models import Poll, Status
from tests.factories import (
    DAY,
    make_ballots,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
)

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime(2026, 5, 6, 8, tzinfo=UTC)
NOW = datetime(2027, 12, 1, 12, tzinfo=UTC)
ADDRESSES = [reverse(name, args=["second"]) for name in ("waves", "waves_json", "waves_csv")]


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield NOW


def ask(number: int, **overrides) -> Poll:
    """The question in the number-th month of the series, closed after a week."""
    opens_at = FIRST_DAY + timedelta(days=28 * number)
    fields = {"question": "Rain?", "opens_at": opens_at, "closes_at": opens_at + 6 * DAY}
    return make_poll(status=Status.CLOSED, **fields | overrides)


@pytest.fixture
def asked():
    """Asked four times: first without “Maybe”, from print; the third never published; the fourth is open."""
    newsletter = make_newsletter(name="Weather")
    first = ask(0, newsletter=newsletter, slug="first")
    make_imported_edition(first, ["60.50", "39.50"])
    fields = {"newsletter": newsletter, "choices": ("Yes", "No", "Maybe")}
    second = ask(1, slug="second", repeats=first, **fields)
    make_ballots(second, [6, 5, 0])
    editions.freeze(second, timezone.now(), reason="First report")
    third = ask(2, slug="third", repeats=second, **fields)
    make_ballots(third, [2, 5, 1])
    opens_at, closes_at = NOW - DAY, NOW + 5 * DAY
    fourth = ask(0, slug="fourth", repeats=third, **fields, opens_at=opens_at, closes_at=closes_at)
    make_ballots(fourth, [1, 1, 11])
    return SimpleNamespace(first=first, second=second, third=third, fourth=fourth)


def get(client, address: str):
    caches["pages"].clear()
    return client.get(address)


def said(client, address: str) -> str:
    response = get(client, address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows_of(client, address: str) -> list[dict]:
    text = get(client, address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_page_has_each_wave_the_break_in_words_and_that_volunteers_differ(client, asked):
    page = said(client, "/polls/second/waves/")
    assert waves.NOTE in page
    assert "From 3 June 2026 on the answer “Maybe” was new." in page
    assert "The series breaks here" in page
    for share in ("60.50%", "54.55%", "62.50%", "12.50%"):
        assert f'<td class="number">{share}</td>' in page
    assert page.count("<table") == 2
    assert '<td class="number">not stated</td>' in page


def test_open_poll_is_no_wave_and_is_named(client, asked):
    page = said(client, "/polls/second/waves/")
    assert '<a href="/polls/fourth/">vote until' in page
    # Its result is public, and no page of the series has its shares.
    for address in ADDRESSES:
        assert "84.62" not in get(client, address).content.decode()
    assert "84.62" in said(client, "/polls/fourth/")


@pytest.mark.parametrize("slug", ["first", "second", "third", "fourth"])
def test_every_poll_of_the_series_leads_to_the_same_page(client, asked, slug):
    page = said(client, f"/polls/{slug}/waves/")
    assert '<link rel="canonical" href="http://testserver/polls/first/waves/">' in page
    assert f'href="/polls/{slug}/waves/"' in said(client, f"/polls/{slug}/")


def test_closed_polls_page_has_the_waves_it_can_be_compared_with(client, asked):
    page = said(client, "/polls/third/")
    section = page[page.index('id="asked-again"') :]
    assert '<td class="number">54.55%</td>' in section
    assert "60.50%" not in section
    assert waves.NOTE in section
    assert "From 3 June 2026 on the answer “Maybe” was new." in section
    assert "See all 3 times it was asked" in section


def test_open_polls_page_shows_no_earlier_share_beside_its_ballot(client, asked):
    page = said(client, "/polls/fourth/")
    assert "54.55%" not in page
    assert "62.50%" not in page


def test_report_leads_to_the_waves_where_its_question_was_asked_again(client, asked):
    make_post(reports=asked.second, slug="again")
    make_post(reports=make_poll(status=Status.CLOSED), slug="once")
    assert 'href="/polls/second/waves/"' in said(client, "/posts/again/")
    assert "/waves/" not in said(client, "/posts/once/")


def test_json_has_every_wave_with_the_line_of_each_answer(client, asked):
    response = get(client, "/polls/second/waves.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    found = response.json()
    assert (found["question"], found["note"]) == ("Rain?", waves.NOTE)
    assert found["open"] == [
        {"poll": "http://testserver/polls/fourth/", "closes_at": "2027-12-06T12:00:00Z"}
    ]
    first, second, third = found["waves"]
    choices = second.pop("choices")
    assert second == {
        "wave": 2,
        "stretch": 2,
        "breaks": ["From 3 June 2026 on the answer “Maybe” was new."],
        "poll": "http://testserver/polls/second/",
        "question": "Rain?",
        "newsletter": "Weather",
        "opens_at": "2026-06-03T08:00:00Z",
        "closes_at": "2026-06-09T08:00:00Z",
        "edition": 1,
        "as_of": "2027-12-01T12:00:00Z",
        "respondents": 11,
        "set_aside": 0,
        "decimals": 2,
        "max_marks": 1,
    }
    yes, no, maybe = asked.second.choices.all()
    # As the newest wave of the stretch prints them.
    assert choices == [
        {"line": 3, "id": no.pk, "position": 2, "text": "No", "votes": 5, "percent": "45.45"},
        {"line": 4, "id": yes.pk, "position": 1, "text": "Yes", "votes": 6, "percent": "54.55"},
        {"line": 5, "id": maybe.pk, "position": 3, "text": "Maybe", "votes": 0, "percent": "0.00"},
    ]
    assert [(row["line"], row["votes"], row["percent"]) for row in first["choices"]] == [
        *((1, None, "60.50"), (2, None, "39.50"))
    ]
    assert (first["respondents"], first["breaks"], third["breaks"]) == (None, [], [])
    assert (third["wave"], third["stretch"], third["edition"]) == (3, 2, None)
    assert [row["line"] for row in third["choices"]] == [3, 4, 5]


def test_csv_says_the_same_as_json(client, asked):
    expected = []
    for wave in get(client, "/polls/second/waves.json").json()["waves"]:
        wave["breaks"] = " ".join(wave["breaks"])
        for choice in wave.pop("choices"):
            row = wave | {f"choice_{name}": value for name, value in choice.items()}
            expected.append({name: "" if row[name] is None else str(row[name]) for name in row})
    rows = rows_of(client, "/polls/second/waves.csv")
    assert rows == expected
    assert len(rows) == 8


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_defuses_what_a_spreadsheet_would_run(client, start):
    text = f"{start}1+1"
    fields = {"question": text, "choices": (text, "No")}
    make_ballots(ask(0, slug="first", **fields), [2, 1])
    second = ask(1, slug="second", repeats=Poll.objects.get(slug="first"), **fields)
    make_ballots(second, [2, 1])
    row = rows_of(client, "/polls/second/waves.csv")[0]
    assert (row["question"], row["choice_text"]) == (f"'{text}", f"'{text}")


def test_a_mended_mistake_is_no_break(client):
    first = ask(0, slug="first", choices=("Yess", "No"))
    make_ballots(first, [2, 1])
    wording.correct(
        first,
        wording.Wording("Rain?", answers={first.choices.first().pk: "Yes"}),
        "A typing mistake.",
    )
    # Copied before the mistake was seen.
    fields = {"newsletter": first.newsletter, "choices": ("Yess", "No")}
    make_ballots(ask(1, slug="second", repeats=first, **fields), [1, 2])
    page = said(client, "/polls/second/waves/")
    assert page.count("<table") == 1
    assert "breaks here" not in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_question_asked_once_has_no_waves(client, address):
    ask(0, slug="second")
    assert get(client, address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_withdrawn_poll_is_gone_and_no_wave_of_others(client, asked, address):
    asked.third.withdraw("An answer was missing.")
    text = get(client, address).content.decode()
    assert "62.50" not in text
    assert "/polls/third/" not in text
    # What was asked before and after it still belongs together.
    assert "/polls/fourth/" in text or address.endswith(".csv")
    asked.second.withdraw("An answer was missing.")
    gone = get(client, address)
    assert gone.status_code == 410
    assert "54.55" not in gone.content.decode()


@pytest.mark.parametrize("shown", Poll.Shown.values)
def test_one_closed_poll_says_what_is_missing(client, shown):
    first = ask(0, slug="first")
    make_ballots(first, [2, 1])
    make_poll(slug="second", repeats=first, results_shown=shown)
    page = said(client, "/polls/second/waves/")
    assert "Two polls have to close before there is anything to compare." in page
    assert "/waves/" not in said(client, "/polls/second/")


@pytest.mark.parametrize("number", [2, 4])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # As every closed poll, and two for the series.
        ("/polls/last/", 9),
        ("/polls/last/waves/", 3),
        ("/polls/last/waves.json", 3),
        ("/polls/last/waves.csv", 3),
    ],
)
def test_series_takes_as_many_queries_for_four_waves_as_for_two(
    client, django_assert_num_queries, address, queries, number
):
    newsletter, poll = make_newsletter(), None
    for place in range(1, number + 1):
        slug = "last" if place == number else f"wave-{place}"
        poll = ask(place, slug=slug, repeats=poll, newsletter=newsletter)
        make_ballots(poll, [2, 1])
        editions.freeze(poll, timezone.now(), reason="First report")
    caches["pages"].clear()
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
