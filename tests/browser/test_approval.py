"""A comment's whole way by keyboard: written, looked at, sent, waiting, approved on a phone, seen by all."""

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.desk import press, sign_in
from tests.browser.reader import with_and_without_scripts
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_moderator, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


def read(page, address):
    """The page as it is now: the site and the browser keep one for a few seconds."""
    caches["pages"].clear()
    page.goto(address)
    page.reload()


@with_and_without_scripts()
def test_first_comment_waits_is_approved_on_a_phone_and_stands_in_its_place(
    page, faults, another_browser, base_url, live_site, scripts
):
    poll = make_poll(status="closed", question="Do you outsource?")
    make_post(slug="report", reports=poll, headline="Few outsource")
    discussion = make_discussion(poll, rules={"least_seconds": 0, "holds": "first_timers"})
    asked = make_comment(discussion, name="Priya", body="Who tried it?")
    page.goto("/posts/report/")
    press(page, "link", "Reply to Priya")
    expect(page.locator("#reply [name=body]")).to_be_visible()
    for name, typed in (("Your comment", "We *did*."), ("Name", "Sam")):
        press(page, "textbox", name, "End")
        page.keyboard.type(typed)
    press(page, "button", "Preview")
    expect(page.get_by_role("article", name="Preview").locator("em")).to_have_text("did")
    press(page, "button", "Post comment")
    expect(page.get_by_role("status")).to_contain_text("Your comment waits for a moderator.")
    read(page, "/posts/report/")
    expect(page.get_by_role("heading", name="1 response to “Few outsource”")).to_be_visible()
    expect(page.locator(".comment-text em")).to_have_count(0)

    sign_in(another_browser, base_url, make_moderator())
    phone = another_browser.new_page()
    phone.set_viewport_size({"width": 375, "height": 700})
    phone.goto("/admin/")
    press(phone, "link", "Comments")
    expect(phone.get_by_text("In reply to Priya: Who tried it?")).to_be_visible()
    press(phone, "button", f"Approve {Comment.objects.held().get()}")
    expect(phone.get_by_text("Approved 1 comment.")).to_be_visible()

    read(page, "/posts/report/")
    expect(page.get_by_role("heading", name="2 responses to “Few outsource”")).to_be_visible()
    replies = page.locator(f"#replies-{asked.number} .comment-text em")
    expect(replies).to_have_text("did")
    expect(page.locator("[data-waits]")).to_have_count(0)
