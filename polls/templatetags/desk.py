"""The desk's first page: what each newsletter's week asks of an editor."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone

from polls import counting
from polls.admin.zones import wall_clock
from polls.models import Newsletter, Poll, Post

register = template.Library()


@dataclass(frozen=True)
class Week:
    """The open polls with `votes`, the one that opens next, the closed one that lacks its report."""

    newsletter: Newsletter
    open: list[Poll]
    next: Poll | None
    unreported: Poll | None


@register.simple_tag
def newsletter_weeks(user) -> list[Week]:
    now = timezone.now()
    return [week_of(newsletter, now) for newsletter in Newsletter.objects.for_staff(user)]


@register.simple_tag
def newsletters(user):
    """Those of whoever may see no polls at the desk."""
    return Newsletter.objects.for_staff(user)


def week_of(newsletter: Newsletter, now: datetime) -> Week:
    open_polls = list(newsletter.polls.this_week(now))
    for poll in open_polls:
        poll.votes, _ = counting.standing(poll)
    last = newsletter.polls.last_week(now).first()
    is_reported = last and Post.objects.filter(reports=last, published=True).exists()
    return Week(
        newsletter,
        open_polls,
        newsletter.polls.next_up(now).first(),
        None if is_reported else last,
    )


@register.filter
def desk_time(moment: datetime, newsletter: Newsletter) -> str:
    return wall_clock(moment, newsletter.zone)
