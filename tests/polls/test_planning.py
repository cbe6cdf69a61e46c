"""What goes into which week: moved, changed places, filled from ideas and earlier questions."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import FollowUp
from polls import planning, sameness
from polls.models import Idea, Poll, SkippedWeek, Status
from polls.schedule import WEEK, Slot, day_of, slot_on
from tests.factories import DAY, make_editor, make_idea, make_newsletter, make_poll, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsletter():
    # It reads its hours as times, not as they were typed.
    newsletter = make_newsletter(time_zone="Europe/Berlin")
    newsletter.refresh_from_db()
    return newsletter


def day_in(newsletter, weeks: int):
    return day_of(newsletter.week, timezone.now()) + weeks * WEEK


def slot_in(newsletter, weeks: int) -> Slot:
    return slot_on(newsletter.week, day_in(newsletter, weeks))


def planned(newsletter, weeks: int, status=Status.SCHEDULED, **overrides) -> Poll:
    slot = slot_in(newsletter, weeks)
    dates = {"opens_at": slot.opens_at, "closes_at": slot.closes_at}
    return make_poll(newsletter=newsletter, status=status, **dates | overrides)


def stored_dates(poll) -> Slot:
    return planning.dates_of(Poll.objects.get(pk=poll.pk))


def last_reason(poll) -> str:
    return poll.history.latest("history_id").history_change_reason


# Moving.


@pytest.mark.parametrize("status", ["draft", "scheduled"])
def test_poll_moves_to_a_free_week_and_its_history_says_so(newsletter, status):
    poll = planned(newsletter, 2, status)
    swapped = planning.move(poll, day_in(newsletter, 4))
    assert not swapped
    assert stored_dates(poll) == slot_in(newsletter, 4)
    assert Poll.objects.get().published == (status == "scheduled")
    assert last_reason(poll) == "Moved to another week"


def test_undated_draft_gets_a_week(newsletter):
    poll = make_poll(newsletter=newsletter, status="draft", opens_at=None, closes_at=None)
    planning.move(poll, day_in(newsletter, 3))
    assert stored_dates(poll) == slot_in(newsletter, 3)


@pytest.mark.parametrize("status", ["open", "closed", "withdrawn"])
def test_poll_that_has_opened_stays(newsletter, status):
    poll = make_poll(newsletter=newsletter, status=status)
    before = stored_dates(poll)
    with pytest.raises(ValidationError, match="has opened: it stays in its week"):
        planning.move(poll, day_in(newsletter, 3))
    assert stored_dates(poll) == before


def test_conflict_is_explained_and_nothing_moves(newsletter):
    poll, other = planned(newsletter, 2), planned(newsletter, 3, question="Tea?")
    before = stored_dates(poll), stored_dates(other)
    for swap in (None, make_poll(newsletter=newsletter, status="draft")):
        with pytest.raises(ValidationError, match="“Tea\\?” is planned for that week"):
            planning.move(poll, day_in(newsletter, 3), swap=swap)
    assert (stored_dates(poll), stored_dates(other)) == before


def test_two_polls_change_places_with_the_hours_that_each_had(newsletter):
    poll = planned(newsletter, 2, closes_at=slot_in(newsletter, 2).closes_at - DAY)
    other = planned(newsletter, 3, "draft")
    first, second = stored_dates(poll), stored_dates(other)
    swapped = planning.move(poll, day_in(newsletter, 3), swap=other)
    assert swapped
    assert (stored_dates(poll), stored_dates(other)) == (second, first)
    assert last_reason(poll) == f"Changed places with “{other}”"
    assert last_reason(other) == f"Changed places with “{poll}”"


def test_poll_that_was_to_change_places_and_has_moved_away_leaves_its_week(newsletter):
    poll, other = planned(newsletter, 2), planned(newsletter, 3)
    planning.move(other, day_in(newsletter, 5))
    swapped = planning.move(poll, day_in(newsletter, 3), swap=other)
    assert not swapped
    assert stored_dates(poll) == slot_in(newsletter, 3)
    assert stored_dates(other) == slot_in(newsletter, 5)


def test_places_are_not_changed_with_what_has_no_week_to_give(newsletter):
    other = planned(newsletter, 3)
    undated = make_poll(newsletter=newsletter, status="draft", opens_at=None, closes_at=None)
    late = planned(newsletter, -1, "draft")
    for poll, sentence in ((undated, "has no week to give"), (late, "is past: they cannot")):
        with pytest.raises(ValidationError, match=sentence):
            planning.move(poll, day_in(newsletter, 3), swap=other)
    assert stored_dates(other) == slot_in(newsletter, 3)


def test_week_that_is_over_takes_nothing(newsletter):
    poll, idea = planned(newsletter, 2), make_idea()
    closed = make_poll(
        newsletter=newsletter, status="closed", opens_at=-60 * DAY, closes_at=-55 * DAY
    )
    day = day_in(newsletter, -1)
    for act in (
        lambda: planning.move(poll, day),
        lambda: planning.use(idea, newsletter, day),
        lambda: planning.ask_again(closed, day),
        lambda: planning.skip(newsletter, day, ""),
    ):
        with pytest.raises(ValidationError, match="This week is over"):
            act()
    assert Poll.objects.count() == 2
    assert not SkippedWeek.objects.exists()


# Ideas.


def test_idea_becomes_a_draft_in_its_week_and_is_used(newsletter):
    idea = make_idea(newsletter=newsletter, question="Tea?", answers="Yes\n\n  No, never \r\nBoth")
    poll = planning.use(idea, newsletter, day_in(newsletter, 2))
    assert (poll.question, poll.slug, poll.published) == ("Tea?", "tea", False)
    assert list(poll.choices.values_list("position", "text")) == [
        (1, "Yes"),
        (2, "No, never"),
        (3, "Both"),
    ]
    assert stored_dates(poll) == slot_in(newsletter, 2)
    assert Idea.objects.get().used_for == poll
    with pytest.raises(ValidationError, match="This idea was used already: “Tea\\?”"):
        planning.use(idea, newsletter, day_in(newsletter, 3))
    poll.delete()
    assert list(Idea.objects.unused()) == [idea]


def test_idea_takes_the_next_free_slot_where_no_week_is_named(newsletter):
    expected = newsletter.next_free_slot(timezone.now())
    assert planning.dates_of(planning.use(make_idea(), newsletter)) == expected


def test_idea_for_any_newsletter_is_that_ones_once_it_is_used(newsletter):
    mine, other = make_editor(), make_editor()
    newsletter.editors.add(mine)
    idea = make_idea()
    assert set(Idea.objects.for_staff(other)) == {idea}
    planning.use(idea, newsletter)
    assert Idea.objects.get().newsletter == newsletter
    assert (list(Idea.objects.for_staff(mine)), list(Idea.objects.for_staff(other))) == ([idea], [])


def test_idea_of_one_newsletter_is_not_used_in_another(newsletter):
    idea = make_idea(newsletter=make_newsletter(name="The Other"))
    with pytest.raises(ValidationError, match="This idea is for The Other alone"):
        planning.use(idea, newsletter, day_in(newsletter, 2))
    assert not Poll.objects.exists()


def test_idea_asks_something_and_its_answers_fit():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_idea(question="")
    with pytest.raises(ValidationError, match="An answer has at most 200 characters"):
        Idea(question="Tea?", answers="a\n" + "b" * 201).full_clean()


# Asked again.


def test_closed_poll_is_asked_again_with_its_wording_and_linked(newsletter):
    topic = make_topic()
    earlier = make_poll(
        newsletter=newsletter,
        status="closed",
        question="Tea?",
        slug="tea",
        choices=("No", "Yes", "Both"),
        topics=[topic],
        introduction="Think of the morning.",
        max_marks=2,
        result_order="position",
        results_shown="after_voting",
        changes_allowed=False,
        shuffled=True,
        sponsor="A tea house",
        methodology="By mail.",
        mailed_to=900,
    )
    FollowUp.objects.create(choice=earlier.choices.get(position=2), question="Which tea?")

    poll = Poll.objects.get(pk=planning.ask_again(earlier, day_in(newsletter, 2)).pk)

    copied = ("question", "introduction", "max_marks", "result_order", "results_shown")
    for name in (*copied, "changes_allowed", "shuffled"):
        assert getattr(poll, name) == getattr(earlier, name)
    assert (poll.slug, poll.published, poll.repeats) == ("tea-2", False, earlier)
    assert (poll.sponsor, poll.methodology, poll.mailed_to) == ("", "", None)
    assert bytes(poll.voter_key) != bytes(earlier.voter_key)
    assert [choice.text for choice in poll.choices.order_by("position")] == ["No", "Yes", "Both"]
    assert list(poll.topics.all()) == [topic]
    asked = FollowUp.objects.filter(choice__poll=poll).values_list("choice__text", "question")
    assert list(asked) == [("Yes", "Which tea?")]
    assert set(Poll.objects.same_question(earlier)) == {earlier, poll}
    assert stored_dates(poll) == slot_in(newsletter, 2)


@pytest.mark.parametrize("status", ["draft", "scheduled", "open", "withdrawn"])
def test_only_a_closed_poll_is_asked_again(status):
    poll = make_poll(status=status)
    with pytest.raises(ValidationError, match="Only a closed poll can be asked again"):
        planning.ask_again(poll)
    assert Poll.objects.count() == 1


def test_week_that_is_taken_is_not_filled_again(newsletter):
    planned(newsletter, 2, question="Tea?")
    closed = make_poll(
        newsletter=newsletter, status="closed", opens_at=-60 * DAY, closes_at=-55 * DAY
    )
    day = day_in(newsletter, 2)
    idea = make_idea()
    for act in (
        lambda: planning.use(idea, newsletter, day),
        lambda: planning.ask_again(closed, day),
        lambda: planning.skip(newsletter, day, "Christmas"),
    ):
        with pytest.raises(ValidationError, match="“Tea\\?” is planned for this week already"):
            act()
    assert Poll.objects.count() == 2
    assert list(Idea.objects.unused()) == [idea]


def test_skipped_week_takes_another_reason(newsletter):
    for reason in ("Christmas", "A strike"):
        planning.skip(newsletter, day_in(newsletter, 2), reason)
    assert [word.reason for word in newsletter.skipped_weeks.all()] == ["A strike"]


# The same question.


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tea or coffee?", "  tea   or COFFEE", True),
        ("It’s late…", "It's late", True),
        ("Straße?", "STRASSE", True),
        ("هل تقرأ؟", "هل تقرأ", True),
        ("Tea or coffee?", "Tea and coffee?", False),
        ("1 or 2?", "1 or 3?", False),
        ("क", "कि", False),
    ],
)
def test_question_is_the_same_but_for_how_it_is_typed(one, other, same):
    assert (sameness.key(one) == sameness.key(other)) is same


def test_question_asked_before_is_found_in_the_newest_poll_of_its_newsletter(newsletter):
    old = make_poll(newsletter=newsletter, question="Tea?", status="closed", opens_at=-90 * DAY)
    new = make_poll(newsletter=newsletter, question="TEA", status="closed")
    newest = make_poll(question="tea", status="open")
    own, any_, other = (
        make_idea(newsletter=newsletter, question="tea"),
        make_idea(question="tea"),
        make_idea(),
    )
    ideas = [own, any_, other]
    assert planning.asked_before(ideas, Poll.objects.all()) == {own: new, any_: newest}
    seen = Poll.objects.filter(pk=old.pk)
    assert planning.asked_before(ideas, seen) == {own: old, any_: old}
