"""Ideas at the desk: kept in one line, searched, used for a week."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Idea, Poll
from polls.schedule import WEEK, day_of, slot_on
from tests.factories import DAY, make_editor, make_idea, make_newsletter, make_poll

from .pages import form_of, messages_of

pytestmark = pytest.mark.django_db

LIST = "/admin/polls/idea/"
USE = "/admin/polls/idea/verbs/use/"


@pytest.fixture
def newsletter():
    newsletter = make_newsletter(name="The Kettle")
    newsletter.refresh_from_db()
    return newsletter


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def questions(page) -> list[str]:
    return [idea.question for idea in page.context["cl"].result_list]


def test_idea_is_kept_from_the_line_above_the_list(desk, editor, newsletter):
    form = form_of(desk.get(LIST), "quick_idea")
    assert form == {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"], "question": ""}
    sent = form | {"question": "Tea?", "newsletter": newsletter.pk, "_save": "1"}
    page = desk.post(reverse("admin:polls_idea_add"), sent, follow=True)
    idea = Idea.objects.get()
    assert (idea.question, idea.newsletter, idea.added_by) == ("Tea?", newsletter, editor)
    assert questions(page) == ["Tea?"]


def test_idea_without_a_question_is_asked_for_it(desk):
    page = desk.post(reverse("admin:polls_idea_add"), {"question": "", "_save": "1"})
    assert page.context["adminform"].form.errors == {"question": ["Fill this in."]}
    assert not Idea.objects.exists()


def test_change_of_an_idea_leaves_who_noted_it(client, desk, editor):
    make_idea(question="Tea?", added_by=editor)
    client.force_login(make_editor(username="Ben"))
    address = reverse("admin:polls_idea_change", args=[Idea.objects.get().pk])
    client.post(address, form_of(client.get(address), "idea_form") | {"note": "Soon."})
    idea = Idea.objects.get()
    assert (idea.note, idea.added_by) == ("Soon.", editor)


def test_list_is_searched_and_narrowed(desk, newsletter):
    make_idea(question="Tea?", newsletter=newsletter)
    make_idea(question="Coffee?", answers="Never\nWith milk")
    make_idea(question="Used?", used_for=make_poll(newsletter=newsletter))
    for query, expected in (
        ({}, ["Used?", "Coffee?", "Tea?"]),
        ({"used": "no"}, ["Coffee?", "Tea?"]),
        ({"used": "yes"}, ["Used?"]),
        ({"for_newsletter": newsletter.pk}, ["Tea?"]),
        ({"for_newsletter": "any"}, ["Used?", "Coffee?"]),
        ({"for_newsletter": "²", "used": "²"}, []),
        ({"q": "milk"}, ["Coffee?"]),
    ):
        assert questions(desk.get(LIST, query)) == expected


def test_idea_is_used_for_a_chosen_week_of_a_chosen_newsletter(desk, newsletter):
    make_newsletter(name="Another")
    idea = make_idea(question="Tea?", answers="Yes\nNo")
    day = day_of(newsletter.week, timezone.now()) + 3 * WEEK
    page = desk.get(USE, {"id": idea.pk})
    assert [name for name, _ in page.context["form"].fields["week"].choices] == [
        "Another",
        "The Kettle",
    ]
    sent = form_of(page, "verb_form") | {"week": f"{newsletter.pk} {day}"}
    answer = desk.post(USE, sent)
    poll = Poll.objects.get()
    assert answer.url == f"/admin/polls/newsletter/{newsletter.pk}/weeks/#week-{day}"
    assert (poll.question, poll.newsletter) == ("Tea?", newsletter)
    assert poll.opens_at == slot_on(newsletter.week, day).opens_at
    assert Idea.objects.get().used_for == poll


def test_idea_of_one_newsletter_is_offered_its_free_weeks_alone(desk, newsletter):
    make_newsletter(name="Another")
    day = day_of(newsletter.week, timezone.now()) + 2 * WEEK
    slot = slot_on(newsletter.week, day)
    make_poll(
        newsletter=newsletter, status="draft", opens_at=slot.opens_at, closes_at=slot.closes_at
    )
    idea = make_idea(newsletter=newsletter)
    page = desk.get(USE, {"id": idea.pk})
    ((name, offered),) = page.context["form"].fields["week"].choices
    assert name == "The Kettle"
    assert f"{newsletter.pk} {day + WEEK}" in [key for key, _ in offered]
    sent = form_of(page, "verb_form") | {"week": f"{newsletter.pk} {day}"}
    assert "This week is no longer free. Choose another." in words(desk.post(USE, sent))
    assert Poll.objects.count() == 1


def test_question_that_was_asked_before_is_used_only_with_open_eyes(desk, newsletter):
    earlier = make_poll(newsletter=newsletter, question="Tea?", status="closed")
    idea = make_idea(question="TEA", answers="Yes\nNo")
    day = day_of(newsletter.week, timezone.now()) + 3 * WEEK
    again = f"/admin/polls/poll/verbs/ask-again/?id={earlier.pk}&amp;then=weeks"
    for page in (
        desk.get(LIST),
        desk.get(reverse("admin:polls_idea_change", args=[idea.pk])),
        asked := desk.post(USE, {"id": idea.pk, "week": f"{newsletter.pk} {day}"}),
    ):
        assert "The same question was asked" in words(page)
        assert again in page.content.decode()
    assert Poll.objects.count() == 1
    desk.post(USE, form_of(asked, "verb_form"))
    assert Poll.objects.count() == 2


def test_question_that_is_planned_already_says_for_when(desk, newsletter):
    make_poll(newsletter=newsletter, question="Tea?", status="draft", opens_at=None, closes_at=None)
    make_idea(question="Tea")
    assert "The same question is planned without a date." in words(desk.get(LIST))
    Poll.objects.all().delete()
    make_poll(newsletter=newsletter, question="Tea?", status="scheduled", opens_at=3 * DAY)
    assert "The same question is planned for " in words(desk.get(LIST))


def test_used_idea_names_its_poll_and_is_not_offered_again(desk, newsletter):
    poll = make_poll(newsletter=newsletter, question="Tea?", status="draft")
    idea = make_idea(question="Tea?", used_for=poll)
    page = desk.get(reverse("admin:polls_idea_change", args=[idea.pk]))
    assert "Used for Tea? . What you change here changes nothing there." in words(page)
    assert "The same question" not in words(page)
    assert USE not in page.content.decode()
    day = day_of(newsletter.week, timezone.now()) + 3 * WEEK
    page = desk.post(USE, {"id": idea.pk, "week": f"{newsletter.pk} {day}", "accepted": "x"})
    if page.status_code == 200:
        page = desk.post(USE, form_of(page, "verb_form"))
    assert messages_of(desk.get(page.url)) == ["“Tea?”: This idea was used already: “Tea?”."]
    assert Poll.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_often_for_three_ideas_as_for_one(
    desk, newsletter, number, django_assert_num_queries
):
    for place in range(number):
        make_poll(question=f"Tea {place}?")
        make_idea(newsletter=newsletter, question=f"Tea {place}?")
        make_poll(newsletter=newsletter, question=f"Tea {place}", status="closed")
        make_idea(newsletter=newsletter, used_for=make_poll(newsletter=newsletter))
    with django_assert_num_queries(10):
        desk.get(LIST)
