"""Pictures are served as pictures and nothing else."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.public_site import PICTURE, save_picture

STEM = PICTURE.removesuffix(".webp")


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("webp", "image/webp"),
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
    ],
)
def test_picture_has_its_type_and_may_run_nothing(client, suffix, content_type):
    save_picture(f"{STEM}.{suffix}")
    response = client.get(f"/pictures/{STEM}.{suffix}")
    stored = Path(settings.MEDIA_ROOT, f"{STEM}.{suffix}").read_bytes()
    assert (response.status_code, b"".join(response)) == (200, stored)
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        f"{'f' * 32}.webp",
        "picture.webp",
        f"{STEM}.svg",
        f"{STEM}.html",
        f"{STEM}.webp.html",
        f"{STEM}.webp%00.html",
        f"..%2f{STEM}.webp",
        f"../pictures/{STEM}.webp",
        "%2e%2e/smartpulse.sqlite3",
        f"{STEM.upper()}.webp",
        f"{STEM}.webp%0a",
    ],
)
def test_nothing_but_a_picture_by_its_name_is_served(client, name):
    for suffix in ("webp", "svg", "html", "webp.html"):
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        Path(settings.MEDIA_ROOT, f"{STEM}.{suffix}").write_bytes(b"<script>")
    assert client.get(f"/pictures/{name}").status_code == 404
