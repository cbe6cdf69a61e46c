"""Chromium on the real server: `page.goto("/")` opens its front page."""

import pytest
from playwright.sync_api import BrowserContext, expect

# As long as Playwright waits for a page: a busy machine is no fault.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def base_url(running_site):
    return running_site.url


@pytest.fixture
def context(live_site, context):
    """Closed before the rows of its test go."""
    return context


class Faults:
    """What browsers complain of, and what they ask of other hosts."""

    def __init__(self, base_url: str):
        self.base_url = base_url
        self.found = []
        self.expected = ()

    def watch(self, context: BrowserContext) -> BrowserContext:
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (event) =>"
            " console.error('Against the policy:', event.violatedDirective, event.blockedURI))"
        )
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.found.append(str(error.error)))
        context.on("request", self.see)
        return context

    def hear(self, message):
        if message.type in {"error", "warning"}:
            self.found.append(message.text)

    def see(self, request):
        if not request.url.startswith((f"{self.base_url}/", "about:", "data:")):
            self.found.append(f"asked of another host: {request.url}")

    def unexpected(self) -> list[str]:
        return [fault for fault in self.found if not any(part in fault for part in self.expected)]


@pytest.fixture
def faults(context, base_url):
    """Watches the browser: a fault that holds none of the sentences in `faults.expected` fails the test."""
    faults = Faults(base_url)
    faults.watch(context)
    yield faults
    assert faults.unexpected() == []


@pytest.fixture
def another_browser(new_context, faults):
    """Another reader's browser: `another_browser.new_page()`."""
    return faults.watch(new_context())


@pytest.fixture
def complaints(page):
    """What the console and the desk's scripts complain of; a test asserts that it is empty."""
    found = []
    page.on(
        "console",
        lambda message: (
            message.type == "error" and found.append(f"{message.text} {message.location['url']}")
        ),
    )
    page.on("pageerror", lambda error: found.append(str(error)))
    return found
