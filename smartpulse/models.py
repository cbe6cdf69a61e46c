"""The site's one table of its own; what it means stands in `smartpulse.throttle`."""

from django.db import models


class Throttle(models.Model):
    """How often one key was hit in its current window."""

    key = models.BinaryField(max_length=32, primary_key=True)
    window = models.BigIntegerField(help_text="The window's first second since 1970 in UTC.")
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{bytes(self.key).hex()}: {self.count}"
