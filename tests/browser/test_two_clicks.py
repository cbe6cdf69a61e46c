"""Impatience: two clicks, or two strokes of Enter, on a first vote make one ballot."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader import votes, with_and_without_scripts
from tests.factories import make_poll

# Of what a browser sends: one voter's votes that meet on both databases are in tests/load.
pytestmark = pytest.mark.only_on("sqlite")

ROUNDS = 3


def first_votes(page):
    """Each round: a poll's page in a browser that has never voted, with an answer marked."""
    poll = make_poll(choices=("Yes", "No"))
    for _ in range(ROUNDS):
        page.context.clear_cookies()
        page.goto(poll.get_absolute_url())
        page.get_by_role("radio", name="No").check()
        yield poll
        expect(page.get_by_text("Check my vote")).to_be_visible()
    assert votes(poll) == {"Yes": 0, "No": ROUNDS}
    assert poll.ballots.count() == ROUNDS


@with_and_without_scripts()
def test_two_clicks_make_one_ballot(page, faults, scripts):
    for milliseconds in (30, 60, 100, 150, 250):
        for round_number, poll in enumerate(first_votes(page), start=1):
            button = page.get_by_role("button", name="Cast my vote").bounding_box()
            place = button["x"] + button["width"] / 2, button["y"] + button["height"] / 2
            page.mouse.click(*place)
            page.wait_for_timeout(milliseconds)
            page.mouse.click(*place)
            expect(page.get_by_text("Check my vote")).to_be_visible()
            assert poll.ballots.count() == round_number, milliseconds


@with_and_without_scripts()
def test_two_strokes_of_enter_make_one_ballot(page, faults, scripts):
    for round_number, poll in enumerate(first_votes(page), start=1):
        page.get_by_role("radio", name="No").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Check my vote")).to_be_visible()
        assert poll.ballots.count() == round_number
