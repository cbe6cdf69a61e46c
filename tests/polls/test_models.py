"""Invariants of the models: each through full_clean() and through the database alone."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from polls.models import (
    Ballot,
    BallotKey,
    Choice,
    Correction,
    Edition,
    EditionLine,
    Mark,
    Newsletter,
    Poll,
    Post,
    RuledBallot,
    Ruling,
    Status,
)
from tests.factories import (
    make_ballot,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def newsletter(**fields):
    return Newsletter(name="N", slug="n", standing_sentence="S", audience="readers", **fields)


def poll(**fields):
    now = timezone.now()
    return Poll(
        **{
            "newsletter": make_newsletter(),
            "question": "Q?",
            "slug": "q",
            "opens_at": now + HOUR,
            "closes_at": now + 2 * HOUR,
        }
        | fields
    )


def post(**fields):
    return Post(**{"newsletter": make_newsletter(), "headline": "H", "slug": "h"} | fields)


def second_choice_at_a_position():
    return Choice(poll=make_poll(status=Status.DRAFT), position=1, text="Another")


def choice_at_position_zero():
    return Choice(poll=make_poll(status=Status.DRAFT), position=0, text="Another")


def second_key_of_a_voter():
    ballot = make_ballot(make_poll())
    key = ballot.keys.get()
    other = make_ballot(ballot.poll)
    other.keys.all().delete()
    return BallotKey(ballot=other, poll=ballot.poll, kind="browser", digest=bytes(key.digest))


def second_key_of_a_kind():
    ballot = make_ballot(make_poll())
    return BallotKey(ballot=ballot, poll=ballot.poll, kind="browser", digest=b"x" * 32)


def second_mark_of_a_choice():
    mark = make_ballot(make_poll()).marks.get()
    return Mark(ballot=mark.ballot, choice=mark.choice)


def edition(**fields):
    return Edition(
        **{
            "poll": make_poll(status=Status.CLOSED),
            "number": 1,
            "as_of": timezone.now(),
            "source": "imported",
            "reason": "Imported",
            "decimals": 2,
        }
        | fields
    )


def second_edition_of_a_number():
    first = make_imported_edition(make_poll(status=Status.CLOSED), [60, 40])
    return edition(poll=first.poll)


def second_line_of_a_choice():
    line = make_imported_edition(make_poll(status=Status.CLOSED), [60, 40]).lines.first()
    return EditionLine(edition=line.edition, choice=line.choice, rank=3, percent=1)


def second_line_of_a_rank():
    first = make_imported_edition(make_poll(status=Status.CLOSED), [60, 40])
    first.lines.last().delete()
    return EditionLine(edition=first, choice=first.poll.choices.last(), rank=1, percent=1)


def share_above_a_hundred():
    first = make_imported_edition(make_poll(status=Status.CLOSED), [60, 40])
    first.lines.last().delete()
    return EditionLine(edition=first, choice=first.poll.choices.last(), rank=2, percent=101)


def post_that_asks_what_it_reports():
    asked = make_poll(status=Status.CLOSED)
    return post(reports=asked, asks=asked)


def picture_without_words():
    pixel = io.BytesIO()
    Image.new("RGB", (1, 1)).save(pixel, "WEBP")
    row = post()
    row.picture.save("pixel.webp", ContentFile(pixel.getvalue()), save=False)
    return row


def second_post_of_a_former_path():
    make_post(former_path="/2012/08/outsourcing/")
    return post(former_path="/2012/08/outsourcing/")


def published_report_without_edition():
    return post(
        published=True, published_at=timezone.now(), reports=make_poll(status=Status.CLOSED)
    )


def post_with_edition_and_no_poll():
    return post(edition=make_imported_edition(make_poll(status=Status.CLOSED), [60, 40]))


def correction(kind, **fields):
    poll = make_poll()
    about = {"choice": poll.choices.first()} if kind == "answer" else {}
    words = {} if kind == "reopened" else {"was": "Yse", "became": "Yes"}
    made = {"poll": poll, "kind": kind, "made_at": timezone.now(), "reason": "A slip."}
    return Correction(**made | about | words | fields)


def ruling(**fields):
    made = {
        "poll": make_poll(),
        "action": "hold",
        "reason": "A machine.",
        "made_at": timezone.now(),
    }
    return Ruling(**made | fields)


def ruled(**fields):
    decision = ruling()
    decision.save()
    ballot = make_ballot(decision.poll)
    return RuledBallot(**{"ruling": decision, "ballot": ballot, "before": "counted"} | fields)


def second_line_of_a_ruled_ballot():
    first = ruled(after="held")
    first.save()
    return RuledBallot(ruling=first.ruling, ballot=first.ballot, before="held", after="void")


# A row that breaks each constraint, and no other.
VIOLATIONS = {
    "newsletter_prints_at_most_two_decimals": lambda: newsletter(decimals=3),
    "newsletter_weekdays_are_monday_to_sunday": lambda: newsletter(closes_weekday=7),
    "poll_closes_after_it_opens": lambda: poll(
        opens_at=timezone.now() + 2 * HOUR, closes_at=timezone.now() + HOUR
    ),
    "published_poll_has_field_dates": lambda: poll(published=True, closes_at=None),
    "poll_takes_at_least_one_answer": lambda: poll(max_marks=0),
    "withdrawn_poll_says_why": lambda: poll(
        published=True, opens_at=timezone.now() - HOUR, withdrawn_at=timezone.now()
    ),
    "withdrawn_poll_has_opened": lambda: poll(
        published=True, withdrawn_at=timezone.now(), withdrawn_reason="A slip."
    ),
    "correction_names_what_it_corrects": lambda: correction("reopened"),
    "corrected_wording_differs": lambda: correction("answer", became="Yse"),
    "correction_says_why": lambda: correction("question", reason=""),
    "choice_position_is_unique_in_its_poll": second_choice_at_a_position,
    "choice_positions_count_from_one": choice_at_position_zero,
    "voter_has_one_ballot_in_a_poll": second_key_of_a_voter,
    "ballot_has_one_key_of_each_kind": second_key_of_a_kind,
    "ballot_marks_a_choice_once": second_mark_of_a_choice,
    "edition_number_is_unique_in_its_poll": second_edition_of_a_number,
    "edition_numbers_count_from_one": lambda: edition(number=0),
    "edition_prints_at_most_two_decimals": lambda: edition(decimals=3),
    "counted_edition_has_respondents_and_ledger": lambda: edition(source="ballots"),
    "edition_prints_a_choice_once": second_line_of_a_choice,
    "edition_rank_is_unique": second_line_of_a_rank,
    "edition_percent_is_from_0_to_100": share_above_a_hundred,
    "ruling_says_why": lambda: ruling(reason=""),
    "undoing_ruling_names_what_it_undoes": lambda: ruling(action="undo"),
    "ruling_names_a_ballot_once": second_line_of_a_ruled_ballot,
    "ruled_ballot_changes_its_standing": lambda: ruled(after="counted"),
    "published_post_has_a_time": lambda: post(published=True),
    "published_report_cites_an_edition": published_report_without_edition,
    "post_with_an_edition_reports_a_poll": post_with_edition_and_no_poll,
    "post_asks_another_poll_than_it_reports": post_that_asks_what_it_reports,
    "picture_has_alternative_text": picture_without_words,
    "former_path_is_unique": second_post_of_a_former_path,
}

MODELS = (
    *(Newsletter, Poll, Choice, Correction, Ballot, BallotKey, Mark),
    *(Edition, EditionLine, Post, Ruling, RuledBallot),
)
CONSTRAINTS = {
    constraint.name: constraint for model in MODELS for constraint in model._meta.constraints
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_violation_is_told_in_the_constraints_sentence(name):
    row = VIOLATIONS[name]()
    # The list of choices, or a blank field, refuses a bad value before its constraint does.
    check = (
        row.validate_constraints
        if isinstance(row, (Newsletter, Correction, Ruling))
        else row.full_clean
    )
    with pytest.raises(ValidationError) as error:
        check()
    assert CONSTRAINTS[name].violation_error_message in error.value.messages


@pytest.mark.parametrize("name", VIOLATIONS)
def test_violation_is_refused_by_the_database(name):
    row = VIOLATIONS[name]()
    with pytest.raises(IntegrityError), transaction.atomic():
        # The database alone is asked: past save() and past the guards of the manager.
        type(row)._base_manager.bulk_create([row])


def test_every_constraint_has_its_violation_and_its_sentence():
    # A row that repeats itself needs a row first: it has a test of its own.
    assert VIOLATIONS.keys() | {"poll_does_not_repeat_itself"} == CONSTRAINTS.keys()
    sentences = [constraint.violation_error_message for constraint in CONSTRAINTS.values()]
    assert not any(sentence.startswith("Constraint “") for sentence in sentences)


def test_poll_cannot_repeat_itself():
    row = make_poll(status=Status.DRAFT)
    row.repeats = row
    with pytest.raises(ValidationError, match="A poll cannot repeat itself"):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("model", [Newsletter, Poll, Post])
def test_slugs_are_unique(model):
    make_post(reports=make_poll(status=Status.CLOSED))
    row = model.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([row])


def test_ballots_and_their_choices_cannot_be_deleted():
    row = make_poll()
    make_ballot(row)
    with pytest.raises(ValidationError), transaction.atomic():
        row.choices.first().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_new_newsletter_has_a_week_before_it_is_read_back():
    assert make_newsletter().week.opens_at.isoformat() == "09:00:00"
