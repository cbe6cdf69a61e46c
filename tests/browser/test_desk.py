"""The desk in Chromium: under our Content-Security-Policy, with axe, by keyboard."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from polls.models import Choice, Newsletter, Post
from tests.browser.desk import problems_of, sign_in
from tests.factories import (
    make_ballots,
    make_editor,
    make_newsletter,
    make_poll,
    make_post,
    make_superuser,
    make_topic,
)

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def desk(page, context, base_url):
    """A page at which an editor is signed in."""
    sign_in(context, base_url, make_editor(username="Ada"))
    return page


def make_week():
    newsletter = make_newsletter(time_zone="Europe/Berlin")
    topic = make_topic()
    polls = {
        status: make_poll(status=status, newsletter=newsletter, topics=[topic])
        for status in ("draft", "scheduled", "open", "closed")
    }
    make_ballots(polls["open"], [3, 2])
    make_ballots(polls["closed"], [5, 4])
    post = make_post(reports=polls["closed"], asks=polls["open"], topics=[topic])
    post.headline += "!"
    post.save()
    return newsletter, polls, post


def pages_of(newsletter, polls, post):
    edition = post.edition
    names = [
        ("index",),
        ("polls_poll_changelist",),
        ("polls_poll_add",),
        *(("polls_poll_change", poll.pk) for poll in polls.values()),
        ("polls_poll_kit", polls["open"].pk),
        ("polls_poll_arrivals", polls["closed"].pk),
        ("polls_poll_history", polls["closed"].pk),
        ("polls_poll_delete", polls["draft"].pk),
        ("polls_post_changelist",),
        ("polls_post_add",),
        ("polls_post_change", post.pk),
        ("polls_post_history", post.pk),
        ("polls_newsletter_change", newsletter.pk),
        ("polls_author_add",),
        ("polls_topic_changelist",),
        ("polls_ballot_changelist",),
        ("polls_edition_change", edition.pk),
        ("polls_revokedlink_add",),
    ]
    found = [reverse(f"admin:{name}", args=args) for name, *args in names]
    verbs = [("close-early", polls["open"]), ("publish-edition", polls["closed"])]
    found += [
        f"{reverse('admin:polls_poll_verb', args=[slug])}?id={poll.pk}" for slug, poll in verbs
    ]
    return found


def test_every_page_of_the_desk_passes_axe_and_the_csp(context, page, base_url, complaints):
    sign_in(context, base_url, make_superuser())
    problems = [
        problem
        for address in pages_of(*make_week())
        for problem in problems_of(page, address, complaints)
    ]
    assert "\n".join(problems) == ""


def answers_of(poll):
    return list(Choice.objects.filter(poll=poll).values_list("text", flat=True))


def test_question_has_room_in_the_list_and_the_list_in_the_window(desk):
    newsletter = make_newsletter(name="The Manufacturing Letter")
    question = "What do you do about the meetings that could have been a letter? " * 2
    make_ballots(make_poll(question=question, newsletter=newsletter), [1000, 234])
    desk.set_viewport_size({"width": 1280, "height": 800})
    desk.goto("/admin/polls/poll/")

    assert desk.locator("#result_list tbody .field-question").bounding_box()["width"] >= 296
    results = desk.locator(".results")
    assert results.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_answers_are_reordered_by_keyboard_and_announced(desk, complaints):
    poll = make_poll(status="draft", choices=["First", "Second", "Third"])
    desk.goto(reverse("admin:polls_poll_change", args=[poll.pk]))

    up = desk.get_by_role("button", name="Move Third up")
    up.focus()
    up.press("Enter")
    expect(desk.locator("#choices-group [role=status]")).to_have_text("Third: now 2 of 5.")
    expect(up).to_be_focused()
    up.press("Enter")
    down = desk.get_by_role("button", name="Move Second down")
    down.focus()
    down.press(" ")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk).to_have_url("/admin/polls/poll/")

    assert answers_of(poll) == ["Third", "First", "Second"]
    assert "\n".join(complaints) == ""


def test_a_typed_place_moves_the_answer_and_an_added_row_is_last(desk, complaints):
    poll = make_poll(status="draft", choices=["First", "Second", "Third"])
    desk.goto(reverse("admin:polls_poll_change", args=[poll.pk]))

    place = desk.get_by_label("Place of answer 3")
    place.fill("1")
    place.press("Tab")
    desk.get_by_role("button", name="Add another answer").click()
    desk.locator("#id_choices-5-text").fill("Fourth")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk).to_have_url("/admin/polls/poll/")

    assert answers_of(poll) == ["Third", "First", "Second", "Fourth"]
    assert "\n".join(complaints) == ""


def test_another_newsletter_offers_its_slot_to_dates_that_nobody_touched(desk, complaints):
    make_newsletter(name="Berlin", time_zone="Europe/Berlin")
    make_newsletter(name="Tokyo", time_zone="Asia/Tokyo", opens_time="07:30")
    desk.goto("/admin/polls/poll/add/")
    opens, closes = desk.get_by_label("Opens: time"), desk.get_by_label("Closes: time")
    expect(opens).to_have_value("")

    desk.get_by_label("Newsletter").select_option(label="Berlin")
    expect(opens).to_have_value("09:00")
    closes.fill("12:00")
    desk.get_by_label("Newsletter").select_option(label="Tokyo")

    expect(opens).to_have_value("07:30")
    expect(closes).to_have_value("12:00")
    expect(desk.locator(".field-opens_at .help")).to_contain_text("Local time in Asia/Tokyo.")
    assert "\n".join(complaints) == ""


def test_the_reported_poll_is_found_by_typing_and_the_field_has_its_name(desk, complaints):
    closed = make_poll(status="closed", question="Are you outsourcing?")
    make_ballots(closed, [2, 1])
    desk.goto("/admin/polls/post/add/")

    desk.get_by_role("textbox", name="Headline:").fill("What readers said")
    reports = desk.get_by_role("combobox", name=re.compile("^Reports"))
    reports.focus()
    reports.press("Enter")
    desk.get_by_role("searchbox", name="Reports").fill("outsourcing")
    desk.get_by_role("option", name="Are you outsourcing?").click()
    desk.get_by_role("button", name="Publish …").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.get_by_text("Readers see it now.")).to_be_visible()

    assert Post.objects.get().edition.respondents == 3
    assert "\n".join(complaints) == ""


def test_preview_opens_the_page_in_a_tab_and_stores_nothing(desk, complaints):
    make_newsletter()
    desk.goto("/admin/polls/post/add/")
    desk.get_by_role("textbox", name="Headline:").fill("Not stored")
    desk.get_by_label("Body").fill("*Nowhere.*")

    with desk.expect_popup() as popup:
        desk.get_by_role("button", name="Preview").click()

    preview = popup.value
    expect(preview.get_by_role("heading", name="Not stored")).to_be_visible()
    expect(preview.locator("em")).to_have_text("Nowhere.")
    expect(desk.get_by_role("textbox", name="Headline:")).to_have_value("Not stored")
    assert not Post.objects.exists()
    assert "\n".join(complaints) == ""


def test_newsletter_field_offers_popups_that_the_csp_allows(context, page, base_url, complaints):
    """Django's popups answer with a page that is a script: it must run under our policy."""
    sign_in(context, base_url, make_superuser())
    page.goto("/admin/polls/poll/add/")

    with page.expect_popup() as popup:
        page.locator("#add_id_newsletter").click()
    popup.value.get_by_label("Name").fill("Weekly")
    popup.value.get_by_label("Standing sentence").fill("Our weekly poll.")
    popup.value.get_by_label("Audience").fill("readers")
    with popup.value.expect_event("close"):
        popup.value.get_by_role("button", name="Save").click()

    newsletter = page.get_by_label("Newsletter")
    expect(newsletter).to_have_value(re.compile(r"^\d+$"))
    assert Newsletter.objects.get().slug == "weekly"
    assert "\n".join(complaints) == ""


@pytest.mark.browser_context_args(timezone_id="Asia/Tokyo")
def test_first_page_tells_the_editors_own_time_and_leads_to_what_is_missing(desk, complaints):
    """Berlin's noon is the evening of the same day in Tokyo, its evening the next morning."""
    newsletter = make_newsletter(time_zone="Europe/Berlin", opens_time="12:00")
    today = timezone.now().astimezone(newsletter.zone).replace(microsecond=0)
    noon, evening = (
        (today + timedelta(days=days)).replace(hour=hour, minute=0, second=0)
        for days, hour in ((1, 12), (2, 22))
    )
    for closes_at in (noon, evening):
        make_poll(newsletter=newsletter, closes_at=closes_at)
    desk.goto("/admin/")

    coming = desk.get_by_role("list").filter(has_text="closes in").locator("time + .own-time")
    there = [moment.astimezone(ZoneInfo("Asia/Tokyo")) for moment in (noon, evening)]
    day = f"{there[1]:%a} {there[1].day} {there[1]:%b}"
    expect(coming).to_have_text(
        [f"({there[0]:%H:%M} your time)", f"({day}, {there[1]:%H:%M} your time)"]
    )

    desk.get_by_role("link", name="Plan it: No poll for").press("Enter")
    expect(desk.get_by_label("Opens: time")).to_have_value("12:00")
    assert "\n".join(complaints) == ""
