"""The discussion of a poll, or of a post that reports none; and the follow-up questions in it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from polls.models import Choice, Newsletter, Poll, Post
from polls.models.newsletter import NewsletterRows, new_key

from .rules import Rules

# Who has these at the desk, sees drafts and scheduled polls.
SEES_WHAT_COMES = ("polls.view_poll", "polls.view_post")


class DiscussionQuerySet(NewsletterRows):
    newsletter_paths = ("poll__newsletter", "post__newsletter")

    def for_staff(self, user):
        """Of these what a moderator may know of: a discussion names its poll, also one that has not opened."""
        own = super().for_staff(user)
        return own if user.has_perms(SEES_WHAT_COMES) else own.public(timezone.now())

    def public(self, now: datetime):
        """Those of polls and posts that readers may see; of a withdrawn poll too, to be read."""
        return self.filter(
            Q(poll__in=Poll.objects.with_page(now)) | Q(post__in=Post.objects.published(now))
        )

    def open(self, now: datetime):
        """Those that take comments."""
        not_over = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.filter(not_over, poll__withdrawn_at__isnull=True)

    def closed(self, now: datetime):
        return self.filter(Q(closes_at__lte=now) | Q(poll__withdrawn_at__isnull=False))


class Discussion(models.Model):
    """Whoever changes what stands in a discussion holds its row: numbers and places depend on it."""

    poll = models.OneToOneField(
        Poll, on_delete=models.PROTECT, null=True, blank=True, related_name="discussion"
    )
    post = models.OneToOneField(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="own_discussion"
    )
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on nobody can comment. Blank: it stays open."
    )
    closed_note = models.CharField(
        max_length=200,
        blank=True,
        help_text="What readers are told once it is closed, in a sentence.",
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # The HMAC key of this discussion's commenters and networks.
    key = models.BinaryField(default=new_key, max_length=32, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(poll__isnull=False, post__isnull=True)
                | Q(poll__isnull=True, post__isnull=False),
                name="discussion_is_of_a_poll_or_of_a_post",
                violation_error_message="A discussion is of one poll or of one post.",
            ),
        ]

    def __str__(self) -> str:
        return f"Discussion of “{self.subject}”"

    def get_absolute_url(self) -> str:
        return self.subject.get_absolute_url()

    @classmethod
    def of(cls, subject: Poll | Post) -> "Discussion":
        """The discussion of a poll or post, not yet saved where nobody has commented.

        A post that reports a poll has its poll's.
        """
        kind, owner = cls.place_of(subject)
        found = cls.objects.filter(**{kind: owner}).first()
        if found is None:
            return cls.unbegun(owner, Rules.of(owner.newsletter))
        # As it was given, with what is known of it: its newsletter for one.
        setattr(found, kind, owner)
        return found

    @classmethod
    def begun(cls, subject: Poll | Post) -> "Discussion":
        """The same, saved: for whoever is about to write in it."""
        kind, owner = cls.place_of(subject)
        # Whoever read the subject may have joined it.
        found = cls._meta.get_field(kind).remote_field.get_cached_value(owner, default=None)
        if found is None or found.pk is None:
            found, _ = cls.objects.get_or_create(
                **{kind: owner},
                defaults={"closes_at": lambda: closing(owner, Rules.of(owner.newsletter))},
            )
        setattr(found, kind, owner)
        return found

    @classmethod
    def unbegun(cls, owner: Poll | Post, rules: Rules) -> "Discussion":
        """The discussion in which nobody has commented, open as long as the rules say."""
        kind, owner = cls.place_of(owner)
        return cls(**{kind: owner}, closes_at=closing(owner, rules))

    @staticmethod
    def place_of(subject: Poll | Post) -> tuple[str, Poll | Post]:
        """Whose the discussion is that a poll or post shows, and the field that says so."""
        if isinstance(subject, Post) and not subject.reports_id:
            return "post", subject
        return "poll", subject.reports if isinstance(subject, Post) else subject

    @property
    def subject(self) -> Poll | Post:
        return self.poll or self.post

    @property
    def newsletter(self) -> Newsletter:
        return self.subject.newsletter

    def is_public(self, now: datetime) -> bool:
        """Whether readers may see it; `public()` in SQL."""
        return self.poll.has_page(now) if self.poll else self.post.is_public(now)

    def is_open(self, now: datetime) -> bool:
        """Whether it takes comments; `open()` in SQL."""
        return not self.is_withdrawn and (self.closes_at is None or now < self.closes_at)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its poll is: what was said stays, and nobody adds to it."""
        return self.poll is not None and self.poll.is_withdrawn

    def close(self, note: str, at: datetime | None) -> None:
        """End the discussion at a time, or with None never; readers are told with `note`, a sentence."""
        self.closes_at = at
        self.closed_note = note
        self.save(update_fields=["closes_at", "closed_note"])

    def reopen(self) -> None:
        self.closes_at = None
        self.closed_note = ""
        self.save(update_fields=["closes_at", "closed_note"])

    @property
    def closed_sentence(self) -> str:
        """What readers are told once it is closed."""
        if self.is_withdrawn:
            return "The poll was withdrawn, so this discussion is closed. It can still be read."
        return self.closed_note or "Comments on this are closed."


def closing(owner: Poll | Post, rules: Rules) -> datetime | None:
    """When a discussion that begins now will close."""
    since = owner.closes_at if isinstance(owner, Poll) else owner.published_at
    days = rules.closes_after_days
    return since + timedelta(days=days) if days and since else None


class FollowUpQuerySet(NewsletterRows):
    newsletter_paths = ("choice__poll__newsletter",)


class FollowUp(models.Model):
    """The question that an editor puts to the voters of one choice, right after they vote."""

    choice = models.OneToOneField(Choice, on_delete=models.PROTECT, related_name="follow_up")
    question = models.CharField(max_length=300)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = (F("choice__poll").desc(), "choice__position")
        verbose_name = "follow-up question"
        constraints = [
            models.CheckConstraint(
                condition=~Q(question=""),
                name="follow_up_asks_something",
                violation_error_message="Write the question.",
            ),
        ]

    def __str__(self) -> str:
        return self.question
