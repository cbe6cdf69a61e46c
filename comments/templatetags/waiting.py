"""The desk's first page: the comments that wait, by newsletter."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.db.models import Count, Min
from django.db.models.functions import Coalesce

from comments.models import Comment
from polls.models import Newsletter

register = template.Library()


@dataclass(frozen=True)
class Waiting:
    number: int
    oldest: datetime


@register.simple_tag
def waiting_comments(user) -> dict[int, Waiting]:
    """By the newsletter's id; none where nothing waits."""
    newsletter = Coalesce("discussion__poll__newsletter", "discussion__post__newsletter")
    rows = (
        Comment.objects.for_staff(user)
        .held()
        .order_by()
        .values(place=newsletter)
        .annotate(number=Count("pk"), oldest=Min("created_at"))
    )
    return {row["place"]: Waiting(row["number"], row["oldest"]) for row in rows}


@register.filter
def of_newsletter(waiting: dict[int, Waiting], newsletter: Newsletter) -> Waiting | None:
    return waiting.get(newsletter.pk)
