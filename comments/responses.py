"""How many responses polls and posts have: many at once, for lists."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from comments.models import Comment, Discussion
from polls.models import Poll, Post

# ("poll", id) or ("post", id), as the discussion has it.
Place = tuple[str, int]
Counts = Mapping[Place, int]


def place_of(subject: Poll | Post) -> Place:
    """Where its discussion is, as `Discussion.of` has it: a report shares that of its poll."""
    if isinstance(subject, Post):
        return ("poll", subject.reports_id) if subject.reports_id else ("post", subject.pk)
    return "poll", subject.pk


def counts(subjects: Iterable[Poll | Post]) -> Counts:
    """How many visible comments stand in each place, in one statement; none for one never begun."""
    places = {place_of(subject) for subject in subjects}
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
