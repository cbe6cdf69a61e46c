"""The pictures of the README and of the editor's guide, of the demo's content.

They are kept where PICTURES says: `PICTURES=docs/pictures .venv/bin/pytest tests/browser/test_pictures.py`.
"""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from polls.admin.ballot_filters import PollFilter
from polls.demo.loader import load
from polls.models import Poll, Post
from tests.browser.desk import sign_in
from tests.browser.reader import Reader, expect_notice
from tests.factories import make_superuser

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

LARGEST = 250_000  # bytes


@pytest.fixture
def directory(tmp_path):
    return Path(os.environ.get("PICTURES", tmp_path))


def test_pages_that_the_readme_and_the_guide_show(page, another_browser, base_url, directory):
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

    sign_in(another_browser, base_url, make_superuser(first_name="Hanneke"))
    desk = another_browser.new_page()
    desk.emulate_media(color_scheme="light", reduced_motion="reduce")
    desk.set_viewport_size({"width": 1100, "height": 760})
    for name, address in desk_pages().items():
        desk.goto(address)
        for frame in desk.locator("iframe").all():
            expect(frame.content_frame.locator("p").first).to_be_visible()
        keep(desk, directory / f"{name}.png")
    keep_ruling(desk, directory / "ruling.png")


def desk_pages() -> dict[str, str]:
    now = timezone.now()
    asked = Poll.objects.this_week(now).first()
    report = Post.objects.get(reports__slug="written-policy-again")
    return {
        "desk": "/admin/",
        "weeks": f"/admin/polls/newsletter/{asked.newsletter_id}/weeks/#plan-2",
        "poll-form": f"/admin/polls/poll/{asked.pk}/change/",
        "kit": f"/admin/polls/poll/{asked.pk}/kit/",
        "report-form": f"/admin/polls/post/{report.pk}/change/#figures-heading",
        "queue": "/admin/comments/comment/",
    }


def keep_ruling(desk, path):
    """Ballots ticked, and what holding them would do."""
    asked = Poll.objects.this_week(timezone.now()).first()
    desk.goto(f"/admin/polls/ballot/?{PollFilter.parameter_name}={asked.pk}")
    for box in desk.locator(".action-select").all()[:9]:
        box.check()
    desk.get_by_role("combobox", name="Action").select_option("hold")
    desk.get_by_role("button", name="Go").click()
    expect(desk.get_by_label("Reason")).to_be_visible()
    keep(desk, path)


def keep(page, path):
    picture = page.screenshot(path=path, animations="disabled")
    assert len(picture) < LARGEST, path.name
