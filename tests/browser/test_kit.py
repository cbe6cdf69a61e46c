"""The newsletter kit in Chromium: as mail programs show it, from the desk to a vote in two taps."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from polls import subscribers
from tests.browser.reader import expect_notice, votes
from tests.browser.test_desk import sign_in
from tests.factories import DAY, make_ballots, make_editor, make_newsletter, make_poll, make_post

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen and everything else about it"

# Each element with text of its own: how its colour stands out from the background behind it.
LEAST_CONTRAST = """() => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((value) => value / 255)
        .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = channels(getComputedStyle(at).backgroundColor);
            if (colour[3] !== 0) return light(colour);
        }
        return 1;
    };
    const ratios = [...document.querySelectorAll("p, h2, h3, td, a, bdi")]
        .filter((element) => [...element.childNodes].some(
            (node) => node.nodeType === 3 && node.textContent.trim()))
        .map((element) => [light(channels(getComputedStyle(element).color)), behind(element)])
        .map(([one, other]) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
    return Math.min(...ratios);
}"""
WIDTHS_OF_BARS = """() => [...document.querySelectorAll("td[bgcolor='#8f8d88']")].map((bar) =>
    Math.round(100 * bar.getBoundingClientRect().width
        / bar.closest("table").getBoundingClientRect().width))"""


@pytest.fixture
def poll():
    newsletter = make_newsletter(name="The Kettle")
    last = make_poll(
        newsletter=newsletter, status="closed", question="Are you outsourcing?", closes_at=-2 * DAY
    )
    make_ballots(last, (3, 1))
    make_post(reports=last, headline="Nobody outsources")
    return make_poll(newsletter=newsletter, question="Tea or coffee?", choices=("Tea", LONG))


def copied(page: Page, context, base_url, poll) -> str:
    """The HTML that an editor copies at the desk, by the button."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    sign_in(context, base_url, make_editor(username="Ada"))
    page.goto(reverse("admin:polls_poll_kit", args=[poll.pk]))
    # By keyboard: a click right after the page has scrolled may still land in the frame of the preview.
    page.get_by_role("button", name="Copy the HTML", exact=True).press("Enter")
    expect(page.locator("[data-copied]")).to_have_text("Copied")
    html = page.evaluate("navigator.clipboard.readText()")
    assert html.splitlines() == page.locator("#kit-html").input_value().splitlines()
    return html


def in_a_mail(html: str) -> str:
    """The block as a mail service sends it, under the newsletter's own head."""
    return f'<!doctype html><html lang="en"><body style="margin: 0">{html}</body></html>'


def without_styles(html: str) -> str:
    return re.sub(r' (style|class|bgcolor)="[^"]*"|<style>.*?</style>', "", html, flags=re.DOTALL)


def test_mail_from_the_desk_reads_everywhere_and_votes_in_two_taps(
    page, context, faults, base_url, poll, another_browser
):
    html = copied(page, context, base_url, poll)
    frame = page.frame_locator("iframe[title='The mail on a wide screen']")
    expect(frame.get_by_role("heading", name="Tea or coffee?")).to_be_visible()
    token = subscribers.make_token(poll.newsletter, "reader@example.com")
    sent = in_a_mail(html.replace("*|SPTOKEN|*", token))

    mail = another_browser.new_page()
    for scheme in ("light", "dark"):
        mail.emulate_media(color_scheme=scheme)
        for width in (320, 600):
            mail.set_viewport_size({"width": width, "height": 900})
            mail.set_content(sent)
            assert mail.evaluate("document.documentElement.scrollWidth") == width
            assert mail.evaluate(LEAST_CONTRAST) > 4.5
            assert mail.evaluate(WIDTHS_OF_BARS) == [75, 25]
            for answer in ("Tea", LONG):
                box = mail.get_by_role("link", name=answer).bounding_box()
                assert box["height"] >= 48
                assert box["width"] >= width - 66
        ground = mail.locator("table").first.evaluate("it => getComputedStyle(it).backgroundColor")
        assert ground == {"light": "rgb(251, 250, 246)", "dark": "rgb(22, 24, 28)"}[scheme]

    # There is no picture to be left out; without its styles it is the same text, in the same order.
    assert "<img" not in html
    words = " ".join(mail.inner_text("body").split())
    mail.set_content(without_styles(sent))
    assert " ".join(mail.inner_text("body").split()) == words
    assert words == (
        "The Kettle · This week’s question Tea or coffee? Tap your answer, then confirm it on the "
        f"page. Tea {LONG} Open until {words.partition('Open until ')[2].partition('. A')[0]}. "
        "A nonscientific reader poll. Forwarded to you? Vote as yourself. Last week’s result Are "
        "you outsourcing? Yes 75.00% No 25.00% 4 readers. A nonscientific reader poll. Read the "
        "report: Nobody outsources"
    )
    assert mail.evaluate("document.documentElement.scrollWidth") <= 600

    mail.get_by_role("link", name="Tea").click()
    expect(mail.get_by_role("radio", name="Tea")).to_be_checked()
    # Before the scripts are there, a vote leads to a page of its own, which says less.
    mail.wait_for_load_state()
    mail.get_by_role("button", name="Cast my vote").click()
    expect_notice(mail, "Thank you. Your vote counts.")
    assert votes(poll) == {"Tea": 1, LONG: 0}
    assert poll.ballots.get().via == "mail"
