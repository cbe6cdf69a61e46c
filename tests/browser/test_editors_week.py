"""An editor's whole week in Chromium: sign in, plan, publish, watch, report, correct; readers vote between."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Page, expect

from polls.models import Ballot, Poll, Post
from tests.browser.axe import violations
from tests.factories import make_editor, make_newsletter

QUESTION = "Tea or coffee at the desk?"


@pytest.fixture
def newsletter():
    return make_newsletter(name="The Kettle", slug="kettle", time_zone="Europe/Berlin")


def sign_in(page: Page):
    make_editor(username="ada")
    page.goto("/admin/")
    page.get_by_label("Username or e-mail").fill("ada")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="The desk", level=1)).to_be_visible()


def plan_poll(page: Page):
    """As a draft, in the slot that the form offers."""
    page.goto("/admin/polls/poll/add/")
    expect(page.get_by_label("Opens: time")).to_have_value("09:00")
    page.get_by_role("textbox", name="Question:").fill(QUESTION)
    for place, text in enumerate(("Tea", "Coffee", "Water")):
        page.locator(f"#id_choices-{place}-text").fill(text)
    page.get_by_role("button", name="Save and continue editing").click()


def preview_poll(page: Page):
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Preview").click()
    preview = popup.value
    expect(preview.get_by_role("heading", name=QUESTION)).to_be_visible()
    preview.get_by_role("radio", name="Tea").check()
    preview.get_by_role("button", name="Cast my vote").click()
    expect(preview.get_by_text("nothing here is stored")).to_be_visible()
    preview.close()
    assert not Ballot.objects.exists()


def open_now(page: Page, newsletter):
    """The week begins: the opening moves to a minute ago, and the poll is published."""
    opens_at = (timezone.now() - timedelta(minutes=1)).astimezone(newsletter.zone)
    page.get_by_label("Opens: date").fill(f"{opens_at:%Y-%m-%d}")
    page.get_by_label("Opens: time").fill(f"{opens_at:%H:%M}")
    page.get_by_label("Published").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name=QUESTION)).to_contain_text("Open")


def vote(page: Page, answer: str):
    page.goto("/")
    page.get_by_role("radio", name=answer).check()
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.get_by_role("heading", name="Thank you. Your vote counts.")).to_be_visible()


def close_early(page: Page):
    page.get_by_role("link", name=QUESTION, exact=True).click()
    page.get_by_role("link", name="Close early").click()
    page.get_by_role("button", name="Close early").click()
    expect(page.get_by_text("is closed, with 3 votes.")).to_be_visible()


def write_report(page: Page):
    page.goto(f"/admin/polls/poll/{Poll.objects.get().pk}/change/")
    page.get_by_role("button", name="Write the report").click()
    expect(page.get_by_label("Newsletter")).to_have_value(str(Poll.objects.get().newsletter_id))
    page.get_by_role("textbox", name="Headline:").fill("Tea wins the desk")
    page.get_by_label("Body").fill("Two thirds of you *boil water twice*.")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Preview").click()
    expect(popup.value.locator("em")).to_have_text("boil water twice")
    popup.value.close()
    assert "boil" not in Post.objects.get().body
    page.get_by_role("button", name="Publish …").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Readers see it now.")).to_be_visible()
    page.goto("/admin/polls/post/")
    expect(page.get_by_role("row", name="Tea wins the desk")).to_contain_text("Edition 1")


def read_report(page: Page, *sentences: str):
    # As if the seconds had gone by for which the site and a browser keep a public page.
    caches["pages"].clear()
    page.goto(Post.objects.get().get_absolute_url())
    page.reload()
    expect(page.get_by_role("heading", name="Tea wins the desk", level=1)).to_be_visible()
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)


def correct(page: Page):
    """A new edition with its reason, cited by the report, and a note under it."""
    page.goto(f"/admin/polls/poll/{Poll.objects.get().pk}/change/")
    page.get_by_role("link", name="Publish an edition").click()
    page.get_by_label("Reason").fill("One ballot set aside")
    page.get_by_role("button", name="Publish an edition").click()
    expect(page.get_by_text("has edition 2 now.")).to_be_visible()
    page.get_by_role("link", name="“Tea wins the desk”").click()
    page.get_by_role("button", name="Cite edition 2 …").click()
    page.get_by_role("button", name="Cite the newer edition").click()
    page.goto(f"/admin/polls/post/{Post.objects.get().pk}/change/")
    page.locator("#id_addenda-0-text").fill("A ballot was set aside.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Tea wins the desk")).to_contain_text("Edition 2")


def test_a_week_from_the_plan_to_the_corrected_report(page, another_browser, newsletter, faults):
    sign_in(page)
    plan_poll(page)
    preview_poll(page)
    open_now(page, newsletter)

    vote(another_browser.new_page(), "Tea")
    for answer in ("Tea", "Coffee"):
        another_browser.clear_cookies()
        vote(another_browser.new_page(), answer)
    page.reload()
    expect(page.get_by_role("row", name=QUESTION)).to_contain_text("3")

    close_early(page)
    write_report(page)
    read_report(another_browser.new_page(), "66.67%", "33.33%", "0.00%", "boil water twice")

    # Setting ballots aside has no button yet: it comes with the corrections.
    Ballot.objects.filter(marks__choice__text="Coffee").update(standing=Ballot.Standing.VOID)
    correct(page)
    reader = another_browser.new_page()
    read_report(reader, "100.00%", "Edited to add", "A ballot was set aside.", "Edition 2")
    assert violations(reader) == []
    assert list(Poll.objects.get().editions.values_list("number", "respondents", "set_aside")) == [
        (1, 3, 0),
        (2, 2, 1),
    ]
