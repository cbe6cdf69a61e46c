"""Forgetting who voted: some weeks after closing, no ballot leads to anybody any more."""

from datetime import datetime

from django.db import transaction

from polls.models import Ballot, Poll
from polls.voters import FORGET_AFTER


def forget(now: datetime) -> int:
    """Delete the voter key and the network hashes of polls closed FORGET_AFTER ago or earlier.

    Returns the number of polls. Without its key, a poll's digests match no cookie and no link.
    """
    due = Poll.objects.closed(now - FORGET_AFTER).filter(voter_key__isnull=False)
    polls = list(due.values_list("pk", flat=True))
    for pk in polls:
        with transaction.atomic():
            Ballot.objects.filter(poll=pk, network__isnull=False).update(network=None)
            Poll.objects.filter(pk=pk).update(voter_key=None)
    return len(polls)
