"""The ballot in the browser: its answers' order, answers chosen beforehand, and what can go wrong."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader import (
    Keyboard,
    Reader,
    exhaust_network_limit,
    expect_notice,
    own_line,
    votes,
    with_and_without_scripts,
)
from tests.factories import make_ballots, make_poll

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# So many times one order of the 120: once in 10^14.
LOADS = 8


def order_of(page) -> tuple[str, ...]:
    return tuple(page.locator(".choice").all_inner_texts())


def test_shuffled_answers_come_in_another_order_with_each_page_view(page, faults):
    poll = make_poll(choices=DAYS, shuffled=True)
    orders = set()
    for _ in range(LOADS):
        page.goto(poll.get_absolute_url())
        orders.add(order_of(page))
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(DAYS))}


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_shuffled_answers_stand_by_position(page, faults):
    page.goto(make_poll(choices=DAYS, shuffled=True).get_absolute_url())
    assert order_of(page) == DAYS


@with_and_without_scripts()
def test_of_shuffled_answers_the_chosen_one_counts(page, faults, scripts):
    poll = make_poll(choices=DAYS, shuffled=True)
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("Thursday")
    reader.cast()
    expect(own_line(page)).to_have_text("Thursday, Your vote: 100.00%, 1 vote")
    assert votes(poll) == dict.fromkeys(DAYS, 0) | {"Thursday": 1}


def test_ballot_that_comes_back_keeps_its_shuffled_order(page, faults):
    faults.expected = ("status of 422",)
    page.goto(make_poll(choices=DAYS, shuffled=True).get_absolute_url())
    order = order_of(page)
    Reader(page).cast()
    expect(page.locator(".ballot-panel [role=alert]:visible")).to_have_count(1)
    assert order_of(page) == order


@with_and_without_scripts()
@pytest.mark.parametrize("shuffled", [True, False])
def test_link_with_a_choice_marks_it_and_casts_nothing(page, faults, scripts, shuffled):
    poll = make_poll(choices=DAYS, shuffled=shuffled)
    page.goto(f"{poll.get_absolute_url()}?choice={poll.choices.get(text='Friday').pk}")
    expect(page.get_by_role("radio", name="Friday")).to_be_checked()
    assert poll.ballots.count() == 0
    Reader(page).cast()
    expect(own_line(page)).to_have_text("Friday, Your vote: 100.00%, 1 vote")
    assert votes(poll) == dict.fromkeys(DAYS, 0) | {"Friday": 1}


@with_and_without_scripts()
def test_several_answers_by_keyboard(page, faults, scripts):
    poll = make_poll(choices=DAYS, max_marks=2)
    page.goto(poll.get_absolute_url())
    keyboard = Keyboard(page)
    for day in ("Tuesday", "Wednesday", "Friday"):
        keyboard.reach(page.get_by_role("checkbox", name=day))
        page.keyboard.press("Space")
    too_many = page.get_by_text("You have chosen 3: take away 1.")
    expect(too_many).to_have_count(1 if scripts else 0)
    page.keyboard.press("Space")
    keyboard.cast()
    expect(own_line(page)).to_have_text(
        ["Tuesday, Your vote: 100.00%, 1 vote", "Wednesday, Your vote: 100.00%, 1 vote"]
    )
    assert votes(poll) == dict.fromkeys(DAYS, 0) | {"Tuesday": 1, "Wednesday": 1}


@with_and_without_scripts()
def test_who_changes_the_vote_is_led_to_it_and_back(page, faults, scripts):
    poll = make_poll()
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("No")
    reader.cast()
    reader.follow("Change my vote")
    expect(page.get_by_role("radio", name="No")).to_be_focused()
    reader.follow("Leave my vote as it is")
    expect_notice(page, "Your vote counts.")
    assert votes(poll) == {"Yes": 0, "No": 1}


@with_and_without_scripts()
def test_empty_ballot_says_what_is_missing_and_takes_the_focus(page, faults, scripts):
    faults.expected = ("status of 422",)
    poll = make_poll()
    page.goto(poll.get_absolute_url())
    Reader(page).cast()
    problem = page.locator(".ballot-panel [role=alert]:visible")
    expect(problem).to_contain_text("Choose an answer, then cast your vote.")
    expect(problem).to_be_focused()
    Reader(page).choose("Yes")
    Reader(page).cast()
    expect(own_line(page)).to_contain_text("Yes")
    assert votes(poll) == {"Yes": 1, "No": 0}


@with_and_without_scripts()
def test_voting_again_after_the_back_button_changes_the_one_ballot(page, faults, scripts):
    poll = make_poll()
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("Yes")
    reader.cast()
    expect(own_line(page)).to_contain_text("Yes")
    if scripts:
        reader.follow("Polls")
        page.go_back()
        expect(own_line(page)).to_contain_text("Yes")
        reader.follow("Change my vote")
    else:
        page.go_back()
    reader.choose("No")
    reader.cast()
    expect(own_line(page)).to_contain_text("No")
    assert votes(poll) == {"Yes": 0, "No": 1}
    assert poll.ballots.count() == 1


@with_and_without_scripts()
def test_two_tabs_of_one_browser_cast_one_ballot(page, faults, scripts):
    poll = make_poll()
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto(poll.get_absolute_url())
    for tab, answer in zip(tabs, ["Yes", "No"], strict=True):
        reader = Reader(tab)
        reader.choose(answer)
        reader.cast()
        expect(own_line(tab)).to_contain_text(answer)
    assert votes(poll) == {"Yes": 0, "No": 1}
    assert poll.ballots.count() == 1


@with_and_without_scripts()
def test_ballot_sent_after_the_poll_has_closed_gets_the_result(page, faults, scripts):
    faults.expected = ("status of 409",)
    poll = make_poll()
    make_ballots(poll, [3, 1])
    page.goto(poll.get_absolute_url())
    Reader(page).choose("No")
    poll.close()
    Reader(page).cast()
    expect_notice(page, "This poll has closed, so your vote was not counted.")
    expect(page.locator(".result-line")).to_have_text(
        ["Yes: 75.00%, 3 votes", "No: 25.00%, 1 vote"]
    )
    expect(page.get_by_role("radio")).to_have_count(0)
    assert votes(poll) == {"Yes": 3, "No": 1}


@with_and_without_scripts()
def test_second_vote_where_none_may_be_changed_shows_the_first(page, faults, scripts):
    faults.expected = ("status of 409",)
    poll = make_poll(changes_allowed=False)
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto(poll.get_absolute_url())
    for tab, answer in zip(tabs, ["Yes", "No"], strict=True):
        reader = Reader(tab)
        reader.choose(answer)
        reader.cast()
        expect(own_line(tab)).to_have_text("Yes, Your vote: 100.00%, 1 vote")
    expect_notice(
        page.context.pages[1],
        "You have voted in this poll, and votes cannot be changed. Your first vote counts.",
    )
    expect(page.get_by_role("link", name="Change my vote")).to_have_count(0)
    assert votes(poll) == {"Yes": 1, "No": 0}


def test_vote_sent_offline_stays_on_the_ballot_until_it_can_be_sent(page, faults):
    # The browser's words, and then htmx's.
    faults.expected = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    poll = make_poll()
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("No")
    page.context.set_offline(True)
    reader.cast()
    expect(page.get_by_role("alert")).to_have_text(
        "Your vote did not reach us, and your answer is still marked. "
        "Check your connection and send it again."
    )
    expect(page.get_by_role("radio", name="No")).to_be_checked()
    assert poll.ballots.count() == 0
    page.context.set_offline(False)
    reader.cast()
    expect_notice(page, "Thank you. Your vote counts.")
    assert votes(poll) == {"Yes": 0, "No": 1}


@with_and_without_scripts()
def test_network_that_votes_too_often_is_told_when_to_vote_again(page, faults, scripts):
    faults.expected = ("status of 429",)
    poll = make_poll()
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("Yes")
    reader.cast()
    expect(own_line(page)).to_contain_text("Yes")
    exhaust_network_limit()
    reader.follow("Change my vote")
    reader.choose("No")
    reader.cast()
    problem = page.locator(".ballot-panel [role=alert]:visible")
    expect(problem).to_contain_text("very many votes came from your network just now")
    expect(problem).to_be_focused()
    expect(page.get_by_role("radio", name="No")).to_be_checked()
    assert votes(poll) == {"Yes": 1, "No": 0}


@with_and_without_scripts()
def test_poll_that_shows_its_result_after_closing_names_the_own_vote_only(page, faults, scripts):
    poll = make_poll(results_shown="after_closing")
    make_ballots(poll, [3, 1])
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose("No")
    reader.cast()
    expect(page.locator(".own-marks li")).to_have_text(["No Your vote"])
    expect(page.get_by_text("The result is shown when the poll closes")).to_be_visible()
    expect(page.locator(".result-line")).to_have_count(0)
