"""Reading a long thread in the browser: further replies in their places, levels on a phone, folding."""

import random

import pytest
from playwright.sync_api import expect

from comments import reading
from comments.threads import grow
from tests.comments.factories import make_comment, make_discussion, make_thread
from tests.factories import make_poll

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
