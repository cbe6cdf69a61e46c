"""The rules that the database holds, and the vocabulary of visibility in SQL and in Python."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import (
    Address,
    Comment,
    Confirmation,
    Digest,
    Discussion,
    FollowUp,
    Moderation,
    ReplyNotice,
    Rules,
    Subscription,
)
from polls.models import Status
from tests.comments.factories import (
    ANNA,
    BEN,
    make_comment,
    make_discussion,
    make_follow_up,
    make_post_discussion,
)
from tests.factories import make_moderator, make_newsletter, make_poll, make_post

pytestmark = pytest.mark.django_db


def refused(instance, sentence):
    """Both the form's way and the database's refuse it."""
    with pytest.raises(ValidationError) as refusal:
        instance.full_clean()
    assert sentence in refusal.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        type(instance)._base_manager.bulk_create([instance])
    return True


def test_discussion_is_of_one_poll_or_of_one_post():
    sentence = "A discussion is of one poll or of one post."
    assert refused(Discussion(), sentence)
    assert refused(Discussion(poll=make_poll(), post=make_post()), sentence)


def test_poll_and_choice_have_one_discussion_and_one_follow_up():
    discussion = make_discussion()
    assert refused(Discussion(poll=discussion.poll), "Discussion with this Poll already exists.")
    follow_up = make_follow_up(discussion.poll)
    assert refused(
        FollowUp(choice=follow_up.choice, question="And?"),
        "Follow-up question with this Choice already exists.",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": 1}, "Another comment of this discussion has this number."),
        ({"number": 0}, "Numbers count from 1."),
        ({"depth": 1}, "A reply has a parent and a root; a first comment neither."),
        (
            {"parent": "first"},
            "A reply has a parent and a root; a first comment neither.",
        ),
        ({"status": "gone"}, "Value 'gone' is not a valid choice."),
        ({"in_thread": False}, "A published comment stands in the thread and has a time."),
        ({"published_at": None}, "A published comment stands in the thread and has a time."),
        (
            {"status": "held", "published_at": None},
            "What was never published has no place in the thread.",
        ),
        ({"name": ""}, "This field cannot be blank."),
        ({"body": ""}, "This field cannot be blank."),
        ({"erased_at": "now"}, "An erased comment keeps its place and nothing else."),
        ({"recent_title": "Mine"}, "Give both the title and the link of your recent post."),
        (
            {"recent_url": "https://a.example"},
            "Give both the title and the link of your recent post.",
        ),
        ({"wants_replies": True}, "Give an e-mail address to get the replies."),
        ({"email_confirmed_at": "now"}, "Only an address can be confirmed."),
    ],
)
def test_comment_that_cannot_be_is_refused(changes, sentence):
    discussion = make_discussion()
    first = make_comment(discussion)
    named = {"first": first, "now": timezone.now()}
    fields = {
        "discussion": discussion,
        "number": 2,
        "name": "Ann",
        "body": "Text.",
        "body_html": "<p>Text.</p>",
        "body_version": 1,
        "body_digest": bytes(16),
        "status": "published",
        "in_thread": True,
        "created_at": timezone.now(),
        "published_at": timezone.now(),
    }
    changed = {
        name: named.get(value, value) if isinstance(value, str) else value
        for name, value in changes.items()
    }
    assert refused(Comment(**fields | changed), sentence)
    Comment(**fields).full_clean(exclude=["published_at"])


def test_comment_cannot_reply_to_itself_or_to_a_later_one():
    discussion = make_discussion()
    first, second = make_comment(discussion), make_comment(discussion)
    for parent, root in ((first, first), (second, second)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=first.pk).update(parent=parent, root=root, depth=1)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("network_limit", 0, "At least one comment an hour, or blank for no limit."),
        ("discussion_limit", 0, "At least one comment an hour, or blank for no limit."),
        ("reports_to_hold", 0, "It takes at least one report to hold a comment."),
    ],
)
def test_rules_that_would_stop_everything_are_refused(field, value, sentence):
    assert refused(Rules(newsletter=make_newsletter(), **{field: value}), sentence)


@pytest.mark.parametrize("networks", ["nowhere", "192.0.2.0/33", "192.0.2.7\nx"])
def test_network_that_is_none_is_refused(networks):
    with pytest.raises(ValidationError, match="is no network"):
        Rules(newsletter=make_newsletter(), networks=networks).full_clean()
    Rules(newsletter=make_newsletter(), networks="192.0.2.7\n\n2001:db8::/32").full_clean()


def test_undo_names_an_act_and_no_other_act_does():
    comment = make_comment(make_discussion())
    fields = {
        "comment": comment,
        "created_at": timezone.now(),
        "before": "published",
        "after": "removed",
    }
    act = Moderation.objects.create(action="remove", **fields)
    sentence = "An undo names the act that it undoes; no other act does."
    assert refused(Moderation(action="undo", **fields), sentence)
    assert refused(Moderation(action="spam", undoes=act, **fields), sentence)
    Moderation.objects.create(action="undo", undoes=act, **fields)
    assert refused(
        Moderation(action="undo", undoes=act, **fields), "Moderation with this Undoes already exists."
    )  # fmt: skip


@pytest.mark.parametrize("status", Comment.Status.values)
@pytest.mark.parametrize("poll_status", Status.values)
def test_sql_and_python_agree_on_a_comment(status, poll_status):
    now = timezone.now()
    discussion = make_discussion(make_poll(status=poll_status))
    comment = make_comment(discussion, status=status, author_key=ANNA.key_in(discussion))
    rows = Comment.objects
    assert rows.visible().exists() == comment.is_visible == (status == "published")
    assert rows.held().exists() == comment.is_held == (status == "held")
    # What was said about a withdrawn poll stays, to be read.
    shown = status == "published" and poll_status in ("open", "closed", "withdrawn")
    assert rows.public(now).exists() == comment.is_public(now) == shown
    assert rows.in_thread().exists() == comment.in_thread
    for commenter in (ANNA, BEN):
        key = commenter.key_in(discussion)
        assert rows.by(key).exists() == comment.is_by(key) == (commenter is ANNA)
        waits = comment.is_held and commenter is ANNA
        assert rows.waiting_of(key).exists() == waits


@pytest.mark.parametrize(
    ("published", "published_at", "public"),
    [
        (True, -timedelta(hours=1), True),
        (True, timedelta(hours=1), False),
        (False, None, False),
    ],
)
def test_sql_and_python_agree_on_a_posts_discussion(published, published_at, public):
    now = timezone.now()
    discussion = make_discussion(make_post(published=published, published_at=published_at))
    assert Discussion.objects.public(now).exists() == public
    if published_at:
        assert discussion.is_public(now) == public


@pytest.mark.parametrize(
    ("closes_at", "is_open"),
    [(None, True), (timedelta(hours=1), True), (-timedelta(seconds=1), False)],
)
def test_sql_and_python_agree_on_what_is_open(closes_at, is_open):
    discussion = make_post_discussion(closes_at=closes_at)
    now = timezone.now()
    assert Discussion.objects.open(now).exists() == discussion.is_open(now) == is_open
    assert Discussion.objects.closed(now).exists() == (not is_open)
    discussion.close("Enough.", now)
    assert not Discussion.objects.open(now).exists()
    assert Discussion.objects.get().closed_sentence == "Enough."


@pytest.mark.parametrize("status", [Status.OPEN, Status.WITHDRAWN])
def test_sql_and_python_agree_that_a_withdrawn_polls_discussion_is_closed(status):
    discussion = make_discussion(make_poll(status=status))
    now = timezone.now()
    is_open = status == Status.OPEN
    assert Discussion.objects.open(now).exists() == discussion.is_open(now) == is_open
    assert Discussion.objects.closed(now).exists() == (not is_open)


def test_discussion_closes_some_days_after_its_poll_or_post():
    poll, text = make_poll(), make_post()
    for subject, since in ((poll, poll.closes_at), (text, text.published_at)):
        assert Discussion.of(subject).closes_at is None
        Rules.objects.create(newsletter=subject.newsletter, closes_after_days=14)
        assert Discussion.of(subject).closes_at == since + timedelta(days=14)
        assert Discussion.begun(subject).closes_at == since + timedelta(days=14)


def test_mail_goes_to_an_address_once_for_each_occasion():
    now = timezone.now()
    discussion = make_discussion()
    comment = make_comment(discussion)
    address = Address.objects.create(email="a@example.com", created_at=now)
    assert refused(Address(email="a@example.com", created_at=now), "This address is here already.")
    subscription = Subscription.objects.create(address=address, discussion=discussion)
    assert refused(
        Subscription(address=address, discussion=discussion),
        "This address is in this discussion already.",
    )
    told = {"comment": comment, "subscription": subscription, "due_at": now}
    ReplyNotice.objects.create(**told)
    assert refused(ReplyNotice(**told), "This reply has been mailed.")
    digest = {"newsletter": discussion.newsletter, "moderator": make_moderator(), "slot": now}
    digest |= {"as_of": now, "newest": 1, "due_at": now}
    Digest.objects.create(**digest)
    assert refused(Digest(**digest), "This digest has been written.")


def test_mailing_is_in_a_state_that_delivery_knows():
    now = timezone.now()
    address = Address.objects.create(email="a@example.com", created_at=now)
    subscription = Subscription.objects.create(address=address, discussion=make_discussion())
    wrong = Confirmation(subscription=subscription, due_at=now, state="lost")
    assert refused(wrong, "Value 'lost' is not a valid choice.")
