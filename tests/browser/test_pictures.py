"""The README's pictures, of the demo's content.

They are kept where PICTURES says: `PICTURES=docs/pictures .venv/bin/pytest tests/browser/test_pictures.py`.
"""

import os
from pathlib import Path

import pytest

from polls.demo.loader import load
from tests.browser.reader import Reader, expect_notice

LARGEST = 250_000  # bytes


@pytest.fixture
def directory(tmp_path):
    return Path(os.environ.get("PICTURES", tmp_path))


def test_pages_that_the_readme_shows(page, faults, directory):
    load(lambda progress: None)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")

    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto("/")
    keep(page, directory / "front.png")

    page.set_viewport_size({"width": 375, "height": 667})
    page.goto("/")
    reader = Reader(page)
    reader.press(page.locator(".choice").first)
    reader.cast()
    expect_notice(page, "Thank you. Your vote counts.")
    page.locator(".kicker").first.scroll_into_view_if_needed()
    keep(page, directory / "voted.png")


def keep(page, path):
    picture = page.screenshot(path=path, animations="disabled")
    assert len(picture) < LARGEST, path.name
