"""Jobs of the discussion; each may run twice without harm."""

from django.utils import timezone
from django_tasks import task

from comments import delivery, digests, subscriptions
from comments.erasure import forget
from comments.rendering import render_again
from smartpulse import jobs


@task()
def send_mail() -> None:
    """Send the mail that is due, whoever wrote it; what has to be tried again is tried again."""
    if again := delivery.send_due(timezone.now()):
        jobs.enqueue_at(send_mail, again)


@task()
def housekeeping() -> dict[str, int]:
    """What has to happen every hour: forget what is old, render again, tell moderators what waits.

    Mail that a killed worker left behind goes out with it.
    """
    now = timezone.now()
    done = {
        "networks_forgotten": forget(now),
        "addresses_forgotten": subscriptions.forget(now),
        "mails_forgotten": delivery.forget(now),
        "rendered_again": render_again(),
        "digests": digests.write(now),
    }
    send_mail.enqueue()
    return done
