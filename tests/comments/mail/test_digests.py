"""Moderators are told what waits: at most once in an hour or a day, and only where there is news."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from comments import delivery, digests, moderation
from comments.models import Comment, Digest, Rules
from comments.tasks import housekeeping
from tests.comments.factories import ANNA, BEN, make_comment, make_discussion, make_post_discussion
from tests.comments.mail.reading import html_of, text_of
from tests.factories import make_editor, make_moderator, make_newsletter, make_poll, make_superuser

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
HOURLY, DAILY, NEVER = Rules.Digest.values


@pytest.fixture
def clock():
    with time_machine.travel("2026-12-02T10:20:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def discussion(clock):
    """Of a newsletter in Berlin whose moderators want an hourly digest."""
    newsletter = make_newsletter(name="Weather", time_zone="Europe/Berlin")
    poll = make_poll(newsletter=newsletter, question="Tea or coffee?")
    return make_discussion(poll, rules={"digest": HOURLY})


def waits(discussion, **fields) -> Comment:
    return make_comment(discussion, **{"status": "held", "hold_rule": "first comment"} | fields)


def hours_later(clock, hours=1):
    clock.shift(timedelta(hours=hours))
    housekeeping.call()


def test_digest_says_how_many_wait_since_when_what_they_say_and_where(discussion, mailbox):
    moderator = make_moderator()
    waits(discussion, name="Ben", body="I *disagree*.", created_at=-timedelta(hours=3))
    waits(discussion, name="Cho", body="Buy [here](https://spam.example/) or at www.spam.example")
    housekeeping.call()
    (mail,) = mailbox.mails
    assert mailbox.recipients == [moderator.email]
    assert mailbox.subjects() == ["2 comments wait: Weather"]
    text = text_of(mail)
    assert "Weather: 2 comments wait. The oldest was written on 2 December 2026, 08:20 CET." in text
    assert "> Ben: I disagree." in text
    queue = f"http://testserver/admin/comments/comment/?newsletter={discussion.newsletter.pk}"
    assert queue in text
    assert queue in html_of(mail)
    assert "spam.example" not in text + html_of(mail)
    assert mail["Auto-Submitted"] == "auto-generated"


def test_one_that_waits_is_told_in_the_singular_and_many_are_counted(discussion, mailbox, clock):
    make_moderator()
    waits(discussion)
    housekeeping.call()
    for _ in range(11):
        waits(discussion)
    hours_later(clock)
    assert mailbox.subjects() == ["1 comment waits: Weather", "12 comments wait: Weather"]
    assert "It was written on" in text_of(mailbox.mails[0])
    assert "And 2 earlier." in text_of(mailbox.mails[1])


def test_nothing_is_mailed_where_nothing_waits_or_nothing_is_new(discussion, mailbox, clock):
    moderator = make_moderator()
    make_comment(discussion)
    housekeeping.call()
    assert mailbox.mails == []
    held = waits(discussion)
    hours_later(clock)
    hours_later(clock)
    assert len(mailbox.mails) == 1
    moderation.moderate(held, "approve", actor=moderator)
    hours_later(clock)
    assert len(mailbox.mails) == 1


def test_nothing_is_mailed_twice_in_one_hour(discussion, mailbox, clock):
    make_moderator()
    waits(discussion)
    housekeeping.call()
    waits(discussion)
    clock.shift(timedelta(minutes=20))
    housekeeping.call()
    assert len(mailbox.mails) == 1
    hours_later(clock)
    assert len(mailbox.mails) == 2


@pytest.mark.parametrize("how", ["reported", "edited", "undone"])
def test_what_comes_back_into_the_queue_is_new(discussion, mailbox, clock, how):
    moderator = make_moderator()
    older = make_comment(discussion)
    waits(discussion)
    housekeeping.call()
    clock.shift(timedelta(minutes=1))
    if how == "reported":
        Rules.objects.update(reports_to_hold=1)
        moderation.report(older.pk, ANNA, "abuse", address="192.0.2.1")
    elif how == "edited":
        Comment.objects.filter(pk=older.pk).update(status="held", edited_at=timezone.now())
    else:
        held = Comment.objects.held().get()
        moderation.undo(moderation.moderate(held, "approve", actor=moderator), actor=moderator)
    hours_later(clock)
    assert len(mailbox.mails) == 2


def test_what_readers_reported_is_told_though_it_does_not_wait(discussion, mailbox, clock):
    moderator = make_moderator()
    comment, other, settled = (make_comment(discussion) for _ in range(3))
    for reader in (ANNA, BEN):
        moderation.report(comment.pk, reader, "illegal", address="192.0.2.1")
    reported = (
        "http://testserver/admin/comments/comment/?state=published&reported=yes"
        f"&newsletter={discussion.newsletter.pk}"
    )
    housekeeping.call()
    hours_later(clock)
    assert mailbox.subjects() == ["Readers reported 1 comment: Weather"]
    assert "Open the queue" not in text_of(mailbox.mails[0])
    assert reported in text_of(mailbox.mails[0])
    # Together with what waits, and as often as somebody reports something.
    waits(discussion)
    moderation.report(other.pk, BEN, "abuse", address="192.0.2.1")
    hours_later(clock)
    assert mailbox.subjects()[1:] == ["1 comment waits: Weather"]
    assert "Readers reported 2 comments that all can read." in text_of(mailbox.mails[1])
    assert reported.replace("&", "&amp;") in html_of(mailbox.mails[1])
    clock.shift(timedelta(minutes=1))
    moderation.report(other.pk, ANNA, "illegal", address="192.0.2.1")
    hours_later(clock)
    assert len(mailbox.mails) == 3
    clock.shift(timedelta(minutes=1))
    moderation.report(settled.pk, ANNA, "illegal", address="192.0.2.1")
    for each in (comment, other, settled):
        moderation.moderate(each, "keep", actor=moderator)
    hours_later(clock)
    assert len(mailbox.mails) == 3


def test_newsletters_have_their_own_digests(discussion, mailbox):
    make_moderator()
    silent = make_post_discussion(rules={"digest": NEVER})
    talking = make_post_discussion(rules={"digest": HOURLY})
    for each in (discussion, silent, talking):
        waits(each)
    housekeeping.call()
    assert sorted(mailbox.subjects()) == sorted(
        f"1 comment waits: {each.newsletter.name}" for each in (discussion, talking)
    )


def test_active_staff_who_may_moderate_and_have_an_address_get_it(discussion, mailbox):
    people = [make_moderator(), make_editor(), make_superuser()]
    make_moderator(email="")
    make_moderator(is_active=False)
    make_moderator(is_staff=False)
    without = make_moderator()
    without.groups.clear()
    waits(discussion)
    housekeeping.call()
    assert mailbox.recipients == [person.email for person in people]


def test_who_left_and_what_was_done_meanwhile_is_told_no_more(discussion, mailbox):
    moderator = make_moderator()
    held = waits(discussion)
    digests.write(timezone.now())
    moderator.is_active = False
    moderator.save()
    delivery.send_due(timezone.now())
    assert mailbox.mails == []
    Digest.objects.update(state="waiting")
    moderator.is_active = True
    moderator.save()
    moderation.moderate(held, "spam", actor=moderator)
    delivery.send_due(timezone.now())
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("how_often", "now", "expected"),
    [
        (HOURLY, "2026-12-02T10:20", "2026-12-02T10:00"),
        (DAILY, "2026-12-02T06:59", None),
        (DAILY, "2026-12-02T07:00", "2026-12-02T07:00"),
        (DAILY, "2026-12-02T10:59", "2026-12-02T07:00"),
        (DAILY, "2026-12-02T11:00", None),
        # Summer time.
        (DAILY, "2026-07-02T06:30", "2026-07-02T06:00"),
        # The morning after the clocks went forward.
        (DAILY, "2026-03-29T07:30", "2026-03-29T06:00"),
        (NEVER, "2026-12-02T07:00", None),
    ],
)
def test_slot_is_the_hour_or_the_newsletters_morning(how_often, now, expected):
    found = digests.slot(how_often, BERLIN, moment(now))
    assert found == (moment(expected) if expected else None)


def moment(text) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_daily_digest_comes_once_a_day_in_the_morning(discussion, mailbox, clock):
    make_moderator()
    Rules.objects.update(digest=DAILY)
    waits(discussion)
    # 11:20 in Berlin, then the hours of a day and a bit.
    housekeeping.call()
    assert len(mailbox.mails) == 1
    waits(discussion)
    for _ in range(20):
        hours_later(clock)
    assert len(mailbox.mails) == 1
    hours_later(clock)
    assert len(mailbox.mails) == 2
