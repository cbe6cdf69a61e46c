"""Results of many polls at once, for lists: the figures that each poll's own page shows."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count

from polls import counting
from polls.models import Ballot, Choice, Edition, Poll
from polls.results import Result


def results_of(polls: Collection[Poll], now: datetime) -> dict[int, Result]:
    """Poll id to Result, for those of `polls` whose result anybody may see; four queries at most.

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
    """The counts of now, in two queries."""
    by_id = {poll.pk: poll for poll in polls}
    if not by_id:
        return {}
    choices = defaultdict(list)
    for choice in counting.with_votes(Choice.objects.filter(poll__in=by_id).order_by("position")):
        choices[choice.poll_id].append(choice)
    standing: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Ballot.objects.filter(poll__in=by_id).order_by().values_list("poll", "standing")
    for pk, name, number in rows.annotate(Count("pk")):
        standing[pk][name] = number
    return {
        pk: counting.tabulate(
            poll,
            choices[pk],
            respondents=standing[pk].get(Ballot.Standing.COUNTED, 0),
            set_aside=sum(
                number for name, number in standing[pk].items() if name != Ballot.Standing.COUNTED
            ),
        )
        for pk, poll in by_id.items()
    }
