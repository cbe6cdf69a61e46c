"""Whether mail about the discussion arrives."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from comments.delivery import KINDS, State
from smartpulse.doctor import Finding, fault, well

LONGEST_WAIT = timedelta(hours=1)


def examine() -> Iterator[Finding]:
    now = timezone.now()
    late = sum(
        kind.objects.filter(state=State.WAITING, due_at__lt=now - LONGEST_WAIT).count()
        for kind in KINDS
    )
    if late:
        yield fault(
            f"{late} mails should have gone out more than an hour ago.",
            "The examinations of the jobs and of mail say what keeps them.",
        )
    else:
        yield well("No mail is late.")
