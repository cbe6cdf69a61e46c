"""Ballots held, released and made void: what it would do to the result, and the doing.

A ruling holds its poll FOR SHARE, as a vote does: votes go on meanwhile, while an edition, which takes
the poll FOR UPDATE, counts either before or after it and never halfway. The ballots themselves are held one
by one, so that of two editors the second finds what the first has done.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from polls import counting, results, voting
from polls.disclosure import LEAST
from polls.models import Ballot, Choice, Mark, Poll, RuledBallot, Ruling

Action, Standing = Ruling.Action, Ballot.Standing

AFTERWARDS = {
    Action.HOLD: Standing.HELD,
    Action.RELEASE: Standing.COUNTED,
    Action.VOID: Standing.VOID,
}
CHUNK = 5000


@dataclass(frozen=True)
class Preview:
    """The count now, and as it would be: `changed` ballots stand differently, and of them `moving`
    enter the count or leave it.

    Where these are too few, no page may show `rows`; `furthest` says by how many points a share can
    move at most.
    """

    changed: int
    moving: int
    before: results.Result
    after: results.Result
    furthest: Decimal

    @property
    def is_secret(self) -> bool:
        """Whether its rows would tell what single readers marked.

        Two larger previews that are compared still can, as any two counts do: that is why one asks for the
        permission to decide (docs/people.md).
        """
        return self.moving < LEAST

    @property
    def rows(self) -> list[tuple[results.Line, results.Line]]:
        """Each answer's line before and after, in the order of the ballot."""
        after = {line.id: line for line in self.after.lines}
        lines = sorted(self.before.lines, key=lambda line: line.position)
        return [(line, after[line.id]) for line in lines]


def changed(poll: Poll, ballots: QuerySet[Ballot], action: str) -> QuerySet[Ballot]:
    """Those of the ballots that the action would change; an undo has its own."""
    return ballots.filter(poll=poll).exclude(standing=AFTERWARDS[Action(action)]).order_by("pk")


def preview(poll: Poll, ballots: QuerySet[Ballot], action: str) -> Preview:
    ballots = changed(poll, ballots, action).order_by()
    choices = list(counting.with_votes(Choice.objects.filter(poll=poll).order_by("position")))
    counted, set_aside = counting.standing(poll)
    before = counting.tabulate(poll, choices, counted, set_aside)

    # From held to void and back nothing moves in the result.
    releases = action == Action.RELEASE
    moving = ballots if releases else ballots.counted()
    number, marks = moving.count(), votes_of(moving)
    sign = 1 if releases else -1
    for choice in choices:
        choice.votes += sign * marks.get(choice.pk, 0)
    after = counting.tabulate(poll, choices, counted + sign * number, set_aside - sign * number)
    most = max(counted, after.respondents)
    furthest = results.share(number, most, before.decimals)
    return Preview(ballots.count(), number, before, after, furthest)


def votes_of(ballots: QuerySet[Ballot]) -> dict[int, int]:
    """Choice id to the marks on these ballots."""
    marks = Mark.objects.filter(ballot__in=ballots.values("pk")).order_by()
    return dict(marks.values_list("choice").annotate(number=Count("pk")))


@transaction.atomic
def rule(
    poll: Poll, ballots: QuerySet[Ballot], action: str, reason: str, *, actor=None, scope: str = ""
) -> Ruling:
    """Hold, release or make void; the ruling's `ballots` are those whose standing has changed.

    Raises ValidationError where none of them would change.
    """
    voting.hold(poll.slug)
    held = changed(poll, ballots, action).select_for_update(of=("self",))
    before = list(held.values_list("pk", "standing"))
    if not before:
        raise ValidationError("None of these ballots would change: they stand like that already.")
    ruling = Ruling(poll=poll, action=action, reason=reason, scope=scope, actor=actor)
    after = AFTERWARDS[Action(action)]
    return store(ruling, [(ballot, standing, after) for ballot, standing in before])


@transaction.atomic
def undo(ruling: Ruling, reason: str, *, actor=None) -> Ruling:
    """Give each ballot back its standing, where it still stands as the ruling left it.

    Raises ValidationError where there is nothing left to undo.
    """
    voting.hold(ruling.poll.slug)
    if Ruling.objects.filter(undoes=ruling).exists():
        raise ValidationError("This decision was undone already.")
    left = Ballot.objects.filter(rulings__ruling=ruling, standing=F("rulings__after"))
    held = left.order_by("pk").select_for_update(of=("self",))
    changes = list(held.values_list("pk", "rulings__after", "rulings__before"))
    if not changes:
        raise ValidationError("These ballots were decided about anew since, each of them.")
    undoing = Ruling(
        poll=ruling.poll,
        action=Action.UNDO,
        reason=reason,
        scope=ruling.scope,
        actor=actor,
        undoes=ruling,
    )
    return store(undoing, changes)


def store(ruling: Ruling, changes: list[tuple[int, str, str]]) -> Ruling:
    """Save the ruling with its ballots, each with its standing before and after, and let it hold."""
    ruling.made_at = timezone.now()
    ruling.save(force_insert=True)
    rows = (
        RuledBallot(ruling=ruling, ballot_id=ballot, before=before, after=after)
        for ballot, before, after in changes
    )
    RuledBallot.objects.bulk_create(rows, batch_size=CHUNK)
    for after in sorted({after for _, _, after in changes}):
        ruled = ruling.ballots.filter(after=after)
        Ballot.objects.filter(pk__in=ruled.values("ballot")).update(standing=after)
    return ruling
