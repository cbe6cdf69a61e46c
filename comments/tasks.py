"""Jobs of the discussion; each may run twice without harm."""

from django.utils import timezone
from django_tasks import task

from comments.erasure import forget


@task()
def housekeeping() -> dict[str, int]:
    """What has to happen every hour: forget the networks of old comments and reports."""
    return {"networks_forgotten": forget(timezone.now())}
