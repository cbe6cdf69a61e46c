"""Editors revoke a subscriber's link at the desk, and give it back."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from polls import subscribers
from polls.models import RevokedLink
from tests.factories import make_newsletter, make_revoked_link
from tests.polls.admin.pages import errors_of

pytestmark = pytest.mark.django_db
ADD = "/admin/polls/revokedlink/add/"
ANNA = "anna@example.com"


def test_editor_revokes_a_link_by_address_and_the_address_is_not_stored(desk):
    newsletter = make_newsletter()
    token = subscribers.make_token(newsletter, ANNA)

    desk.post(ADD, {"newsletter": newsletter.pk, "link": ANNA, "reason": "Left the company"})

    assert subscribers.read_token(newsletter, token) is None
    assert RevokedLink.objects.get().reason == "Left the company"
    entry = LogEntry.objects.get()
    assert ANNA not in f"{entry.object_repr} {entry.change_message}"
    page = desk.get("/admin/polls/revokedlink/").content.decode()
    assert "Left the company" in page
    assert ANNA not in page


def test_form_takes_the_newsletter_that_the_kit_offers_and_no_garbage(desk):
    newsletter = make_newsletter()
    page = desk.get(f"{ADD}?newsletter={newsletter.pk}").content.decode()
    assert f'<option value="{newsletter.pk}" selected>' in page
    for garbage in ("x", "²", "9" * 20, "", "%00"):
        assert desk.get(f"{ADD}?newsletter={garbage}").status_code == 200


def test_link_is_revoked_once(desk):
    newsletter = make_newsletter()
    token = subscribers.make_token(newsletter, ANNA)
    sent = {"newsletter": newsletter.pk, "link": f"https://x.example/v/{token}/poll/"}
    desk.post(ADD, sent)

    again = desk.post(ADD, sent)

    assert errors_of(again) == {"": ["This link is revoked already."]}
    assert RevokedLink.objects.count() == 1


def test_link_of_another_newsletter_is_refused(desk):
    newsletter, other = make_newsletter(name="The Kettle"), make_newsletter()
    token = subscribers.make_token(other, ANNA)

    page = desk.post(ADD, {"newsletter": newsletter.pk, "link": f"/v/{token}/poll/"})

    sentence = "This link is not one of The Kettle: copy the whole link."
    assert errors_of(page) == {"link": [sentence]}


def test_deleting_gives_the_link_back(desk):
    newsletter = make_newsletter()
    token = subscribers.make_token(newsletter, ANNA)
    revoked = make_revoked_link(newsletter, ANNA)

    desk.post(reverse("admin:polls_revokedlink_delete", args=[revoked.pk]), {"post": "yes"})

    assert subscribers.read_token(newsletter, token) is not None
