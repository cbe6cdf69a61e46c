"""Load the demo's content: `manage.py demo`."""

from django.conf import settings
from django.core.management.base import BaseCommand

from polls.demo.loader import load


class Command(BaseCommand):
    help = (
        "Loads two newsletters with their polls, ballots, reports and discussions, and an editor's "
        "account. Where they are loaded already, it changes nothing."
    )

    def handle(self, *, verbosity, **options):
        loaded = load(self.stdout.write if verbosity else lambda line: None)
        if loaded is None:
            self.stdout.write("The demo content was there already; nothing has changed.")
            return
        counts = ", ".join(f"{number:,} {what}" for what, number in sorted(loaded.counts.items()))
        self.stdout.write(f"Loaded: {counts}.")
        if loaded.sign_in:
            self.stdout.write(f"Sign in at {settings.SITE_URL}/admin/ {loaded.sign_in}")
