"""A withdrawn poll: its page says so and why; no ballot, no result, and no list names it."""

import json

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from polls import editions
from polls.models import Ballot, Status
from polls.times import day_in_zone
from polls.voters import VOTER_COOKIE, Voter
from polls.voting import cast
from tests.comments.factories import make_comment, make_discussion
from tests.factories import DAY, make_ballots, make_newsletter, make_poll, make_post, make_topic

pytestmark = pytest.mark.django_db

ANNA = "a" * 32
REASON = "One of the answers was missing."
RESULTS = [("poll_json", ()), ("poll_csv", ()), ("edition", (1,)), ("ledger", (1,))]


@pytest.fixture
def poll():
    """Closed with an edition, reported and discussed, then withdrawn."""
    weather = make_newsletter(name="Weather", slug="weather")
    poll = make_poll(
        status=Status.CLOSED,
        newsletter=weather,
        question="Zebra or quagga?",
        choices=("Stripes", "Half"),
        slug="zebra",
        topics=[make_topic(slug="animals")],
    )
    make_ballots(poll, [2, 1])
    post = make_post(reports=poll, newsletter=weather, slug="report", headline="What they said")
    post.body = "The report."
    post.save()
    make_comment(make_discussion(poll), body="I like stripes.")
    poll.withdraw(REASON)
    return poll


def get(client, address, **headers):
    caches["pages"].clear()
    return client.get(address, **headers)


def said(response) -> str:
    return " ".join(response.content.decode().split())


def test_page_says_when_and_why_and_shows_neither_ballot_nor_result(client, poll):
    response = get(client, poll.get_absolute_url())
    page = said(response)
    assert response.status_code == 200
    assert "Zebra or quagga?" in page
    assert "This poll was withdrawn on" in page
    assert REASON in page
    assert '<meta name="robots" content="noindex">' in page
    assert "66.67" not in page
    assert 'name="choice"' not in page
    assert "suggestedAnswer" not in page


@pytest.mark.parametrize(("name", "args"), RESULTS)
def test_result_is_gone_with_the_reason_and_returns_when_the_poll_is_restored(
    client, poll, name, args
):
    address = reverse(name, args=["zebra", *args])
    response = get(client, address)
    assert response.status_code == 410
    assert REASON in response.content.decode()
    assert "66.67" not in response.content.decode()
    # Whoever has kept the list asks whether it still stands.
    tag = f'"{editions.Edition.objects.get().ledger_sha256}"'
    assert get(client, address, HTTP_IF_NONE_MATCH=tag).status_code == 410
    poll.restore()
    assert get(client, address).status_code == 200


def test_json_names_question_day_and_reason(client, poll):
    answer = json.loads(get(client, "/polls/zebra/results.json").content)
    assert answer.pop("withdrawn_at")
    assert answer == {
        "error": "This poll was withdrawn.",
        "question": "Zebra or quagga?",
        "status": "withdrawn",
        "reason": REASON,
    }


LISTS = (
    *("/", "/newsletters/weather/", "/polls/", "/polls/?q=zebra", "/topics/animals/"),
    *("/sitemap.xml", "/feeds/polls/"),
)


@pytest.mark.parametrize("address", LISTS)
def test_no_list_names_it(client, poll, address):
    page = get(client, address).content.decode()
    assert "zebra" not in page.lower().replace('value="zebra"', "").replace("?q=zebra", "")
    assert "66.67" not in page
    poll.restore()
    assert "/polls/zebra/" in get(client, address).content.decode()


def test_report_stays_and_says_that_its_poll_was_withdrawn(client, poll):
    for address in ("/posts/report/", "/feeds/posts/"):
        page = get(client, address).content.decode()
        assert "The report." in page
        assert "66.67" not in page
    told = said(get(client, "/posts/report/"))
    named = f'“<a href="/polls/zebra/"><bdi>{poll.question}</bdi></a>”'
    assert f"The poll that is reported here, {named}, was withdrawn on" in told
    assert f"<bdi>{REASON}</bdi> Its result is no longer shown." in told


def test_post_that_asks_it_says_so_in_the_place_of_the_ballot(client):
    poll = make_poll(status=Status.WITHDRAWN, withdrawn_reason=REASON)
    make_post(asks=poll, slug="asks")
    page = said(get(client, "/posts/asks/"))
    assert REASON in page
    assert 'name="choice"' not in page


def test_discussion_can_be_read_and_takes_no_comment(client, poll):
    page = said(get(client, poll.get_absolute_url()))
    assert "I like stripes." in page
    assert "this discussion is closed" in page
    comment = Comment.objects.get()
    assert get(client, comment.get_absolute_url()).status_code == 200
    for address in ("/polls/zebra/comments/", "/posts/report/comments/"):
        sent = {"name": "Ben", "body": "Me too, and more than that."}
        response = client.post(address, sent, follow=True, HTTP_SEC_FETCH_SITE="same-origin")
        assert response.status_code == 409
    assert Comment.objects.count() == 1


@pytest.fixture
def voted(client):
    """An open poll in which this client has voted, then withdrawn."""
    poll = make_poll(slug="open", question="Rain?", choices=("Stripes", "Half"))
    cast("open", Voter(ANNA), [poll.choices.first().pk])
    client.cookies[VOTER_COOKIE] = ANNA
    poll.withdraw(REASON)
    return poll


def test_vote_is_refused_with_the_reason_and_not_stored(client, voted):
    other = voted.choices.last().pk
    for cookie in (ANNA, "b" * 32):
        client.cookies[VOTER_COOKIE] = cookie
        response = client.post("/polls/open/ballots/", {"choice": other})
        page = said(response)
        assert response.status_code == 409
        assert "This poll was withdrawn, so your vote was not counted." in page
        assert REASON in page
        assert "100.00" not in page
    assert Ballot.objects.get().marks.get().choice != voted.choices.last()


def test_own_vote_and_receipt_say_that_the_poll_was_withdrawn(client, voted):
    own = said(client.get("/polls/open/ballot/"))
    receipt = said(client.get(Ballot.objects.get().get_absolute_url()))
    for page in (own, receipt):
        assert "This poll was withdrawn on" in page
        assert REASON in page
        assert "Your vote counts" not in page
        assert "This ballot counts" not in page
        assert "100.00" not in page


def test_link_leads_to_the_page_and_a_later_poll_does_not_name_it(client, poll):
    response = client.get(reverse("subscriber_link", args=["token", "zebra"]))
    assert response.url == "/polls/zebra/"
    later = make_poll(repeats=poll, slug="later")
    assert "/polls/zebra/" not in get(client, later.get_absolute_url()).content.decode()


def test_reopened_poll_says_so_and_its_report_keeps_its_figures(client):
    poll = make_poll(status=Status.CLOSED, slug="late", results_shown="after_closing")
    make_ballots(poll, [2, 1])
    make_post(reports=poll, slug="report")
    closed, reopened = (
        f"to {day_in_zone(moment, poll.newsletter)}"
        for moment in (poll.closes_at, timezone.now() + 3 * DAY)
    )
    poll.reopen(timezone.now() + 3 * DAY, "The letter was late.")

    page = said(get(client, "/polls/late/"))
    assert "and reopened on" in page
    assert "The letter was late." in page
    assert "66.67" not in page
    report = said(get(client, "/posts/report/"))
    assert "66.67" in report
    assert "The letter was late." in report
    edition = said(get(client, "/polls/late/editions/1/"))
    assert "Counted after the closing on" in edition
    # What was counted before the reopening has the field dates of then.
    for figures in (report, edition):
        assert (closed in figures, reopened in figures) == (True, False)
