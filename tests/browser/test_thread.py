"""Reading a long thread in the browser: further replies in their places, levels on a phone, folding."""

import random
import re

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from comments import moderation, reading
from comments.models import Comment
from comments.threads import grow
from tests.comments.factories import make_comment, make_discussion, make_thread
from tests.factories import make_moderator, make_poll

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

# Of each comment its number, and that of the comment in whose list it is drawn.
DRAWN = """() => [...document.querySelectorAll(".thread .comment")].map(comment => {
    const above = comment.parentElement.parentElement.closest(".thread-item");
    const number = element => Number(element.id.split("-")[1]);
    return [number(comment), above && number(above)];
})"""
INDENT = "element => element.getBoundingClientRect().left"


@pytest.fixture
def discussion(live_site):
    return make_discussion(make_poll(status="closed", question="Do you outsource?"))


def test_further_replies_come_into_their_places_and_the_reader_goes_to_the_first(
    page, faults, discussion
):
    rng = random.Random(7)
    # Beyond what a page and two batches of further replies hold.
    size = reading.REPLIES + 2 * reading.MORE + 9
    comments = make_thread(discussion, [None, *(rng.randrange(n) for n in range(1, size)), None])
    page.goto(discussion.poll.get_absolute_url())
    more = page.locator(".thread-further a")
    for remaining in (2 * reading.MORE + 8, reading.MORE + 8, 8):
        expect(more).to_have_text(f"{remaining} more replies to Reader")
        shown = page.locator(".comment").count()
        more.click()
        expect(page.locator(".comment")).to_have_count(shown + min(remaining, reading.MORE))
        expect(page.locator(".comment:has(.comment-new)").first).to_be_focused()
    expect(more).to_have_count(0)

    expected = sorted(
        (node.comment.number, node.above and node.above.comment.number)
        for root in grow(comments)
        for node in root.walk()
    )
    assert sorted(map(tuple, page.evaluate(DRAWN))) == expected
    # What came later works as what was there: its form opens in its place.
    last = comments[-2]
    page.locator(f"#comment-{last.number}").get_by_role("link", name="Reply").click()
    expect(page.locator(f"#comment-{last.number} [name=body]")).to_be_focused()


def test_replies_to_a_comment_approved_after_the_page_was_made_are_not_lost(
    page, faults, discussion
):
    faults.expected = ("htmx:oobErrorNoTarget",)
    root = make_comment(discussion, body="The root.")
    late = make_comment(discussion, root, body="Approved late.", status=Comment.Status.HELD)
    for number in range(reading.REPLIES):
        make_comment(discussion, root, body=f"First {number}.")
    further = [make_comment(discussion, root, body=f"Further {number}.") for number in range(3)]
    page.goto(discussion.poll.get_absolute_url())
    expect(page.locator(".comment")).to_have_count(1 + reading.REPLIES)
    moderation.moderate(late, "approve", actor=make_moderator())
    further.append(make_comment(discussion, late, body="In reply to what came late."))

    page.locator(".thread-further a").click()
    expect(page).to_have_url(re.compile(rf"/comments/{root.pk}/replies/\?after=[0-9]+$"))
    for comment in [root, late, *further]:
        expect(page.locator(".comment-text", has_text=comment.body)).to_have_count(1)

    page.goto(late.get_absolute_url())
    expect(page.locator(".is-this .comment-text")).to_have_text("Approved late.")
    page.goto(discussion.poll.get_absolute_url())
    # The site and the browser keep a page for a few seconds.
    caches["pages"].clear()
    page.reload()
    page.locator(".thread-further a").click()
    expect(page.locator(".thread-further")).to_have_count(0)
    every = Comment.objects.visible().values_list("number", flat=True)
    assert sorted(number for number, _ in page.evaluate(DRAWN)) == sorted(every)


def test_root_approved_late_is_on_the_page_before_and_on_no_other(page, faults, discussion):
    late = make_comment(discussion, status=Comment.Status.HELD)
    for _ in range(reading.ROOTS + 2):
        make_comment(discussion)
    seen = []
    page.goto(discussion.poll.get_absolute_url())
    seen += page.evaluate(DRAWN)
    moderation.moderate(late, "approve", actor=make_moderator())
    page.get_by_role("link", name="More responses").click()
    page.wait_for_url("**after=**")
    # The reader goes on below what stands above every page.
    expect(page.get_by_role("navigation", name="Ways to read")).not_to_be_in_viewport()
    seen += page.evaluate(DRAWN)
    numbers = sorted(number for number, _ in seen)
    assert numbers == [comment.number for comment in Comment.objects.order_by("number")][1:]
    page.goto(late.get_absolute_url())
    expect(page.locator(".is-this")).to_have_attribute("id", f"comment-{late.number}")


def test_link_that_does_not_arrive_says_so_and_works_once_it_does(page, faults, discussion):
    faults.expected = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    comment = make_comment(discussion)
    page.goto(discussion.poll.get_absolute_url())
    page.context.set_offline(True)
    reply = page.get_by_role("link", name="Reply")
    reply.click()
    expect(page.get_by_role("alert")).to_have_text(
        "This did not reach us. Check your connection and try again."
    )
    page.context.set_offline(False)
    reply.click()
    expect(page.locator(f"#comment-{comment.number} [name=body]")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("width", "levels"), [(375, 2), (1280, 4)])
def test_thread_is_drawn_four_deep_and_two_on_a_phone(page, faults, discussion, width, levels):
    above = None
    for name in "ABCDE":
        above = make_comment(discussion, above, name=name)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(discussion.poll.get_absolute_url())
    indents = {comment.evaluate(INDENT) for comment in page.locator(".comment").all()}
    assert len(indents) == levels
    named = page.locator(".comment-parent").filter(visible=True)
    expect(named).to_have_text([f"in reply to {name}" for name in "ABCD"[levels - 1 :]])


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_folded_tree_offers_no_further_replies(page, faults, discussion):
    root = make_comment(discussion)
    for _ in range(reading.REPLIES + 1):
        make_comment(discussion, root)
    page.goto(discussion.poll.get_absolute_url())
    further = page.get_by_role("link", name="1 more reply to Reader")
    expect(further).to_be_visible()
    page.locator("summary", has_text="replies").click()
    expect(further).to_be_hidden()
