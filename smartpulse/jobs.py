"""Jobs that were left behind."""

from datetime import datetime, timedelta

from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

# Longer than any job of ours takes.
LONGEST_RUN = timedelta(hours=1)


def free_stuck(now: datetime) -> int:
    """Put jobs back in the queue whose worker was killed while it ran them; returns their number.

    A job may so run twice: every job is written to do no harm then.
    """
    stuck = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_RUN)
    return stuck.update(status=TaskResultStatus.READY, started_at=None)


def enqueue_at(job: Task, moment: datetime, *args) -> None:
    """Queue the job for later. Where jobs run at once, as in most tests, there is no later."""
    if job.get_backend().supports_defer:
        job.using(run_after=moment).enqueue(*args)
