"""What the poll page weighs, and that nothing on a page moves while it loads."""

import pytest
from playwright.sync_api import expect

from polls.models import Status
from tests.browser.reader import Reader, expect_notice, own_line
from tests.factories import make_ballots, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

# CSS and JavaScript together, as sent.
MOST_BYTES = 60_000

# What browsers' makers call good is a score under 0.1; of one's own vote that comes late see below.
LARGEST_SHIFT = 0.1

SHIFTS = """() => new Promise(done => {
    new PerformanceObserver(list => done(list.getEntries().map(shift => shift.value)))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done([]), 300);
})"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def shifts(page) -> list[float]:
    """How far parts of the page have moved by themselves since it was first painted, as scores."""
    page.evaluate(PAINTED)
    return page.evaluate(SHIFTS)


@pytest.fixture
def addresses():
    """Of pages with the ballot of one open poll, or a result."""
    closed = make_poll(status=Status.CLOSED)
    make_ballots(closed, [3, 1])
    poll = make_poll(newsletter=closed.newsletter, choices=("Red", "Green", "Blue"), shuffled=True)
    post = make_post(reports=closed, asks=poll)
    return ["/", *(row.get_absolute_url() for row in (poll, post, closed))]


def test_css_and_javascript_of_the_poll_page_weigh_under_60_kilobytes(page, faults):
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(make_poll(shuffled=True, max_marks=2).get_absolute_url(), wait_until="networkidle")
    files = [request for request in requests if request.resource_type in {"stylesheet", "script"}]
    encodings = {request.response().header_value("content-encoding") for request in files}
    assert encodings <= {"br", "gzip"}
    assert 10_000 < sum(request.sizes()["responseBodySize"] for request in files) < MOST_BYTES


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_while_a_page_loads(page, faults, addresses, width):
    page.set_viewport_size({"width": width, "height": 800})
    moved = {}
    for address in addresses:
        page.goto(address)
        moved[address] = shifts(page)
    assert {address: scores for address, scores in moved.items() if scores} == {}


@pytest.mark.parametrize("width", [375, 1280])
def test_own_vote_that_comes_after_the_first_paint_moves_little(page, faults, addresses, width):
    """It takes the place of the ballot, and is higher or lower than that: what is below it moves once."""
    page.set_viewport_size({"width": width, "height": 800})
    front, poll, post, _ = addresses
    reader = Reader(page)
    page.goto(poll)
    reader.choose("Red")
    reader.cast()
    expect_notice(page, "Thank you. Your vote counts.")
    held = []
    page.route("**/ballot/", lambda route: held.append(route))
    moved = {}
    for address in (front, poll, post):
        with page.expect_request("**/ballot/"):
            page.goto(address)
        page.evaluate(PAINTED)
        held.pop().continue_()
        expect(own_line(page)).to_have_count(1)
        moved[address] = sum(shifts(page))
    assert {address: score for address, score in moved.items() if score >= LARGEST_SHIFT} == {}
