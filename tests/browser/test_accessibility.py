"""Every page and state for everybody: axe, small screens, large text."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.every_page import every_page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}

# Refused votes and pages that are missing are among the pages.
REFUSALS = tuple(f"status of {status}" for status in (403, 404, 409, 422, 429))

ROOT_TEXT_SIZE = "getComputedStyle(document.documentElement).fontSize"
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Chromium's own setting, in pixels.
TEXT_SIZE = 16
# What is cut off, and the words of a result that lie on each other.
LOST_TEXT = """() => {
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
    return [...cut, ...on].map(element => element.outerHTML.slice(0, 200));
}"""


def violations(page, rules) -> list[str]:
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page, options=rules).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_passes_axe_in_light_and_dark(page, faults, width):
    faults.expected = REFUSALS
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for name in every_page(page):
        page.emulate_media(color_scheme="light")
        found[name] = violations(page, RULES)
        page.emulate_media(color_scheme="dark")
        # Nothing else depends on the colours.
        found[name] += violations(page, CONTRAST)
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("enlarged", [1, 2])
def test_no_page_scrolls_sideways_or_loses_text(page, faults, enlarged):
    faults.expected = REFUSALS
    browser = page.context.new_cdp_session(page)
    sizes = {"standard": TEXT_SIZE * enlarged, "fixed": TEXT_SIZE * enlarged}
    browser.send("Page.setFontSizes", {"fontSizes": sizes})
    found = {}
    for name in every_page(page):
        found[name] = []
        for width in (320, 640, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(IS_TOO_WIDE):
                found[name].append(f"wider than {width} pixels")
            found[name] += page.evaluate(LOST_TEXT)
    assert page.evaluate(ROOT_TEXT_SIZE) == f"{TEXT_SIZE * enlarged}px"
    assert {name: problems for name, problems in found.items() if problems} == {}
