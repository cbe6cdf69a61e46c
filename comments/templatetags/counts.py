"""How many responses each poll and post of a list has: one statement for the whole page."""

from collections.abc import Iterable, Mapping

from django import template
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from comments.models import Comment, Discussion
from polls.models import Poll, Post

register = template.Library()

# ("poll", id) or ("post", id), as the discussion has it, to the number of its responses.
Counts = Mapping[tuple[str, int], int]


@register.simple_tag
def response_counts(*lists: Iterable[Poll | Post]) -> Counts:
    """The counts of what stands in these lists, for `responses`."""
    places = {place_of(subject) for subjects in lists for subject in subjects}
    if not places:
        return {}
    visible = Comment.objects.visible().filter(discussion=OuterRef("pk")).order_by()
    number = visible.values("discussion").annotate(number=Count("*")).values("number")
    wanted = Q(poll__in=[pk for kind, pk in places if kind == "poll"])
    wanted |= Q(post__in=[pk for kind, pk in places if kind == "post"])
    rows = Discussion.objects.filter(wanted).values_list(
        "poll", "post", Coalesce(Subquery(number, output_field=IntegerField()), 0)
    )
    return {("poll", poll) if poll else ("post", post): number for poll, post, number in rows}


@register.inclusion_tag("comments/_responses.html")
def responses(counts: Counts, subject: Poll | Post, *, link: bool = False) -> dict:
    """“9 responses”, as a link to them where that is wanted; nothing where there are none."""
    return {"number": counts.get(place_of(subject), 0), "subject": subject, "link": link}


def place_of(subject: Poll | Post) -> tuple[str, int]:
    """Where its discussion is, as `Discussion.of` has it: a report shares that of its poll."""
    if isinstance(subject, Post):
        return ("poll", subject.reports_id) if subject.reports_id else ("post", subject.pk)
    return "poll", subject.pk
