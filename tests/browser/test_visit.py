"""A reader's whole visit: vote, see the result, change it, check the receipt, read the report."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from polls import ledger
from polls.models import Status
from tests.browser.reader import Finger, Keyboard, Reader, browser, expect_notice, own_line, votes
from tests.factories import make_ballots, make_newsletter, make_poll, make_post

PHONE = {
    "viewport": {"width": 375, "height": 667},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESK = {"viewport": {"width": 1280, "height": 800}}


@pytest.mark.parametrize(
    ("kind", "scripts"),
    [
        browser(True, Reader, name="mouse", **DESK),
        browser(False, Reader, name="mouse", **DESK),
        browser(True, Finger, name="phone", **PHONE),
        browser(False, Finger, name="phone", **PHONE),
        browser(True, Keyboard, name="keyboard", **DESK),
        browser(False, Keyboard, name="keyboard", **DESK),
    ],
)
def test_reader_votes_changes_the_vote_checks_it_and_reads_the_report(
    page, base_url, faults, kind, scripts
):
    newsletter = make_newsletter()
    last = make_poll(status=Status.CLOSED, newsletter=newsletter, choices=("Tea", "Coffee"))
    make_ballots(last, [2, 1])
    poll = make_poll(newsletter=newsletter, choices=("Daily", "Weekly", "Never"))
    make_ballots(poll, [3, 2, 1])
    post = make_post(reports=last, asks=poll, headline="Most readers drink tea")
    reader = kind(page)

    page.goto("/")
    expect(page.get_by_role("heading", name=poll.question)).to_be_visible()
    reader.choose("Never")
    reader.cast()
    expect_counted(page, scripts, "Thank you. Your vote counts.")
    own_vote = "/" if scripts else reverse("ballot", args=[poll.slug])
    expect(page).to_have_url(base_url + own_vote)
    expect(own_line(page)).to_have_text("Never, Your vote: 28.57%, 2 votes")
    assert votes(poll) == {"Daily": 3, "Weekly": 2, "Never": 2}

    reader.follow("Change my vote")
    expect(page.get_by_role("radio", name="Never")).to_be_checked()
    reader.choose("Daily")
    reader.cast()
    expect_counted(page, scripts, "Your vote is changed. Only the new one counts.")
    expect(page).to_have_url(base_url + own_vote)
    expect(own_line(page)).to_have_text("Daily, Your vote: 57.14%, 4 votes")
    assert votes(poll) == {"Daily": 4, "Weekly": 2, "Never": 1}
    assert poll.ballots.count() == 7

    expect(page.locator(".receipt")).to_be_hidden()
    reader.unfold("Check my vote")
    ballot = poll.ballots.latest("pk")
    expect(page.locator(".receipt")).to_have_text(ledger.grouped(ballot.receipt))
    reader.follow("see at any time whether your vote counts")
    expect(page).to_have_url(base_url + ballot.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("This ballot counts")

    reader.follow(poll.question)
    expect(page.get_by_role("heading", level=1)).to_have_text(poll.question)
    if not scripts:
        reader.follow("Have you voted? See your vote")
    expect(own_line(page)).to_have_text("Daily, Your vote: 57.14%, 4 votes")

    reader.follow("Reports")
    reader.follow(post.headline)
    expect(page.get_by_role("heading", level=1)).to_have_text("Most readers drink tea")
    reported = page.get_by_role("region", name=last.question)
    expect(reported.get_by_role("heading")).to_contain_text(post.question_label)
    expect(reported.locator(".result-line")).to_have_text(
        ["Tea: 66.67%, 2 votes", "Coffee: 33.33%, 1 vote"]
    )
    this_week = page.get_by_role("region", name=poll.question)
    if scripts:
        expect(own_line(this_week)).to_have_text("Daily, Your vote: 57.14%, 4 votes")
    else:
        expect(this_week.get_by_role("radio", checked=True)).to_have_count(0)


def expect_counted(page, scripts, sentence):
    """Swapped in place, the vote is answered; without scripts it leads to a page that says less."""
    expect_notice(page, sentence if scripts else "Your vote counts.")
