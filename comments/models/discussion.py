"""The discussion of a poll, or of a post that reports none; and the follow-up questions in it."""

from collections.abc import Callable
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
    def of(
        cls,
        subject: Poll | Post,
        find: "Callable[[str, int], Discussion | None] | None" = None,
    ) -> "Discussion":
        """The discussion of a poll or post, not yet saved where nobody has commented.

        A post that reports a poll has its poll's. `find` looks for that of a "poll" or "post" with an id.
        """
        place = cls._place(subject)
        if find:
            [(kind, thing)] = place.items()
            found = find(kind, thing.pk)
        else:
            found = cls.objects.filter(**place).first()
        found = found or cls(**place, closes_at=cls._closing(place))
        return found._belonging_to(place)

    @classmethod
    def begun(cls, subject: Poll | Post) -> "Discussion":
        """The same, saved: for whoever is about to write in it."""
        place = cls._place(subject)
        ((name, owner),) = place.items()
        # Whoever read the subject may have joined it.
        found = cls._meta.get_field(name).remote_field.get_cached_value(owner, default=None)
        if found is None or found.pk is None:
            found, _ = cls.objects.get_or_create(
                **place, defaults={"closes_at": cls._closing(place)}
            )
        return found._belonging_to(place)

    @staticmethod
    def _place(subject: Poll | Post) -> dict[str, Poll | Post]:
        if isinstance(subject, Post) and not subject.reports_id:
            return {"post": subject}
        return {"poll": subject.reports if isinstance(subject, Post) else subject}

    def _belonging_to(self, place: dict[str, Poll | Post]) -> "Discussion":
        """With its subject as it was given, and what is known of that: its newsletter for one."""
        for name, value in place.items():
            setattr(self, name, value)
        return self

    @staticmethod
    def _closing(place: dict[str, Poll | Post]) -> datetime | None:
        """When a discussion that begins now will close."""
        (subject,) = place.values()
        days = Rules.of(subject.newsletter).closes_after_days
        since = subject.closes_at if isinstance(subject, Poll) else subject.published_at
        return since + timedelta(days=days) if days and since else None

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
            return "This poll was withdrawn, so its discussion is closed. It can still be read."
        return self.closed_note or "Comments on this are closed."


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
