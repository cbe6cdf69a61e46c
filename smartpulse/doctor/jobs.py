"""Whether the jobs are done: mail, forgetting, sweeping."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.timesince import timesince
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from smartpulse.doctor import Finding, fault, is_public, note, serious, well
from smartpulse.jobs import LONGEST_RUN

LONGEST_WAIT = timedelta(minutes=5)
# It is queued every hour.
LONGEST_WITHOUT_HOUSEKEEPING = timedelta(hours=2)
RECENTLY = timedelta(days=1)


def examine() -> Iterator[Finding]:
    yield from waiting()
    yield from stuck()
    yield from housekeeping()
    yield from failures()


def waiting() -> Iterator[Finding]:
    now = timezone.now()
    limit = now - LONGEST_WAIT
    # A job for at once bears the end of time as its own.
    due = Q(run_after__lt=limit) | Q(run_after__gt=now, enqueued_at__lt=limit)
    late = DBTaskResult.objects.ready().filter(due)
    number, oldest = late.count(), late.aggregate(oldest=Min("enqueued_at"))["oldest"]
    if not number:
        yield well("No job waits for its worker.")
        return
    wait = "1 job waits" if number == 1 else f"{number} jobs wait, the oldest"
    yield fault(
        f"{wait} for {timesince(oldest, now)}: the jobs' worker does not run.",
        "Start the site with `manage.py serve`, or run `manage.py db_worker` beside your own server.",
    )


def stuck() -> Iterator[Finding]:
    number = (
        DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LONGEST_RUN).count()
    )
    if number:
        yield fault(
            f"{number} jobs were left behind by a worker that was killed.",
            "Run `manage.py housekeeping`, which queues them again; `manage.py serve` does so every hour.",
        )


def housekeeping() -> Iterator[Finding]:
    now = timezone.now()
    paths = [import_string(name).module_path for name in settings.HOURLY_TASKS]
    done = DBTaskResult.objects.filter(task_path__in=paths, status=TaskResultStatus.SUCCESSFUL)
    last = dict(done.order_by().values_list("task_path").annotate(last=Max("finished_at")))
    never = [path for path in paths if path not in last]
    if never:
        yield serious(
            is_public(),
            "The housekeeping has not run yet: voters are not forgotten when they should be.",
            "`manage.py serve` runs it every hour; where you serve otherwise, run `manage.py housekeeping` "
            "every hour.",
        )
    elif now - min(last.values()) > LONGEST_WITHOUT_HOUSEKEEPING:
        yield fault(
            f"The housekeeping ran last {timesince(min(last.values()), now)} ago: voters are not forgotten "
            "when they should be.",
            "`manage.py serve` runs it every hour; where you serve otherwise, run `manage.py housekeeping` "
            "every hour.",
        )


def failures() -> Iterator[Finding]:
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=timezone.now() - RECENTLY)
    for path in sorted(set(failed.values_list("task_path", flat=True))):
        jobs = failed.filter(task_path=path).order_by("-finished_at")
        last = jobs.first()
        yield note(
            f"The job {path} failed {jobs.count()} times within a day, last with "
            f"{last.exception_class_path.rpartition('.')[2] or 'an error'}.",
            "The worker's log has the whole error.",
        )
