"""What moderators and reports do to a comment, and what they leave of it in the thread."""

import random

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments import erasure, moderation, own
from comments.commenters import new_commenter
from comments.models import Comment, Moderation, Report
from comments.refusals import AlreadyReported, Conflict, Refused, TooMany
from smartpulse.models import Throttle
from tests.comments.factories import (
    ANNA,
    BEN,
    make_comment,
    make_discussion,
    make_draft,
    make_thread,
    post,
)
from tests.factories import make_moderator

pytestmark = pytest.mark.django_db

Action = Moderation.Action


def again(comment):
    return Comment.objects.get(pk=comment.pk)


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("held", "approve", "published"),
        ("rejected", "approve", "published"),
        ("spam", "approve", "published"),
        ("removed", "approve", "published"),
        ("published", "hold", "held"),
        ("held", "reject", "rejected"),
        ("held", "spam", "spam"),
        ("published", "spam", "spam"),
        ("published", "remove", "removed"),
        ("published", "keep", "published"),
        ("held", "ban", "spam"),
        ("spam", "ban", "spam"),
    ],
)
def test_act_changes_the_state_is_recorded_and_can_be_undone(before, action, after):
    moderator, other = make_moderator(), make_moderator()
    comment = make_comment(make_discussion(), status=before)
    record = moderation.moderate(comment, action, actor=moderator, reason="Because.")
    found = again(comment)
    assert (found.status, found.banned) == (after, action == "ban")
    assert (found.in_thread, found.published_at is not None) == (
        after == "published",
        "published" in (before, after),
    )
    assert (record.comment, record.actor, record.action, record.reason) == (
        comment,
        moderator,
        action,
        "Because.",
    )
    assert (record.before, record.after) == (before, after)

    undone = moderation.undo(record, actor=other)
    found = again(comment)
    assert (found.status, found.banned, found.in_thread) == (before, False, before == "published")
    assert (undone.action, undone.undoes, undone.actor) == ("undo", record, other)
    for act in (record, undone):
        with pytest.raises(Refused):
            moderation.undo(act, actor=other)
    assert Moderation.objects.count() == 2


@pytest.mark.parametrize(
    ("status", "action"),
    [("published", "approve"), ("published", "reject"), ("held", "remove"), ("spam", "spam")],
)
def test_act_that_makes_no_sense_is_refused(status, action):
    comment = make_comment(make_discussion(), status=status)
    with pytest.raises(Refused, match="already"):
        moderation.moderate(comment, action, actor=make_moderator())
    assert not Moderation.objects.exists()


def test_second_moderator_is_told_who_was_first():
    first, second = make_moderator(username="first"), make_moderator()
    comment = make_comment(make_discussion(), status="held")
    stale = again(comment)
    record = moderation.moderate(comment, "approve", actor=first)
    with pytest.raises(Conflict, match="it is published by first") as refusal:
        moderation.moderate(stale, "reject", actor=second)
    assert refusal.value.status == again(comment).status == "published"
    moderation.moderate(again(comment), "remove", actor=second)
    with pytest.raises(Conflict, match="changed meanwhile"):
        moderation.undo(record, actor=first)
    assert again(comment).status == "removed"


def test_text_that_its_author_has_changed_meanwhile_is_not_approved_unread():
    moderator = make_moderator(username="Mo")
    comment = post(make_discussion())
    stale = again(comment)
    own.edit(comment.pk, make_draft(body="Buy casino chips."), ANNA)
    with pytest.raises(Conflict, match="it is waiting, changed by its author"):
        moderation.moderate(stale, "approve", actor=moderator)
    assert again(comment).status == "held"
    moderation.moderate(again(comment), "approve", actor=moderator)
    assert again(comment).status == "published"


def test_undo_publishes_no_text_that_nobody_has_screened():
    discussion = make_discussion(rules={"words": "casino"})
    comment = post(discussion)
    record = moderation.moderate(comment, "spam", actor=make_moderator(username="Mo"))
    # Of spam its author is told that it waits: so they may change it.
    own.edit(comment.pk, make_draft(body="Buy casino chips."), ANNA)
    with pytest.raises(Conflict, match="it is spam by Mo, changed by its author"):
        moderation.undo(record, actor=make_moderator())
    assert again(comment).status == "spam"


def test_who_has_not_held_a_comment_is_not_said_to_have_done_so():
    discussion = make_discussion(rules={"holds": "first_timers", "words": "casino"})
    comment = post(discussion)
    record = moderation.moderate(comment, "approve", actor=make_moderator(username="Mo"))
    own.edit(comment.pk, make_draft(body="Buy casino chips."), ANNA)
    with pytest.raises(Conflict, match=r"it is waiting, changed by its author\."):
        moderation.undo(record, actor=make_moderator())


def test_many_are_done_at_once_and_those_that_moved_on_are_skipped(django_assert_num_queries):
    discussions = make_discussion(), make_discussion()
    comments = [make_comment(each, status="held") for each in discussions for _ in range(3)]
    moved = comments[0]
    seen = {comment.pk: comment.status for comment in comments}
    moderation.moderate(moved, "reject", actor=make_moderator())
    moderator = make_moderator()
    # As many for six comments as for one: two of them are the savepoint.
    with django_assert_num_queries(11):
        done = moderation.moderate_many(seen, "spam", actor=moderator)
    assert done.skipped == [moved.pk]
    assert len(done.moderations) == 5
    assert Comment.objects.filter(status="spam").count() == 5


def test_removed_comment_leaves_a_placeholder_while_a_visible_reply_hangs_on_it():
    moderator = make_moderator()
    discussion = make_discussion()
    top, middle, leaf = make_thread(discussion, [None, 0, 1])
    for comment in (top, middle):
        moderation.moderate(comment, "remove", actor=moderator)
    assert list(Comment.objects.in_thread()) == [top, middle, leaf]
    record = moderation.moderate(leaf, "spam", actor=moderator)
    assert not Comment.objects.in_thread().exists()
    moderation.undo(record, actor=moderator)
    assert list(Comment.objects.in_thread()) == [top, middle, leaf]
    assert list(Comment.objects.visible()) == [leaf]


@pytest.mark.parametrize("seed", range(5))
def test_what_stands_follows_from_what_is_visible_whatever_was_done(seed):
    rng = random.Random(seed)
    moderator = make_moderator()
    discussion = make_discussion()
    comments = make_thread(
        discussion, [None, *(rng.choice([None, *range(place)]) for place in range(1, 30))]
    )
    for _ in range(30):
        some = Comment.objects.filter(pk__in=rng.sample([each.pk for each in comments], 5))
        action = rng.choice(["approve", "hold", "spam", "remove"])
        moderation.moderate_many(dict(some.values_list("pk", "status")), action, actor=moderator)
        assert set(Comment.objects.in_thread()) == standing_rows()


def standing_rows():
    """Published comments, and all above them."""
    rows = {comment.pk: comment for comment in Comment.objects.all()}
    found = set()
    for comment in rows.values():
        above = comment if comment.is_visible else None
        while above:
            found.add(above)
            above = rows.get(above.parent_id)
    return found


def test_enough_reports_hold_a_comment_for_review():
    discussion = make_discussion(rules={"reports_to_hold": 2})
    comment = post(discussion)
    report = moderation.report(comment.pk, ANNA, "abuse", note="Rude.", address="192.0.2.1")
    assert (report.reason, report.note, report.is_waiting) == ("abuse", "Rude.", True)
    with pytest.raises(AlreadyReported):
        moderation.report(comment.pk, ANNA, "spam", address="192.0.2.1")
    # Another browser in the same network is, for this, the same reader.
    moderation.report(comment.pk, BEN, "illegal", address="192.0.2.1")
    assert again(comment).status == "published"
    third = type(ANNA)("c" * 32)
    moderation.report(comment.pk, third, "illegal", address="192.0.2.2")
    held = again(comment)
    assert (held.status, held.hold_rule, held.hold_match) == ("held", "reports", "2 reports")
    (record,) = held.moderations.all()
    assert (record.action, record.actor, record.reason) == ("hold", None, "2 reports")
    with pytest.raises(Comment.DoesNotExist):
        moderation.report(comment.pk, type(ANNA)("d" * 32), "illegal", address="192.0.2.3")

    # A moderator's decision settles the reports: the next one counts from the start.
    moderation.moderate(held, "approve", actor=make_moderator())
    assert not Report.objects.waiting().exists()
    moderation.report(comment.pk, type(ANNA)("d" * 32), "spam", address="192.0.2.3")
    assert again(comment).status == "published"


@pytest.mark.parametrize("action", ["keep", "spam", "remove"])
def test_undo_has_the_reports_wait_again_that_the_act_has_settled(action):
    moderator = make_moderator()
    comment = make_comment(make_discussion())
    moderation.report(comment.pk, BEN, "spam", address="192.0.2.1")
    moderation.moderate(comment, "keep", actor=moderator)
    waiting = moderation.report(comment.pk, ANNA, "abuse", address="192.0.2.2")
    record = moderation.moderate(comment, action, actor=moderator)
    assert not Report.objects.waiting().exists()
    moderation.undo(record, actor=moderator)
    assert list(Report.objects.waiting()) == [waiting]


def test_reports_wait_as_long_as_the_comment_does():
    comment = make_comment(make_discussion())
    report = moderation.report(comment.pk, ANNA, "abuse", address="192.0.2.1")
    moderation.moderate(comment, "hold", actor=make_moderator(), reason="What do you think?")
    assert list(Report.objects.waiting()) == [report]
    moderation.moderate(again(comment), "approve", actor=make_moderator())
    assert not Report.objects.waiting().exists()


def test_approving_a_banned_comment_lifts_its_ban_and_an_undo_puts_it_on_again():
    moderator = make_moderator()
    discussion = make_discussion(rules={})
    comment = post(discussion)
    moderation.moderate(comment, "ban", actor=moderator)
    assert post(discussion).status == "spam"
    approval = moderation.moderate(again(comment), "approve", actor=moderator)
    assert post(discussion).status == "published"
    moderation.undo(approval, actor=moderator)
    assert post(discussion).status == "spam"


def test_undo_of_a_second_ban_leaves_the_first():
    moderator = make_moderator()
    comment = make_comment(make_discussion())
    records = [moderation.moderate(again(comment), "ban", actor=moderator) for _ in range(2)]
    moderation.undo(records[1], actor=moderator)
    assert again(comment).banned


def test_reader_reports_a_comment_once_in_the_database_too():
    comment = make_comment(make_discussion())
    fields = {"comment": comment, "reporter_key": b"k", "reason": "spam"}
    Report.objects.create(**fields, created_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(**fields, created_at=timezone.now())


def test_network_whose_reports_are_counted_is_known_by_no_one_without_the_key(settings):
    comment = make_comment(make_discussion())
    for browser, key in ((ANNA, "one key"), (BEN, "another key")):
        settings.SECRET_KEY = key
        moderation.report(comment.pk, browser, "spam", address="192.0.2.1")
    assert list(Throttle.objects.values_list("count", flat=True)) == [1, 1]


def test_network_that_reports_too_often_is_told_when_to_go_on():
    with time_machine.travel("2026-11-26 10:45:30 +0000", tick=False):
        comment = make_comment(make_discussion())
        for _ in range(moderation.REPORTS_AN_HOUR):
            moderation.report(comment.pk, new_commenter(), "spam", address="192.0.2.1")
        with pytest.raises(TooMany, match=r"Send yours again in 15 minutes\."):
            moderation.report(comment.pk, new_commenter(), "spam", address="192.0.2.1")
    assert Report.objects.count() == moderation.REPORTS_AN_HOUR


def test_erasing_a_person_keeps_the_thread_whole():
    moderator = make_moderator()
    discussion = make_discussion()
    first = make_comment(discussion, name="Ann", email="ann@example.com", body="Mine.")
    reply = make_comment(discussion, first)
    held = make_comment(
        discussion, status="held", email="ann@example.com", hold_rule="word", hold_match="Mine."
    )
    mail = Comment.objects.with_email("Ann@Example.com ")
    now = timezone.now()
    assert erasure.erase(mail, actor=moderator, reason="Asked by mail", now=now) == 2
    assert erasure.erase(mail, actor=moderator, reason="", now=now) == 0
    for comment in (first, held):
        gone = again(comment)
        assert {getattr(gone, name) for name in ("name", "email", "body", "hold_match")} == {""}
        assert (gone.author_key, gone.network, gone.status) == (None, None, "removed")
        with pytest.raises(Conflict):
            moderation.moderate(gone, "approve", actor=moderator)
        with pytest.raises(Refused, match="cannot be undone"):
            moderation.undo(gone.moderations.first(), actor=moderator)
    assert list(Comment.objects.in_thread()) == [first, reply]
    assert [comment.number for comment in Comment.objects.all()] == [1, 2, 3]
    assert not Comment.objects.with_email("").exists()


def test_networks_are_forgotten_after_thirty_days():
    discussion = make_discussion()
    old = make_comment(discussion, network=b"n", created_at=-erasure.NETWORK_KEPT)
    new = make_comment(discussion, network=b"n")
    Report.objects.create(
        comment=old, reporter_key=b"k", network=b"n", reason="spam", created_at=old.created_at
    )
    now = timezone.now()
    assert erasure.forget(now) == 2
    assert erasure.forget(now) == 0
    assert (again(old).network, bytes(again(new).network)) == (None, b"n")
