"""Bans: whose they are, and how they end."""

from datetime import UTC, datetime

import pytest

from comments import bans, moderation
from comments.models import Comment, Moderation
from comments.refusals import Refused
from tests.comments.factories import ANNA, BEN, make_comment, make_discussion, post
from tests.factories import make_editor, make_moderator

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def discussion():
    return make_discussion(rules={})


@pytest.fixture
def moderator():
    return make_moderator()


def banned(discussion, commenter=None, **fields) -> Comment:
    key = commenter and commenter.key_in(discussion)
    return make_comment(discussion, status="spam", banned=True, author_key=key, **fields)


def statuses(*comments) -> list[tuple[str, bool]]:
    found = Comment.objects.in_bulk([comment.pk for comment in comments])
    return [(found[each.pk].status, found[each.pk].banned) for each in comments]


def test_ban_is_lifted_from_all_of_a_persons_comments_at_once_and_undone_at_once(
    discussion, moderator
):
    mail = {"email": "anna@example.com"}
    elsewhere = make_discussion()
    annas = [banned(discussion, ANNA, **mail), banned(discussion, ANNA), banned(elsewhere, **mail)]
    bens = banned(discussion, BEN)
    assert post(discussion, ANNA).status == "spam"

    records = moderation.lift(annas[0], actor=moderator, reason="A mistake.")

    assert statuses(*annas, bens) == [("spam", False)] * 3 + [("spam", True)]
    assert {(each.action, each.reason) for each in records} == {("lift", "A mistake.")}
    assert post(discussion, ANNA).status == "published"
    moderation.undo_many(records, actor=moderator)
    assert statuses(*annas) == [("spam", True)] * 3
    assert post(discussion, ANNA).status == "spam"


def test_ban_is_lifted_from_any_comment_of_its_author(discussion, moderator):
    ban, honest = banned(discussion, ANNA), post(discussion, ANNA, body="Why not me?")
    moderation.lift(honest, actor=moderator)
    assert statuses(ban, honest) == [("spam", False), ("spam", False)]
    with pytest.raises(Refused, match="Nothing bans this author any more"):
        moderation.lift(honest, actor=moderator)


@pytest.mark.parametrize(
    ("theirs", "ours", "is_same"),
    [(None, None, True), (NOW, None, True), (NOW, NOW, True), (None, NOW, False)],
)
def test_owner_of_an_address_is_not_banned_with_whoever_typed_it(discussion, theirs, ours, is_same):
    mail = {"email": "anna@example.com"}
    ban = banned(discussion, **mail, email_confirmed_at=theirs)
    comment = make_comment(discussion, **mail, email_confirmed_at=ours)
    own = Comment.objects.filter(pk=comment.pk)
    for found in (bans.on_author(comment), bans.on_authors(own)):
        assert list(found) == [ban] * is_same


def test_bans_of_other_newsletters_stay(discussion):
    mail = {"email": "anna@example.com"}
    editor, others = make_editor(), make_discussion()
    discussion.newsletter.editors.add(editor)
    others.newsletter.editors.add(make_editor())
    own, theirs = banned(discussion, **mail), banned(others, **mail)
    moderation.lift(own, actor=editor)
    assert statuses(own, theirs) == [("spam", False), ("spam", True)]


def test_what_a_colleague_wrote_bans_nobody(discussion, moderator):
    comment = post(discussion, staff=make_editor())
    with pytest.raises(Refused, match="A colleague wrote this"):
        moderation.moderate(comment, "ban", actor=moderator)
    done = moderation.moderate_many({comment.pk: comment.version}, "ban", actor=moderator)
    assert (done.moderations, done.skipped) == ([], [comment.pk])
    assert post(discussion, BEN).status == "published"
    assert not Moderation.objects.exists()
