"""A flood of 10,000: the queue stays usable, and one action clears it, and one takes it back."""

import re

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.html import escape

from comments import moderation
from comments.admin import acts
from comments.models import Comment, Moderation
from tests.comments.admin.test_queue import QUEUE, act, said, shown, states, words
from tests.comments.factories import ANNA, BEN, make_comment, make_discussion, make_thread, post
from tests.factories import make_moderator, make_newsletter, make_poll

pytestmark = pytest.mark.django_db

FLOOD = 10_000
HELD = {"status": "held", "in_thread": False, "published_at": None}


def make_flood(number=FLOOD, newsletter=None, **overrides) -> list[Comment]:
    poll = make_poll(newsletter=newsletter or make_newsletter())
    flood = make_thread(make_discussion(poll), [None] * number, **HELD | overrides)
    if connection.vendor == "postgresql":
        # As it does by itself once rows are committed. With the figures of a table that was empty, a plan
        # may go through all rows for each of them.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Comment._meta.db_table}")
    return flood


def opened(page) -> dict[str, str]:
    """What the list says of the moment in which it was opened."""
    return dict(re.findall(r'name="(newest|opened)" value="([^"]+)"', words(page)))


def act_on_all(client, action, page, query="", **fields):
    """What the list's button sends once all of its pages are chosen."""
    sent = {"select_across": "1"} | opened(page) | fields
    return act(client, action, shown(page)[0], query=query, **sent)


def hidden(page) -> dict[str, str]:
    """The fields of the form that asks once more."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', words(page)))


def confirm(client, page, query="", **fields):
    return client.post(f"{QUEUE}{query}", hidden(page) | {"reason": ""} | fields, follow=True)


def test_flood_is_cleared_in_one_action_and_taken_back_in_one(
    desk, moderator, django_assert_num_queries
):
    flood = make_flood(hold_rule="many comments")
    # As many as with one comment: test_queue.py.
    with django_assert_num_queries(10):
        queue = desk.get(QUEUE)
    assert (len(shown(queue)), queue.context["cl"].result_count) == (50, FLOOD)
    late = make_comment(flood[0].discussion, status="held")

    page = act_on_all(desk, "spam", queue)
    assert page.context["title"] == "Mark 10,000 comments as spam?"
    assert words(page).count("by Reader</a>") == 5
    assert "… and 9,995 more" in words(page)
    assert Comment.objects.held().count() == FLOOD + 1

    page = confirm(desk, page, reason="The flood of Monday")
    # What came in after the moderator looked still waits.
    assert shown(page) == [late]
    assert said(page)[0].startswith("Marked as spam: 10,000 comments. ")
    records = Moderation.objects.order_by().values_list("actor", "action", "reason", "before")
    assert list(records.distinct()) == [(moderator.pk, "spam", "The flood of Monday", "held")]
    assert Moderation.objects.count() == Comment.objects.filter(status="spam").count() == FLOOD

    page = desk.post(re.search(r'href="([^"]+)"', said(page)[0])[1], follow=True)
    assert said(page) == ["Undone: 10,000 comments as before."]
    assert Comment.objects.held().count() == FLOOD + 1


@pytest.mark.parametrize("batches", [1, 3])
def test_each_batch_of_a_flood_takes_as_many_queries(
    desk, django_assert_num_queries, monkeypatch, batches
):
    monkeypatch.setattr(acts, "CHUNK", 50)
    make_flood(batches * 50)
    page = act_on_all(desk, "spam", desk.get(QUEUE))
    with django_assert_num_queries(20 + batches * 12):
        confirm(desk, page)


def test_what_an_author_has_changed_is_cleared_with_the_rest(desk):
    flood = make_flood(3)
    Comment.objects.filter(pk=flood[1].pk).update(edited_at=timezone.now())
    confirm(desk, act_on_all(desk, "spam", desk.get(QUEUE)))
    assert states() == ["spam"] * 3


def test_what_came_back_meanwhile_is_not_what_the_moderator_saw(desk):
    flood = make_flood(3)
    page = desk.get(QUEUE)
    for action in ("approve", "hold"):
        moderation.moderate(Comment.objects.get(pk=flood[1].pk), action, actor=make_moderator())
    Comment.objects.filter(pk=flood[2].pk).update(edited_at=timezone.now())

    page = act_on_all(desk, "spam", page)
    assert page.context["title"] == "Mark 1 comment as spam?"
    confirm(desk, page)
    assert states() == ["spam", "held", "held"]


@pytest.mark.parametrize("moment", ["", "now", "2026-11-25T22:00:00"])
def test_list_that_does_not_say_when_it_was_opened_is_not_acted_on(desk, moment):
    make_flood(1)
    page = act_on_all(desk, "spam", desk.get(QUEUE), opened=moment)
    assert said(page)[0].startswith("Nothing was done.")
    assert states() == ["held"]


def test_what_another_moderator_took_up_meanwhile_is_left_to_them(desk):
    flood = make_flood(3)
    page = act_on_all(desk, "reject", desk.get(QUEUE))
    moderation.moderate(flood[1], "approve", actor=make_moderator(username="Ann"))

    page = confirm(desk, page)

    assert states() == ["rejected", "published", "rejected"]
    assert said(page)[0].startswith("Rejected 2 comments. ")


def test_only_what_the_list_was_narrowed_to_is_acted_on(desk):
    first, second = make_newsletter(), make_newsletter()
    make_flood(2, newsletter=first)
    other = make_comment(make_discussion(make_poll(newsletter=second)), status="held")
    query = f"?newsletter={first.pk}"

    page = act_on_all(desk, "spam", desk.get(QUEUE + query), query)
    assert page.context["title"] == "Mark 2 comments as spam?"
    page = confirm(desk, page, query)

    assert page.redirect_chain[-1][0] == QUEUE + query
    assert shown(desk.get(QUEUE)) == [other]


def test_question_shows_what_was_typed_as_text(desk):
    make_flood(1, name="<b>Ann</b>", body="<script>alert(1)</script>")
    page = words(act_on_all(desk, "spam", desk.get(QUEUE), reason="<i>Spam</i>"))
    for typed in ("<b>Ann</b>", "<script>alert(1)</script>", "<i>Spam</i>"):
        assert escape(typed) in page
        assert typed not in page


def test_readers_go_on_while_a_flood_waits(client):
    discussion = make_flood(body="Buy casino chips.")[0].discussion
    make_comment(discussion, author_key=ANNA.key_in(discussion))
    # Of those who were approved before, nobody waits behind it.
    assert post(discussion, ANNA, body="I go on.").status == "published"
    assert post(discussion, BEN).status == "held"
    page = words(client.get(discussion.get_absolute_url()))
    assert "2 responses to" in page
    assert "I go on." in page
    assert "casino" not in page


def test_removing_everything_needs_its_reason_too(desk):
    make_thread(make_discussion(), [None] * 2)
    query = "?state=published"
    page = act_on_all(desk, "remove", desk.get(QUEUE + query), query)

    page = confirm(desk, page, query)
    assert said(page) == ["Nothing was done. Give a reason: “Remove” needs one."]
    assert states() == ["published"] * 2
