"""Chromium on the real server: `page.goto("/")` opens its front page."""

import pytest


@pytest.fixture(scope="session")
def base_url(running_site):
    return running_site.url


@pytest.fixture
def context(live_site, context):
    """Closed before the rows of its test go."""
    return context
