from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.module_loading import import_string

from smartpulse.jobs import free_stuck


class Command(BaseCommand):
    help = (
        "Queues the hourly housekeeping, and queues anew what a killed worker left behind. "
        "`manage.py serve` does this; where you run the server otherwise, run it every hour."
    )

    def handle(self, **options):
        freed = free_stuck(timezone.now())
        for name in settings.HOURLY_TASKS:
            import_string(name).enqueue()
        self.stdout.write(f"Housekeeping is queued; {freed} jobs left behind are queued again.")
