"""Asking for the replies, confirming the address from the mail, and stopping it again."""

import re

from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from comments import delivery
from tests.browser.axe import violations_in_every_view
from tests.comments.factories import BEN, make_discussion, post
from tests.factories import make_poll


def link(number: int, last: bool = False) -> str:
    """The path of the first or last link in a mail: the site's own address is not known to the test."""
    found = re.findall(r"http://testserver(/\S*)", mail.outbox[number].body)
    return found[-1 if last else 0]


def test_reader_asks_confirms_is_mailed_and_stops_it(page, faults, live_site):
    poll = make_poll()
    discussion = make_discussion(poll, rules={"least_seconds": 0})
    page.goto(poll.get_absolute_url())
    form = page.locator("#respond .comment-form")
    form.locator("[name=body]").fill("Who thinks so, too?")
    form.locator("[name=name]").fill("Anna")
    form.locator("[name=email]").fill("anna@example.com")
    form.get_by_label("Mail me the replies").check()
    form.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("A mail comes to your address.")).to_be_visible()

    # The site's worker does not run in tests.
    delivery.send_due(timezone.now())
    page.goto(link(0))
    expect(page.locator(".comment-text")).to_have_text("Who thinks so, too?")
    assert violations_in_every_view(page) == []
    page.get_by_role("button", name="Yes, mail me the replies").click()
    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()

    post(discussion, BEN, parent=discussion.comments.get().pk, body="I do.")
    page.goto(link(1))
    expect(page.locator(".is-this .comment-text")).to_have_text("I do.")
    page.goto(link(1, last=True))
    assert violations_in_every_view(page) == []
    page.get_by_role("button", name="Stop mail about this discussion").click()
    expect(page.get_by_role("status")).to_contain_text("are not mailed to you")
    assert violations_in_every_view(page) == []
