"""The moderation queue in Chromium: with axe, on a phone and wide, by keyboard, with hostile text."""

import pytest
from playwright.sync_api import expect

from comments import moderation
from comments.models import Comment
from tests.browser.desk import problems_of, sign_in
from tests.comments.factories import (
    ANNA,
    make_comment,
    make_discussion,
    make_follow_up,
    make_thread,
)
from tests.factories import make_editor, make_moderator, make_newsletter, make_poll

QUEUE = "/admin/comments/comment/"


def make_queue():
    poll = make_poll()
    discussion = make_discussion(poll, rules={"words": "casino"})
    make_follow_up(poll)
    visible = make_comment(discussion, body="What was answered. " * 40)
    moderation.report(visible.pk, ANNA, "abuse", note="Rude.", address="192.0.2.1")
    held = make_comment(
        discussion,
        visible,
        status="held",
        name="<b>Ann</b>",
        body="Buy casino chips <script>alert(1)</script> " + "long" * 60,
        site="https://example.com/",
        hold_rule="word",
        hold_match="casino",
    )
    return discussion, visible, held


# Of what a browser shows: the client asks both databases.
@pytest.mark.only_on("sqlite")
def test_every_page_of_moderation_passes_axe_and_the_csp(context, page, base_url, complaints):
    discussion, visible, held = make_queue()
    record = moderation.moderate(held, "reject", actor=make_moderator())
    make_comment(discussion, visible, status="held", hold_rule="first comment")
    follow_up = discussion.poll.choices.first().follow_up
    sign_in(context, base_url, make_editor())
    problems = []
    for address in (
        "/admin/",
        QUEUE,
        f"{QUEUE}?state=all",
        f"{QUEUE}?state=spam",
        f"{QUEUE}{visible.pk}/change/",
        f"{QUEUE}{held.pk}/change/",
        f"{QUEUE}undo/{record.pk}-{record.pk}/",
        f"{QUEUE}erase/",
        f"{QUEUE}erase/?comment={visible.pk}",
        "/admin/comments/moderation/",
        "/admin/comments/discussion/",
        f"/admin/comments/discussion/{discussion.pk}/change/",
        "/admin/comments/discussion/add/",
        "/admin/comments/rules/add/",
        "/admin/comments/followup/add/",
        f"/admin/comments/followup/{follow_up.pk}/change/",
    ):
        problems += problems_of(page, address, complaints)
    assert "\n".join(problems) == ""


def test_waiting_comment_is_approved_by_keyboard_on_a_phone_and_taken_back(
    context, page, base_url, complaints
):
    held = make_queue()[2]
    sign_in(context, base_url, make_moderator())
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto("/admin/")
    page.get_by_role("link", name="Read it: 1 comment waits").press("Enter")

    page.get_by_role("button", name=f"Approve {held}").press("Enter")
    expect(page.get_by_text("Approved 1 comment.")).to_be_visible()
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    assert Comment.objects.get(pk=held.pk).status == "published"

    page.get_by_role("link", name="Undo …").press("Enter")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name=f"Approve {held}")).to_be_visible()
    assert Comment.objects.get(pk=held.pk).status == "held"
    assert complaints == []


def test_flood_is_cleared_on_a_phone_and_taken_back(
    context,
    page,
    base_url,
    complaints,
):
    newsletter = make_newsletter()
    held = {"status": "held", "in_thread": False, "published_at": None}
    make_thread(make_discussion(make_poll(newsletter=newsletter)), [None] * 60, **held)
    sign_in(context, base_url, make_moderator())
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(QUEUE)

    # The comments come first; the acts on many, once one is ticked, whatever place the list is at.
    many = page.locator(".actions")
    expect(many).to_be_hidden()
    expect(page.locator(".queued").first).to_be_in_viewport()
    page.locator(".action-select").last.check()
    expect(many.get_by_role("button", name="Spam")).to_be_in_viewport(ratio=1)
    expect(many.get_by_label("Reason")).to_be_in_viewport(ratio=1)
    page.reload()

    # Enter in the field presses none of the buttons beside it.
    page.get_by_role("checkbox", name="Select all objects").check()
    page.get_by_label("Reason").press("Enter")
    expect(page.get_by_text("No action selected.")).to_be_visible()
    assert Comment.objects.held().count() == 60

    page.get_by_role("checkbox", name="Select all objects").check()
    page.get_by_role("button", name="Select all 60 comments").click()
    page.get_by_role("button", name="Spam", exact=True).click()
    expect(page.get_by_role("heading", name="Mark 60 comments as spam?")).to_be_visible()
    page.get_by_label("Reason").fill("A flood")
    page.get_by_role("button", name="Spam").click()
    expect(page.get_by_text("Marked as spam: 60 comments.")).to_be_visible()
    assert not Comment.objects.held().exists()

    page.get_by_role("link", name="Undo …").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 60 comments as before.")).to_be_visible()
    assert Comment.objects.held().count() == 60

    # After an act on one the next one has the focus.
    first, second = Comment.objects.held()[:2]
    page.get_by_role("button", name=f"Reject {first}", exact=True).press("Enter")
    expect(page.locator(f"#comment-{second.pk}")).to_be_focused()
    assert complaints == []
