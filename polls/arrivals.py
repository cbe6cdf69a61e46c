"""When ballots came, counted by the database: a hundred thousand of them come back as a row for each bar."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Case, Count, ExpressionWrapper, Func, When

from polls.models import Ballot, Poll
from polls.turnout import Turnout, turnout, whole_second, width_of_bars

SECOND = timedelta(seconds=1)


class Seconds(Func):
    """A moment in whole seconds since 1970, rounded down.

    By the database itself: on SQLite Django's own truncations call Python for every row.
    """

    output_field = BigIntegerField()

    def as_postgresql(self, compiler, connection, **context):
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler, connection, **context):
        # Cut off after the second, or strftime would round it up.
        template = "CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **context)


def turnouts(polls: Collection[Poll], now: datetime) -> dict[int, Turnout]:
    """Poll id to when its counted ballots came, for polls that have opened; one query.

    The polls carry their newsletter.
    """
    if not polls:
        return {}
    openings = {poll.pk: int(whole_second(poll.opens_at).timestamp()) for poll in polls}
    widths = {poll.pk: width_of_bars(poll.opens_at, poll.closes_at) // SECOND for poll in polls}
    bar = (Seconds("cast_at") - of_each_poll(openings)) / of_each_poll(widths)
    counted = Ballot.objects.counted().filter(poll__in=openings).order_by()
    bars = counted.annotate(bar=ExpressionWrapper(bar, output_field=BigIntegerField()))
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for pk, number, votes in bars.values_list("poll", "bar").annotate(votes=Count("pk")):
        counts[pk][number] = votes
    return {
        poll.pk: turnout(counts[poll.pk], poll.opens_at, poll.closes_at, now, poll.newsletter.zone)
        for poll in polls
    }


def of_each_poll(numbers: dict[int, int]) -> Case:
    return Case(
        *(When(poll=pk, then=number) for pk, number in numbers.items()),
        output_field=BigIntegerField(),
    )
