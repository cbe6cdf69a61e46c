"""What is done to a post beside writing it: published now or at a time, taken back, made to cite a correction."""

from django.utils import timezone
from django.utils.html import format_html, format_html_join

from polls import reports
from polls.admin.zones import ZonedDateTimeField
from polls.times import wall_clock

from .verb import Verb, VerbForm


class PublicationForm(VerbForm):
    published_at = ZonedDateTimeField(
        label="From", required=False, help_text="Blank: as soon as you confirm."
    )

    def __init__(self, objects, data=None):
        super().__init__(objects, data)
        (post,) = objects
        self.initial["published_at"] = post.published_at
        self.fields["published_at"].in_zone(post.newsletter.zone, post.published_at)


class PublishPost(Verb):
    slug = "publish"
    name = "Publish"
    line = "Now, or from a time on."
    explanation = "Readers see the post at its address, in the lists and in the feeds."
    permission = "polls.change_post"
    form = PublicationForm
    several = False

    def applies(self, post, now):
        return not post.is_public(now)

    def notes(self, post, now):
        poll = post.reports
        if poll is None:
            return []
        if post.edition:
            notes = [f"It prints edition {post.edition.number} of “{poll}”."]
            if reports.is_behind(post):
                notes.append(
                    "Ballots were set aside or released since: publish an edition of the poll’s count "
                    "first, and have the post cite it, or readers see the earlier figures."
                )
            return notes
        if not poll.is_closed(now):
            closes = wall_clock(poll.closes_at, post.newsletter.zone)
            when = f": that closes {closes}" if poll.is_open(now) else ""
            return [f"It cannot be published yet: it reports “{poll}”{when}."]
        return [
            f"It prints the result of “{poll}” as it stands then. Readers can cite it as an edition, and "
            "it does not move any more."
        ]

    def act(self, post, data, user):
        post.publish_from(data["published_at"])
        if post.is_public(timezone.now()):
            return "is published. Readers see it now."
        when = wall_clock(post.published_at, post.newsletter.zone)
        return f"is scheduled. Readers will see it from {when}."


class TakeBack(Verb):
    slug = "take-back"
    name = "Make it a draft again"
    line = "Readers no longer see it."
    explanation = (
        "Readers no longer see the post, neither at its address nor in a list or feed, until it is "
        "published again. To correct something, change the text or add a note instead: readers then see "
        "what you say about it."
    )
    permission = "polls.change_post"
    several = False
    grave = True

    def applies(self, post, now):
        return post.published

    def notes(self, post, now):
        if not post.is_public(now):
            return ["Nobody has seen it yet."]
        return [
            f"Readers have seen it since {wall_clock(post.published_at, post.newsletter.zone)}."
        ]

    def act(self, post, data, user):
        post.unpublish()
        return "is a draft again. Readers do not see it."


class CiteCorrection(Verb):
    slug = "cite-correction"
    name = "Cite the newer edition"
    line = "The figures of the correction take the place of those that the post prints."
    explanation = (
        "The post prints the figures of the newer edition and says that it was corrected, when and why. "
        "The earlier edition keeps its address."
    )
    permission = "polls.change_post"
    several = False

    def applies(self, post, now):
        return post.newer_edition() is not None

    def notes(self, post, now):
        newer = post.newer_edition()
        if newer is None:
            return ["It cites the newest edition already."]
        lines = {line.id: line for line in newer.result().lines}
        was = [(line, lines[line.id]) for line in post.edition.result().lines]
        figures = (
            (before.text, f"{before.percent_text}%", f"{after.percent_text}%")
            for before, after in was
        )
        return [
            f"Edition {newer.number}: {newer.reason}",
            format_html(
                '<table class="effect"><thead><tr><td></td><th scope="col">Edition {}</th>'
                '<th scope="col">Edition {}</th></tr></thead><tbody>{}</tbody></table>',
                post.edition.number,
                newer.number,
                format_html_join(
                    "", '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>', figures
                ),
            ),
        ]

    def act(self, post, data, user):
        newer = post.newer_edition()
        if newer is None:
            return "cites the newest edition already."
        post.cite(newer)
        return f"cites edition {newer.number} now."
