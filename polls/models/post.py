"""The post: the week's report, with its author and topics."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from polls import figures
from polls.figures import OPEN_BRACES
from smartpulse import markup
from smartpulse.paths import path_to

from .edition import Edition, EditionLine
from .newsletter import Newsletter, NewsletterRows
from .poll import Poll
from .report_text import ReportText, sentences


class TopicQuerySet(models.QuerySet):
    def public(self, now: datetime):
        """Those with a page: a public poll or post has the topic."""
        polls = Poll.objects.public(now).filter(topics=OuterRef("pk"))
        posts = Post.objects.published(now).filter(topics=OuterRef("pk"))
        return self.filter(Exists(polls) | Exists(posts))


class Topic(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("topic", self.slug)


class AuthorQuerySet(models.QuerySet):
    def public(self, now: datetime):
        """Those with a page: a public post is theirs."""
        return self.filter(Exists(Post.objects.published(now).filter(author=OuterRef("pk"))))


class Author(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    byline = models.CharField(
        max_length=200, blank=True, help_text="Stands after the name: role, publication."
    )
    biography = models.TextField(blank=True, help_text="Markdown; printed under every post.")
    biography_html = models.TextField(blank=True, editable=False)
    site = models.URLField(blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="author",
        help_text="Who signs in as this author: what they say under their own posts wears the "
        "badge “Author”.",
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.biography_html = markup.render_post(self.biography)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return path_to("author", self.slug)


class PostQuerySet(NewsletterRows):
    def published(self, now: datetime):
        return self.filter(published=True, published_at__lte=now)

    def latest(self, now: datetime):
        """Published posts, newest first."""
        return self.published(now).order_by("-published_at", "-pk")

    def whole(self):
        """With all that is printed of a post: its author and topics, its polls, the result it cites."""
        lines = Prefetch("edition__lines", queryset=EditionLine.objects.select_related("choice"))
        return self.select_related(
            "newsletter", "author", "edition", "reports__newsletter", "asks__newsletter"
        ).prefetch_related("topics", "addenda", lines)

    def reprint(self) -> None:
        """Print each anew: a poll's words were mended, or the result of an earlier poll was corrected.

        Each is held until the transaction ends, for an editor may be saving it.
        """
        for post in self.order_by("pk").select_for_update(of=("self",)):
            post.reprint()

    def preceding(self, pk, newsletter, published_at):
        """Those of a newsletter from before its post that is described so, the nearest first."""
        before = Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=pk)
        return self.filter(before, newsletter=newsletter).order_by("-published_at", "-pk")

    def following(self, pk, newsletter, published_at):
        """Those of a newsletter from after its post that is described so, the nearest first."""
        after = Q(published_at__gt=published_at) | Q(published_at=published_at, pk__gt=pk)
        return self.filter(after, newsletter=newsletter).order_by("published_at", "pk")


class Post(ReportText, models.Model):
    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="posts")
    headline = models.CharField(max_length=200)
    headline_typed = models.CharField(max_length=200, blank=True, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    summary = models.CharField(
        max_length=300, blank=True, help_text="One sentence for lists and search engines."
    )
    summary_typed = models.CharField(max_length=300, blank=True, editable=False)
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    reports = models.ForeignKey(
        Poll,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_by",
        help_text="The closed poll whose result this post prints.",
    )
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cited_by",
        help_text="The edition that this post cites; set when it is published.",
    )
    asks = models.ForeignKey(
        Poll,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_by",
        help_text="The poll whose ballot stands under the text: this week's.",
    )
    body = models.TextField(blank=True, help_text="Markdown.")
    body_html = models.TextField(blank=True, editable=False)
    body_version = models.PositiveSmallIntegerField(default=0, editable=False)
    picture = models.ImageField(
        upload_to="", blank=True, width_field="picture_width", height_field="picture_height"
    )
    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_alt = models.CharField(
        max_length=300,
        blank=True,
        verbose_name="alternative text",
        help_text="What the picture shows, for those who do not see it.",
    )
    picture_credit = models.CharField(max_length=200, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="posts")
    published = models.BooleanField(default=False, help_text="An unpublished post is a draft.")
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="Readers see it from then on. Blank: at once."
    )
    former_path = models.CharField(
        max_length=300,
        blank=True,
        help_text="Its path in an earlier life elsewhere, such as /2012/08/outsourcing/; "
        "visitors who follow it are sent here.",
    )

    history = HistoricalRecords(
        excluded_fields=["body_html", "body_version", "headline_typed", "summary_typed"]
    )
    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        indexes = [
            models.Index(fields=["published", "-published_at"], name="post_published_at"),
            models.Index(
                fields=["newsletter", "-published_at"], name="post_newsletter_published_at"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published=False) | Q(published_at__isnull=False),
                name="published_post_has_a_time",
                violation_error_message="Say from when readers see this post.",
            ),
            models.CheckConstraint(
                condition=Q(published=False) | Q(reports__isnull=True) | Q(edition__isnull=False),
                name="published_report_cites_an_edition",
                violation_error_message="A published report cites an edition of its poll’s result.",
            ),
            models.CheckConstraint(
                condition=Q(edition__isnull=True) | Q(reports__isnull=False),
                name="post_with_an_edition_reports_a_poll",
                violation_error_message="Only a post that reports a poll cites an edition.",
            ),
            models.CheckConstraint(
                condition=~Q(reports=F("asks")),
                name="post_asks_another_poll_than_it_reports",
                violation_error_message="A post cannot ask the poll that it reports.",
            ),
            models.CheckConstraint(
                condition=Q(picture="") | ~Q(picture_alt=""),
                name="picture_has_alternative_text",
                violation_error_message="Say in the alternative text what the picture shows.",
            ),
            models.UniqueConstraint(
                fields=["former_path"],
                condition=~Q(former_path=""),
                name="former_path_is_unique",
                violation_error_message="Another post had this path already.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args, **kwargs):
        self.fill_in(self.figures() if self.has_figures else None)
        super().save(*args, **kwargs)
        self.fill_in_notes()

    def get_absolute_url(self) -> str:
        return path_to("post", self.slug)

    def is_public(self, now: datetime) -> bool:
        """Whether readers may see it; `published()` in SQL."""
        return self.published and self.published_at <= now

    @transaction.atomic
    def publish(self, now: datetime) -> None:
        """Let readers see the post from `published_at`, or from `now` where that is blank.

        A report cites the edition that holds its poll's present count, made if there is none yet.
        Raises ValidationError while the poll that it reports is not closed.
        """
        from polls import editions  # editions builds on these models

        if self.reports and not self.edition:
            if self.reports.is_withdrawn:
                raise ValidationError(
                    {"reports": "This poll was withdrawn: restore it before you report its result."}
                )
            if not self.reports.is_closed(now):
                raise ValidationError(
                    {"reports": "This poll has not closed yet: its result can be reported then."}
                )
            self.edition = editions.current(self.reports, now, reason="First report")
        self.refuse_faults()
        self.published = True
        self.published_at = self.published_at or now
        self.save()

    def hold(self) -> None:
        """Hold the post until the transaction ends, and read it again: another may have just saved it."""
        self.refresh_from_db(from_queryset=Post.objects.select_for_update(of=("self",)))

    @transaction.atomic
    def publish_from(self, at: datetime | None) -> None:
        """Let readers see the post from a moment on, or with None at once; reads it again before."""
        from polls import editions  # editions builds on these models

        if self.reports and not self.edition and self.reports.is_closed(timezone.now()):
            # Before the post, as whoever corrects the poll holds them.
            editions.hold(self.reports)
        self.hold()
        self.published_at = at
        self.publish(timezone.now())

    @transaction.atomic
    def unpublish(self) -> None:
        """Take the post back to a draft: readers no longer see it. Its edition stays cited."""
        self.hold()
        self.published = False
        self.save()

    @transaction.atomic
    def cite(self, edition: Edition) -> None:
        """Cite another edition of the reported poll's result, such as a correction.

        Every figure of its text follows. Raises ValidationError for an edition of another poll, and for
        one that lacks a figure which the text names.
        """
        self.hold()
        if edition.poll_id != self.reports_id:
            raise ValidationError("This edition is of another poll than the post reports.")
        self.edition = edition
        self.refuse_faults()
        self.save()

    def newer_edition(self) -> Edition | None:
        """The latest edition of the poll that it reports, where it cites an earlier one."""
        if not self.edition:
            return None
        later = Edition.objects.filter(poll=self.edition.poll_id, number__gt=self.edition.number)
        return later.select_related("poll__newsletter").order_by("-number").first()

    @property
    def cites_correction(self) -> bool:
        """Whether it cites an edition that was made after readers had seen an earlier one here."""
        return (
            self.edition is not None
            and self.published_at is not None
            and self.edition.number > 1
            and self.edition.as_of > self.published_at
        )

    @property
    def question_label(self) -> str:
        """How the post introduces the poll that it reports: by the calendar weeks between them."""
        zone = self.newsletter.zone
        written = (self.published_at or self.reports.closes_at).astimezone(zone).date()
        asked = self.reports.opens_at.astimezone(zone).date()
        weeks = (monday(written) - monday(asked)) // timedelta(weeks=1)
        return {0: "This week’s poll question", 1: "Last week’s poll question"}.get(
            weeks, "Last poll"
        )


def monday(day):
    return day - timedelta(days=day.weekday())


class Addendum(models.Model):
    """An “Edited to add” note under a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="addenda")
    added_at = models.DateTimeField()
    text = models.TextField(help_text="Markdown.")
    text_html = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ("added_at", "pk")
        verbose_name_plural = "addenda"

    def __str__(self) -> str:
        return f"Edited to add, {self.added_at:%Y-%m-%d}"

    def save(self, *args, **kwargs):
        self.text_html = markup.render_post(self.text, figures.filling(self.figures()))
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if faults := sentences(markup.passages(self.text), self.figures()):
            raise ValidationError({"text": faults})

    def figures(self) -> figures.Figures | None:
        return self.post.figures() if OPEN_BRACES in self.text else None
