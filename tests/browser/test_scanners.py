"""Subscribers' links after mail scanners: followed, looked at by scripts, even pressed; then their readers vote."""

import http.client
import itertools
from collections import Counter

import pytest
from playwright.sync_api import expect

from polls import counting, subscribers
from polls.models import Ballot, BallotKey, Mark
from tests.factories import make_poll
from tests.load.burst import Vote, burst
from tests.load.test_votes_at_once import ballots_path, voter

READERS = 1000
AT_ONCE = 200
# Of the scanners, those that press the button too; one of them is a whole browser.
PRESSING = 50
LOOKING = 3
SECONDS = 30


@pytest.fixture
def poll():
    return make_poll(choices=("Yes", "No"))


@pytest.fixture
def links(poll):
    """A subscriber's link for each reader, to the answer Yes."""
    yes = poll.choices.get(text="Yes").pk
    tokens = (
        subscribers.make_token(poll.newsletter, f"reader{number}@example.com")
        for number in range(READERS)
    )
    return [f"/v/{token}/{poll.slug}/?choice={yes}" for token in tokens]


def follow(port: int, links, methods) -> list[str]:
    """Request each link with each method; answers with the cookies that it gave."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for link, method in itertools.product(links, methods):
        connection.request(method, link)
        response = connection.getresponse()
        response.read()
        assert response.status == 302
        found.append(response.getheader("Set-Cookie").partition(";")[0])
    connection.close()
    return found


def vote_all(site, poll, answer, cookies, button="") -> Counter:
    """Each of the cookies' browsers votes; how many got which status."""
    choice = poll.choices.get(text=answer).pk
    votes = [
        # Not more from one network than it may send.
        Vote(
            ballots_path(poll), [choice], cookie, {"X-Forwarded-For": f"203.0.113.{n % 9}"}, button
        )
        for n, cookie in enumerate(cookies)
    ]
    parts = (votes[start : start + AT_ONCE] for start in range(0, len(votes), AT_ONCE))
    return Counter(reply.status for part in parts for reply in burst(site.port, part))


# Votes by link that meet on both databases: tests/load.
@pytest.mark.only_on("sqlite")
def test_scanned_links_have_not_voted_and_their_readers_all_can(live_site, poll, links, context):
    # What each link gives a scanner's browser it gives to its reader's, too.
    given = follow(live_site.port, links, ["HEAD", "GET", "GET"])[::3]
    # A headless browser runs the page's scripts; its clock goes through the seconds at once.
    for link in links[:LOOKING]:
        page = context.new_page()
        page.clock.install()
        page.goto(link)
        page.wait_for_load_state("networkidle")
        page.clock.run_for(SECONDS * 1000)
        page.close()
    assert Ballot.objects.count() == BallotKey.objects.count() == Mark.objects.count() == 0

    # Some press the button. Each has cookies of its own, and never comes back.
    page = context.new_page()
    page.goto(links[0])
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.get_by_role("heading", name="Thank you. Your vote counts.")).to_be_visible()
    pressing = [f"{voter()}; {link}" for link in given[1:PRESSING]]
    assert vote_all(live_site, poll, "Yes", pressing) == {303: PRESSING - 1}

    readers = [f"{voter()}; {link}" for link in given]
    told = vote_all(live_site, poll, "No", readers)
    assert told == {409: PRESSING, 303: READERS - PRESSING}
    assert vote_all(live_site, poll, "No", readers[:PRESSING], "replace") == {303: PRESSING}
    assert [(line.text, line.votes) for line in counting.count(poll).lines] == [
        ("No", READERS),
        ("Yes", 0),
    ]
    assert set(Ballot.objects.values_list("via", flat=True)) == {"mail"}
