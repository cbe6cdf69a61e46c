"""A subscriber's link: its token stays in no address and is told to nobody."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from polls import subscribers
from polls.models import Status
from tests.browser.reader import Reader, own_line, votes, with_and_without_scripts
from tests.factories import make_newsletter, make_poll

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

LINK_USED = "The link you came by has voted already, in another browser."


@pytest.fixture
def newsletter():
    return make_newsletter()


@pytest.fixture
def token(newsletter):
    return subscribers.make_token(newsletter, "reader@example.com")


@pytest.fixture
def referrers(context):
    """The Referer of every request."""
    seen = []
    context.on("request", lambda request: seen.append(request.headers.get("referer", "")))
    return seen


@with_and_without_scripts()
def test_link_leaves_no_token_behind(page, faults, base_url, newsletter, token, referrers, scripts):
    poll = make_poll(newsletter=newsletter)
    answer = poll.choices.get(text="No")
    link = reverse("subscriber_link", args=[token, poll.slug])
    page.goto(f"{link}?choice={answer.pk}")
    expect(page).to_have_url(f"{base_url}{poll.get_absolute_url()}?choice={answer.pk}")
    assert page.evaluate("document.referrer") == ""
    expect(page.get_by_role("radio", name="No")).to_be_checked()
    reader = Reader(page)
    reader.cast()
    expect(own_line(page)).to_have_text("No, Your vote: 100.00%, 1 vote")
    assert votes(poll) == {"Yes": 0, "No": 1}
    assert set(poll.ballots.get().keys.values_list("kind", flat=True)) == {"browser", "subscriber"}
    reader.follow("Polls")
    assert token not in page.evaluate("document.referrer")
    assert token not in page.content()
    assert [referrer for referrer in referrers if token in referrer] == []


@with_and_without_scripts()
def test_link_before_the_opening_tells_no_page_of_its_token(
    page, faults, newsletter, token, referrers, scripts
):
    poll = make_poll(newsletter=newsletter, status=Status.SCHEDULED)
    page.goto(reverse("subscriber_link", args=[token, poll.slug]))
    expect(page.get_by_role("heading", level=1)).to_have_text("Voting has not opened yet")
    Reader(page).follow(newsletter.name)
    expect(page.get_by_role("heading", level=1)).to_have_text(newsletter.name)
    assert page.evaluate("document.referrer") == ""
    assert [referrer for referrer in referrers if token in referrer] == []


def vote_by_one_link(poll, token, first, second):
    """The first browser votes for Yes; the second would vote for No."""
    for tab, answer in [(first, "Yes"), (second, "No")]:
        tab.goto(reverse("subscriber_link", args=[token, poll.slug]))
        Reader(tab).choose(answer)
        Reader(tab).cast()
    expect(second.get_by_role("heading", name=LINK_USED)).to_be_focused()


@with_and_without_scripts()
def test_forwarded_link_lets_its_reader_vote_as_herself(
    page, faults, another_browser, newsletter, token, scripts
):
    faults.expected = ("status of 409",)
    poll = make_poll(newsletter=newsletter)
    first, second = page, another_browser.new_page()
    vote_by_one_link(poll, token, first, second)
    expect(own_line(first)).to_contain_text("Yes")
    expect(second.get_by_role("radio", name="No")).to_be_checked()
    assert votes(poll) == {"Yes": 1, "No": 0}
    second.get_by_role("button", name="Vote as myself").click()
    expect(own_line(second)).to_have_text("No, Your vote: 50.00%, 1 vote")
    assert votes(poll) == {"Yes": 1, "No": 1}


@with_and_without_scripts()
def test_reader_replaces_the_vote_that_her_link_has_cast_elsewhere_and_that_browser_is_told(
    page, faults, another_browser, newsletter, token, scripts
):
    faults.expected = ("status of 409",)
    poll = make_poll(newsletter=newsletter)
    first, second = page, another_browser.new_page()
    vote_by_one_link(poll, token, first, second)
    second.get_by_role("button", name="It is my link: replace that vote").click()
    expect(own_line(second)).to_have_text("No, Your vote: 100.00%, 1 vote")
    assert votes(poll) == {"Yes": 0, "No": 1}

    first.goto(poll.get_absolute_url() if scripts else reverse("ballot", args=[poll.slug]))
    told = first.get_by_role("heading", name="The vote that this browser cast was replaced")
    expect(told).to_be_visible()
    Reader(first).choose("Yes")
    first.get_by_role("button", name="It is my link: replace that vote").click()
    expect(own_line(first)).to_have_text("Yes, Your vote: 100.00%, 1 vote")
    assert votes(poll) == {"Yes": 1, "No": 0}
