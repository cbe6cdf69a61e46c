"""`comments.own`: what its author may still do to a comment."""

from datetime import timedelta

import pytest

from comments import moderation, own
from comments.models import Comment
from comments.refusals import Invalid, NotYours, TooLate
from tests.comments.factories import ANNA, BEN, make_comment, make_discussion, make_draft, post

pytestmark = pytest.mark.django_db


def test_author_edits_within_a_quarter_of_an_hour():
    discussion = make_discussion(rules={})
    comment = post(discussion, body="Frist.")
    edited = own.edit(comment.pk, make_draft(body="First."), ANNA)
    edited.refresh_from_db()
    assert (edited.body, edited.body_html) == ("First.", "<p>First.</p>\n")
    assert edited.edited_at > comment.created_at
    assert (edited.number, edited.status) == (1, "published")
    with pytest.raises(NotYours):
        own.edit(comment.pk, make_draft(), BEN)
    with pytest.raises(Invalid, match="Write your comment"):
        own.edit(comment.pk, make_draft(body=" "), ANNA)
    Comment.objects.update(created_at=comment.created_at - timedelta(minutes=15))
    for late in (own.withdraw, lambda *who: own.edit(who[0], make_draft(), who[1])):
        with pytest.raises(TooLate, match="for 15 minutes"):
            late(comment.pk, ANNA)
    assert Comment.objects.get().body == "First."


def test_edit_that_brings_links_waits_and_an_edit_of_what_waits_goes_on_waiting():
    discussion = make_discussion(rules={"most_links": 0})
    comment = post(discussion)
    reply = post(discussion, BEN, parent=comment.pk)
    edited = own.edit(comment.pk, make_draft(body="https://spam.example"), ANNA)
    assert (edited.status, edited.hold_rule, edited.hold_match) == ("held", "links", "1 links")
    # It was there before, and a reply hangs on it: a placeholder.
    assert edited.in_thread
    edited = own.edit(comment.pk, make_draft(body="Sorry."), ANNA)
    assert edited.status == "held"
    own.withdraw(reply.pk, BEN)
    assert not Comment.objects.filter(in_thread=True).exists()


@pytest.mark.parametrize(
    ("fields", "why", "why_then"),
    [
        ({"seconds": 0.0}, ("held", "time"), ("held", "word")),
        ({"trap": "x"}, ("spam", "trap"), ("spam", "trap")),
    ],
)
def test_what_waits_says_why_whatever_its_author_changes(fields, why, why_then):
    comment = post(make_discussion(rules={"words": "casino"}), **fields)
    for body, expected in (("Better.", why), ("A casino!", why_then)):
        edited = own.edit(comment.pk, make_draft(body=body), ANNA)
        assert (edited.status, edited.hold_rule) == expected


def test_edit_does_not_cover_up_that_readers_reported_it():
    discussion = make_discussion(rules={"reports_to_hold": 1, "holds": "first_timers"})
    comment = make_comment(discussion, author_key=ANNA.key_in(discussion))
    moderation.report(comment.pk, BEN, "abuse", address="192.0.2.1")
    edited = own.edit(comment.pk, make_draft(body="I said nothing."), ANNA)
    assert (edited.status, edited.hold_rule, edited.hold_match) == ("held", "reports", "1 report")


def test_withdrawn_comment_keeps_its_place_and_nothing_else():
    discussion = make_discussion(rules={})
    first = post(discussion, email="ann@example.com", site="https://ann.example")
    post(discussion, BEN, parent=first.pk)
    with pytest.raises(NotYours):
        own.withdraw(first.pk, BEN)
    gone = own.withdraw(first.pk, ANNA)
    assert (gone.name, gone.email, gone.site, gone.body, gone.body_html) == ("", "", "", "", "")
    assert (gone.number, gone.status, gone.in_thread) == (1, "removed", True)
    assert gone.erased_at is not None
    assert [act.action for act in gone.moderations.all()] == ["withdraw"]
    with pytest.raises(NotYours):
        own.withdraw(first.pk, ANNA)


def test_vote_is_shown_and_taken_back_by_its_author_alone():
    discussion = make_discussion(rules={})
    choice = discussion.poll.choices.first()
    comment = post(discussion, ANNA)
    with pytest.raises(NotYours):
        own.show_vote(comment.pk, choice.pk, BEN)
    own.show_vote(comment.pk, choice.pk, ANNA)
    assert Comment.objects.get().voted_choice == choice
    own.show_vote(comment.pk, None, ANNA)
    assert Comment.objects.get().voted_choice is None
