"""Who asked for replies and confirmed it is told of each, once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import delivery, erasure, moderation, notifications, own, subscriptions
from comments.models import Address, Comment, Confirmation, ReplyNotice, Subscription
from polls.models import Post
from tests.comments.factories import (
    ANNA,
    BEN,
    make_comment,
    make_discussion,
    make_draft,
    make_post_discussion,
    post,
)
from tests.comments.mail.reading import html_of, path_in, press, stop_path, text_of
from tests.factories import make_moderator, make_poll

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.com"


@pytest.fixture
def discussion():
    return make_discussion(make_poll(question="Tea or coffee?"), rules={})


def asked(discussion, **fields) -> Comment:
    """Anna's comment: she wants the replies, and has confirmed her address."""
    fields = {
        "name": "Anna",
        "email": EMAIL,
        "email_confirmed": True,
        "wants_replies": True,
    } | fields
    return post(discussion, ANNA, **fields)


def test_reply_is_mailed_with_its_author_text_title_and_links(discussion, mailbox):
    parent = asked(discussion, body="Tea, of course.")
    reply = post(discussion, BEN, parent=parent.pk, name="Ben", body="Why *not*\n\ncoffee?")
    (mail,) = mailbox.mails
    assert mailbox.recipients == [EMAIL]
    assert mailbox.subjects() == ["New reply on “Tea or coffee?”"]
    text = text_of(mail).replace("\r\n", "\n")
    assert text.startswith(
        "Ben replied to you on “Tea or coffee?”:\n\n> Why *not*\n>\n> coffee?\n\n"
    )
    assert "> Tea, of course." in text
    assert path_in(mail) == f"/comments/{reply.pk}/"
    html = html_of(mail)
    assert "<p>Why <em>not</em></p>" in re.sub(r' style="[^"]*"', "", html)
    assert f"http://testserver/comments/{reply.pk}/" in html
    for part in (text, html):
        assert stop_path(mail) in part


def test_headers_keep_robots_quiet_and_one_discussion_together(discussion, mailbox):
    parent = asked(discussion)
    for body in ("One.", "Two."):
        post(discussion, BEN, parent=parent.pk, body=body)
    first, second = mailbox.mails
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["X-Auto-Response-Suppress"] == "All"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Reply-To"] is None
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Subject"] == second["Subject"]
    assert first.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "fields",
    [
        {"wants_replies": False},
        {"email_confirmed": False},
        {"wants_replies": False, "email": "", "email_confirmed": False},
    ],
)
def test_nobody_is_mailed_who_has_not_asked_and_confirmed(discussion, mailbox, fields):
    parent = asked(discussion, **fields)
    post(discussion, BEN, parent=parent.pk)
    assert ReplyNotice.objects.count() == 0
    assert len(mailbox.mails) == Confirmation.objects.count()


@pytest.mark.parametrize(
    ("commenter", "fields", "mailed"),
    [
        (ANNA, {}, 0),
        (BEN, {"email": EMAIL, "email_confirmed": True}, 0),
        # Somebody else could keep a reply from her by typing her address.
        (BEN, {"email": EMAIL}, 1),
    ],
)
def test_nobody_is_mailed_what_they_wrote_themselves(
    discussion, mailbox, commenter, fields, mailed
):
    parent = asked(discussion)
    post(discussion, commenter, parent=parent.pk, **fields)
    assert len(mailbox.mails) == mailed


def test_reply_to_a_reply_is_mailed_to_its_author_alone(discussion, mailbox):
    parent = asked(discussion)
    reply = post(discussion, BEN, parent=parent.pk)
    mailbox.clear()
    post(discussion, BEN, parent=reply.pk, body="Further down.")
    assert mailbox.mails == []


def test_reply_that_waits_is_mailed_when_it_is_approved_and_only_then(discussion, mailbox):
    parent = asked(discussion)
    reply = post(discussion, BEN, parent=parent.pk, body="//a.example //b.example //c.example")
    assert reply.is_held
    assert mailbox.mails == []
    moderator = make_moderator()
    approved = moderation.moderate(reply, "approve", actor=moderator)
    assert len(mailbox.mails) == 1
    moderation.undo(approved, actor=moderator)
    again = Comment.objects.get(pk=reply.pk)
    moderation.moderate(again, "approve", actor=moderator)
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("action", ["reject", "spam"])
def test_reply_that_is_not_published_is_not_mailed(discussion, mailbox, action):
    parent = asked(discussion)
    reply = post(discussion, BEN, parent=parent.pk, body="//a.example //b.example //c.example")
    moderation.moderate(reply, action, actor=make_moderator())
    assert mailbox.mails == []


def test_many_approved_at_once_are_each_mailed_once(discussion, mailbox):
    parent = asked(discussion)
    held = [make_comment(discussion, parent, status="held") for _ in range(3)]
    held.append(make_comment(discussion, make_comment(discussion), status="held"))
    seen = {comment.pk: comment.status for comment in held}
    moderation.moderate_many(seen, "approve", actor=make_moderator())
    assert sorted(map(path_in, mailbox.mails)) == [f"/comments/{row.pk}/" for row in held[:3]]


def test_reply_of_before_the_address_was_confirmed_is_not_mailed_late(discussion, mailbox):
    parent = asked(discussion, email_confirmed=False)
    reply = post(discussion, BEN, parent=parent.pk)
    press(path_in(mailbox.mails[0]), parent)
    moderator = make_moderator()
    moderation.moderate(reply, "keep", actor=moderator)
    record = moderation.moderate(reply, "hold", actor=moderator)
    moderation.undo(record, actor=moderator)
    assert ReplyNotice.objects.count() == 0


def test_same_reply_is_never_mailed_twice(discussion, mailbox):
    parent = asked(discussion)
    reply = post(discussion, BEN, parent=parent.pk)
    now = timezone.now()
    notifications.tell_of([reply.pk], now)
    delivery.send_due(now)
    assert len(mailbox.mails) == 1
    assert ReplyNotice.objects.count() == 1


# What has changed by the time it is sent.


@pytest.fixture
def waiting(discussion, mailbox, settings):
    """A notice that the worker has not come to: of a reply to Anna."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    parent = asked(discussion)
    post(discussion, BEN, parent=parent.pk)
    return ReplyNotice.objects.get()


def removed(notice):
    moderation.moderate(notice.comment, "remove", actor=make_moderator(), reason="Off topic.")


def parent_removed(notice):
    parent = notice.comment.parent
    moderation.moderate(parent, "remove", actor=make_moderator())


def withdrawn(notice):
    own.withdraw(notice.comment.pk, BEN)


def stopped(notice):
    Subscription.objects.update(stopped_at=timezone.now())


def all_stopped(notice):
    Address.objects.update(stopped_at=timezone.now())


CHANGES = [removed, parent_removed, withdrawn, stopped, all_stopped]


@pytest.mark.parametrize("change", CHANGES)
def test_reply_that_is_not_wanted_any_more_is_dropped(waiting, mailbox, change):
    change(waiting)
    delivery.send_due(timezone.now())
    assert mailbox.mails == []
    waiting.refresh_from_db()
    assert waiting.state == "dropped"


def test_reply_is_mailed_as_it_was_edited(waiting, mailbox):
    own.edit(waiting.comment.pk, make_draft(body="Better words."), BEN)
    delivery.send_due(timezone.now())
    assert "> Better words." in text_of(mailbox.mails[0])


def test_reply_under_a_post_that_was_taken_back_is_dropped(mailbox):
    discussion = make_post_discussion(rules={})
    parent = asked(discussion)
    Post.objects.filter(pk=discussion.post.pk).update(published=False)
    reply = make_comment(discussion, parent)
    notifications.tell_of([reply.pk], timezone.now())
    delivery.send_due(timezone.now())
    assert mailbox.mails == []
    assert ReplyNotice.objects.get().state == "dropped"


# Erasing.


def test_erasing_a_persons_comments_erases_address_subscriptions_and_notices(discussion, mailbox):
    parent = asked(discussion)
    post(discussion, BEN, parent=parent.pk)
    post(discussion, ANNA, email="other@example.com", wants_replies=True)
    mine = Comment.objects.with_email(EMAIL)
    erasure.erase(mine, actor=make_moderator(), reason="Asked", now=timezone.now())
    assert list(Address.objects.values_list("email", flat=True)) == ["other@example.com"]
    assert ReplyNotice.objects.count() == 0
    assert Client().get(stop_path(mailbox.mails[0])).status_code == 404
    assert Client().post(stop_path(mailbox.mails[0])).status_code == 200


def test_erasing_one_comment_keeps_what_others_of_the_address_need(discussion):
    first, second = asked(discussion, body="One."), asked(make_discussion(rules={}), body="Two.")
    one = Comment.objects.filter(pk=first.pk)
    erasure.erase(one, actor=make_moderator(), reason="Asked", now=timezone.now())
    assert Address.objects.get().email == EMAIL
    assert Subscription.objects.get().discussion == second.discussion


def test_address_that_no_comment_gives_is_forgotten_after_a_month(discussion):
    comment = asked(discussion)
    own.withdraw(comment.pk, ANNA)
    kept = asked(discussion, email="kept@example.com", body="I stay.")
    stopper = asked(discussion, email="stopped@example.com", body="I go.")
    own.withdraw(stopper.pk, ANNA)
    Address.objects.filter(email="stopped@example.com").update(stopped_at=timezone.now())
    assert subscriptions.forget(timezone.now() + timedelta(days=29)) == 0
    assert subscriptions.forget(timezone.now() + timedelta(days=31)) == 1
    assert set(Address.objects.values_list("email", flat=True)) == {
        kept.email,
        "stopped@example.com",
    }
