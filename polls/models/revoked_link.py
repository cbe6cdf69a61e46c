"""A subscriber's link that counts no more."""

from django.db import models

from .newsletter import Newsletter, NewsletterRows


class RevokedLink(models.Model):
    """Made by `polls.subscribers.revoke`. It holds an identity, from which no address can be read."""

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="revoked_links", db_index=False
    )
    identity = models.BinaryField(max_length=12, editable=False)
    revoked_at = models.DateTimeField()
    reason = models.CharField(
        max_length=200, blank=True, help_text="For your colleagues, such as “Posted in a forum”."
    )

    objects = NewsletterRows.as_manager()

    class Meta:
        ordering = ("-revoked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "identity"],
                name="link_is_revoked_once",
                violation_error_message="This link is revoked already.",
            ),
        ]

    def __str__(self) -> str:
        return f"A link of {self.newsletter}, revoked {self.revoked_at:%Y-%m-%d}"
