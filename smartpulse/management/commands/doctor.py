"""Say in plain words what is misconfigured."""

from django.core.management.base import BaseCommand, CommandError

from smartpulse.doctor import Finding, Level, examine
from smartpulse.plurals import number_of

LABELS = {Level.WELL: "well", Level.NOTE: "note", Level.FAULT: "FAULT"}


class Command(BaseCommand):
    help = (
        "Examines the settings, the database, the caches, files, jobs, mail and accounts, and says what "
        "is wrong and what to do about it. Changes nothing and sends nothing; exits with 1 if there is a "
        "fault."
    )
    # They are one of the examinations.
    requires_system_checks = ()

    def handle(self, **options):
        faults = notes = 0
        for name, findings in examine():
            self.stdout.write(self.style.MIGRATE_HEADING(name))
            for finding in findings:
                self.write(finding)
            faults += sum(finding.level == Level.FAULT for finding in findings)
            notes += sum(finding.level == Level.NOTE for finding in findings)
        if faults:
            raise CommandError(f"{number_of(faults, 'fault')} and {number_of(notes, 'note')}.")
        self.stdout.write(self.style.SUCCESS(f"No fault, {number_of(notes, 'note')}."))

    def write(self, finding: Finding) -> None:
        style = {Level.FAULT: self.style.ERROR, Level.NOTE: self.style.WARNING}
        label = style.get(finding.level, self.style.SUCCESS)(f"{LABELS[finding.level]:<6}")
        self.stdout.write(f"  {label} {finding.sentence}")
        if finding.mend:
            self.stdout.write(f"         {finding.mend}")
