"""The link that stops the mail: one press, for good, and by a mail service as well (RFC 8058)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments import own, subscriptions
from comments.models import Address, Comment, Subscription
from tests.comments.factories import ANNA, BEN, make_discussion, post
from tests.comments.mail.reading import stop_path

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.com"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def talk(mailbox, discussion, body="A reply.") -> str:
    """Anna asks for replies and gets one; returns the path of the link that stops them."""
    fields = {"email": EMAIL, "email_confirmed": True, "wants_replies": True}
    parent = post(discussion, ANNA, body=f"Before: {body}", **fields)
    post(discussion, BEN, parent=parent.pk, body=body)
    return stop_path(mailbox.mails[-1])


@pytest.fixture
def discussion():
    return make_discussion(rules={})


def replies_again(mailbox, discussion) -> bool:
    """Whether another reply to Anna is mailed."""
    before = len(mailbox.mails)
    parent = Comment.objects.filter(discussion=discussion, email=EMAIL).first()
    post(discussion, BEN, parent=parent.pk, body=f"Another, the {before}th.")
    return len(mailbox.mails) > before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        # Whatever a mail program says of where it comes from.
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"},
        {"Origin": "null"},
    ],
)
def test_mail_service_stops_the_mail_by_a_post_without_cookies(discussion, mailbox, headers):
    link = talk(mailbox, discussion)
    service = Client(enforce_csrf_checks=True, headers=headers)
    response = service.post(link, ONE_CLICK)
    assert (response.status_code, list(response.cookies)) == (200, [])
    assert not replies_again(mailbox, discussion)


def test_mail_service_may_send_its_post_urlencoded(discussion, mailbox):
    link = talk(mailbox, discussion)
    body = "List-Unsubscribe=One-Click"
    Client().post(link, body, content_type="application/x-www-form-urlencoded")
    assert not replies_again(mailbox, discussion)


def test_opening_the_link_stops_nothing(discussion, mailbox):
    link = talk(mailbox, discussion)
    page = Client().get(link)
    assert "Stop mail about this discussion" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert EMAIL not in page.content.decode()
    Client().head(link)
    assert replies_again(mailbox, discussion)


def test_button_stops_one_discussion_and_leaves_others(discussion, mailbox):
    elsewhere = make_discussion(rules={})
    link = talk(mailbox, discussion)
    talk(mailbox, elsewhere)
    answer = Client().post(link, {"scope": "discussion"})
    assert "No more mail about this discussion" in answer.content.decode()
    assert not replies_again(mailbox, discussion)
    assert replies_again(mailbox, elsewhere)


def test_button_stops_all_mail(discussion, mailbox):
    elsewhere = make_discussion(rules={})
    link = talk(mailbox, discussion)
    talk(mailbox, elsewhere)
    answer = Client().post(link, {"scope": "all"})
    assert "No mail comes to you" in answer.content.decode()
    assert not replies_again(mailbox, discussion)
    assert not replies_again(mailbox, elsewhere)


def test_mail_comes_again_where_its_reader_allows_it(discussion, mailbox):
    elsewhere = make_discussion(rules={})
    link = talk(mailbox, discussion)
    talk(mailbox, elsewhere)
    Client().post(link, {"scope": "all"})
    Client().post(link, {"act": "resume"})
    assert replies_again(mailbox, discussion)
    assert not replies_again(mailbox, elsewhere)


def test_asking_again_in_a_browser_that_is_known_starts_the_mail_again(discussion, mailbox):
    Client().post(talk(mailbox, discussion), {"scope": "all"})
    fields = {"email": EMAIL, "wants_replies": True}
    post(discussion, BEN, body="I am not Anna.", **fields)
    assert not Subscription.objects.active().exists()
    post(discussion, ANNA, body="I want them after all.", **fields)
    assert replies_again(mailbox, discussion)


def test_link_outlives_the_comments_and_a_new_secret(discussion, mailbox, settings):
    link = talk(mailbox, discussion)
    own.withdraw(Comment.objects.get(email=EMAIL).pk, ANNA)
    settings.SECRET_KEY = "another one, after a leak"
    with time_machine.travel(timezone.now() + timedelta(days=3000), tick=False):
        assert Client().post(link, ONE_CLICK).status_code == 200
    assert Subscription.objects.get().stopped_at is not None


@pytest.mark.parametrize("wrong", ["{}-AAAAAAAAAAAAAAAA", "{}-", "{}", "x-y", "²-x", "{}-é"])
def test_link_not_of_our_making_stops_nothing(discussion, mailbox, wrong):
    talk(mailbox, discussion)
    subscription = Subscription.objects.get()
    address = f"/mail/subscriptions/{wrong.format(subscription.pk)}/"
    assert Client().get(address).status_code == 404
    Client().post(address, ONE_CLICK)
    assert replies_again(mailbox, discussion)


def test_link_of_another_subscription_is_another_link(discussion, mailbox):
    first = talk(mailbox, discussion)
    second = talk(mailbox, make_discussion(rules={}))
    swapped = first.rstrip("/").rpartition("-")[0] + "-" + second.rstrip("/").rpartition("-")[2]
    assert Client().get(f"{swapped}/").status_code == 404


def test_sql_and_python_agree_on_who_is_active(discussion, mailbox):
    talk(mailbox, discussion)
    now = timezone.now()
    subscription = Subscription.objects.get()
    assert subscription.is_active
    for rows, change in (
        (Subscription.objects, {"stopped_at": now}),
        (Address.objects, {"stopped_at": now}),
        (Address.objects, {"refused_at": now}),
    ):
        rows.update(**change)
        assert not Subscription.objects.get().is_active
        assert not Subscription.objects.active().exists()
        rows.update(**dict.fromkeys(change))
    assert subscriptions.to_stop(subscriptions.stopping_token(subscription)).is_active
