"""Jobs of the polls; each may run twice without harm."""

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from polls.forgetting import forget
from smartpulse import throttle


@task()
def housekeeping() -> dict[str, int]:
    """What has to happen now and then: forget voters, sweep counters and what has expired."""
    now = timezone.now()
    done = {"polls_forgotten": forget(now), "counters_swept": throttle.sweep(now)}
    call_command("clearsessions")
    call_command("prune_db_task_results", verbosity=0)
    return done
