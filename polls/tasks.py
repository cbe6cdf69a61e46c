"""Jobs of the polls; each may run twice without harm."""

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from polls import invitations
from polls.forgetting import forget
from polls.models import Invitation
from smartpulse import jobs, throttle


@task()
def housekeeping() -> dict[str, int]:
    """What has to happen now and then: forget voters, sweep counters and what has expired."""
    now = timezone.now()
    done = {"polls_forgotten": forget(now), "counters_swept": throttle.sweep(now)}
    call_command("clearsessions")
    call_command("prune_db_task_results", verbosity=0)
    return done


@task()
def send_invitation(pk: int, tries: int = 0) -> None:
    """Mail an invitation that waits to be sent; what failed for now is tried again."""
    now = timezone.now()
    found = Invitation.objects.open(now).filter(pk=pk, sent_at=None).first()
    if found and invitations.send(found, now) and tries < len(invitations.PAUSES):
        jobs.enqueue_at(send_invitation, now + invitations.PAUSES[tries], pk, tries + 1)
