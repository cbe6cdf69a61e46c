"""One's own vote on public pages: there for the browser that cast it, for nobody else."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.reader import Reader, expect_notice, own_line
from tests.factories import make_ballots, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def voted(page, faults):
    """An open poll in which this browser has voted No."""
    poll = make_poll()
    make_ballots(poll, [2, 0])
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("No")
    reader.cast()
    expect_notice(page, "Thank you. Your vote counts.")
    return poll


def address_of(place, poll):
    match place:
        case "front":
            return "/"
        case "newsletter":
            return poll.newsletter.get_absolute_url()
        case "post that asks":
            return make_post(asks=poll).get_absolute_url()
        case "closed poll":
            poll.close()
    return poll.get_absolute_url()


@pytest.mark.parametrize("place", ["poll", "closed poll", "front", "newsletter", "post that asks"])
def test_own_vote_stands_in_the_ballots_place(page, faults, voted, another_browser, place):
    address = address_of(place, voted)
    page.goto(address)
    expect(own_line(page)).to_have_text("No, Your vote: 33.33%, 1 vote")
    # Nobody asked for it just now, so the focus stays where it is.
    expect(page.locator("main :focus")).to_have_count(0)

    stranger = another_browser.new_page()
    asked = []
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(address)
    expect(stranger.get_by_text("Have you voted? See your vote")).to_be_visible()
    expect(own_line(stranger)).to_have_count(0)
    assert not [url for url in asked if url.endswith(reverse("ballot", args=[voted.slug]))]


def test_reader_who_is_at_the_ballot_already_keeps_it(page, faults, voted):
    """The own vote comes late: who has begun to answer is not disturbed."""
    own_vote = "**" + reverse("ballot", args=[voted.slug])
    late = []
    page.route(own_vote, lambda route: late.append(route))
    with page.expect_request(own_vote):
        page.goto(voted.get_absolute_url())
    page.get_by_role("radio", name="Yes").check()
    with page.expect_request_finished():
        late.pop().continue_()
    # Let the scripts see what came.
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    expect(own_line(page)).to_have_count(0)
    expect(page.get_by_role("radio", name="Yes")).to_be_checked()
