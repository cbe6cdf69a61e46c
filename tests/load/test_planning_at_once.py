"""Two editors fill the same week at the same time: the second is told, and nothing is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from polls import planning
from polls.models import Idea, Poll
from polls.schedule import WEEK, day_of, slot_on
from tests.factories import make_idea, make_newsletter, make_poll
from tests.load.test_rulings_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newsletter():
    newsletter = make_newsletter()
    newsletter.refresh_from_db()
    return newsletter


def day_in(newsletter, weeks: int):
    return day_of(newsletter.week, timezone.now()) + weeks * WEEK


def planned(newsletter, weeks: int) -> Poll:
    slot = slot_on(newsletter.week, day_in(newsletter, weeks))
    dates = {"opens_at": slot.opens_at, "closes_at": slot.closes_at}
    return make_poll(newsletter=newsletter, status="scheduled", **dates)


def answer(act, answers: list):
    def work():
        try:
            answers.append(act() and "done")
        except ValidationError as refusal:
            answers.append(refusal.messages[0])

    return work


def test_week_is_taken_by_one_of_two_moves(newsletter):
    first, second = planned(newsletter, 2), planned(newsletter, 3)
    answers: list = []
    moves = [
        lambda poll=poll: planning.move(poll, day_in(newsletter, 6)) for poll in (first, second)
    ]
    at_once(*(answer(move, answers) for move in moves))
    (there,) = planning.in_week(newsletter, day_in(newsletter, 6))
    (stayed,) = {first, second} - {there}
    assert stayed.opens_at == Poll.objects.get(pk=stayed.pk).opens_at
    refused = f"“{there}” is planned for that week. Nothing was moved: choose another week, or change places."
    assert sorted(answers, key=bool) == [False, refused]


def test_week_is_filled_by_one_of_two_ideas(newsletter):
    ideas = [make_idea(), make_idea()]
    answers: list = []
    uses = [
        lambda idea=idea: planning.use(idea, newsletter, day_in(newsletter, 6)) for idea in ideas
    ]
    at_once(*(answer(use, answers) for use in uses))
    assert Poll.objects.count() == Idea.objects.unused().count() == 1
    refused = f"“{Poll.objects.get()}” is planned for this week already. Choose another week, or move that poll first."
    assert sorted(answers) == ["done", refused]


def test_idea_is_used_once_though_two_choose_it(newsletter):
    idea = make_idea(question="Tea?")
    answers: list = []
    copies = [(Idea.objects.get(), weeks) for weeks in (5, 6)]
    uses = [
        lambda copy=copy, weeks=weeks: planning.use(copy, newsletter, day_in(newsletter, weeks))
        for copy, weeks in copies
    ]
    at_once(*(answer(use, answers) for use in uses))
    assert Poll.objects.get() == Idea.objects.get(pk=idea.pk).used_for
    assert sorted(answers) == ["This idea was used already: “Tea?”.", "done"]
