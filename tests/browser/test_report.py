"""From a closed poll to its published report, by an editor in Chromium: figures, a quotation, a correction."""

import re

import pytest
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import expect

from polls import editions
from polls.models import Ballot, Post
from tests.browser.axe import violations
from tests.browser.desk import problems_of, sign_in
from tests.comments.factories import make_comment, make_discussion, make_follow_up
from tests.factories import make_ballots, make_editor, make_newsletter, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


def make_week():
    """A closed poll that was asked before and discussed, and the open one that comes after it."""
    newsletter = make_newsletter()
    earlier = make_poll(status="closed", newsletter=newsletter)
    make_ballots(earlier, [2, 2])
    poll = make_poll(status="closed", newsletter=newsletter, repeats=earlier, question="Tea?")
    make_ballots(poll, [3, 1])
    make_comment(
        make_discussion(poll),
        follow_up=make_follow_up(poll, "Which leaf?"),
        name="Ann",
        body="*Second* flush.",
    )
    make_poll(newsletter=newsletter, question="Coffee?")
    return poll


def test_report_is_written_published_and_corrected(page, context, base_url, another_browser):
    poll = make_week()
    sign_in(context, base_url, make_editor(username="Ada"))
    page.goto(f"/admin/polls/poll/{poll.pk}/change/")
    page.get_by_role("button", name="Write the report").click()
    headline, body = page.get_by_role("textbox", name="Headline:"), page.get_by_label("Body:")
    expect(headline).to_have_value("Tea?")
    expect(page.get_by_role("region", name="How it reads")).to_contain_text("up 25.00 points")

    # A figure goes where the cursor was last, by keyboard too.
    headline.fill(" of you drink tea")
    headline.press("Home")
    page.get_by_role("button", name="75.00%").press("Enter")
    expect(headline).to_have_value("{{share:1}} of you drink tea")
    expect(headline).to_be_focused()
    # A quotation is a paragraph of the text.
    body.fill("It is 75.00%, says the pot. Or 74.00%.")
    body.press("End")
    page.get_by_role("button", name="Quote Ann").click()
    expect(body).to_have_value(
        re.compile(r"Or 74\.00%\.\n\n> Second flush\.\n>\n> — \[Ann\]\(/comments/\d+/\)\n\n")
    )
    page.get_by_role("button", name="Save and continue").click()

    # What does not match is mended in its place.
    notes = page.get_by_role("region", name="Figures that do not match")
    expect(notes.get_by_role("listitem")).to_have_count(1)
    notes.get_by_role("button", name="Use {{share:1}}").click()
    expect(body).to_have_value(re.compile(r"^It is 75\.00%, says the pot\. Or \{\{share:1\}\}\."))
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Preview").click()
    expect(popup.value.get_by_role("heading", name="75.00% of you drink tea")).to_be_visible()
    expect(popup.value.get_by_role("heading", name="Coffee?")).to_be_visible()
    popup.value.close()
    page.get_by_role("button", name="Publish …").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Readers see it now.")).to_be_visible()

    post = Post.objects.get()
    assert post.headline == "75.00% of you drink tea"
    Ballot.objects.filter(pk=poll.ballots.order_by("pk").first().pk).update(standing="void")
    editions.freeze(poll, timezone.now(), "One ballot void.")
    page.goto(f"/admin/polls/post/{post.pk}/change/")
    page.get_by_role("button", name="Cite edition 2 …").click()
    page.get_by_role("button", name="Cite the newer edition").click()
    expect(page.get_by_text("cites edition 2 now.")).to_be_visible()
    # As if the seconds had gone by for which the site keeps a public page.
    caches["pages"].clear()
    reader = another_browser.new_page()
    reader.goto(post.get_absolute_url())
    expect(reader.get_by_role("heading", name="66.67% of you drink tea", level=1)).to_be_visible()
    expect(reader.locator(".prose").first).to_contain_text("It is 75.00%, says the pot. Or 66.67%.")
    expect(reader.get_by_role("blockquote").first).to_contain_text("Second flush.")
    assert violations(reader) == []


def test_figures_in_a_note_are_placed_and_mended_where_it_is_typed(page, context, base_url):
    post = make_post(reports=make_week(), body="It was 75.00%.")
    sign_in(context, base_url, make_editor(username="Ada"))
    page.goto(f"/admin/polls/post/{post.pk}/change/")
    page.get_by_role("button", name="Add another note").click()
    first, second = (page.locator(f"#id_addenda-{place}-text") for place in (0, 1))
    first.fill("One.\n\nOf you 74.00% drink tea. So do ")
    first.press("Control+End")
    page.get_by_role("button", name="3 votes").click()
    expect(first).to_have_value(re.compile(r"So do \{\{votes:1\}\}$"))
    second.fill("Hardly ")
    second.press("End")
    page.get_by_role("button", name="75.00%").click()
    expect(second).to_have_value("Hardly {{share:1}}")
    page.get_by_role("button", name="Save and continue").click()

    remark = page.get_by_role("region", name="Figures that do not match").get_by_role("listitem")
    expect(remark).to_contain_text("“Edited to add” note, line 3: “74.00%”")
    remark.get_by_role("button", name="Use {{share:1}}").click()
    expect(first).to_be_focused()
    expect(first).to_have_value("One.\n\nOf you {{share:1}} drink tea. So do {{votes:1}}")
    page.get_by_role("button", name="Save and continue").click()
    expect(remark).to_have_count(0)
    page.goto(post.get_absolute_url())
    expect(page.get_by_text("Of you 75.00% drink tea. So do 3")).to_be_visible()
    expect(page.get_by_text("Hardly 75.00%")).to_be_visible()


def test_form_of_a_report_passes_axe_and_the_csp(page, context, base_url, complaints):
    poll = make_week()
    sign_in(context, base_url, make_editor(username="Ada"))
    page.goto(f"/admin/polls/poll/verbs/write-report/?id={poll.pk}")
    page.get_by_role("button", name="Write the report").click()
    body = page.get_by_label("Body:")
    body.fill(
        "In 14 years, 34 cups; **4** readers, 3 of 4\nreaders, and 75.00% of 175.00%; or 74.00%."
    )
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("4 typed figures that match").click()
    page.get_by_role("button", name="Use all of them").click()
    expect(body).to_have_value(
        "In 14 years, 34 cups; **{{respondents}}** readers, {{votes:1}} of {{respondents}}\n"
        "readers, and {{share:1}} of 175.00%; or 74.00%."
    )
    page.reload()
    address = f"/admin/polls/post/{Post.objects.get().pk}/change/"
    assert "\n".join(problems_of(page, address, complaints)) == ""
