"""The privacy page says what the code does: its figures are the settings themselves."""

from datetime import timedelta

from polls import voters
from smartpulse.accounts import STAFF_COOKIE


def test_privacy_page_prints_cookies_and_spans_from_the_settings(client, settings, monkeypatch):
    monkeypatch.setattr(voters, "FORGET_AFTER", timedelta(days=77))
    monkeypatch.setattr(voters, "COOKIE_AGE", timedelta(days=88))
    settings.SESSION_COOKIE_AGE = 99 * 24 * 3600
    page = " ".join(client.get("/privacy/").content.decode().split())
    assert "77 days after a poll has closed" in page
    assert "<td>88 days</td>" in page
    assert "<td>99 days, 364 days</td>" in page
    for name in (
        voters.VOTER_COOKIE,
        voters.MARKER_COOKIE,
        f"{voters.LINK_COOKIE}…",
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        STAFF_COOKIE,
    ):
        assert f"<code>{name}</code>" in page
