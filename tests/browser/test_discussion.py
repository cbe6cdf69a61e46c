"""The discussion in the browser: reading, replying, previewing, posting, waiting."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.axe import violations_in_every_view
from tests.browser.reader import Keyboard, Reader, with_and_without_scripts
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_editor, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def discussion(live_site):
    """Under a closed poll and its report: a thread of three, four deep or less."""
    poll = make_poll(status="closed", question="Do you outsource?")
    make_post(slug="report", reports=poll, headline="Few outsource")
    discussion = make_discussion(poll, rules={"least_seconds": 0})
    first = make_comment(discussion, name="Priya", body="We tried it for a year.")
    second = make_comment(discussion, first, name="Tom", body="And then?", badge="author")
    make_comment(discussion, second, name="Priya", body="Never again.")
    return discussion


def write(form, **fields):
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)


@with_and_without_scripts()
def test_reader_replies_previews_and_posts(page, faults, discussion, scripts):
    reader = Reader(page)
    page.goto("/posts/report/")
    expect(page.get_by_role("heading", name="3 responses to “Few outsource”")).to_be_visible()
    reader.follow("Reply to Tom")
    # With scripts the form opens in its place, without them on the comment's own page.
    expect(page).to_have_url(re.compile("/posts/report/" if scripts else "/comments/[0-9]+/#reply"))
    form = page.locator("#reply .comment-form")
    write(form, body="We *stopped*.", name="Sam")
    reader.press(form.get_by_role("button", name="Preview"))
    preview = page.get_by_role("article", name="Preview")
    expect(preview.locator("em")).to_have_text("stopped")
    expect(page.locator("[name=body]")).to_have_value("We *stopped*.")
    write(page.locator(".comment-form"), body="We *never started*.")
    reader.press(page.get_by_role("button", name="Post comment"))
    expect(page).to_have_url(re.compile("/comments/[0-9]+/(#posted)?$"))
    expect(page.locator(".is-this .comment-text em")).to_have_text("never started")
    assert Comment.objects.get(name="Sam").parent.name == "Tom"


def test_staff_see_under_which_name_they_write_their_first_comment(page, faults, discussion):
    make_editor(username="Ada", first_name="Ada", last_name="Okafor")
    name = page.locator("#respond [name=name]")
    page.goto("/accounts/login/?next=/posts/report/")
    page.get_by_label("Username or e-mail").fill("Ada")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    expect(name).to_have_value("Ada Okafor")
    expect(name).not_to_be_editable()
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/posts/report/")
    expect(name).to_be_editable()
    expect(name).to_have_value("")


@with_and_without_scripts()
def test_comment_that_waits_says_so_to_its_author_alone(
    page, faults, another_browser, discussion, scripts
):
    discussion.newsletter.comment_rules.delete()
    reader = Reader(page)
    page.goto("/posts/report/")
    form = page.locator("#respond .comment-form")
    write(form, body="My first one.", name="Sam")
    reader.press(form.get_by_role("button", name="Post comment"))
    expect(page.get_by_role("status")).to_contain_text("Your comment waits for a moderator.")
    page.goto("/posts/report/")
    waits = page.locator("[data-own-comments]")
    if scripts:
        expect(waits.get_by_role("link", name="My first one.")).to_be_visible()
        # Its words may run the other way.
        expect(waits.get_by_role("link")).to_have_attribute("dir", "auto")
    else:
        expect(waits).to_be_hidden()
    other = another_browser.new_page()
    other.goto("/posts/report/")
    expect(other.locator("#comment-1")).to_be_visible()
    expect(other.get_by_text("My first one.")).to_have_count(0)


@with_and_without_scripts()
def test_author_is_asked_before_the_comment_is_deleted_and_told_after(
    page, faults, discussion, scripts
):
    reader = Reader(page)
    page.goto("/posts/report/")
    reader.follow("Add your own")
    form = page.locator("#respond .comment-form")
    expect(form).to_be_in_viewport()
    write(form, body="My first one.", name="Sam")
    reader.press(form.get_by_role("button", name="Post comment"))
    reader.follow("Change or delete it")
    deletes = page.get_by_role("button", name="Delete it for good")
    expect(deletes).to_be_hidden()
    reader.unfold("Delete my comment")
    reader.press(deletes)
    expect(page.get_by_role("status")).to_contain_text("Your comment was deleted.")
    expect(page).to_have_url(re.compile("/posts/report/" + ("$" if scripts else "#deleted$")))
    assert not Comment.objects.filter(name="Sam").exists()
    # The page that tells it is everybody's: it is silent elsewhere.
    page.goto(discussion.poll.get_absolute_url())
    expect(page.get_by_text("Your comment was deleted.")).to_be_hidden()


def test_paragraphs_in_two_directions_each_begin_on_their_own_side(page, faults, discussion):
    arabic, english = "لقد جربنا ذلك لمدة عام.", "It depends."
    make_comment(discussion, body=f"{arabic}\n\n{english}")
    page.goto("/posts/report/")
    text = page.locator(".comment-text", has_text=english)
    box = text.bounding_box()
    sides = text.locator("p").evaluate_all(
        """paragraphs => paragraphs.map(paragraph => {
            const words = document.createRange();
            words.selectNodeContents(paragraph);
            const { left, right } = words.getBoundingClientRect();
            return [left, right];
        })"""
    )
    (_, arabic_end), (english_start, _) = sides
    assert arabic_end == pytest.approx(box["x"] + box["width"], abs=1)
    assert english_start == pytest.approx(box["x"], abs=1)


@with_and_without_scripts()
def test_rejected_comment_keeps_what_was_typed(page, faults, discussion, scripts):
    faults.expected = ("status of 422",)
    page.goto("/posts/report/")
    form = page.locator("#respond .comment-form")
    write(form, body="Without a name.", email="sam@example.com")
    Reader(page).press(form.get_by_role("button", name="Post comment"))
    expect(page.get_by_role("alert")).to_contain_text("Write your name, or the one you go by.")
    expect(page.locator("[name=body]")).to_have_value("Without a name.")
    expect(page.locator("[name=email]")).to_have_value("sam@example.com")


def test_remembered_name_stands_in_the_next_form(page, faults, discussion):
    page.goto("/posts/report/")
    form = page.locator("#respond .comment-form")
    write(form, body="The first.", name="Sam", email="sam@example.com")
    form.get_by_label("Remember my name").check()
    form.get_by_role("button", name="Post comment").click()
    page.goto("/posts/report/")
    expect(page.locator("#respond [name=name]")).to_have_value("Sam")
    expect(page.locator("#respond [name=email]")).to_have_value("sam@example.com")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_replies_fold_without_scripts(page, faults, discussion):
    page.goto("/posts/report/")
    expect(page.locator("#comment-3")).to_be_visible()
    page.locator("summary", has_text="2 replies").first.click()
    expect(page.locator("#comment-2")).to_be_hidden()


def test_keyboard_alone_reaches_the_reply(page, faults, discussion):
    keyboard = Keyboard(page)
    page.goto(discussion.poll.get_absolute_url())
    keyboard.press(page.locator("#comment-1").get_by_role("link", name="Reply to Priya"))
    expect(page.locator("#comment-1 [name=body]")).to_be_focused()


def test_thread_with_an_open_form_passes_axe(page, faults, discussion):
    make_comment(discussion, body="```\na = [" + "0, " * 200 + "]\n```")
    page.goto("/posts/report/")
    page.locator("#comment-2").get_by_role("link", name="Reply to Tom").click()
    page.locator("#reply .comment-form").wait_for()
    page.locator("#respond summary").click()
    assert violations_in_every_view(page) == []
