"""What goes into which week: polls move, ideas and earlier questions become drafts.

Each of these holds the polls (`hold_for_change`) before it looks whether the week is free: of two
editors who fill one week at the same time, the second is told. A week is named by its `day`, as
polls.weeks has it. All raise ValidationError, with the sentence for the editor.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import Truncator

from polls import sameness, schedule
from polls.models import Choice, Idea, Newsletter, Poll, SkippedWeek
from polls.schedule import WEEK, Slot
from polls.slugs import free_slug

DAY = timedelta(days=1)


# Which week is free.


def in_week(newsletter: Newsletter, day: date) -> list[Poll]:
    """The newsletter's polls that open in this week, drafts included, withdrawn ones not."""
    start = datetime.combine(day, time(), tzinfo=newsletter.zone)
    near = newsletter.polls.filter(
        opens_at__gt=start - DAY, opens_at__lt=start + WEEK + DAY, withdrawn_at__isnull=True
    )
    rhythm = newsletter.week
    polls = near.order_by("opens_at", "pk")
    return [poll for poll in polls if schedule.day_of(rhythm, poll.opens_at) == day]


def slot_of(newsletter: Newsletter, day: date, now: datetime) -> Slot:
    slot = schedule.slot_on(newsletter.week, day)
    if slot.closes_at <= now:
        raise ValidationError("This week is over. Choose one that is still to come.")
    return slot


def free_slot(newsletter: Newsletter, day: date | None, now: datetime) -> Slot:
    """The slot of this week, or the next free one; for a transaction that holds the polls."""
    if day is None:
        return newsletter.next_free_slot(now)
    slot = slot_of(newsletter, day, now)
    if taken := in_week(newsletter, day):
        raise ValidationError(
            f"“{taken[0]}” is planned for this week already. Choose another week, or move that poll "
            "first."
        )
    return slot


# Moving.


@transaction.atomic
def move(poll: Poll, day: date, swap: Poll | None = None) -> bool:
    """Give a poll that has not opened the slot of another week; True where two changed places.

    Where a poll is planned there already, it has to be `swap`: the two then change places.
    """
    now = poll.held()
    refuse_opened(poll, now)
    slot = slot_of(poll.newsletter, day, now)
    if poll.published and slot.opens_at <= now:
        raise ValidationError(
            "This week’s opening is past. Choose a later week, or open the poll at once."
        )
    there = [other for other in in_week(poll.newsletter, day) if other != poll]
    if there and there != [swap]:
        names = " and ".join(f"“{other}”" for other in there)
        verb = "is" if len(there) == 1 else "are"
        raise ValidationError(
            f"{names} {verb} planned for that week. Nothing was moved: choose another week, or change "
            "places."
        )
    if not there:
        set_dates(poll, slot, "Moved to another week")
        return False
    (other,) = there
    refuse_opened(other, now)
    old, new = dates_of(poll), dates_of(other)
    refuse_lost_week(other, old, now)
    set_dates(poll, new, changed_places(other))
    set_dates(other, old, changed_places(poll))
    return True


def refuse_opened(poll: Poll, now: datetime) -> None:
    if poll.is_locked(now):
        raise ValidationError(f"“{poll}” has opened: it stays in its week.")


def refuse_lost_week(other: Poll, old: Slot | None, now: datetime) -> None:
    """Refuse to give `other` the week of a poll that has none, or whose week is past."""
    if old is None:
        raise ValidationError(
            f"“{other}” is planned for that week, and this poll has no week to give in exchange. "
            "Choose a free week."
        )
    if old.closes_at <= now or (other.published and old.opens_at <= now):
        raise ValidationError(
            f"“{other}” is planned for that week, and the week of this poll is past: they cannot "
            "change places. Choose a free week."
        )


def dates_of(poll: Poll) -> Slot | None:
    return Slot(poll.opens_at, poll.closes_at) if poll.opens_at and poll.closes_at else None


def set_dates(poll: Poll, slot: Slot, reason: str) -> None:
    poll.opens_at, poll.closes_at = slot.opens_at, slot.closes_at
    poll.save_verb("opens_at", "closes_at", reason=reason)


def changed_places(other: Poll) -> str:
    return f"Changed places with “{Truncator(other.question).chars(200)}”"


# New drafts.


@transaction.atomic
def use(idea: Idea, newsletter: Newsletter, day: date | None = None) -> Poll:
    """A draft that asks the idea, in this week or in the next free slot."""
    Poll.objects.hold_for_change().first()
    idea.refresh_from_db(from_queryset=Idea.objects.select_for_update())
    if idea.used_for:
        raise ValidationError(f"This idea was used already: “{idea.used_for}”.")
    if idea.newsletter_id not in (None, newsletter.pk):
        raise ValidationError(f"This idea is for {idea.newsletter} alone.")
    slot = free_slot(newsletter, day, timezone.now())
    poll = draft(newsletter, slot, idea.answer_lines, question=idea.question)
    # It is that newsletter's now: nobody else is told what becomes of it.
    idea.used_for, idea.newsletter = poll, newsletter
    idea.save()
    return poll


@transaction.atomic
def ask_again(earlier: Poll, day: date | None = None) -> Poll:
    """A draft with the wording of a closed poll that it repeats, in this week or in the next free slot.

    Sponsor, methodology and the number of subscribers were those of that week, and stay with it.
    """
    now = earlier.held()
    if not earlier.is_closed(now):
        raise ValidationError("Only a closed poll can be asked again.")
    slot = free_slot(earlier.newsletter, day, now)
    choices = list(earlier.choices.order_by("position"))
    poll = draft(
        earlier.newsletter,
        slot,
        [choice.text for choice in choices],
        repeats=earlier,
        **{
            name: getattr(earlier, name)
            for name in (
                *("question", "introduction", "max_marks", "changes_allowed"),
                *("results_shown", "result_order", "shuffled"),
            )
        },
    )
    poll.topics.set(earlier.topics.all())
    for path in settings.ASKED_AGAIN_WITH:
        import_string(path)(earlier, poll)
    return poll


def draft(newsletter: Newsletter, slot: Slot, answers: Iterable[str], **fields) -> Poll:
    poll = Poll(newsletter=newsletter, opens_at=slot.opens_at, closes_at=slot.closes_at, **fields)
    poll.slug = free_slug(poll, poll.question)
    poll.save()
    poll.arrange([Choice(text=text) for text in answers])
    return poll


def asked_before(ideas: Collection[Idea], polls: QuerySet[Poll]) -> dict[Idea, Poll]:
    """The newest of these polls that asks what an idea asks, but for how it is typed.

    For an idea of one newsletter, of that newsletter's polls.
    """
    newest: dict[tuple[int | None, str], int] = {}
    rows = polls.order_by("opens_at", "pk").values_list("pk", "newsletter", "question")
    for pk, newsletter, question in rows:
        words = sameness.key(question)
        newest[newsletter, words] = newest[None, words] = pk
    found = {idea: newest.get((idea.newsletter_id, sameness.key(idea.question))) for idea in ideas}
    by_pk = polls.select_related("newsletter").in_bulk({pk for pk in found.values() if pk})
    return {idea: by_pk[pk] for idea, pk in found.items() if pk}


# Weeks without a poll.


@transaction.atomic
def skip(newsletter: Newsletter, day: date, reason: str) -> SkippedWeek:
    """Say that this week is to have no poll."""
    Poll.objects.hold_for_change().first()
    free_slot(newsletter, day, timezone.now())
    word, _ = SkippedWeek.objects.update_or_create(
        newsletter=newsletter, day=day, defaults={"reason": reason}
    )
    return word
