"""Results of many polls at once, for lists: the figures that each poll's own page shows."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef

from polls import counting
from polls.models import Ballot, Choice, Edition, Poll
from polls.results import Result


def results_of(polls: Collection[Poll], now: datetime) -> dict[int, Result]:
    """Poll id to Result, for those of `polls` whose result anybody may see; three queries at most.

    As `editions.shown` has it: a closed poll's latest edition, else the count of now. The polls
    carry their newsletter.
    """
    visible = {poll.pk: poll for poll in polls if poll.has_public_results(now)}
    closed = [pk for pk, poll in visible.items() if poll.is_closed(now)]
    found = {edition.poll_id: edition.result() for edition in latest_editions(closed, visible)}
    return found | counts(poll for pk, poll in visible.items() if pk not in found)


def latest_editions(ids: Collection[int], polls: dict[int, Poll]) -> list[Edition]:
    if not ids:
        return []
    editions = Edition.objects.filter(poll__in=ids).of_last_closing().with_lines()
    editions = editions.order_by("number")
    by_poll = {edition.poll_id: edition for edition in editions}
    for edition in by_poll.values():
        edition.poll = polls[edition.poll_id]
    return list(by_poll.values())


def counts(polls) -> dict[int, Result]:
    """The counts of now in one query, votes and respondents of one moment."""
    by_id = {poll.pk: poll for poll in polls}
    if not by_id:
        return {}
    ballots = Ballot.objects.filter(poll=OuterRef("poll"))
    counted = counting.with_counts(Choice.objects.filter(poll__in=by_id), ballots)
    choices = defaultdict(list)
    for choice in counted.order_by("position"):
        choices[choice.poll_id].append(choice)
    return {pk: counting.result_of(poll, choices[pk]) for pk, poll in by_id.items()}
