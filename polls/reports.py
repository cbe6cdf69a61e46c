"""From a closed poll to its report: the figures that its text may name, and the draft to begin with."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from polls import counting, editions, figures, opening, typed_figures
from polls.figures import Figures
from polls.models import Author, Edition, Poll, Post
from polls.results import Result
from polls.slugs import free_slug
from polls.times import date
from polls.typed_figures import Note, Record
from smartpulse import markup


def figures_of(post: Post, result: Result | None = None) -> Figures:
    """What the forms in the post's text stand for; `result` where it is to be another than it cites."""
    edition = post.edition
    if result is None and edition and edition.poll_id == post.reports_id:
        edition.poll = post.reports
        result = edition.result()
    return known_of(post.reports, result)


def known_of(poll: Poll, result: Result | None) -> Figures:
    zone = poll.newsletter.zone
    return Figures(
        question=poll.question,
        choices=dict(poll.choices.values_list("position", "text")),
        opened=date(poll.opens_at.astimezone(zone)) if poll.opens_at else "",
        closed=date(poll.closes_at.astimezone(zone)) if poll.closes_at else "",
        result=result,
        earlier=earlier_result(poll),
    )


def earlier_result(poll: Poll) -> Result | None:
    """That of the poll which this one repeats, as readers see it: once it has closed, for good."""
    earlier, now = poll.repeats, timezone.now()
    if earlier is None or not earlier.is_closed(now):
        return None
    result, _ = editions.shown(earlier, now)
    return None if result.nobody_voted else result


def typed_notes(post: Post) -> list[tuple[str, Note]]:
    """What is to be said of the figures that were typed in a report, each with the field of its form in
    which: those under the text are numbered as the form has them.

    Nothing as long as it cites no edition.
    """
    edition = post.edition
    if not edition or edition.poll_id != post.reports_id:
        return []
    edition.poll = post.reports
    others = post.reports.editions.exclude(pk=edition.pk).with_lines().order_by("-number")
    for other in others:
        other.poll = post.reports
    record = Record(
        edition.result(),
        others=tuple((other.number, other.result()) for other in others),
        earlier=earlier_result(post.reports),
        address=post.reports.get_absolute_url(),
        mailed_to=post.reports.mailed_to,
    )
    texts = [(name, [figures.passage_of(post.typed(name))]) for name in post.LINES]
    texts.append(("body", markup.passages(post.body)))
    for place, addendum in enumerate(post.addenda.all()):
        texts.append((f"addenda-{place}-text", markup.passages(addendum.text)))
    return [
        (name, note) for name, passages in texts for note in typed_figures.notes(passages, record)
    ]


def report_of(poll: Poll) -> Post | None:
    """The post that reports the poll; of several, a draft before those that readers see."""
    return Post.objects.filter(reports=poll).order_by("published", "pk").first()


def to_ask(poll: Poll, now: datetime) -> Poll | None:
    """The poll whose ballot stands under the report of this one: open in its newsletter, or next."""
    polls = Poll.objects.filter(newsletter=poll.newsletter_id).exclude(pk=poll.pk)
    return polls.this_week(now).first() or polls.next_up(now).first()


def is_behind(post: Post) -> bool:
    """Whether ballots were set aside or released since the edition that it cites, the latest there is."""
    edition = post.edition
    if edition is None or edition != editions.of_last_closing(post.reports):
        return False
    if edition.source == Edition.Source.IMPORTED:
        return False
    edition.poll = post.reports
    now, then = counting.count(post.reports), edition.result()
    return (now.respondents, now.set_aside, votes_of(now)) != (
        then.respondents,
        then.set_aside,
        votes_of(then),
    )


def votes_of(result: Result) -> dict[int, int | None]:
    return {line.position: line.votes for line in result.lines}


@transaction.atomic
def start(poll: Poll, user, now: datetime) -> Post:
    """The poll's report, begun as a draft where there is none: cites the latest edition, or makes one.

    Two editors at once get the same draft: the poll is held. Raises ValidationError for a poll that is
    not closed, or withdrawn.
    """
    poll = editions.hold(poll)
    if poll.is_withdrawn:
        raise ValidationError("This poll was withdrawn: restore it before you report its result.")
    if not poll.is_closed(now):
        raise ValidationError("This poll has not closed yet: its report can be written then.")
    if found := report_of(poll):
        return found
    edition = editions.of_last_closing(poll) or editions.freeze(poll, now, reason="First report")
    edition.poll = poll
    begun = known_of(poll, edition.result())
    post = Post(
        newsletter=poll.newsletter,
        author=Author.objects.filter(account=user).first(),
        reports=poll,
        edition=edition,
        asks=to_ask(poll, now),
        body=opening.body(begun, poll.repeats.get_absolute_url() if poll.repeats else ""),
    )
    post.write("headline", opening.headline(begun))
    post.write("summary", opening.summary(begun))
    post.slug = free_slug(post, poll.question)
    post.save()
    post.topics.set(poll.topics.all())
    return post
