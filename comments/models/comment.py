"""The comment: one numbered entry in a discussion."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from comments import mailboxes
from polls.models import Choice
from polls.models.newsletter import NewsletterRows
from smartpulse.paths import path_to

from .discussion import Discussion, FollowUp

MOST_NAME = 60
MOST_BODY = 10_000
MOST_TITLE = 150

# Who has this at the desk decides what becomes of comments.
MODERATE = "comments.change_comment"


class CommentQuerySet(NewsletterRows):
    """The one vocabulary of visibility. An author sees more: their own, with `waiting_of()`."""

    newsletter_paths = ("discussion__poll__newsletter", "discussion__post__newsletter")

    def visible(self):
        """What readers may read, given that they may see its discussion."""
        return self.filter(status=Comment.Status.PUBLISHED)

    def public(self, now: datetime):
        """What readers may read, in discussions that they may see."""
        return self.visible().filter(discussion__in=Discussion.objects.public(now))

    def in_thread(self):
        """What takes a place in the thread: visible comments, and placeholders that they hang on."""
        return self.filter(in_thread=True)

    def with_discussion(self):
        """With what their discussion is about, and of which newsletter."""
        return self.select_related("discussion__poll__newsletter", "discussion__post__newsletter")

    def roots(self):
        return self.filter(parent__isnull=True)

    def held(self):
        """The moderators' queue, the longest waiting first."""
        return self.filter(status=Comment.Status.HELD).order_by("pk")

    def by(self, key: bytes):
        """What one browser wrote; `key` is its digest in the discussion (comments.commenters)."""
        return self.filter(author_key=key)

    def waiting_of(self, key: bytes):
        """What of one browser's own still waits; it and nobody else is told."""
        return self.held().by(key)

    def with_email(self, email: str):
        return self.filter(email=mailboxes.usual(email.strip())).exclude(email="")


class Comment(models.Model):
    """Written by `comments.posting`, `own`, `moderation` and `erasure` alone."""

    class Status(models.TextChoices):
        PUBLISHED = "published", "Published"
        HELD = "held", "Waiting"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"
        REMOVED = "removed", "Removed"

    class Badge(models.TextChoices):
        NONE = "", "None"
        AUTHOR = "author", "Author"
        EDITOR = "editor", "Editor"
        MODERATOR = "moderator", "Moderator"

    discussion = models.ForeignKey(
        Discussion, on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    # The first of its tree; null for that one itself.
    root = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="descendants",
        db_index=False,
    )
    depth = models.PositiveIntegerField(default=0)

    name = models.CharField(max_length=MOST_NAME)
    email = models.EmailField(blank=True)
    # When somebody showed, by a link in a mail or as signed-in staff, that the address is theirs.
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    site = models.URLField(blank=True)
    recent_title = models.CharField(max_length=MOST_TITLE, blank=True)
    recent_url = models.URLField(blank=True)
    body = models.TextField(max_length=MOST_BODY)
    body_html = models.TextField(editable=False)
    body_version = models.PositiveSmallIntegerField(editable=False)
    # Equal for equal words: screening.fingerprint.
    body_digest = models.BinaryField(max_length=16, editable=False)

    created_at = models.DateTimeField()
    # When it was first published; never undone, and null as long as nobody else has seen it.
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status)
    # Kept by `comments.standing`: visible, or a placeholder above something visible.
    in_thread = models.BooleanField(editable=False)
    hold_rule = models.CharField(max_length=40, blank=True)
    hold_match = models.CharField(max_length=200, blank=True)
    banned = models.BooleanField(default=False, help_text="Its author’s further comments are spam.")
    picked = models.BooleanField(default=False, verbose_name="editor’s pick")

    badge = models.CharField(max_length=9, choices=Badge, default=Badge.NONE, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
    )
    # An HMAC of the browser's credential under the discussion's key (comments.commenters).
    author_key = models.BinaryField(max_length=32, null=True, editable=False)
    # A keyed hash of the network, never an address; `forget` sets it to null.
    network = models.BinaryField(max_length=16, null=True, editable=False)
    # Shown by consent. The comment knows the choice and never the ballot.
    voted_choice = models.ForeignKey(
        Choice, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    wants_replies = models.BooleanField(default=False, verbose_name="mail them the replies")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("discussion", "number")
        permissions = [("erase_comment", "Can erase what a person wrote")]
        indexes = [
            # The thread: its roots in order, and the replies of each.
            models.Index(
                fields=["discussion", "number"],
                condition=Q(parent__isnull=True, in_thread=True),
                name="comment_roots",
            ),
            models.Index(fields=["root", "id"], condition=Q(in_thread=True), name="comment_tree"),
            # How many responses, and how many replies each root has, from the index alone.
            models.Index(
                fields=["discussion", "root"], condition=Q(status="published"), name="comment_count"
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(status="published"),
                name="comment_latest",
            ),
            models.Index(fields=["id"], condition=Q(status="held"), name="comment_queue"),
            # The key is of one discussion: with that in front, PostgreSQL reads all of a discussion that
            # has grown since it last counted its rows.
            models.Index(fields=["author_key", "body_digest"], name="comment_author"),
            models.Index(
                fields=["discussion", "network"], condition=Q(banned=True), name="comment_banned"
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="comment_email"),
            models.Index(fields=["body_digest", "created_at"], name="comment_body"),
            models.Index(
                fields=["created_at"],
                condition=Q(network__isnull=False),
                name="comment_network_to_forget",
            ),
            # The thread read by answer, and what an editor picked.
            models.Index(
                fields=["discussion", "voted_choice", "number"],
                condition=Q(voted_choice__isnull=False, status="published"),
                name="comment_voted_choice",
            ),
            models.Index(
                fields=["discussion", "number"], condition=Q(picked=True), name="comment_picked"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "number"],
                name="comment_number_is_unique_in_its_discussion",
                violation_error_message="Another comment of this discussion has this number.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="comment_numbers_count_from_one",
                violation_error_message="Numbers count from 1.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gte=1),
                name="reply_has_a_parent_a_root_and_a_depth",
                violation_error_message="A reply has a parent and a root; a first comment neither.",
            ),
            models.CheckConstraint(
                # Ids grow: what is written later cannot be above what was there before.
                condition=Q(parent__isnull=True) | Q(parent__lt=F("id"), root__lte=F("parent")),
                name="reply_comes_after_its_parent",
                violation_error_message="A comment cannot reply to itself or to a later one.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["published", "held", "rejected", "spam", "removed"]),
                name="comment_status_is_known",
                violation_error_message="Choose one of the five states.",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(in_thread=True, published_at__isnull=False),
                name="published_comment_stands_in_the_thread",
                violation_error_message="A published comment stands in the thread and has a time.",
            ),
            models.CheckConstraint(
                condition=Q(in_thread=False) | Q(published_at__isnull=False),
                name="comment_in_the_thread_was_published",
                violation_error_message="What was never published has no place in the thread.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | ~Q(name="") & ~Q(body=""),
                name="comment_has_a_name_and_a_text",
                violation_error_message="A comment has a name and a text.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | ~Q(status="published")
                & Q(name="", email="", site="", body="", recent_title="", recent_url=""),
                name="erased_comment_says_nothing",
                violation_error_message="An erased comment keeps its place and nothing else.",
            ),
            models.CheckConstraint(
                condition=Q(recent_title="", recent_url="")
                | ~Q(recent_title="") & ~Q(recent_url=""),
                name="recent_post_has_a_title_and_a_link",
                violation_error_message="Give both the title and the link of your recent post.",
            ),
            models.CheckConstraint(
                condition=Q(wants_replies=False) | ~Q(email=""),
                name="replies_are_mailed_to_an_address",
                violation_error_message="Give an e-mail address to get the replies.",
            ),
            models.CheckConstraint(
                condition=Q(email_confirmed_at__isnull=True) | ~Q(email=""),
                name="confirmed_email_is_an_address",
                violation_error_message="Only an address can be confirmed.",
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.number} by {self.name or 'nobody'}"

    def get_absolute_url(self) -> str:
        return path_to("comment", self.pk)

    @property
    def is_visible(self) -> bool:
        """`visible()` in SQL."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_held(self) -> bool:
        """`held()` in SQL."""
        return self.status == self.Status.HELD

    @property
    def version(self) -> str:
        """Its status and its text, as somebody saw them: another once either has changed."""
        return f"{self.status} {self.edited_at.isoformat()}" if self.edited_at else self.status

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the replies are mailed once its author shows that the address is theirs."""
        return self.wants_replies and self.email_confirmed_at is None

    def is_public(self, now: datetime) -> bool:
        """`public()` in SQL."""
        return self.is_visible and self.discussion.is_public(now)

    def is_by(self, key: bytes) -> bool:
        """Whether a browser with this digest wrote it; `by()` in SQL."""
        return self.author_key is not None and bytes(self.author_key) == key
