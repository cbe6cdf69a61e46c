"""Counting an open poll: from its marks, each time. No counter exists that could drift."""

from collections.abc import Sequence

from django.db.models import BigIntegerField, Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from polls import results
from polls.models import Ballot, Choice, Mark, Poll
from smartpulse.prepared import prepared


def count(poll: Poll) -> results.Result:
    """The poll's result as its ballots stand now, votes and respondents of one moment, in one query."""
    return result_of(poll, counted_choices(poll=poll.pk))


@prepared(poll=BigIntegerField())
def counted_choices(poll):
    # The poll's ballots, not each choice's own poll's: so they are counted once.
    choices = with_counts(Choice.objects.filter(poll=poll), Ballot.objects.filter(poll=poll))
    return choices.order_by("position")


def with_counts(choices: QuerySet[Choice], ballots: QuerySet[Ballot]) -> QuerySet[Choice]:
    """The choices with `votes`, and each with its poll's `respondents` and `set_aside`, of `ballots`."""
    return with_votes(choices).annotate(
        respondents=number(ballots.counted(), "poll"),
        set_aside=number(ballots.set_aside(), "poll"),
    )


def result_of(poll: Poll, choices: Sequence[Choice]) -> results.Result:
    """The Result of the poll's choices, as `with_counts` has them."""
    respondents, set_aside = (choices[0].respondents, choices[0].set_aside) if choices else (0, 0)
    return tabulate(poll, choices, respondents, set_aside)


def tabulate(poll: Poll, choices, respondents: int, set_aside: int) -> results.Result:
    """The Result of choices that carry `votes`, at the newsletter's decimals."""
    return results.tabulate(
        [
            results.Option(id=row.pk, position=row.position, text=row.text, votes=row.votes)
            for row in choices
        ],
        respondents,
        poll.newsletter.decimals,
        order=poll.result_order,
        max_marks=poll.max_marks,
        set_aside=set_aside,
    )


def with_votes(choices: QuerySet[Choice]) -> QuerySet[Choice]:
    """The choices with `votes`: all marks, less those on ballots set aside.

    Set-aside ballots are few and have an index, while all marks of a choice are counted from an
    index alone: a join of every mark with its ballot takes three times as long on a large poll.
    """
    marks = Mark.objects.filter(choice=OuterRef("pk"))
    # Named one by one, and with the poll: so the index of ballots leads to them.
    aside = marks.filter(ballot__poll=OuterRef("poll"), ballot__standing__in=Ballot.SET_ASIDE)
    return choices.annotate(votes=number(marks, "choice") - number(aside, "choice"))


def standing(poll: Poll) -> tuple[int, int]:
    """How many ballots count, and how many are set aside."""
    ballots = Ballot.objects.filter(poll=poll).order_by()
    by_standing = dict(ballots.values_list("standing").annotate(number=Count("*")))
    counted = by_standing.pop(Ballot.Standing.COUNTED, 0)
    return counted, sum(by_standing.values())


def number(rows: QuerySet, by: str) -> Coalesce:
    """How many rows a subquery has that have the same `by`."""
    grouped = rows.order_by().values(by).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)
