"""What a ballot gains from scripts, in Chromium."""

import pytest
from playwright.sync_api import expect

from polls.models import Ballot
from tests.factories import make_ballots, make_newsletter, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

ANSWERS = ("Alder", "Birch", "Cedar", "Damson", "Elm", "Fir", "Gum")


@pytest.fixture
def poll(live_site):
    poll = make_poll(question="Which tree?", choices=("Alder", "Birch", "Cedar"))
    make_ballots(poll, [5, 3, 0])
    return poll


def cast(page, *texts):
    for text in texts:
        page.get_by_label(text, exact=True).check()
    page.get_by_role("button", name="Cast my vote").click()


def test_vote_in_place_moves_the_focus_to_what_became_of_it(page, poll):
    page.goto(poll.get_absolute_url())
    cast(page, "Birch")
    expect(page.get_by_role("heading", name="Your vote counts")).to_be_focused()
    expect(page.locator(".is-own")).to_contain_text("Birch, Your vote: 44.44%, 4 votes")
    assert page.url.endswith(poll.get_absolute_url())


def test_focus_moves_with_the_swap_and_not_when_the_reader_may_have_gone_on(page, poll):
    page.goto(poll.get_absolute_url())
    # An observer is called when the script that makes the change has ended, and before anything else happens.
    page.evaluate(
        """() => new MutationObserver(() => window.focusedAtOnce ??= document.activeElement.className)
            .observe(document.querySelector("main"), { childList: true, subtree: true })"""
    )
    cast(page, "Birch")
    expect(page.get_by_role("heading", name="Your vote counts")).to_be_focused()
    assert page.evaluate("focusedAtOnce") == "notice"


def test_two_clicks_send_one_ballot(page, poll):
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto(poll.get_absolute_url())
    page.get_by_label("Birch").check()
    page.get_by_role("button", name="Cast my vote").dblclick()
    expect(page.locator(".is-own")).to_be_visible()
    # The first vote bounces: one click, one request and its repetition.
    assert [url for url in sent if "bounced" not in url] == [f"{page.url}ballots/"]
    assert Ballot.objects.filter(poll=poll).count() == 9


def test_empty_ballot_gets_the_focus_on_what_is_wrong(page, poll):
    page.goto(poll.get_absolute_url())
    cast(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary").get_by_role("link").click()
    expect(page.get_by_label("Alder")).to_be_focused()


def test_page_of_a_stranger_does_not_take_the_place_of_the_ballot(page, poll):
    page.route("**/ballots/", lambda route: route.fulfill(body="<h1>Sign in to the hotel</h1>"))
    page.goto(poll.get_absolute_url())
    cast(page, "Cedar")
    expect(page.get_by_role("alert")).to_contain_text("could not be taken just now")
    expect(page.get_by_label("Cedar")).to_be_checked()


def test_own_vote_stands_in_the_place_of_every_ballot_of_the_poll(page, poll):
    page.goto(poll.get_absolute_url())
    cast(page, "Birch")
    expect(page.locator(".is-own")).to_be_visible()
    post = make_post(newsletter=poll.newsletter, asks=poll)
    page.goto(post.get_absolute_url())
    expect(page.locator(f"#ballot-{poll.pk} .is-own")).to_contain_text("Birch")
    # Nobody pressed anything here: the focus stays at the top.
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_who_has_not_voted_is_asked_for_nothing(page, poll):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(poll.get_absolute_url(), wait_until="networkidle")
    assert [url for url in asked if url.endswith("/ballot/")] == []


def test_too_many_marks_are_said_at_once_and_nothing_is_disabled(page, live_site):
    poll = make_poll(choices=ANSWERS, max_marks=2)
    page.goto(poll.get_absolute_url())
    for text in ANSWERS[:3]:
        page.get_by_label(text).check()
    expect(page.get_by_role("status")).to_have_text("You have chosen 3: take away 1.")
    page.get_by_label("Alder").uncheck()
    expect(page.get_by_role("status")).to_have_text("")


def test_result_copies_as_lines_of_text(page, context, base_url, live_site):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    poll = make_poll(
        status="closed",
        newsletter=make_newsletter(decimals=2),
        choices=("No, and I don't plan to", "Yes"),
    )
    make_ballots(poll, [2, 1])
    for width in (240, 375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(poll.get_absolute_url())
        page.evaluate("getSelection().selectAllChildren(document.querySelector('.result-lines'))")
        page.keyboard.press("Control+C")
        copied = page.evaluate("navigator.clipboard.readText()").splitlines()
        assert [line.strip() for line in copied if line.strip()] == [
            "No, and I don't plan to: 66.67%, 2 votes",
            "Yes: 33.33%, 1 vote",
        ]
