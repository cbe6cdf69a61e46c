from django.core.management.base import BaseCommand, CommandError

from polls import editions
from polls.models import Edition


class Command(BaseCommand):
    help = "Compares every edition with its ledger and with the ballots, and names each difference."

    def handle(self, **options):
        counted = (
            Edition.objects.filter(source=Edition.Source.BALLOTS)
            .select_related("poll__newsletter")
            .order_by("poll", "number")
        )
        total, wrong, explained = counted.count(), 0, 0
        for place, edition in enumerate(counted.iterator(), start=1):
            self.stdout.write(
                f"{place} of {total}: edition {edition.number} of {edition.poll.slug}"
            )
            for difference in editions.differences(edition):
                explained += difference.explained
                wrong += not difference.explained
                later = " (a later edition says so)" if difference.explained else ""
                self.stdout.write(f"  {difference.sentence}{later}")
        imported = Edition.objects.filter(source=Edition.Source.IMPORTED).count()
        summary = (
            f"{total} editions recounted, {imported} imported ones have no ballots: "
            f"{wrong} differences, {explained} that a later edition explains."
        )
        if wrong:
            raise CommandError(summary)
        self.stdout.write(self.style.SUCCESS(summary))
