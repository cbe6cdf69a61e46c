"""Axe on a page that is open: on a phone and on a desk, in light and in dark, on one load of it."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (375, 1280)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

# Colours that are still changing are seen as they will be. What axe found to be right would take longer
# on its way out of the browser than axe takes.
RUN = """rules => {
    document.getAnimations().forEach(animation => animation.finish());
    return axe.run(rules).then(({ violations }) => violations.flatMap(
        ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)));
}"""


def violations(page: Page, rules=RULES) -> list[str]:
    """As the page is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, rules)


def views(page: Page) -> Iterator[tuple[str, dict]]:
    """Show the page at every width in light and in dark; yields what the view is called, and its rules."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        # In dark, only what depends on the colours can differ.
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            yield f"{width} {scheme}", rules


def violations_in_every_view(page: Page) -> list[str]:
    return [
        f"{view}: {problem}" for view, rules in views(page) for problem in violations(page, rules)
    ]
