"""An open question stays the same question: the model refuses, whoever asks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from polls.models import Choice, Poll, Status
from tests.factories import make_ballot, make_newsletter, make_poll

pytestmark = pytest.mark.django_db

OPENED = [Status.OPEN, Status.CLOSED, Status.WITHDRAWN]
UNOPENED = [Status.DRAFT, Status.SCHEDULED]

CHANGES = {
    "newsletter": lambda poll: make_newsletter(),
    "question": lambda poll: "Another question?",
    "introduction": lambda poll: "Another introduction.",
    "slug": lambda poll: "another-slug",
    "opens_at": lambda poll: poll.opens_at - timedelta(hours=1),
    "max_marks": lambda poll: 2,
    "published": lambda poll: not poll.published,
    "closes_at": lambda poll: poll.closes_at + timedelta(days=1),
    "withdrawn_at": lambda poll: None if poll.withdrawn_at else timezone.now(),
    "withdrawn_reason": lambda poll: "Another reason.",
}
# Of these an unopened poll has none.
WITHDRAWAL = {"withdrawn_at", "withdrawn_reason"}


def test_every_locked_field_is_tried():
    assert set(CHANGES) == set(make_poll().locked_fields(timezone.now()))


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("status", OPENED)
def test_locked_field_of_an_opened_poll_cannot_change(field, status):
    poll = make_poll(status=status)
    before = getattr(poll, field)
    setattr(poll, field, CHANGES[field](poll))
    with pytest.raises(ValidationError, match="The poll has opened") as error:
        poll.save()
    assert list(error.value.message_dict) == [field]
    assert getattr(Poll.objects.get(), field) == before


@pytest.mark.parametrize("field", sorted(set(CHANGES) - WITHDRAWAL))
@pytest.mark.parametrize("status", UNOPENED)
def test_field_of_an_unopened_poll_can_change(field, status):
    poll = make_poll(status=status)
    wanted = CHANGES[field](poll)
    setattr(poll, field, wanted)
    poll.save()
    assert getattr(Poll.objects.get(), field) == wanted


def test_what_is_not_locked_can_change_while_the_poll_is_open():
    poll = make_poll()
    poll.methodology = "A word of explanation."
    poll.save()
    assert Poll.objects.get().methodology == "A word of explanation."


def test_poll_with_ballots_is_locked_whatever_its_dates_say():
    poll = make_poll(status=Status.SCHEDULED)
    make_ballot(poll)
    poll.question = "Another question?"
    with pytest.raises(ValidationError):
        poll.save()


def test_stale_copy_of_a_poll_that_has_opened_meanwhile_is_refused():
    poll = make_poll(status=Status.SCHEDULED)
    stale = Poll.objects.get(pk=poll.pk)
    poll.opens_at = timezone.now() - timedelta(minutes=1)
    poll.save()
    stale.question = "Another question?"
    with pytest.raises(ValidationError):
        stale.save()


@pytest.mark.parametrize("status", OPENED)
def test_answers_of_an_opened_poll_cannot_change(status):
    poll = make_poll(status=status, choices=("A", "B"))
    draft = make_poll(status=Status.DRAFT, choices=())
    first, second = poll.choices.all()
    attempts = [
        lambda: Choice(poll=poll, position=3, text="C").save(),
        lambda: rename(first, "Z"),
        lambda: move(first, 9),
        lambda: Choice(pk=first.pk, poll=draft, position=9, text=first.text).save(),
        first.delete,
        lambda: poll.choices.all().delete(),
        lambda: poll.choices.update(text="Z"),
        lambda: Choice.objects.bulk_create([Choice(poll=poll, position=3, text="C")]),
        lambda: Choice.objects.bulk_update([Choice(pk=first.pk, text="Z")], ["text"]),
        lambda: poll.arrange([second, first]),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError, match="The poll has opened"), transaction.atomic():
            attempt()
    assert list(Choice.objects.values_list("position", "text")) == [(1, "A"), (2, "B")]


def test_answers_are_not_moved_in_bulk_to_an_opened_poll():
    opened, draft = make_poll(choices=()), make_poll(status=Status.DRAFT, choices=("A",))
    moved = Choice(pk=draft.choices.get().pk, poll=opened)
    for attempt in (
        lambda: draft.choices.update(poll=opened),
        lambda: draft.choices.update(poll_id=opened.pk),
        lambda: Choice.objects.bulk_update([moved], ["poll"]),
    ):
        with pytest.raises(TypeError, match="Save each answer instead"), transaction.atomic():
            attempt()
    assert Choice.objects.get().poll == draft


def rename(choice, text):
    Choice(pk=choice.pk, poll=choice.poll, position=choice.position, text=text).save()


def move(choice, position):
    Choice(pk=choice.pk, poll=choice.poll, position=position, text=choice.text).save()


@pytest.mark.parametrize("field", Poll.LOCKED_FIELDS)
def test_bulk_update_of_a_locked_field_is_refused(field):
    poll = make_poll(status=Status.DRAFT)
    with pytest.raises(TypeError, match=f"save\\(\\) guards {field}"):
        Poll.objects.update(**{field: CHANGES[field](poll)})


def test_arrange_swaps_adds_and_keeps_positions_from_one():
    poll = make_poll(status=Status.DRAFT, choices=("A", "B", "C"))
    a, b, c = poll.choices.all()
    poll.arrange([c, Choice(text="D"), a, b])
    assert list(Choice.objects.values_list("position", "text")) == [
        (1, "C"),
        (2, "D"),
        (3, "A"),
        (4, "B"),
    ]
