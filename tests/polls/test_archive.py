"""The archive: newest first, narrowed by words, newsletter, topic and year, paged by key."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import caches

from polls.models import Poll, Status
from polls.paging import Page
from tests.factories import (
    DAY,
    make_ballots,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_topic,
)

pytestmark = pytest.mark.django_db


def questions(client, address="/polls/", **query) -> list[str]:
    response = client.get(address, query)
    assert response.status_code == 200
    return [poll.question for poll in response.context["page"].items]


def test_archive_lists_public_polls_newest_first(client):
    make_poll(question="Old?", status=Status.CLOSED)
    make_poll(question="New?")
    make_poll(question="Draft?", status=Status.DRAFT)
    make_poll(question="Coming?", status=Status.SCHEDULED)
    assert questions(client) == ["New?", "Old?"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ÖFFNEN", True),
        ("öffnen straße", True),
        ("ПОГОДА", True),
        ("öffnen missing", False),
        ("50% c:\\temp", True),
        ("\\", True),
        ("%", True),
        ("_", False),
        ("(a|b)*", True),
        (".", False),
        ("***:", False),
        ("[", False),
        ("'", False),
        ("   ", True),
    ],
)
def test_every_word_occurs_in_the_question_or_an_answer(client, words, found):
    make_poll(
        question="Wann öffnen Sie C:\\Temp in der Straße?",
        choices=("50% of (a|b)*", "Погода"),
    )
    assert bool(questions(client, q=words)) == found


def test_words_may_be_spread_over_question_and_answers(client):
    make_poll(question="Tea?", choices=("Green", "Black"))
    make_poll(question="Green?", choices=("Coffee", "Water"))
    assert questions(client, q="tea GREEN") == ["Tea?"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"q": "a\0b"}, "Null characters are not allowed."),
        ({"q": "x" * 300}, "Search for fewer words: these are longer than any question."),
        ({"q": "x" * 10_000}, "Search for fewer words: these are longer than any question."),
        ({"q": "a " * 11}, "Search for at most 10 words."),
        ({"newsletter": "none"}, "There is no such newsletter."),
        ({"newsletter": "\0"}, "There is no such newsletter."),
        ({"topic": "none"}, "There is no such topic."),
        ({"year": "abc"}, "No poll opened in such a year."),
        ({"year": "99999999999999999999"}, "No poll opened in such a year."),
        ({"year": "-1"}, "No poll opened in such a year."),
    ],
)
def test_filter_without_sense_says_so_and_finds_nothing(client, query, sentence):
    make_poll()
    response = client.get("/polls/", query)
    page = response.content.decode()
    assert (response.status_code, response.context["page"].items) == (200, [])
    assert sentence in page
    assert '<a href="/polls/">Show all polls</a>' in page


def test_archive_is_narrowed_by_newsletter_topic_and_year(client):
    weather, rain = make_newsletter(slug="weather"), make_topic(slug="rain")
    make_poll(question="Both?", newsletter=weather, topics=[rain])
    make_poll(question="Weather?", newsletter=weather)
    make_poll(
        question="Long ago?",
        topics=[rain],
        opens_at=datetime(2012, 5, 1, tzinfo=UTC),
        closes_at=datetime(2012, 5, 8, tzinfo=UTC),
    )
    assert questions(client, newsletter="weather") == ["Weather?", "Both?"]
    assert questions(client, topic="rain") == ["Both?", "Long ago?"]
    assert questions(client, year="2012") == ["Long ago?"]
    assert questions(client, year="2013") == []
    assert questions(client, newsletter="weather", topic="rain") == ["Both?"]


def test_narrowed_archive_is_not_indexed(client):
    make_poll()
    noindex = '<meta name="robots" content="noindex">'
    assert noindex not in client.get("/polls/").content.decode()
    assert noindex in client.get("/polls/?q=x").content.decode()


@pytest.fixture
def fifty():
    """Fifty polls of which seven each opened at one moment; returns the ids, newest first."""
    newsletter = make_newsletter(slug="weather")
    for number in range(50):
        make_poll(newsletter=newsletter, opens_at=datetime(2020, 1, 1 + number // 7, tzinfo=UTC))
    return list(Poll.objects.order_by("-opens_at", "-pk").values_list("pk", flat=True))


def page_at(client, address: str) -> Page:
    caches["pages"].clear()
    return client.get(address).context["page"]


def walk(client, link: str, address: str) -> list[list[int]]:
    """The ids on each page from `address` along the pages' `link`."""
    pages = []
    while address:
        page = page_at(client, address)
        pages.append([poll.pk for poll in page.items])
        address = getattr(page, link) and "/polls/" + getattr(page, link)
    return pages


def test_pages_follow_each_other_without_gap_or_repetition(client, fifty):
    assert walk(client, "older_url", "/polls/") == [fifty[:20], fifty[20:40], fifty[40:]]
    second = "/polls/" + page_at(client, "/polls/").older_url
    last = "/polls/" + page_at(client, second).older_url
    assert walk(client, "newer_url", last) == [fifty[40:], fifty[20:40], fifty[:20]]


def test_new_poll_does_not_shift_the_pages_of_before(client, fifty):
    second = "/polls/" + page_at(client, "/polls/").older_url
    make_poll()
    assert [poll.pk for poll in page_at(client, second).items] == fifty[20:40]


def test_pages_keep_the_filters(client, fifty):
    make_poll(question="Elsewhere?")
    page = client.get("/polls/?newsletter=weather&q=question&utm_source=mail").context["page"]
    assert re.fullmatch(r"\?newsletter=weather&q=question&before=\d+-\d+", page.older_url)


@pytest.mark.parametrize(
    "key",
    ["x", "", "1", "-1-1", "1-", "1-1-1", "9" * 18 + "-1", "1-" + "9" * 30, "1-\0", "١-١"],
)
def test_key_that_no_page_has_written_is_not_found(client, key):
    make_poll()
    assert client.get("/polls/", {"before": key}).status_code == 404
    assert client.get("/polls/", {"after": key}).status_code == 404


def test_page_is_before_a_row_or_after_one_not_both(client):
    assert client.get("/polls/?before=1-1&after=1-1").status_code == 404


def test_page_beyond_the_last_row_is_empty(client):
    make_poll()
    page = client.get("/polls/?before=1-1").context["page"]
    assert (page.items, page.older_url) == ([], "")


def test_entry_names_the_leading_answer_its_share_and_the_respondents(client):
    poll = make_poll(status=Status.CLOSED, choices=("Rain", "Sun"))
    make_ballots(poll, [2, 1])
    page = " ".join(client.get("/polls/").content.decode().split())
    assert (
        '<strong class="summary-share">66.67%</strong> <bdi>Rain</bdi></p> '
        '<p class="meta">of 3 readers</p>' in page
    )


def test_entry_prints_the_latest_edition_where_there_is_one(client):
    poll = make_poll(status=Status.CLOSED, choices=("Rain", "Sun"))
    make_ballots(poll, [2, 1])
    make_imported_edition(poll, ["10.00", "90.00"])
    make_imported_edition(poll, ["25.00", "75.00"])
    page = client.get("/polls/").content.decode()
    assert "75.00%" in page
    assert "66.67%" not in page
    assert "90.00%" not in page


def test_entry_of_a_hidden_result_has_no_figures(client):
    poll = make_poll(results_shown=Poll.Shown.AFTER_VOTING)
    make_ballots(poll, [2, 1])
    assert "summary-share" not in client.get("/polls/").content.decode()


def test_ballots_set_aside_are_not_counted_in_an_entry(client):
    poll = make_poll(opens_at=-2 * DAY)
    make_ballots(poll, [1, 1])
    make_ballots(poll, [0, 5], standing="void")
    page = client.get("/polls/").content.decode()
    assert "50.00%" in page
    assert "of 2 readers" in page


def test_empty_archive_says_what_will_be_here(client):
    page = client.get("/polls/").content.decode()
    assert "Here stands every question that was asked" in page
