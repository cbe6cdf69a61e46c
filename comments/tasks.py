"""Jobs of the discussion; each may run twice without harm."""

from django.utils import timezone
from django_tasks import task

from comments.erasure import forget
from comments.rendering import render_again


@task()
def housekeeping() -> dict[str, int]:
    """What has to happen every hour: forget old networks, render again what is out of date."""
    return {"networks_forgotten": forget(timezone.now()), "rendered_again": render_again()}
