"""Every page and state for everybody: axe, small screens, large text."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.axe import violations_in_every_view
from tests.browser.every_page import every_page

# Refused votes and pages that are missing are among the pages.
REFUSALS = tuple(f"status of {status}" for status in (403, 404, 409, 422, 429))

# Chromium's own setting, in pixels.
TEXT_SIZE = 16
# What is cut off, and the words of a result that lie on each other.
LOOK = """() => {
    const root = document.documentElement;
    const cut = [...document.querySelectorAll("main *")].filter(element =>
        getComputedStyle(element).overflow === "hidden" && element.scrollWidth > element.clientWidth + 1
        && !element.closest(".visually-hidden, svg, select"));
    const on = [...document.querySelectorAll(".result-line")].filter(line => {
        const boxes = [...line.querySelectorAll(":scope > :not(.visually-hidden, svg)")]
            .flatMap(part => [...part.getClientRects()]);
        return boxes.some((one, place) => boxes.slice(place + 1).some(other =>
            one.left < other.right - 1 && other.left < one.right - 1
            && one.top < other.bottom - 1 && other.top < one.bottom - 1));
    });
    return {
        text: getComputedStyle(root).fontSize,
        tooWide: root.scrollWidth > root.clientWidth,
        lost: [...cut, ...on].map(element => element.outerHTML.slice(0, 200)),
    };
}"""


# How a page looks does not depend on where its rows are stored.
@pytest.mark.only_on("sqlite")
def test_every_page_passes_axe_and_keeps_its_text_on_every_screen(page, faults):
    """Nothing is cut off or scrolls sideways either, for a reader who has set the text twice as large too."""
    faults.expected = REFUSALS
    browser = page.context.new_cdp_session(page)
    found = {
        name: [*violations_in_every_view(page), *lost_in_every_size(page, browser)]
        for name in every_page(page)
    }
    assert {name: problems for name, problems in found.items() if problems} == {}


def lost_in_every_size(page: Page, browser: CDPSession) -> Iterator[str]:
    for text, width in itertools.product((2 * TEXT_SIZE, TEXT_SIZE), (320, 640, 1280)):
        set_text_size(browser, text)
        page.set_viewport_size({"width": width, "height": 800})
        seen = page.evaluate(LOOK)
        assert seen["text"] == f"{text}px"
        if seen["tooWide"]:
            yield f"wider than {width} pixels, its text {text} high"
        yield from seen["lost"]


def set_text_size(browser: CDPSession, size: int) -> None:
    """In pixels, as the browser's own setting has it."""
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
