"""`posting.post`: what one comment stores, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from comments import own, posting
from comments.commenters import Commenter
from comments.models import Comment, Discussion
from comments.refusals import Closed, Invalid, NoSuchParent, PostedAlready, TooMany
from comments.screening import Decision, Verdict
from polls.models import Status
from smartpulse.network import network_digest
from tests.comments.factories import (
    ANNA,
    BEN,
    make_comment,
    make_discussion,
    make_draft,
    make_follow_up,
    make_post_discussion,
    post,
)
from tests.factories import make_editor, make_poll, make_post

pytestmark = pytest.mark.django_db

LONG = "A text of more than sixty characters, which somebody else could only have copied."


def stored():
    return list(Comment.objects.order_by("pk").values_list("number", "parent__number", "status"))


def test_first_comment_is_numbered_one_and_waits():
    discussion = make_discussion()
    comment = post(discussion, name=" Ann  B. ", body="So *it* is.\r\n", email="Ann@Example.com")
    comment.refresh_from_db()
    assert (comment.number, comment.parent, comment.root, comment.depth) == (1, None, None, 0)
    assert (comment.name, comment.email, comment.email_confirmed_at) == (
        "Ann B.",
        "ann@example.com",
        None,
    )
    assert (comment.body, comment.body_html) == ("So *it* is.", "<p>So <em>it</em> is.</p>\n")
    assert (comment.status, comment.hold_rule) == ("held", "first comment")
    assert (comment.in_thread, comment.published_at) == (False, None)
    assert comment.is_by(ANNA.key_in(discussion))
    assert bytes(comment.network) == network_digest(bytes(discussion.key), "192.0.2.7")


def test_comment_and_its_replies_are_published_where_nobody_waits():
    discussion = make_discussion(rules={})
    first = post(discussion)
    second = post(discussion, BEN, parent=first.pk)
    third = post(discussion, parent=second.pk)
    assert stored() == [(1, None, "published"), (2, 1, "published"), (3, 2, "published")]
    assert (third.root, third.depth) == (first, 2)
    assert third.in_thread
    assert third.published_at == third.created_at


def test_post_that_reports_a_poll_shares_its_discussion_and_another_has_its_own():
    poll = make_poll(status=Status.CLOSED)
    report, other = make_post(reports=poll), make_post()
    assert Discussion.of(report).pk is None
    begun = Discussion.begun(report)
    assert Discussion.of(poll) == Discussion.begun(poll) == begun
    assert (begun.poll, begun.post) == (poll, None)
    assert Discussion.begun(other).post == other


def test_comment_costs_as_few_statements_as_it_says(django_assert_num_queries):
    discussion = make_discussion(rules={"network_limit": 100, "discussion_limit": 100})
    commenter = Commenter("a" * 32, remembered=(make_discussion().pk,))
    # PostgreSQL stores it in one; SQLite in two, and in a test two more are the savepoint that stands for
    # the transaction. The rules are at hand.
    first_costs, reply_costs, known_costs = {
        "postgresql": (5, 6, 5),
        "sqlite": (8, 9, 8),
    }[connection.vendor]
    with django_assert_num_queries(first_costs):
        first = post(discussion, commenter)
    with django_assert_num_queries(reply_costs):
        post(discussion, commenter, parent=first.pk)
    with django_assert_num_queries(known_costs):
        post(discussion, ANNA, parent=first.pk)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED])
def test_discussion_of_what_is_not_public_does_not_exist(status):
    discussion = make_discussion(make_poll(status=status))
    with pytest.raises(Discussion.DoesNotExist):
        post(discussion)
    with pytest.raises(Discussion.DoesNotExist):
        post(make_discussion(make_post(published=False)))
    assert stored() == []


def test_closed_discussion_says_its_sentence():
    discussion = make_discussion(closes_at=-timedelta(seconds=1))
    with pytest.raises(Closed, match="Comments on this are closed"):
        post(discussion)
    discussion.closed_note = "We closed this after a week."
    discussion.save()
    with pytest.raises(Closed, match="We closed this after a week"):
        post(discussion)
    discussion.reopen()
    assert post(discussion).number == 1


@pytest.mark.parametrize(
    ("status", "published", "sentence"),
    [
        ("held", False, "is not here"),
        ("spam", False, "is not here"),
        ("rejected", False, "is not here"),
        ("held", True, "is being reviewed"),
        ("removed", True, "was removed"),
        ("spam", True, "was removed"),
    ],
)
def test_reply_to_what_is_not_there_is_refused_and_uses_no_number(status, published, sentence):
    discussion = make_discussion(rules={})
    parent = make_comment(
        discussion,
        status=status,
        published_at=datetime(2026, 1, 1, tzinfo=UTC) if published else None,
    )
    with pytest.raises(NoSuchParent, match=sentence):
        post(discussion, parent=parent.pk)
    assert stored() == [(1, None, status)]
    assert post(discussion).number == 2


@pytest.mark.parametrize("parent", [0, -1, 2**63, 2**63 - 1, "deleted", "foreign"])
def test_reply_to_a_foreign_or_deleted_parent_is_refused(parent):
    discussion, other = make_discussion(rules={}), make_discussion()
    named = {"foreign": make_comment(other), "deleted": make_comment(discussion)}
    ids = {name: comment.pk for name, comment in named.items()}
    named["deleted"].delete()
    sentence = "stands in another discussion" if parent == "foreign" else "is not here"
    with pytest.raises(NoSuchParent, match=sentence):
        post(discussion, parent=ids.get(parent, parent))
    assert Comment.objects.filter(discussion=discussion).count() == 0


def test_same_text_sent_twice_is_one_comment():
    discussion = make_discussion(rules={})
    draft = make_draft(body="Once.")
    first = posting.post(discussion, draft, ANNA)
    assert posting.post(discussion, draft, ANNA) == first
    assert posting.post(discussion, make_draft(body="Once.", parent=first.pk), ANNA).number == 2
    assert posting.post(discussion, draft, BEN).number == 3
    own.withdraw(first.pk, ANNA)
    assert posting.post(discussion, draft, ANNA).number == 4


@pytest.mark.parametrize(
    "other",
    [
        {"body": "once!"},
        {"name": "Anna"},
        {"site": "https://ann.example"},
        {"email": "ann@example.com", "wants_replies": True},
    ],
)
def test_same_words_with_something_else_beside_them_are_not_dropped_unsaid(other):
    discussion = make_discussion(rules={})
    first = post(discussion, body="Once.", name="Ann")
    with pytest.raises(PostedAlready, match="it stays as it was"):
        post(discussion, **{"body": "Once.", "name": "Ann"} | other)
    assert list(Comment.objects.values_list("pk", "body", "name")) == [(first.pk, "Once.", "Ann")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["its author", "its parent's author"])
def test_comment_and_the_mail_that_comes_of_it_are_stored_together_or_not_at_all(who, monkeypatch):
    discussion = make_discussion(rules={})
    above = make_comment(
        discussion,
        email="ben@example.com",
        email_confirmed_at=datetime(2026, 1, 1, tzinfo=UTC),
        wants_replies=True,
    )
    fields = {
        "its author": {"email": "ann@example.com", "wants_replies": True},
        "its parent's author": {"parent": above.pk},
    }[who]
    with monkeypatch.context() as patched:
        patched.setattr("comments.subscriptions.of", no_connection)
        with pytest.raises(ConnectionError):
            post(discussion, **fields)
    assert stored() == [(1, None, "published")]
    assert post(discussion, **fields).number == 2


def no_connection(*args):
    raise ConnectionError


def test_staff_write_under_their_own_name_and_wait_for_nobody():
    editor = make_editor(first_name="Jane", last_name="Doe")
    discussion = make_discussion(rules={"holds": "everyone", "network_limit": 1})
    signed = {"name": "Jane Doe", "signed": True}
    for number in (1, 2):
        comment = post(discussion, staff=editor, email=editor.email, **signed)
        assert (comment.number, comment.status) == (number, "published")
    assert comment.email_confirmed_at == comment.created_at
    editor.email = "Jane@xn--exmple-cua.com"
    comment = post(discussion, staff=editor, email="jane@exämple.com", body="3", **signed)
    assert comment.email_confirmed_at == comment.created_at
    with pytest.raises(Invalid, match="looks like, one of our own"):
        post(discussion, name="Jane Doe")


def test_approved_browser_is_known_here_and_where_it_says_so():
    here, there = make_discussion(), make_discussion()
    make_comment(there, author_key=ANNA.key_in(there))
    assert post(here).status == "held"
    assert post(here, Commenter(ANNA.browser, (there.pk,))).status == "published"
    assert post(here, Commenter(BEN.browser, (there.pk,))).status == "held"
    # It is known here from now on.
    assert post(here).status == "published"


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [(True, True, "published"), (False, True, "held"), (True, False, "held")],
)
def test_only_a_confirmed_address_is_known(before, now, status):
    there = make_discussion()
    confirmed = datetime(2026, 1, 1, tzinfo=UTC) if before else None
    make_comment(there, email="ann@example.com", email_confirmed_at=confirmed)
    comment = post(make_discussion(), email="ann@example.com", email_confirmed=now)
    assert comment.status == status


def test_banned_author_is_spam_by_browser_and_by_address():
    discussion = make_discussion(rules={})
    make_comment(
        discussion,
        status="spam",
        banned=True,
        author_key=BEN.key_in(discussion),
        network=network_digest(bytes(discussion.key), "203.0.113.5"),
        email="ben@example.com",
    )
    assert post(discussion, BEN).status == "spam"
    assert post(make_discussion(), email="ben@example.com").status == "spam"
    assert post(discussion, address="203.0.113.5").hold_rule == "banned author’s network"
    assert post(discussion, address="203.0.113.6").status == "published"


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [(False, True, "published"), (False, False, "spam"), (True, True, "spam")],
)
def test_who_types_anothers_address_does_not_get_its_owner_banned(before, now, status):
    confirmed = datetime(2026, 1, 1, tzinfo=UTC) if before else None
    there = make_discussion(rules={})
    fields = {"email": "ann@example.com", "email_confirmed_at": confirmed}
    make_comment(there, status="spam", banned=True, **fields)
    assert post(there, email="ann@example.com", email_confirmed=now).status == status


def test_copy_of_anothers_text_waits():
    discussion = make_discussion(rules={})
    assert post(discussion, body=LONG).status == "published"
    copied = post(discussion, BEN, body=LONG.upper())
    assert (copied.status, copied.hold_rule) == ("held", "copied text")


def test_network_limit_refuses_and_says_how_long():
    with time_machine.travel(datetime(2026, 11, 3, 9, 50, 30, tzinfo=UTC), tick=False):
        discussion = make_discussion(rules={"network_limit": 2})
        for _ in range(2):
            post(discussion)
        with pytest.raises(TooMany, match="send it again in 10 minutes") as refusal:
            post(discussion)
        assert refusal.value.wait == 570
        assert post(discussion, address="198.51.100.1").number == 3


def test_discussion_limit_holds_what_is_beyond_it():
    discussion = make_discussion(rules={"discussion_limit": 2})
    for _ in range(2):
        assert post(discussion, BEN).status == "published"
    # Known by now, as somebody approved.
    assert post(discussion, BEN).status == "published"
    flooded = post(discussion, ANNA)
    assert (flooded.status, flooded.hold_rule) == ("held", "many comments")
    Comment.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert post(discussion, ANNA).status == "published"


def test_choice_and_follow_up_are_the_polls_own():
    poll, other = make_poll(), make_poll()
    discussion = make_discussion(poll, rules={})
    follow_up, foreign = make_follow_up(poll), make_follow_up(other)
    choice = poll.choices.first()
    comment = post(discussion, voted_choice=choice.pk, follow_up=follow_up.pk)
    assert (comment.voted_choice, comment.follow_up) == (choice, follow_up)
    for fields in (
        {"voted_choice": other.choices.first().pk},
        {"follow_up": foreign.pk},
        {"follow_up": 2**63},
        {"follow_up": 0},
    ):
        with pytest.raises(Invalid, match="belongs to another poll"):
            post(discussion, **fields)
    with pytest.raises(Invalid, match="belongs to another poll"):
        post(make_post_discussion(), voted_choice=choice.pk)
    assert Comment.objects.count() == 1


def call_it_spam(draft, history):
    return Decision(Verdict.SPAM, "filter", draft.name)


def publish_it(draft, history):
    return Decision(Verdict.PUBLISH)


def go_on_at_length(draft, history):
    return Decision("hold", "r" * 100, "m" * 1000)


def fail(draft, history):
    raise TimeoutError("the filter does not answer")


def answer_nonsense(draft, history):
    return "spam"


@pytest.mark.parametrize(
    ("screener", "status", "rule"),
    [
        ("call_it_spam", "spam", "filter"),
        ("publish_it", "held", "first comment"),
        ("fail", "held", "first comment"),
    ],
)
def test_screener_of_the_site_can_only_be_stricter(settings, screener, status, rule):
    settings.COMMENT_SCREENERS = [f"{__name__}.{screener}"]
    comment = post(make_discussion())
    assert (comment.status, comment.hold_rule) == (status, rule)


@pytest.mark.parametrize("screener", ["fail", "answer_nonsense"])
def test_screener_that_fails_lets_nothing_through(settings, screener):
    settings.COMMENT_SCREENERS = [f"{__name__}.{screener}"]
    comment = post(make_discussion(rules={}))
    assert (comment.status, comment.hold_rule) == ("held", "screener failed")
    assert comment.hold_match == f"{__name__}.{screener}"


def test_of_what_a_screener_says_no_more_is_kept_than_there_is_room_for(settings):
    settings.COMMENT_SCREENERS = [f"{__name__}.go_on_at_length"]
    comment = post(make_discussion(rules={}))
    comment.full_clean(exclude=["body_html", "body_digest", "author_key", "network"])
    assert (comment.status, comment.hold_rule, comment.hold_match) == ("held", "r" * 40, "m" * 200)
