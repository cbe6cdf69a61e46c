"""Plain factories: each makes one valid row, and a test says only what it is about.

Times may be given as a timedelta, which counts from now: `make_poll(closes_at=-timedelta(hours=1))`.
"""

import itertools
import secrets
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from polls import editions, ledger, subscribers
from polls.models import (
    Author,
    Ballot,
    BallotKey,
    Choice,
    Edition,
    EditionLine,
    Idea,
    Mark,
    Newsletter,
    Poll,
    Post,
    RevokedLink,
    Status,
    Topic,
)

DAY = timedelta(days=1)
FIELD_DATES = {
    Status.DRAFT: (DAY, 7 * DAY),
    Status.SCHEDULED: (DAY, 7 * DAY),
    Status.OPEN: (-DAY, 6 * DAY),
    Status.CLOSED: (-8 * DAY, -DAY),
    Status.WITHDRAWN: (-8 * DAY, -DAY),
}
_numbers = itertools.count(1)


def make_newsletter(**overrides) -> Newsletter:
    number = next(_numbers)
    return Newsletter.objects.create(
        **{
            "name": f"Newsletter {number}",
            "slug": f"newsletter-{number}",
            "standing_sentence": "Our weekly nonscientific reader poll.",
            "audience": "marketing leaders",
        }
        | overrides
    )


def make_poll(*, status=Status.OPEN, choices=("Yes", "No"), topics=(), **overrides) -> Poll:
    """A poll with `choices` at positions from 1; `status` decides its field dates."""
    number = next(_numbers)
    opens_at, closes_at = FIELD_DATES[Status(status)]
    fields = {
        "question": f"Question {number}?",
        "slug": f"question-{number}",
        "published": status != Status.DRAFT,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }
    if status == Status.WITHDRAWN:
        fields |= {
            "withdrawn_at": -timedelta(hours=1),
            "withdrawn_reason": "An answer was missing.",
        }
    fields |= overrides
    fields["opens_at"] = moment(fields["opens_at"])
    fields["closes_at"] = moment(fields["closes_at"])
    fields["withdrawn_at"] = moment(fields.get("withdrawn_at"))
    if "newsletter" not in fields:
        fields["newsletter"] = make_newsletter()
    poll = Poll.objects.create(**fields)
    # Past the guard, which refuses what a test wants here: answers of a poll that is open already.
    Choice._base_manager.bulk_create(
        Choice(poll=poll, position=position, text=text)
        for position, text in enumerate(choices, start=1)
    )
    poll.topics.set(topics)
    return poll


def make_choice(poll: Poll, text="Maybe") -> Choice:
    """One more answer, after the last; past the guard, as in `make_poll`."""
    choice = Choice(poll=poll, position=poll.choices.count() + 1, text=text)
    Choice._base_manager.bulk_create([choice])
    return choice


def make_ballot(poll: Poll, *choices: Choice, **overrides) -> Ballot:
    """A counted ballot that marks `choices`, or the poll's first answer where none is named."""
    fields = {"receipt": ledger.new_receipt(), "cast_at": -timedelta(hours=1)} | overrides
    fields["cast_at"] = moment(fields["cast_at"])
    ballot = Ballot.objects.create(poll=poll, **fields)
    BallotKey.objects.create(
        ballot=ballot, poll=poll, kind=BallotKey.Kind.BROWSER, digest=secrets.token_bytes(32)
    )
    Mark.objects.bulk_create(
        Mark(ballot=ballot, choice=choice) for choice in choices or [poll.choices.first()]
    )
    return ballot


def make_ballots(poll: Poll, counts, **overrides) -> list[Ballot]:
    """`counts[n]` ballots for the choice at place n, each with one mark; four statements in all."""
    choices = list(poll.choices.all())
    marked = [choice for choice, votes in zip(choices, counts, strict=True) for _ in range(votes)]
    cast_at = timezone.now() - timedelta(hours=1)
    ballots = Ballot.objects.bulk_create(
        Ballot(**{"poll": poll, "receipt": ledger.new_receipt(), "cast_at": cast_at} | overrides)
        for _ in marked
    )
    BallotKey.objects.bulk_create(
        BallotKey(
            ballot=ballot, poll=poll, kind=BallotKey.Kind.BROWSER, digest=secrets.token_bytes(32)
        )
        for ballot in ballots
    )
    Mark.objects.bulk_create(
        Mark(ballot=ballot, choice=choice) for ballot, choice in zip(ballots, marked, strict=True)
    )
    return ballots


def make_imported_edition(poll: Poll, percents, **overrides) -> Edition:
    """An edition from elsewhere: `percents[n]` is printed for the choice at place n, without counts."""
    edition = Edition.objects.create(
        **{
            "poll": poll,
            "number": poll.editions.count() + 1,
            "as_of": timezone.now(),
            "source": Edition.Source.IMPORTED,
            "reason": "Imported",
            "decimals": poll.newsletter.decimals,
        }
        | overrides
    )
    EditionLine.objects.bulk_create(
        EditionLine(edition=edition, choice=choice, rank=rank, percent=percent)
        for rank, (choice, percent) in enumerate(
            zip(poll.choices.all(), percents, strict=True), start=1
        )
    )
    return edition


def make_post(*, topics=(), **overrides) -> Post:
    """A published post; where it reports a poll without an `edition`, it cites the current one."""
    number = next(_numbers)
    fields = {
        "headline": f"Headline {number}",
        "slug": f"headline-{number}",
        "body": f"Text {number}.",
        "published": True,
        "published_at": -timedelta(hours=1),
    } | overrides
    fields["published_at"] = moment(fields["published_at"])
    if "newsletter" not in fields:
        poll = fields.get("reports") or fields.get("asks")
        fields["newsletter"] = poll.newsletter if poll else make_newsletter()
    if fields.get("reports") and "edition" not in fields:
        fields["edition"] = editions.current(
            fields["reports"], timezone.now(), reason="First report"
        )
    post = Post.objects.create(**fields)
    post.topics.set(topics)
    return post


def make_idea(**overrides) -> Idea:
    return Idea.objects.create(**{"question": f"Idea {next(_numbers)}?"} | overrides)


def make_revoked_link(newsletter: Newsletter, address="reader@example.com") -> RevokedLink:
    subscribers.revoke(newsletter, address, timezone.now())
    return newsletter.revoked_links.latest("pk")


def make_author(**overrides) -> Author:
    number = next(_numbers)
    return Author.objects.create(
        **{"name": f"Author {number}", "slug": f"author-{number}"} | overrides
    )


def make_topic(**overrides) -> Topic:
    number = next(_numbers)
    return Topic.objects.create(
        **{"name": f"Topic {number}", "slug": f"topic-{number}"} | overrides
    )


def make_superuser(**overrides):
    number = next(_numbers)
    return get_user_model().objects.create_superuser(
        **{"username": f"editor-{number}", "email": f"editor-{number}@example.com"} | overrides
    )


def make_editor(**overrides):
    """A member of the staff in the group Editors, or in another `group`; the password is “secret”."""
    number = next(_numbers)
    group = overrides.pop("group", "Editors")
    user = get_user_model().objects.create_user(
        **{
            "username": f"staff-{number}",
            "email": f"staff-{number}@example.com",
            "password": "secret",
            "is_staff": True,
        }
        | overrides
    )
    user.groups.add(Group.objects.get(name=group))
    return user


def make_moderator(**overrides):
    return make_editor(group="Moderators", **overrides)


def make_analyst(**overrides):
    return make_editor(group="Analysts", **overrides)


def moment(time: datetime | timedelta | None) -> datetime | None:
    return timezone.now() + time if isinstance(time, timedelta) else time
