"""A mail server that refuses, falls silent or is away; a worker that is killed."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments import delivery, moderation
from comments.models import Address, Comment, ReplyNotice
from smartpulse.jobs import LONGEST_RUN, free_stuck
from tests.comments.factories import ANNA, BEN, make_comment, make_discussion, post
from tests.factories import make_moderator
from tests.services.site import ROOT, free_port

EMAIL = "anna@example.com"


def reply_to_anna(discussion=None, **fields) -> Comment:
    discussion = discussion or make_discussion(rules={})
    wish = {"email": EMAIL, "email_confirmed": True, "wants_replies": True}
    parent = post(discussion, ANNA, **wish)
    return post(discussion, BEN, parent=parent.pk, **fields)


def state() -> tuple[str, int]:
    notice = ReplyNotice.objects.get()
    return notice.state, notice.tries


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 No such user",
        "550 5.2.1 Mailbox disabled",
        "550 No such user here",
        "551 User not local",
    ],
)
def test_address_that_its_server_refuses_for_good_is_marked(mailbox, answer):
    mailbox.recipient = answer
    reply = reply_to_anna()
    assert state() == ("refused", 0)
    assert Address.objects.get().refused_at is not None
    mailbox.recipient = ""
    post(reply.discussion, BEN, parent=reply.parent_id, body="Another.")
    assert mailbox.mails == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recipient", "text"),
    [
        ("450 4.2.1 Greylisted, try again later", ""),
        ("451 Try again later", ""),
        # It is we who are refused: not the address's fault.
        ("554 5.7.1 Relay access denied", ""),
        ("554 No service", ""),
        ("", "452 4.3.1 No room on this disk"),
        ("", "421 4.3.2 Going down"),
    ],
)
def test_what_is_refused_for_now_is_sent_later(mailbox, recipient, text):
    mailbox.recipient, mailbox.text = recipient, text
    reply_to_anna()
    assert state() == ("waiting", 1)
    assert Address.objects.get().refused_at is None
    mailbox.recipient = mailbox.text = ""
    now = timezone.now()
    assert delivery.send_due(now) is None
    assert mailbox.mails == []
    delivery.send_due(now + delivery.PAUSES[0])
    assert len(mailbox.mails) == 1
    assert state() == ("sent", 1)


@pytest.mark.django_db
def test_mail_that_is_refused_for_good_is_given_up_and_its_address_is_not(mailbox):
    mailbox.text = "554 5.6.0 We do not like this text"
    reply_to_anna()
    assert state() == ("refused", 0)
    assert Address.objects.get().refused_at is None


@pytest.mark.django_db
def test_pauses_grow_and_then_the_mail_is_given_up(mailbox):
    mailbox.text = "451 Try again later"
    reply_to_anna()
    now, pauses = timezone.now(), []
    while (again := delivery.send_due(now)) or state()[0] == "waiting":
        again = again or ReplyNotice.objects.get().due_at
        pauses.append(again - now)
        now = again
    assert len(pauses) == len(delivery.PAUSES)
    assert pauses == sorted(pauses)
    assert state() == ("refused", len(delivery.PAUSES))


@pytest.mark.django_db
def test_connection_that_breaks_before_the_text_is_tried_again(mailbox):
    mailbox.breaks_at = "RCPT"
    reply_to_anna()
    assert state() == ("waiting", 1)
    mailbox.breaks_at = ""
    delivery.send_due(timezone.now() + delivery.PAUSES[0])
    assert len(mailbox.mails) == 1


@pytest.mark.django_db
def test_connection_that_breaks_within_the_text_sends_nothing_again(mailbox):
    mailbox.breaks_at = "DATA"
    reply_to_anna()
    assert state() == ("sending", 0)
    mailbox.breaks_at = ""
    delivery.send_due(timezone.now() + timedelta(days=1))
    assert len(mailbox.mails) == 1


@pytest.mark.django_db
def test_mail_server_that_is_away_stops_no_comment_and_no_moderator(settings, mailbox):
    settings.EMAIL_PORT = free_port()
    discussion = make_discussion(rules={})
    parent = reply_to_anna(discussion).parent
    post(discussion, BEN, parent=parent.pk, body="Two.")
    held = make_comment(discussion, parent, status="held")
    moderation.moderate(held, "approve", actor=make_moderator())
    assert Comment.objects.visible().count() == 4
    assert set(ReplyNotice.objects.values_list("state", "tries")) == {("waiting", 1)}
    settings.EMAIL_PORT = mailbox.port
    delivery.send_due(timezone.now() + delivery.PAUSES[0])
    assert len(mailbox.mails) == 3


@pytest.mark.django_db
def test_what_is_put_off_has_a_job_for_then(settings, mailbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_PORT = free_port()
    reply_to_anna()
    job = DBTaskResult.objects.get()
    job.task.call()
    later = DBTaskResult.objects.exclude(pk=job.pk).get()
    assert later.run_after == ReplyNotice.objects.get().due_at


@pytest.mark.django_db
def test_two_workers_send_one_mail(settings, mailbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    reply_to_anna()
    first, second = ReplyNotice.objects.get(), ReplyNotice.objects.get()
    now = timezone.now()
    delivery.deliver(first, now)
    delivery.deliver(second, now)
    # Nor does one who could not send it put it into the queue again.
    delivery.put_off(second, now)
    assert len(mailbox.mails) == 1
    assert state() == ("sent", 0)


@pytest.mark.django_db
def test_mail_that_cannot_be_written_keeps_no_other_back(mailbox, monkeypatch):
    discussion = make_discussion(rules={})
    reply = reply_to_anna(discussion)
    mailbox.clear()
    ReplyNotice.objects.update(state="waiting")
    with monkeypatch.context() as patch:
        patch.setattr(Comment, "get_absolute_url", lambda self: 1 // 0)
        delivery.send_due(timezone.now())
    assert state() == ("waiting", 1)
    post(discussion, BEN, parent=reply.parent_id, body="Another.")
    assert len(mailbox.mails) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("backend", ["console", "filebased", "locmem"])
def test_mail_is_printed_or_written_where_there_is_no_server(backend, settings, tmp_path, capsys):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    reply_to_anna(body="Read me.")
    assert state() == ("sent", 0)
    written = [file.read_text() for file in tmp_path.iterdir()] + [capsys.readouterr().out]
    assert ("> Read me." in "".join(written)) == (backend != "locmem")


# A killed worker, with the real `manage.py db_worker`.


def worker(database_url, mailbox, *options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", "--no-startup-delay", *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url, "EMAIL_URL": mailbox.url},
        stdout=None,
        stderr=None,
    )


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_mail_that_the_next_one_sends_once(database_url, mailbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    discussion = make_discussion(rules={})
    for stalls_at, sent in (("EHLO", 0), ("DATA", 1)):
        mailbox.stalls_at = stalls_at
        mailbox.reached.clear()
        reply_to_anna(discussion, body=f"Killed at {stalls_at}.")
        killed = worker(database_url, mailbox)
        try:
            assert mailbox.reached.wait(60)
        finally:
            killed.send_signal(signal.SIGKILL)
            killed.wait()
        assert DBTaskResult.objects.running().count() == 1
        assert len(mailbox.mails) == sent
        mailbox.stalls_at = ""
        assert free_stuck(timezone.now() + LONGEST_RUN + timedelta(seconds=1)) == 1
        assert worker(database_url, mailbox, "--batch").wait(60) == 0
        assert DBTaskResult.objects.running().count() == 0
        assert len(mailbox.mails) == 1
        mailbox.clear()
