"""Chromium on the real server: `page.goto("/")` opens its front page."""

import pytest


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, running_site):
    return {**browser_context_args, "base_url": running_site.url}


@pytest.fixture
def context(live_site, context):
    """Closed before the rows of its test go."""
    return context
