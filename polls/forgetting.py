"""Forgetting who voted: some weeks after closing, no ballot leads to anybody any more."""

from datetime import datetime

from django.db import transaction

from polls.models import Ballot, Poll
from polls.voters import FORGET_AFTER


def forget(now: datetime) -> int:
    """Delete the voter key and the network hashes of polls closed FORGET_AFTER ago or earlier.

    Returns the number of polls. Without its key, a poll's digests match no cookie and no link.
    """
    due = Poll.objects.ended(now - FORGET_AFTER).filter(voter_key__isnull=False)
    return sum(forget_voters(due.filter(pk=pk)) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def forget_voters(due) -> int:
    """Of one poll, unless it is no longer due: an editor may have reopened it meanwhile."""
    polls = list(due.select_for_update().values_list("pk", flat=True))
    Ballot.objects.filter(poll__in=polls, network__isnull=False).update(network=None)
    return Poll.objects.filter(pk__in=polls).update(voter_key=None)
