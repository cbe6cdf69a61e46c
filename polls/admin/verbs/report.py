"""The report of a closed poll, begun as a draft."""

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from polls import editions, reports
from polls.models import Poll

from .verb import Verb


class WriteReport(Verb):
    slug = "write-report"
    name = "Write the report"
    line = "A draft with the result in words, what has changed, and the next ballot under it."
    explanation = (
        "You get a draft of the post: the result in words, with figures that follow a correction, what "
        "has changed where the question was asked before, and the next ballot under it. Readers "
        "see it when you publish it."
    )
    permission = "polls.add_post"
    several = False

    def applies(self, poll, now):
        return poll.is_closed(now) and reports.report_of(poll) is None

    def notes(self, poll, now):
        if not poll.is_closed(now):
            return []
        edition = editions.of_last_closing(poll)
        if edition:
            return [f"It cites edition {edition.number}: {edition.reason}"]
        return ["Its result is published as an edition, which the report cites."]

    def act(self, poll, data, user):
        post = reports.start(poll, user, timezone.now())
        if post.published:
            return "has a report already: this one."
        cited = f", which cites edition {post.edition.number}" if post.edition else ""
        return f"has this draft of its report{cited}."

    def leads_to(self, poll):
        report = reports.report_of(poll)
        return report and reverse("admin:polls_post_change", args=[report.pk])


def address(poll: Poll) -> str:
    """Where an editor is asked once before the draft is made, or led on to the report that there is."""
    return f"{reverse('admin:polls_poll_verb', args=[WriteReport.slug])}?id={poll.pk}"


def report_link(poll: Poll) -> SafeString:
    return format_html(
        '<a class="state-kit" href="{}" aria-label="Write the report of “{}”">Write the report</a>',
        address(poll),
        poll,
    )
