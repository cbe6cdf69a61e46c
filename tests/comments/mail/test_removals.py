"""Why a comment was removed or not published is mailed to its author, where the address is theirs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments import delivery, moderation
from comments.models import RemovalNotice
from comments.notifications import UNDO_TIME
from tests.comments.factories import ANNA, make_discussion, post
from tests.comments.mail.reading import html_of, stop_path, text_of
from tests.factories import make_moderator, make_poll

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.com"
LATER = UNDO_TIME + timedelta(seconds=1)


@pytest.fixture
def discussion():
    return make_discussion(make_poll(question="Tea or coffee?"), rules={})


def confirmed(discussion, **fields):
    fields = {"body": "Tea *only*.", "email": EMAIL, "email_confirmed": True} | fields
    return post(discussion, ANNA, **fields)


def act(comment, action="remove", reason="It is about tea alone."):
    return moderation.moderate(comment, action, actor=make_moderator(), reason=reason)


@pytest.mark.parametrize(
    ("fields", "action", "what"),
    [
        ({}, "remove", "was removed"),
        ({"body": "//a.example //b.example //c.example"}, "reject", "was not published"),
    ],
)
def test_author_is_told_the_reason(discussion, mailbox, fields, action, what):
    record = act(confirmed(discussion, **fields), action)
    delivery.send_due(timezone.now() + LATER)
    (mail,) = mailbox.mails
    assert mailbox.recipients == [EMAIL]
    assert mailbox.subjects() == [f"Your comment on “Tea or coffee?” {what}"]
    assert "> It is about tea alone." in text_of(mail)
    assert "It is about tea alone." in html_of(mail)
    assert record.actor.username not in text_of(mail) + html_of(mail)


def test_mail_waits_until_an_undo_is_unlikely_and_is_queued_for_then(discussion, mailbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    record = act(confirmed(discussion))
    delivery.send_due(timezone.now())
    assert mailbox.mails == []
    job = DBTaskResult.objects.get(task_path="comments.tasks.send_mail")
    assert job.run_after == record.created_at + UNDO_TIME


def test_undo_in_time_prevents_the_mail(discussion, mailbox):
    record = act(confirmed(discussion))
    moderation.undo(record, actor=make_moderator())
    delivery.send_due(timezone.now() + LATER)
    assert mailbox.mails == []
    assert RemovalNotice.objects.get().state == "dropped"


def test_author_is_told_the_last_reason_alone(discussion, mailbox):
    comment = confirmed(discussion)
    for action, reason in (("remove", "The first."), ("approve", ""), ("remove", "The last.")):
        comment.refresh_from_db()
        act(comment, action, reason)
    delivery.send_due(timezone.now() + LATER)
    (mail,) = mailbox.mails
    assert "> The last." in text_of(mail)
    assert sorted(RemovalNotice.objects.values_list("state", flat=True)) == ["dropped", "sent"]


@pytest.mark.parametrize(
    ("fields", "action", "reason"),
    [
        ({"email_confirmed": False}, "remove", "Off topic."),
        ({"email": "", "email_confirmed": False}, "remove", "Off topic."),
        ({}, "remove", ""),
        ({}, "spam", "Spam."),
        ({}, "ban", "Enough."),
        ({}, "hold", "Let us see."),
    ],
)
def test_nobody_is_told_without_a_reason_or_an_address_of_theirs(
    discussion, mailbox, fields, action, reason
):
    act(confirmed(discussion, **fields), action, reason)
    delivery.send_due(timezone.now() + LATER)
    assert mailbox.mails == []


def test_author_who_wants_no_mail_at_all_is_not_told(discussion, mailbox):
    act(confirmed(discussion))
    delivery.send_due(timezone.now() + LATER)
    Client().post(stop_path(mailbox.mails[0]), {"List-Unsubscribe": "One-Click"})
    act(confirmed(discussion, body="Another."))
    delivery.send_due(timezone.now() + LATER)
    assert len(mailbox.mails) == 1


def test_many_removed_at_once_are_each_told_of_their_own(discussion, mailbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    comments = [
        confirmed(discussion, body=f"Number {n}.", email=f"{n}@a.example") for n in range(3)
    ]
    seen = {comment.pk: comment.status for comment in comments}
    moderation.moderate_many(seen, "remove", actor=make_moderator(), reason="Off topic.")
    assert DBTaskResult.objects.count() == 1
    delivery.send_due(timezone.now() + LATER)
    assert mailbox.recipients == ["0@a.example", "1@a.example", "2@a.example"]
    assert ["> Number 2." in text_of(mail) for mail in mailbox.mails] == [False, False, True]
