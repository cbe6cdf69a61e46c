"""The moderation queue: what it shows, and what it does to one comment and to many."""

import re

import pytest
from django.urls import reverse

from comments import moderation, own
from comments.admin import acts
from comments.models import Comment, Moderation, Report
from tests.comments.factories import ANNA, make_comment, make_discussion, make_draft, post
from tests.factories import make_editor, make_moderator, make_newsletter, make_poll

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/comment/"


def shown(page) -> list[Comment]:
    return list(page.context["cl"].result_list)


def words(page) -> str:
    return page.content.decode()


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def seen(*comments) -> list[str]:
    return [f"{comment.pk}:{comment.version}" for comment in comments]


def act(client, action, *comments, query="", **fields):
    """Choose an act for comments that were seen as they are in `comments`."""
    sent = {
        "action": action,
        "_selected_action": [comment.pk for comment in comments],
        "seen": seen(*comments),
        "reason": "",
        "select_across": "0",
    }
    return client.post(f"{QUEUE}{query}", sent | fields, follow=True)


def press(client, action, comment, reason="", **fields):
    """A button of the comment's page."""
    sent = {"act": action, "seen": seen(comment), "reason": reason}
    address = reverse("admin:comments_comment_acts", args=[comment.pk])
    return client.post(address, sent | fields, follow=True)


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


# What it shows.


def test_queue_shows_what_waits_the_longest_waiting_first(desk):
    discussion = make_discussion()
    first, _, second = (
        make_comment(discussion, status=status) for status in ("held", "published", "held")
    )
    make_comment(discussion, status="spam")

    page = desk.get(QUEUE)
    assert shown(page) == [first, second]
    assert "Waiting (2)</a>" in words(page)


def test_empty_queue_says_so_and_offers_no_act(desk):
    make_comment(make_discussion())
    assert 'name="action"' in words(desk.get(f"{QUEUE}?state=published"))
    page = words(desk.get(QUEUE))
    assert "Nothing waits. What is held or reported next will stand here." in page
    assert 'name="action"' not in page


def test_waiting_comment_stands_in_its_context(desk):
    discussion = make_discussion(make_poll(question="Who decides?"))
    parent = make_comment(discussion, body="The words that were answered.")
    make_comment(
        discussion,
        parent,
        status="held",
        body="Buy <b>Casino\n chips</b> now.",
        hold_rule="word",
        hold_match="casino chips",
    )

    page = words(desk.get(QUEUE))

    assert "Who decides?" in page
    assert "The words that were answered." in page
    assert 'Rule: word: <mark dir="auto">casino chips</mark>' in page
    assert "Buy &lt;b&gt;<mark>Casino<br> chips</mark>&lt;/b&gt; now." in page


def test_page_of_a_comment_leads_on_to_the_next_that_waits(desk):
    discussion, other = (make_discussion(make_poll(newsletter=make_newsletter())) for _ in "12")
    first, second = (make_comment(discussion, status="held") for _ in range(2))
    make_comment(discussion)
    make_comment(other, status="held")
    other.newsletter.editors.add(make_editor())

    for comment, following in ((first, second), (second, first)):
        page = words(desk.get(f"{QUEUE}{comment.pk}/change/"))
        link = f'<a href="{QUEUE}{following.pk}/change/">On with the next that waits: {following}'
        assert link in page
    press(desk, "approve", first)
    assert "On with the next" not in words(press(desk, "approve", second))


def test_what_a_commenter_typed_is_isolated_from_the_words_around_it(desk):
    discussion = make_discussion()
    typed = "\u05e9\u05dc\u05d5\u05dd 50%!"
    make_comment(
        discussion,
        make_comment(discussion, name=typed, body=typed),
        status="held",
        name=typed,
        body=typed,
        recent_title=typed,
        recent_url="https://example.com/",
    )
    page = words(desk.get(QUEUE))
    # Of buttons and boxes only the name is read out.
    visible = re.sub(r"<[^>]*aria-label[^>]*>|<span class=.visually-hidden.>.*?</span>", "", page)
    before = re.findall(rf"(<[^>]*>)[^<>]*?{re.escape(typed)}", visible)
    assert set(before) == {"<bdi>", '<div class="queued-text" dir="auto">'}
    assert len(before) == 5


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_nothing_that_a_commenter_typed_is_markup(desk, payload):
    discussion = make_discussion()
    parent = make_comment(discussion, name=payload, body=payload)
    comment = make_comment(
        discussion,
        parent,
        status="held",
        name=payload,
        body=payload,
        site=f"https://example.com/{payload}",
        recent_title=payload,
        recent_url="https://example.com/",
        hold_rule="word",
        hold_match="s",
    )
    Report.objects.create(
        comment=comment,
        reporter_key=b"k",
        reason="other",
        note=payload,
        created_at=comment.created_at,
    )

    for address in (QUEUE, f"{QUEUE}{comment.pk}/change/", f"{QUEUE}{parent.pk}/change/"):
        assert payload not in words(desk.get(address))
    # Named in what is said, for it cannot be removed.
    page = act(desk, "remove", comment, reason=payload)
    assert payload in said(page)[0]
    assert payload not in words(page)


def test_filters_narrow_to_a_status_a_newsletter_a_rule_and_reports(desk):
    first, second = (make_discussion(make_poll(newsletter=make_newsletter())) for _ in range(2))
    word = make_comment(first, status="held", hold_rule="word")
    links = make_comment(second, status="held", hold_rule="links")
    spam = make_comment(second, status="spam")
    visible = make_comment(first)
    moderation.report(visible.pk, ANNA, "abuse", address="192.0.2.1")
    illegal = make_comment(first)
    moderation.report(illegal.pk, ANNA, "illegal", address="192.0.2.1")

    def found(**query):
        return shown(desk.get(QUEUE, query))

    assert found(state="spam") == [spam]
    assert found(state="all") == [illegal, visible, spam, links, word]
    assert found(newsletter=first.newsletter.pk) == [word]
    assert found(rule="links") == [links]
    assert found(rule="no such rule") == []
    assert found(state="all", reported="yes") == [illegal, visible]
    assert found(state="all", reported="illegal") == [illegal]
    assert found(reported="nonsense") == [word, links]
    assert found(of=second.pk) == [links]


def test_search_finds_names_and_texts_and_no_address(desk):
    discussion = make_discussion()
    named = make_comment(discussion, status="held", name="Ann Example", email="secret@example.com")
    written = make_comment(discussion, status="held", body="About example sentences.")

    assert shown(desk.get(QUEUE, {"q": "example"})) == [named, written]
    assert shown(desk.get(QUEUE, {"q": "secret"})) == []
    assert "secret@" not in words(desk.get(f"{QUEUE}{named.pk}/change/"))


@pytest.mark.parametrize("number", [1, 3])
def test_queue_asks_as_often_for_many_as_for_one(desk, django_assert_num_queries, number):
    discussion = make_discussion()
    parent = make_comment(discussion)
    for _ in range(number):
        make_comment(discussion, parent, status="held")

    with django_assert_num_queries(10):
        desk.get(QUEUE)


# What it does.


def test_button_of_the_queue_approves_one_comment(desk, moderator):
    discussion = make_discussion()
    comment, other = (make_comment(discussion, status="held") for _ in range(2))

    page = desk.post(QUEUE, {"act": f"approve {comment.pk}", "seen": seen(comment, other)})

    # The browser goes on at the next one.
    assert page.url == f"{QUEUE}#comment-{other.pk}"
    assert states() == ["published", "held"]
    assert Moderation.objects.get().actor == moderator
    page = desk.post(QUEUE, {"act": f"reject {other.pk}", "seen": seen(other)})
    assert page.url == QUEUE


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("held", "approve", "published"),
        ("held", "reject", "rejected"),
        ("held", "spam", "spam"),
        ("published", "remove", "removed"),
        ("published", "hold", "held"),
        ("published", "keep", "published"),
        ("held", "ban", "spam"),
    ],
)
@pytest.mark.parametrize("many", [True, False])
def test_act_is_done_with_its_reason_and_undone_by_its_link(desk, before, action, after, many):
    discussion = make_discussion()
    comments = [make_comment(discussion, status=before) for _ in range(3 if many else 1)]
    if many:
        page = act(desk, action, *comments, query=f"?state={before}", reason="Because.")
    else:
        page = press(desk, action, comments[0], "Because.")

    assert states() == [after] * len(comments)
    assert set(Moderation.objects.values_list("action", "reason")) == {(action, "Because.")}

    link = re.search(r'href="([^"]+)">Undo', said(page)[0])[1]
    assert words(desk.get(link)).count("it will be") == len(comments)
    assert states() == [after] * len(comments)
    desk.post(link)
    assert states() == [before] * len(comments)
    desk.post(link)
    assert states() == [before] * len(comments)
    assert Moderation.objects.count() == 2 * len(comments)


def test_comment_is_not_removed_without_a_reason(desk):
    comment = make_comment(make_discussion())

    for page in (
        act(desk, "remove", comment, query="?state=published"),
        press(desk, "remove", comment, " "),
    ):
        assert said(page) == ["Nothing was done. Give a reason: “Remove” needs one."]
    assert states() == ["published"]


def test_second_moderator_is_told_what_was_passed_over_and_why(desk):
    discussion = make_discussion()
    moved, waiting = (make_comment(discussion, status="held") for _ in range(2))
    moderation.moderate(
        Comment.objects.get(pk=moved.pk), "approve", actor=make_moderator(username="Ann")
    )

    page = act(desk, "reject", moved, waiting)

    assert states() == ["published", "rejected"]
    done, skipped = said(page)
    assert done.startswith("Rejected 1 comment. ")
    assert skipped == (
        "1 comment passed over, changed since you looked or in a state in which this cannot be done: "
        f"{moved} (published by Ann)."
    )
    page = press(desk, "reject", moved)
    assert said(page)[0].startswith("1 comment passed over")
    assert states() == ["published", "rejected"]


@pytest.mark.parametrize("way", ["button", "tick", "page"])
def test_what_its_author_has_changed_since_the_page_was_made_is_passed_over(desk, way):
    comment = post(make_discussion())
    address = f"{QUEUE}{comment.pk}/change/" if way == "page" else QUEUE

    def approve(page):
        sent = {"seen": re.search(r'name="seen" value="([^"]+)"', words(page))[1]}
        if way == "button":
            return desk.post(QUEUE, sent | {"act": f"approve {comment.pk}"}, follow=True)
        return (act if way == "tick" else press)(desk, "approve", comment, **sent)

    # Never changed before, and changed before.
    for _ in range(2):
        page = desk.get(address)
        own.edit(comment.pk, make_draft(), ANNA)
        assert said(approve(page)) == [
            "1 comment passed over, changed since you looked or in a state in which this cannot be "
            f"done: {comment} (waiting, changed by its author)."
        ]
    approve(desk.get(address))
    assert states() == ["published"]


def test_comment_of_each_state_that_is_ticked_gets_the_act_where_it_makes_sense(desk):
    discussion = make_discussion()
    comments = [make_comment(discussion, status=status) for status in Comment.Status.values]

    page = act(desk, "hold", *comments, query="?state=all")

    assert states() == ["held", "held", "rejected", "spam", "removed"]
    assert said(page)[0].startswith("Held 1 comment. ")
    assert said(page)[1].startswith("4 comments passed over")
    page = act(desk, "approve", *Comment.objects.all(), query="?state=all", reason="All of it.")
    assert states() == ["published"] * 5


def test_undo_leaves_what_somebody_else_has_acted_on_since(desk, moderator):
    discussion = make_discussion()
    first, second = (make_comment(discussion, status="held") for _ in range(2))
    page = act(desk, "approve", first, second)
    link = re.search(r'href="([^"]+)"', said(page)[0])[1]
    moderation.moderate(
        Comment.objects.get(pk=first.pk), "remove", actor=make_moderator(username="Ann")
    )

    page = desk.post(link, follow=True)

    assert states() == ["removed", "held"]
    assert said(page)[0] == "Undone: 1 comment as before."
    assert f"{first} (removed by Ann)" in said(page)[1]


def test_undo_leaves_what_the_same_moderator_did_in_another_tab_meanwhile(desk, moderator):
    discussion = make_discussion()
    first, other, last = (make_comment(discussion, status="held") for _ in range(3))
    spam = acts.ACTS["spam"]

    def chunks():
        yield {first.pk: "held"}
        acts.perform(iter([{other.pk: "held"}]), spam, actor=moderator, reason="")
        yield {last.pk: "held"}

    outcome = acts.perform(chunks(), spam, actor=moderator, reason="")
    assert states() == ["spam"] * 3
    undo = reverse("admin:comments_comment_undo", args=[outcome.first, outcome.last])
    assert words(desk.get(undo)).count("it will be") == 2
    page = desk.post(undo, follow=True)

    assert said(page) == ["Undone: 2 comments as before."]
    assert states() == ["held", "spam", "held"]


def test_everything_is_not_acted_on_unless_one_status_was_chosen(desk):
    discussion = make_discussion()
    comment = make_comment(discussion, status="held")
    make_comment(discussion)

    page = act(desk, "spam", comment, query="?state=all", select_across="1", newest=comment.pk + 1)

    assert states() == ["held", "published"]
    assert said(page)[0].startswith("Nothing was done. Choose one status")


@pytest.mark.parametrize("action", ["keep", "remove"])
def test_act_settles_the_reports_that_its_page_shows(desk, action):
    comment = make_comment(make_discussion())
    moderation.report(comment.pk, ANNA, "abuse", note="Very rude.", address="192.0.2.1")
    assert "Very rude." in words(desk.get(f"{QUEUE}{comment.pk}/change/"))

    press(desk, action, comment, "Read again.")

    assert not Report.objects.waiting().exists()
    assert states() == ["published" if action == "keep" else "removed"]
    assert (Moderation.objects.get().action, Moderation.objects.get().actor.username) == (
        action,
        "Mo",
    )


def test_editors_pick_is_made_and_taken_back(desk):
    comment = make_comment(make_discussion())
    for action, picked in (("pick", True), ("unpick", False)):
        press(desk, action, comment)
        press(desk, action, comment)
        assert Comment.objects.get().picked is picked
    # Once each, and by whom.
    assert list(Moderation.objects.values_list("action", "actor__username")) == [
        ("unpick", "Mo"),
        ("pick", "Mo"),
    ]


def test_comment_that_readers_do_not_see_is_no_pick(desk):
    comment = make_comment(make_discussion(), status="held")
    page = press(desk, "pick", comment)
    assert said(page) == ["Only a comment that readers see can be an editor’s pick."]
    assert not Comment.objects.get().picked


@pytest.mark.parametrize(
    "sent", ["approve x", "approve", "delete 1", "approve 999999999999999999999"]
)
def test_button_that_the_queue_does_not_have_does_nothing(desk, sent):
    comment = make_comment(make_discussion(), status="held")
    assert desk.post(QUEUE, {"act": sent, "seen": seen(comment)}).status_code == 404
    assert states() == ["held"]
