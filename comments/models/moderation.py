"""What moderators did, and what readers reported."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from polls.models.newsletter import NewsletterRows

from .comment import Comment


class OfComments(NewsletterRows):
    newsletter_paths = (
        "comment__discussion__poll__newsletter",
        "comment__discussion__post__newsletter",
    )


class Moderation(models.Model):
    """One act on one comment: who, what, when and why. It is never changed, only undone by another."""

    class Action(models.TextChoices):
        APPROVE = "approve", "Approved"
        HOLD = "hold", "Held for review"
        REJECT = "reject", "Rejected"
        SPAM = "spam", "Marked as spam"
        REMOVE = "remove", "Removed"
        BAN = "ban", "Banned its author"
        LIFT = "lift", "Lifted the ban on its author"
        KEEP = "keep", "Kept"
        PICK = "pick", "Made an editor’s pick"
        UNPICK = "unpick", "No longer an editor’s pick"
        WITHDRAW = "withdraw", "Withdrawn by its author"
        ERASE = "erase", "Erased"
        UNDO = "undo", "Undid"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="moderations")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="moderations",
        help_text="Nobody: the author, or a rule.",
    )
    action = models.CharField(max_length=8, choices=Action)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    before = models.CharField(max_length=9, choices=Comment.Status)
    after = models.CharField(max_length=9, choices=Comment.Status)
    # Whether the comment had its author banned before: an undo restores that too.
    was_banned = models.BooleanField(default=False, editable=False)
    # Equal for what was done to many comments in one go, and is undone in one go.
    batch = models.UUIDField(null=True, editable=False)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    objects = OfComments.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(action="undo", undoes__isnull=False)
                | ~Q(action="undo") & Q(undoes__isnull=True),
                name="undo_names_what_it_undoes",
                violation_error_message="An undo names the act that it undoes; no other act does.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.comment}"


class ReportQuerySet(OfComments):
    def waiting(self):
        """Those that no moderator has decided on."""
        return self.filter(settled_at__isnull=True)


class Report(models.Model):
    class Reason(models.TextChoices):
        SPAM = "spam", "It is advertising or spam"
        ABUSE = "abuse", "It attacks or insults somebody"
        OFF_TOPIC = "off_topic", "It has nothing to do with the question"
        ILLEGAL = "illegal", "It is illegal"
        OTHER = "other", "Something else"

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="reports", db_index=False
    )
    # HMACs under the discussion's key, of the reader's browser and of their network.
    reporter_key = models.BinaryField(max_length=32, editable=False)
    network = models.BinaryField(max_length=16, null=True, editable=False)
    reason = models.CharField(max_length=9, choices=Reason)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    # The time of the act that settled it: by this an undo finds what it has to reopen.
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=["comment"], condition=Q(settled_at__isnull=True), name="report_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter_key"],
                name="reader_reports_a_comment_once",
                violation_error_message="You have reported this comment already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.comment}"

    @property
    def is_waiting(self) -> bool:
        """`waiting()` in SQL."""
        return self.settled_at is None
