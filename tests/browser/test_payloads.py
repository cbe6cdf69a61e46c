"""Nothing that a commenter typed runs, on any surface of the discussion, and all of it stays readable."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from comments import letters, moderation, subscriptions
from comments.models import Comment, ReplyNotice
from comments.models.comment import MOST_NAME, MOST_TITLE
from tests.browser.desk import sign_in
from tests.browser.payloads import PAYLOADS
from tests.comments.factories import ANNA, make_comment, make_discussion, make_follow_up
from tests.factories import make_moderator, make_poll, make_post

# What is drawn of a comment does not depend on where it is stored.
pytestmark = pytest.mark.only_on("sqlite")

ALL = "\n\n".join(PAYLOADS)
NAMES = [payload[:MOST_NAME] for payload in PAYLOADS]
# What a page must never hold: whatever runs, and whatever brings in what is not ours.
FOREIGN = """() => [...document.querySelectorAll("*")].filter(element =>
    element.matches("iframe, object, embed, base, style, video, marquee, math, meta[http-equiv=refresh]")
    || element.matches("script:not([src^='/static/'], [src='/admin/jsi18n/'], [type$='json'])")
    || [...element.attributes].some(({ name, value }) => name.startsWith("on") || name.startsWith("hx-on")
        || /^\\s*(javascript|vbscript|data):/i.test(value))
).map(element => element.outerHTML.slice(0, 100))"""

ENTRIES = """feed => [...new DOMParser().parseFromString(feed, "application/xml")
    .querySelectorAll("entry > content")].map(content => content.textContent)"""


@pytest.fixture
def discussion(live_site):
    """Under a poll and its report: a comment for each payload, in all of its fields."""
    poll = make_poll(
        status="closed", slug="asked", question=PAYLOADS[0], choices=(PAYLOADS[5], "No")
    )
    make_post(slug="report", reports=poll, headline="Report")
    discussion = make_discussion(poll, rules={"least_seconds": 0, "words": "title"})
    asked = make_follow_up(poll, question=PAYLOADS[13])
    first = make_comment(discussion, **typed(PAYLOADS[0]), picked=True, voted_choice=asked.choice)
    for payload in PAYLOADS[1:]:
        make_comment(discussion, first, **typed(payload), follow_up=asked)
    return discussion


def typed(payload) -> dict:
    return {
        "name": payload[:MOST_NAME],
        "body": payload,
        "site": f"https://e.example/?{payload[:100]}",
        "recent_title": payload[:MOST_TITLE],
        "recent_url": f"https://e.example/?{payload[:100]}",
        "author_key": None,
    }


def look_through(page):
    """Nothing has run or come in, by the time at which everything is drawn."""
    page.wait_for_load_state()
    assert page.evaluate(FOREIGN) == []
    assert page.title() != "ran"


def test_nothing_runs_where_readers_read(page, faults, discussion):
    asked = discussion.poll.choices.first().follow_up
    names = page.locator(".comment-name")
    for query in ("", "?order=newest", f"?answer={asked.choice_id}", f"?asked={asked.pk}"):
        for address in ("/posts/report/", "/polls/asked/"):
            page.goto(address + query)
            look_through(page)
    page.goto("/posts/report/")
    while page.locator(".thread-further a").count():
        before = names.count()
        page.locator(".thread-further a").click()
        expect(names).not_to_have_count(before)
        look_through(page)
    assert sorted(names.all_text_contents()) == sorted(NAMES)
    recent = page.locator(".comment-recent a").all_text_contents()
    assert sorted(recent) == sorted(payload[:MOST_TITLE] for payload in PAYLOADS)
    # Markdown takes its own signs away, and nothing else.
    said = " ".join(page.locator(".comment-text").all_text_contents())
    for payload in PAYLOADS:
        if not re.search(r"[][*_`&]|^<java|!", payload):
            assert payload in said, payload

    # A comment's own page has its words in the title too.
    for comment in Comment.objects.all():
        page.goto(comment.get_absolute_url())
        look_through(page)
    for suffix in ("replies/", "report/"):
        page.goto(Comment.objects.first().get_absolute_url() + suffix)
        look_through(page)


def test_nothing_runs_in_a_feed_or_in_a_mail_where_no_policy_is_ours(page, faults, discussion):
    # Where a page names no icon, as a feed does not, Chromium asks for /favicon.ico.
    faults.expected = ("status of 404",)
    page.goto("/polls/asked/comments/feed/")
    look_through(page)
    # Chromium shows it as plain text; feed readers show what stands in its entries.
    entries = page.evaluate(ENTRIES, page.locator("pre").text_content())
    assert len(entries) == len(PAYLOADS)
    first, *replies = Comment.objects.order_by("pk")
    first.email, first.wants_replies = "anna@example.com", True
    first.email_confirmed_at = now = first.created_at
    first.save()
    subscription = subscriptions.of(first, now)
    notices = [ReplyNotice(comment=reply, subscription=subscription) for reply in replies]
    mails = [letters.letter(notice, now).alternatives[0].content for notice in notices]
    # As a program shows them that believes whatever it is sent.
    page.goto("about:blank")
    for html in ("".join(entries), *mails):
        page.set_content(html)
        look_through(page)
    # The last of the mails.
    expect(page.locator(".mail")).to_contain_text(PAYLOADS[-1][:MOST_NAME])


def test_nothing_runs_in_what_comes_back_to_its_author(page, base_url, faults, discussion):
    faults.expected = ("status of 422",)
    page.goto("/posts/report/")
    form = page.locator(".comment-form").last
    form.get_by_text("Add my recent post").click()
    form.evaluate("form => form.noValidate = true")
    for name in ("body", "name", "email", "site", "recent_title", "recent_url"):
        form.locator(f"[name={name}]").fill(ALL)
    form.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_through(page)
    expect(page.locator("[name=body]")).to_have_value(ALL)

    expect(page.locator("[name=site]")).to_have_value(ALL.replace("\n", " "))
    for name, value in {"email": "", "site": "", "recent_url": "", "recent_title": ""}.items():
        page.locator(f"[name={name}]").fill(value)
    # The text holds all of them each time; the names are drawn as in the thread.
    for payload in PAYLOADS[::8]:
        page.locator("[name=name]").fill(payload[:MOST_NAME])
        page.get_by_role("button", name="Preview").click()
        preview = page.get_by_role("article", name="Preview")
        expect(preview.locator(".comment-name")).not_to_be_empty()
        look_through(page)

    # One's own page, and what waits, in the thread.
    page.context.add_cookies(
        [
            {"name": name, "value": value, "url": base_url}
            for name, value in (("commenter", ANNA.browser), ("commented", str(discussion.pk)))
        ]
    )
    own = {"author_key": ANNA.key_in(discussion)}
    for payload in PAYLOADS:
        held = make_comment(discussion, **typed(payload) | own, status="held")
    page.goto(f"{held.get_absolute_url()}own/")
    look_through(page)
    page.goto("/posts/report/")
    expect(page.locator(".comment-waits")).to_have_count(len(PAYLOADS))
    look_through(page)


def test_nothing_runs_in_the_moderators_queue(context, page, base_url, faults, discussion):
    Comment.objects.update(hold_rule="word", hold_match="title")
    moderator = make_moderator()
    first, second = Comment.objects.order_by("pk")[:2]
    record = moderation.moderate(first, "spam", actor=moderator, reason=ALL[:300])
    moderation.report(second.pk, ANNA, "abuse", note=ALL[:500], address="192.0.2.1")
    sign_in(context, base_url, moderator)
    for address in (
        "/admin/",
        "/admin/comments/comment/?state=all",
        f"/admin/comments/comment/{first.pk}/change/",
        f"/admin/comments/comment/{second.pk}/change/",
        f"/admin/comments/comment/undo/{record.pk}-{record.pk}/",
        "/admin/comments/moderation/",
        "/admin/comments/discussion/",
    ):
        page.goto(address)
        assert urlsplit(page.url).path == urlsplit(address).path
        look_through(page)
    page.goto("/admin/comments/comment/?state=all")
    said = page.locator("#changelist").inner_text()
    for payload in PAYLOADS[2:]:
        assert " ".join(payload[:40].split()) in said
