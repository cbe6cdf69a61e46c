"""Somebody of the staff at the desk, and the desk's pages as everybody needs them."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import views, violations

IS_TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def sign_in(context: BrowserContext, base_url: str, user) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}])


def problems_of(page: Page, address: str, complaints: list[str]) -> list[str]:
    """What the browser, the Content-Security-Policy and axe have against a page, on every screen."""
    assert page.goto(address).status == 200, address
    problems = [f"console: {complaint}" for complaint in complaints]
    for view, rules in views(page):
        problems += [f"{view}: {problem}" for problem in violations(page, rules)]
        if page.evaluate(IS_TOO_WIDE):
            problems.append(f"{view}: it scrolls sideways")
    # Axe sets styles of its own, which the policy stops.
    complaints.clear()
    return [f"{address} {problem}" for problem in problems]


def press(page: Page, role: str, name: str, key: str = "Enter"):
    """Tab on to the control of this name, and press the key there."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    expect(wanted).to_be_visible()
    # Found once: to find it by its role and name takes far longer than a stroke of a key.
    element = wanted.element_handle()
    for _ in range(200):
        if element.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not lead to the {role} “{name}”.")
