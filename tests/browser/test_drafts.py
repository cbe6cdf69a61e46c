"""What a reader typed into a comment's form survives all that may happen before it is posted."""

import re

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.reader import with_and_without_scripts
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def discussion(live_site):
    poll = make_poll(status="closed", question="Do you outsource?")
    make_post(slug="report", reports=poll, headline="Few outsource")
    discussion = make_discussion(poll, rules={"least_seconds": 0})
    make_comment(discussion, name="Priya")
    return discussion


def write(form, **fields):
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)


def expect_typed(form, **fields):
    for name, value in fields.items():
        expect(form.locator(f"[name={name}]")).to_have_value(value)


def test_what_was_typed_survives_until_it_is_posted_and_not_longer(page, faults, discussion):
    """A reload, another page and the way back, a lost connection, a rejected form, a preview."""
    faults.expected = ("ERR_INTERNET_DISCONNECTED", "status of 422")
    reply, new = page.locator("#comment-1 .comment-form"), page.locator("#respond .comment-form")
    page.goto("/posts/report/")
    page.get_by_role("link", name="Reply to Priya").click()
    write(reply, body="To Priya.")
    new.get_by_text("Add my recent post").click()
    write(new, body="To all.", name="Sam", recent_title="My post")
    page.reload()
    expect_typed(reply, body="To Priya.")
    expect_typed(new, body="To all.", name="Sam", recent_title="My post")
    # The form that opens by itself takes nobody away from what they read.
    expect(page.locator("[name=body]:focus")).to_have_count(0)
    page.goto("/posts/")
    page.goto("/posts/report/")
    expect_typed(reply, body="To Priya.")
    expect_typed(new, body="To all.", name="Sam", recent_title="My post")

    page.context.set_offline(True)
    new.get_by_role("button", name="Post comment").click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto("/posts/report/")
    expect_typed(new, body="To all.", name="Sam", recent_title="My post")

    new.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the link to your recent post.")
    write(page.locator(".comment-form"), body="To all of you.", recent_title="")
    page.goto("/posts/report/")
    expect_typed(new, body="To all of you.", name="Sam", recent_title="")
    new.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("status")).to_have_text(
        "Your comment is published. Change or delete it within 15 minutes."
    )
    expect(page).to_have_url(re.compile("/comments/[0-9]+/$"))

    caches["pages"].clear()
    page.goto("/posts/report/")
    expect_typed(reply, body="To Priya.")
    expect_typed(new, body="", recent_title="")
    reply.get_by_role("button", name="Post comment").click()
    write(page.locator(".comment-form"), name="Sam")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("status")).to_contain_text("Your comment is published.")
    page.goto("/posts/report/")
    expect(new).to_be_visible()
    expect(reply).to_have_count(0)
    texts = Comment.objects.filter(name="Sam").values_list("body", "parent__name")
    assert sorted(texts) == [("To Priya.", "Priya"), ("To all of you.", None)]


@with_and_without_scripts()
def test_way_back_to_a_preview_or_a_refused_form_finds_all_that_was_typed(
    page, faults, discussion, scripts
):
    """No browser asks whether to send it again, nor shows that there is nothing to show."""
    faults.expected = ("status of 422",)
    form = page.locator(".comment-form")
    page.goto("/posts/report/")
    write(form, body="Some *words*.", email="sam@example.com")
    form.get_by_role("button", name="Post comment").click()
    refusal = page.get_by_role("heading", name="Your comment is not posted yet")
    expect(refusal).to_be_visible()
    write(form, name="Sam")
    form.get_by_role("button", name="Preview").click()
    expect(page.locator(".comment-preview em")).to_have_text("words")
    form.get_by_role("button", name="Post comment").click()
    expect(page.locator(".is-this em")).to_have_text("words")

    page.go_back()
    expect(page.locator(".comment-preview em")).to_have_text("words")
    # What was posted is not there to be posted again, where a script can tell.
    expect_typed(form, body="" if scripts else "Some *words*.", name="Sam")
    page.go_back()
    expect(refusal).to_be_visible()
    expect_typed(form, body="" if scripts else "Some *words*.", email="sam@example.com")
    page.go_forward()
    expect(page.locator(".comment-preview em")).to_have_text("words")


@with_and_without_scripts()
def test_way_back_to_a_change_that_was_refused_finds_the_page(page, faults, discussion, scripts):
    faults.expected = ("status of 422",)
    page.goto("/posts/report/")
    new, own = page.locator("#respond .comment-form"), page.locator(".own-form")
    write(new, body="First words.", name="Sam")
    new.get_by_role("button", name="Post comment").click()
    page.get_by_role("link", name="Change or delete it").click()
    write(own, body=" ")
    own.get_by_role("button", name="Save the change").click()
    expect(own).to_contain_text("Write your comment.")
    page.get_by_role("link", name="Few outsource").click()
    page.go_back()
    expect(own).to_contain_text("Write your comment.")


def test_way_back_from_a_posted_comment_leads_to_no_form_that_would_post_it_again(
    page, faults, discussion
):
    reply, new = page.locator("#comment-1 .comment-form"), page.locator("#respond .comment-form")
    page.goto("/posts/report/")
    page.get_by_role("link", name="Reply to Priya").click()
    write(reply, body="To Priya.")
    write(new, body="To all.", name="Sam")
    new.get_by_role("button", name="Post comment").click()
    expect(page.locator(".is-this .comment-text")).to_have_text("To all.")
    page.go_back()
    expect_typed(new, body="", name="Sam")
    # What is not posted yet is still there.
    expect_typed(reply, body="To Priya.")


def test_change_to_ones_own_comment_survives_a_reload_until_it_is_saved(page, faults, discussion):
    page.goto("/posts/report/")
    new = page.locator("#respond .comment-form")
    write(new, body="First words.", name="Sam")
    new.get_by_role("button", name="Post comment").click()
    page.get_by_role("link", name="Change or delete it").click()
    own = page.locator(".own-form")
    expect_typed(own, body="First words.")
    write(own, body="Second words.")
    page.reload()
    expect_typed(own, body="Second words.")
    own.get_by_role("button", name="Save the change").click()
    expect(page.locator(".comment-text")).to_have_text("Second words.")
    expect_typed(own, body="Second words.")

    # What was begun on another text than the page has now is not put over it.
    write(own, body="Third words.")
    Comment.objects.filter(name="Sam").update(body="Changed elsewhere.")
    page.reload()
    expect_typed(own, body="Changed elsewhere.")


@with_and_without_scripts()
def test_two_clicks_post_one_comment(page, faults, discussion, scripts):
    page.goto("/posts/report/")
    new = page.locator("#respond .comment-form")
    write(new, body="To all.", name="Sam")
    new.get_by_role("button", name="Post comment").dblclick()
    expect(page.locator(".is-this .comment-text")).to_have_text("To all.")
    assert Comment.objects.filter(name="Sam").count() == 1
