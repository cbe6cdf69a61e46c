"""Two editors with the same form open: the second sees what the first saved, and loses nothing typed."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Discussion, FollowUp, Rules
from polls.models import Author, Choice, Idea, Newsletter, Poll, Post, Topic
from tests.comments.factories import make_discussion, make_follow_up, make_rules
from tests.factories import (
    DAY,
    make_author,
    make_choice,
    make_editor,
    make_idea,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)

from .pages import errors_of, form_of
from .test_pictures import encoded
from .test_posts import upload

pytestmark = pytest.mark.django_db

BOTH = "You had not changed this, so the form has the new one."


@pytest.fixture
def graces(db):
    """The desk of another editor, Grace."""
    client = Client()
    client.force_login(make_editor(username="Grace"))
    return client


def address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def typed(desk, row, **values) -> dict:
    return form_of(desk.get(address(row)), f"{row._meta.model_name}_form") | values


def again(page, row, **values) -> dict:
    """What saving the refused page once more sends."""
    return form_of(page, f"{row._meta.model_name}_form") | values


def told(page) -> list[tuple]:
    return [
        (each.label, "\n".join(each.theirs), "\n".join(each.yours), each.choice)
        for each in page.context["meanwhile"]
    ]


def texts(poll) -> list[tuple[int, str]]:
    return list(Choice.objects.filter(poll=poll).values_list("position", "text"))


def test_second_sees_who_saved_what_beside_what_is_typed(desk, graces):
    poll = make_poll(status="scheduled", question="First?", methodology="Old.")
    mine = typed(desk, poll, question="Mine?", mailed_to="900")
    graces.post(address(poll), typed(graces, poll, question="Theirs?", sponsor="Acme"))

    page = desk.post(address(poll), mine)

    assert told(page) == [
        ("Question", "Theirs?", "Mine?", "keep-question"),
        ("Sponsor", "Acme", "nothing", ""),
    ]
    assert [who for who, _ in page.context["savers"]] == ["Grace"]
    assert errors_of(page) == {}
    words = " ".join(page.content.decode().split())
    assert "Grace saved this poll while you had it open" in words
    assert BOTH in words
    poll.refresh_from_db()
    assert (poll.question, poll.sponsor, poll.mailed_to) == ("Theirs?", "Acme", None)

    assert desk.post(address(poll), again(page, poll)).status_code == 302
    poll.refresh_from_db()
    assert (poll.question, poll.sponsor, poll.mailed_to) == ("Mine?", "Acme", 900)


def test_second_may_take_what_the_first_saved(desk, graces):
    poll = make_poll(status="scheduled", question="First?")
    mine = typed(desk, poll, question="Mine?", sponsor="Mine")
    graces.post(address(poll), typed(graces, poll, question="Theirs?", sponsor="Theirs"))
    page = desk.post(address(poll), mine)

    choices = {"keep-question": "theirs", "keep-sponsor": "yours"}
    desk.post(address(poll), again(page, poll, **choices))

    poll.refresh_from_db()
    assert (poll.question, poll.sponsor) == ("Theirs?", "Mine")


def test_third_save_is_told_as_well(desk, graces):
    poll = make_poll(status="scheduled", question="First?")
    mine = typed(desk, poll, question="Mine?")
    graces.post(address(poll), typed(graces, poll, question="Theirs?"))
    page = desk.post(address(poll), mine)
    graces.post(address(poll), typed(graces, poll, question="Once more?"))

    page = desk.post(address(poll), again(page, poll, **{"keep-question": "theirs"}))

    assert told(page) == [("Question", "Once more?", "Mine?", "keep-question")]
    assert Poll.objects.get().question == "Once more?"


def test_same_change_by_both_is_no_news(desk, graces):
    poll = make_poll(status="scheduled", question="First?")
    mine = typed(desk, poll, question="Same?", sponsor="Acme")
    graces.post(address(poll), typed(graces, poll, question="Same?"))

    assert desk.post(address(poll), mine).status_code == 302

    poll.refresh_from_db()
    assert (poll.question, poll.sponsor) == ("Same?", "Acme")


def test_what_is_in_no_field_of_the_form_stops_nobody(desk, graces):
    poll = make_poll(status="open")
    mine = typed(desk, poll, sponsor="Acme")
    poll.close()

    assert desk.post(address(poll), mine).status_code == 302

    assert Poll.objects.get().sponsor == "Acme"


def test_save_that_came_from_elsewhere_is_told_too(desk):
    poll = make_poll(status="scheduled", question="First?")
    mine = typed(desk, poll, question="Mine?")
    poll.question = "Theirs?"
    poll.save()

    page = desk.post(address(poll), mine)

    assert told(page) == [("Question", "Theirs?", "Mine?", "keep-question")]
    assert "Somebody saved this poll while you had it open" in page.content.decode()


@pytest.mark.parametrize("seen", ["", "0", "x", "[]", "{", "9" * 30, '{"question": 1}', "[" * 9999])
def test_form_that_does_not_say_what_it_showed_is_not_saved(desk, seen):
    poll = make_poll(status="scheduled", question="First?")

    page = desk.post(address(poll), typed(desk, poll, question="Mine?", seen=seen))

    assert told(page) == [("Question", "First?", "Mine?", "keep-question")]
    assert Poll.objects.get().question == "First?"


def test_dates_are_compared_as_moments_of_the_newsletters_zone(desk, graces):
    newsletter = make_newsletter(time_zone="Asia/Tokyo")
    poll = make_poll(status="scheduled", newsletter=newsletter)
    mine = typed(desk, poll, sponsor="Acme")
    theirs = typed(graces, poll)
    later = poll.closes_at + timedelta(days=1)
    graces.post(
        address(poll), theirs | {"closes_at_0": f"{later.astimezone(newsletter.zone):%Y-%m-%d}"}
    )

    page = desk.post(address(poll), mine)

    ((label, new, old, choice),) = told(page)
    assert (label, choice, new[-3:], old[-3:]) == ("Closes", "", "JST", "JST")
    desk.post(address(poll), again(page, poll))
    poll.refresh_from_db()
    assert (poll.closes_at.date(), poll.sponsor) == (later.date(), "Acme")


def test_long_texts_are_told_by_the_lines_that_differ(desk, graces):
    lines = [f"Line {number} says the same to everybody." for number in range(20)]
    post = make_post(body="\n".join(lines))
    mine = typed(desk, post, body="\r\n".join([*lines, "Mine."]))
    graces.post(address(post), typed(graces, post, body="\r\n".join(["Theirs.", *lines])))

    page = desk.post(address(post), mine)

    assert told(page) == [("Body", "Theirs.", "Mine.", "keep-body")]
    assert again(page, post)["body"].splitlines() == [*lines, "Mine."]


# Rows.


def test_answers_of_both_stand_side_by_side(desk, graces):
    poll = make_poll(status="draft", choices=["A", "B", "C"])
    mine = typed(desk, poll, **{"choices-0-text": "My A", "choices-3-text": "Mine"})
    theirs = {"choices-0-text": "Their A", "choices-1-text": "Their B", "choices-3-text": "Theirs"}
    graces.post(address(poll), typed(graces, poll, **theirs))

    page = desk.post(address(poll), mine)

    assert told(page) == [
        ("Answer 1", "Their A", "My A", "keep-choices-0-text"),
        ("Answer 2", "Their B", "B", ""),
        ("Answer 4", "Theirs", "nothing", ""),
    ]
    assert texts(poll) == [(1, "Their A"), (2, "Their B"), (3, "C"), (4, "Theirs")]

    assert desk.post(address(poll), again(page, poll)).status_code == 302
    assert texts(poll) == [(1, "My A"), (2, "Their B"), (3, "C"), (4, "Theirs"), (5, "Mine")]


def test_answer_of_the_first_is_taken_by_its_own_choice(desk, graces):
    poll = make_poll(status="draft", choices=["A", "B"])
    mine = typed(desk, poll, **{"choices-0-text": "My A", "choices-1-text": "My B"})
    theirs = {"choices-0-text": "Their A", "choices-1-text": "Their B"}
    graces.post(address(poll), typed(graces, poll, **theirs))
    page = desk.post(address(poll), mine)

    desk.post(address(poll), again(page, poll, **{"keep-choices-1-text": "theirs"}))

    assert texts(poll) == [(1, "My A"), (2, "Their B")]


@pytest.mark.parametrize(("keep", "left"), [("yours", "My B"), ("theirs", "C")])
def test_answer_that_the_first_deleted_is_kept_where_the_second_has_changed_it(
    desk, graces, keep, left
):
    poll = make_poll(status="draft", choices=["A", "B", "C"])
    mine = typed(desk, poll, **{"choices-1-text": "My B"})
    graces.post(address(poll), typed(graces, poll, **{"choices-1-DELETE": "on"}))
    assert texts(poll) == [(1, "A"), (2, "C")]

    page = desk.post(address(poll), mine)

    assert told(page) == [("Answer 2", "deleted", "My B", "keep-choices-2-DELETE")]
    desk.post(address(poll), again(page, poll, **{"keep-choices-2-DELETE": keep}))
    assert left in dict(texts(poll)).values()
    assert len(texts(poll)) == (3 if keep == "yours" else 2)


def test_answer_that_the_first_deleted_goes_where_the_second_left_it_alone(desk, graces):
    poll = make_poll(status="draft", choices=["A", "B", "C"])
    mine = typed(desk, poll, **{"choices-2-text": "My C"})
    graces.post(address(poll), typed(graces, poll, **{"choices-1-DELETE": "on"}))

    page = desk.post(address(poll), mine)

    assert told(page) == [("Answer 2", "deleted", "B", "")]
    desk.post(address(poll), again(page, poll))
    assert texts(poll) == [(1, "A"), (2, "My C")]


@pytest.mark.parametrize(
    ("keep", "left"),
    [("yours", [(1, "A"), (2, "C")]), ("theirs", [(1, "A"), (2, "New B"), (3, "C")])],
)
def test_answer_that_the_second_deletes_is_asked_about_where_the_first_changed_it(
    desk, graces, keep, left
):
    poll = make_poll(status="draft", choices=["A", "B", "C"])
    mine = typed(desk, poll, **{"choices-1-DELETE": "on"})
    graces.post(address(poll), typed(graces, poll, **{"choices-1-text": "New B"}))

    page = desk.post(address(poll), mine)

    assert told(page) == [("Answer 2", "New B", "deleted", "keep-choices-1-DELETE")]
    desk.post(address(poll), again(page, poll, **{"keep-choices-1-DELETE": keep}))
    assert texts(poll) == left


def test_both_delete_the_same_answer(desk, graces):
    poll = make_poll(status="draft", choices=["A", "B", "C"])
    mine = typed(desk, poll, **{"choices-1-DELETE": "on"})
    graces.post(address(poll), typed(graces, poll, **{"choices-1-DELETE": "on"}))

    assert desk.post(address(poll), mine).status_code == 302

    assert texts(poll) == [(1, "A"), (2, "C")]


def test_order_is_told_once_and_follows_the_first_where_the_second_left_it(desk, graces):
    poll = make_poll(status="draft", choices=["A", "B", "C"])
    mine = typed(desk, poll, sponsor="Acme")
    order = {"choices-0-place": "3", "choices-1-place": "1", "choices-2-place": "2"}
    graces.post(address(poll), typed(graces, poll, **order))

    page = desk.post(address(poll), mine)

    assert told(page) == [("Order of the answers", "“B”, “C”, “A”", "“A”, “B”, “C”", "")]
    assert desk.post(address(poll), again(page, poll)).status_code == 302
    assert texts(poll) == [(1, "B"), (2, "C"), (3, "A")]
    assert Poll.objects.get().sponsor == "Acme"


def test_answer_that_came_from_elsewhere_does_not_break_the_form(desk):
    poll = make_poll(status="draft", choices=["A", "B"])
    mine = typed(
        desk, poll, **{"choices-0-text": "B", "choices-1-text": "A", "choices-2-text": "D"}
    )
    make_choice(poll, "C")

    page = desk.post(address(poll), mine)

    assert told(page) == [("Answer 3", "C", "nothing", "")]
    assert desk.post(address(poll), again(page, poll)).status_code == 302
    assert texts(poll) == [(1, "B"), (2, "A"), (3, "C"), (4, "D")]


def test_words_typed_into_a_poll_that_has_opened_meanwhile_stay_on_the_page(desk):
    poll = make_poll(status="draft", question="First?")
    mine = typed(desk, poll, question="Mine?", sponsor="Acme", **{"choices-0-text": "My yes"})
    poll.open_now()

    page = desk.post(address(poll), mine)

    assert told(page) == [
        ("Question", "First?", "Mine?", ""),
        ("Answers", "Yes\nNo", "My yes\nNo", ""),
    ]
    assert desk.post(address(poll), again(page, poll)).status_code == 302
    poll.refresh_from_db()
    assert (poll.question, poll.sponsor) == ("First?", "Acme")


def test_picture_is_asked_for_again_beside_its_field(desk, graces):
    post = make_post()
    mine = typed(desk, post, headline="Mine", picture_alt="A field.")
    graces.post(address(post), typed(graces, post, headline="Theirs"))

    page = desk.post(address(post), mine | {"picture": upload(encoded("PNG"))})

    assert errors_of(page) == {"picture": ["Choose the picture again: browsers do not keep it."]}
    form = again(page, post, **{"keep-headline": "mine"})
    assert form["picture_alt"] == "A field."
    desk.post(address(post), form | {"picture": upload(encoded("PNG"))})
    post.refresh_from_db()
    assert post.picture


def test_notes_under_a_post_are_kept_of_both(desk, graces):
    post = make_post()
    mine = typed(desk, post, **{"addenda-0-text": "My note."})
    graces.post(address(post), typed(graces, post, **{"addenda-0-text": "Their note."}))

    page = desk.post(address(post), mine)

    assert told(page) == [("“Edited to add” note", "Their note.", "nothing", "")]
    assert desk.post(address(post), again(page, post)).status_code == 302
    assert set(post.addenda.values_list("text", flat=True)) == {"Their note.", "My note."}


def test_preview_shows_what_is_typed_and_saves_nothing(desk, graces):
    post = make_post(headline="First")
    mine = typed(desk, post, headline="Mine", _preview="1")
    graces.post(address(post), typed(graces, post, headline="Theirs"))

    page = desk.post(address(post), mine)

    assert '<h1 dir="auto">Mine</h1>' in page.content.decode()
    assert Post.objects.get().headline == "Theirs"


# Every form that staff edit.


def newsletter():
    return make_newsletter(audience="Old")


def rules():
    return make_rules(make_discussion(), words="Old")


FORMS = {
    "post": (lambda: make_post(headline="Old"), "headline", Post),
    "newsletter": (newsletter, "audience", Newsletter),
    "idea": (lambda: make_idea(note="Old"), "note", Idea),
    "author": (lambda: make_author(byline="Old"), "byline", Author),
    "topic": (lambda: make_topic(name="Old"), "name", Topic),
    "follow-up": (lambda: make_follow_up(make_poll(), question="Old"), "question", FollowUp),
    "rules": (rules, "words", Rules),
    "discussion": (lambda: make_discussion(closed_note="Old"), "closed_note", Discussion),
}


@pytest.mark.parametrize("name", FORMS)
def test_no_form_overwrites_in_silence(desk, graces, name):
    get_user_model().objects.update(is_superuser=True)
    make, field, model = FORMS[name]
    row = make()
    mine = typed(desk, row, **{field: "Mine"})
    assert graces.post(address(row), typed(graces, row, **{field: "Theirs"})).status_code == 302

    page = desk.post(address(row), mine)

    assert [each[1:] for each in told(page)] == [("Theirs", "Mine", f"keep-{field}")]
    assert [who for who, _ in page.context["savers"]] == ["Grace"]
    assert getattr(model.objects.get(pk=row.pk), field) == "Theirs"

    assert desk.post(address(row), again(page, row)).status_code == 302
    assert getattr(model.objects.get(pk=row.pk), field) == "Mine"


def test_button_that_closes_a_discussion_waits_for_the_second_look(desk, graces):
    discussion = make_discussion(closed_note="Old")
    mine = typed(desk, discussion, closed_note="Mine", _close="x")
    graces.post(address(discussion), typed(graces, discussion, closed_note="Theirs"))

    desk.post(address(discussion), mine)

    assert Discussion.objects.get().is_open(timezone.now() + DAY)
