"""A reader at a page, with a mouse, a finger or the keyboard alone; and what the site has stored of it."""

import time

import pytest
from django.db.models import Count
from playwright.sync_api import Locator, Page, expect

from polls.models import Poll
from polls.views.ballots import BALLOTS_PER_NETWORK, NETWORK_WINDOW
from smartpulse.models import Throttle

# Far more than any page of the tests has links before the one that is looked for.
MOST_STOPS = 40
# Seconds in which any machine sends the vote that is one too many.
REST_OF_WINDOW = 10

MOST_FRAMES = 60
SHOWS_FOCUS = """element => {
    const shown = element.closest(".choice") ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    const { top, bottom } = shown.getBoundingClientRect();
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
        && top >= 0 && bottom <= innerHeight;
}"""


class Reader:
    """With a mouse."""

    def __init__(self, page: Page):
        self.page = page

    def follow(self, name: str):
        self.press(self.page.get_by_role("link", name=name, exact=True))

    def choose(self, answer: str):
        self.press(self.page.get_by_role("radio", name=answer, exact=True))

    def cast(self):
        self.press(self.page.get_by_role("button", name="Cast my vote"))

    def unfold(self, summary: str):
        self.press(self.page.locator("summary", has_text=summary))

    def press(self, target: Locator):
        target.click()


class Finger(Reader):
    def press(self, target: Locator):
        target.tap()


class Keyboard(Reader):
    """Every stop on the way must show that it has the focus."""

    def __init__(self, page: Page):
        super().__init__(page)
        # The page would still be scrolling to one stop when the next is looked at.
        page.emulate_media(reduced_motion="reduce")

    def choose(self, answer: str):
        radio = self.page.get_by_role("radio", name=answer, exact=True)
        group = radio.locator("xpath=ancestor::fieldset").get_by_role("radio")
        if not self.has_focus(group):
            self.reach(group)
        for _ in range(group.count()):
            if self.has_focus(radio):
                break
            self.page.keyboard.press("ArrowDown")
        # Where the first answer is the wanted one, coming to it has not marked it yet.
        self.page.keyboard.press("Space")
        expect(radio).to_be_checked()

    def press(self, target: Locator):
        self.reach(target)
        self.page.keyboard.press("Enter")

    def reach(self, targets: Locator):
        """Tab on until one of the targets has the focus."""
        expect(targets.first).to_be_visible()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            if focused.count():
                self.expect_shown(focused)
            if self.has_focus(targets):
                return
        pytest.fail(f"The keyboard does not reach {targets}.")

    def expect_shown(self, focused: Locator):
        """What has the focus is marked and in sight, once what has just come in is drawn."""
        for _ in range(MOST_FRAMES):
            if focused.evaluate(SHOWS_FOCUS):
                return
            self.page.evaluate("new Promise(requestAnimationFrame)")
        pytest.fail(f"No focus is shown on {focused.evaluate('it => it.outerHTML')}.")

    def has_focus(self, targets: Locator) -> bool:
        return targets.and_(self.page.locator(":focus")).count() == 1


def votes(poll: Poll) -> dict[str, int]:
    """The answers' texts with their marks in the database."""
    return dict(
        poll.choices.annotate(votes=Count("marks"))
        .order_by("position")
        .values_list("text", "votes")
    )


def own_line(page: Page) -> Locator:
    """The line of the result that is marked as the reader's own."""
    return page.locator(".result-line", has_text="Your vote")


def expect_notice(page: Page, sentence: str):
    """The answer to a vote: its sentence is a heading, and has the focus."""
    expect(page.get_by_role("heading", name=sentence, exact=True)).to_be_focused()


def exhaust_network_limit():
    """As if all the others behind this address had voted too, after the one vote that it has cast."""
    window, passed = divmod(time.time(), NETWORK_WINDOW)
    if NETWORK_WINDOW - passed < REST_OF_WINDOW:
        time.sleep(NETWORK_WINDOW - passed)
        window += 1
    Throttle.objects.update(count=BALLOTS_PER_NETWORK, window=window * NETWORK_WINDOW)


def with_and_without_scripts(**context_args):
    """Run a test in both kinds of browser; `scripts` says which."""
    return pytest.mark.parametrize(
        "scripts", [browser(True, **context_args), browser(False, **context_args)]
    )


def browser(scripts: bool, *values, name="", **context_args):
    """A parameter: the values, then `scripts`; the context's arguments are Playwright's."""
    return pytest.param(
        *values,
        scripts,
        id=f"{name} {'with' if scripts else 'without'} scripts".strip(),
        marks=pytest.mark.browser_context_args(java_script_enabled=scripts, **context_args),
    )
