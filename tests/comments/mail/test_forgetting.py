"""What was mailed is forgotten once no rule needs it: links to confirm, and digests but the last ones."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments import delivery
from comments.models import Address, Confirmation, Digest, ReplyNotice, Subscription
from comments.tasks import housekeeping
from tests.comments.factories import ANNA, BEN, make_comment, make_discussion, post
from tests.factories import make_moderator, make_newsletter

pytestmark = pytest.mark.django_db

NOW = timezone.now()
OLD, YOUNG = NOW - delivery.KEPT, NOW - delivery.KEPT + timedelta(seconds=1)


def make_confirmation(state: str, due_at) -> Confirmation:
    address, _ = Address.objects.get_or_create(
        email="anna@example.com", defaults={"created_at": NOW}
    )
    discussion = make_discussion()
    make_comment(discussion, email=address.email)
    subscription = Subscription.objects.create(address=address, discussion=discussion)
    return Confirmation.objects.create(subscription=subscription, state=state, due_at=due_at)


def make_digest(newsletter, slot, state="sent") -> Digest:
    moderator = make_moderator()
    times = {"slot": slot, "as_of": slot, "due_at": slot}
    fields = {"newsletter": newsletter, "moderator": moderator, "newest": 7, "state": state}
    return Digest.objects.create(**fields, **times)


def test_links_are_forgotten_after_their_days_but_for_those_that_wait():
    for state in ("sending", "sent", "dropped", "refused"):
        make_confirmation(state, OLD)
    kept = [make_confirmation("sent", YOUNG), make_confirmation("waiting", OLD)]
    assert delivery.forget(NOW) == 4
    assert list(Confirmation.objects.order_by("pk")) == kept
    assert Subscription.objects.count() == 6


def test_digests_are_forgotten_but_for_each_newsletters_last():
    first, second = make_newsletter(), make_newsletter()
    make_digest(first, OLD - timedelta(days=1))
    kept = [
        make_digest(first, OLD - timedelta(days=1), state="waiting"),
        *[make_digest(first, OLD) for _ in range(2)],
        make_digest(second, OLD - timedelta(days=9)),
    ]
    assert delivery.forget(NOW) == 1
    assert list(Digest.objects.order_by("pk")) == kept
    newer = make_digest(first, YOUNG)
    assert delivery.forget(NOW) == 2
    assert set(Digest.objects.all()) == {kept[0], kept[3], newer}


def test_that_a_reply_was_mailed_is_not_forgotten(mailbox):
    discussion = make_discussion(rules={})
    wish = {"email": "anna@example.com", "email_confirmed": True, "wants_replies": True}
    post(discussion, BEN, parent=post(discussion, ANNA, **wish).pk)
    assert ReplyNotice.objects.get().state == "sent"
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert housekeeping.call()["mails_forgotten"] == 0
    assert ReplyNotice.objects.count() == 1


def test_privacy_page_says_how_long(client, monkeypatch):
    monkeypatch.setattr(delivery, "KEPT", timedelta(days=33))
    page = " ".join(client.get("/privacy/").content.decode().split())
    assert "That a link was mailed is forgotten after 33 days." in page
