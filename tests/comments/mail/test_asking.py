"""Asking for the replies in the form, and what one's own page and the desk say of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import delivery, form_times, moderation, subscriptions
from comments.models import Address, Comment, RemovalNotice
from comments.notifications import UNDO_TIME
from tests.comments.factories import ANNA, make_comment, make_discussion
from tests.comments.mail.reading import path_in, press, stop_path
from tests.factories import make_moderator, make_poll

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.com"


@pytest.fixture
def poll():
    poll = make_poll(slug="asked")
    make_discussion(poll, rules={"least_seconds": 0})
    return poll


@pytest.fixture
def anna():
    client = Client()
    client.cookies["commenter"] = ANNA.browser
    return client


def send(client, **fields):
    address = "/polls/asked/comments/"
    fields = {"name": "Anna", "body": "Tea.", "opened": form_times.sign(address)} | fields
    return client.post(address, fields)


def own_page(client, comment=None) -> str:
    comment = comment or Comment.objects.get()
    return client.get(f"/comments/{comment.pk}/own/").content.decode()


def test_form_offers_the_replies_unticked(poll, anna):
    html = anna.get(poll.get_absolute_url()).content.decode()
    box = re.search(r'<input[^>]* name="wants_replies"[^>]*>', html)[0]
    assert "checked" not in box


def test_published_comment_that_wants_replies_leads_to_what_is_to_be_done(poll, anna, mailbox):
    response = send(anna, email=EMAIL, wants_replies="on")
    comment = Comment.objects.get()
    assert comment.is_visible
    assert response["Location"] == f"/comments/{comment.pk}/own/#posted"
    assert "A mail comes to your address." in own_page(anna)
    press(path_in(mailbox.mails[0]), comment)
    assert "We mail you the replies to it." in own_page(anna)
    response = send(anna, email=EMAIL, wants_replies="on", body="Coffee.")
    assert response["Location"] == f"/comments/{Comment.objects.last().pk}/#posted"
    assert len(mailbox.mails) == 1


def test_own_page_says_that_the_mail_was_stopped(poll, anna, mailbox):
    send(anna, email=EMAIL, wants_replies="on")
    press(path_in(mailbox.mails[0]), Comment.objects.get())
    Client().post(stop_path(mailbox.mails[0]), {"List-Unsubscribe": "One-Click"})
    assert "You stopped the mail about this discussion." in own_page(anna)


def test_own_page_says_that_the_mail_server_refused_it(poll, anna, mailbox):
    send(anna, email=EMAIL, wants_replies="on")
    press(path_in(mailbox.mails[0]), Comment.objects.get())
    Address.objects.update(refused_at=timezone.now())
    assert "Your mail server refused our mail." in own_page(anna)


def test_own_page_tells_a_stranger_nothing_of_the_address_they_typed(poll, anna, mailbox):
    stranger = Client()
    stranger.cookies["commenter"] = "b" * 32
    send(stranger, email=EMAIL, wants_replies="on", body="Not Anna.")
    before = own_page(stranger)
    send(anna, email=EMAIL, wants_replies="on")
    link = path_in(mailbox.mails[0])
    press(link, Comment.objects.get(body="Tea."))
    Client().post(stop_path(mailbox.mails[0]), {"scope": "all"})
    assert own_page(stranger, Comment.objects.get(body="Not Anna.")) == before


@pytest.mark.parametrize("fields", [{"trap": "x"}, {"body": "//a.example //b.example //c.example"}])
def test_own_page_of_what_a_rule_holds_promises_a_link_for_later(poll, anna, mailbox, fields):
    send(anna, email=EMAIL, wants_replies="on", **fields)
    assert "Once your comment is published, a mail comes" in own_page(anna)
    assert mailbox.mails == []


def test_wish_without_an_address_is_sent_back(poll, anna):
    response = send(anna, wants_replies="on")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Write your e-mail address to get the replies." in html
    assert "checked" in re.search(r'<input[^>]* name="wants_replies"[^>]*>', html)[0]
    assert Comment.objects.count() == 0


def test_too_many_wishes_from_one_network_are_told_when_to_come_back(
    poll, anna, mailbox, monkeypatch
):
    monkeypatch.setattr(subscriptions, "CONFIRMATIONS_AN_HOUR", 0)
    response = send(anna, email=EMAIL, wants_replies="on")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "untick “Mail me the replies”" in response.content.decode()
    send(anna, email=EMAIL)
    assert Comment.objects.count() == 1


# At the desk.


@pytest.mark.parametrize("is_theirs", [True, False])
def test_moderator_is_told_that_the_reason_is_mailed(poll, client, mailbox, is_theirs):
    confirmed_at = timezone.now() if is_theirs else None
    comment = make_comment(poll.discussion, email=EMAIL, email_confirmed_at=confirmed_at)
    moderator = make_moderator()
    client.force_login(moderator)
    address = f"/admin/comments/comment/{comment.pk}/change/"
    html = client.get(address).content.decode()
    assert ("its author is mailed the reason after 2 minutes" in html) == is_theirs
    assert EMAIL not in html
    moderation.moderate(comment, "remove", actor=moderator, reason="Off topic.")
    assert RemovalNotice.objects.count() == is_theirs
    assert ("Mail to its author: waiting" in client.get(address).content.decode()) == is_theirs
    delivery.send_due(timezone.now() + UNDO_TIME)
    assert ("Mail to its author: sent" in client.get(address).content.decode()) == is_theirs


def test_privacy_page_says_what_is_kept_of_addresses(client, monkeypatch):
    monkeypatch.setattr(subscriptions, "UNUSED_KEPT", timedelta(days=44))
    page = " ".join(client.get("/privacy/").content.decode().split())
    assert "deleted at the latest 44 days after" in page
