"""What the desk's first page tells of a newsletter's discussions: comments that somebody has to read."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timesince import timesince

from comments.models import Comment, Report
from comments.models.comment import MODERATE
from polls.missing import Missing, mended
from polls.models import Newsletter
from polls.turnout import MINUTE
from smartpulse.plurals import number_of


def in_discussions(
    user, newsletters: Collection[Newsletter], now: datetime
) -> dict[int, list[Missing]]:
    """Newsletter id to its comments that wait, and those that readers reported; two queries."""
    found: dict[int, list[Missing]] = defaultdict(list)
    if not user.has_perm("comments.view_comment"):
        return found
    queue = reverse("admin:comments_comment_changelist")
    held = Comment.objects.held()
    for pk, number, oldest in by_newsletter(held, "pk", "discussion", newsletters):
        sentence = f"1 comment waits, for {age(oldest, now)}"
        if number > 1:
            sentence = f"{number:,} comments wait, the oldest for {age(oldest, now)}"
        found[pk].append(to_read(user, sentence, number, f"{queue}?newsletter={pk}"))
    reports = Report.objects.waiting().filter(comment__in=Comment.objects.visible())
    rows = by_newsletter(reports, "comment", "comment__discussion", newsletters)
    for pk, number, oldest in rows:
        sentence = f"Readers reported {number_of(number, 'comment')}, first {age(oldest, now)} ago"
        url = f"{queue}?state=published&reported=yes&newsletter={pk}"
        found[pk].append(to_read(user, sentence, number, url))
    return found


def to_read(user, sentence: str, number: int, url: str) -> Missing:
    button = "Read it" if number == 1 else "Read them"
    return Missing(sentence, **mended(user, MODERATE, button, url))


def age(moment: datetime, now: datetime) -> str:
    return timesince(min(moment, now - MINUTE), now, depth=1)


def by_newsletter(rows: QuerySet, comment: str, discussion: str, newsletters):
    """Newsletter id, how many comments the rows are about, and when the first row was written."""
    place = Coalesce(f"{discussion}__poll__newsletter", f"{discussion}__post__newsletter")
    placed = (
        rows.order_by().annotate(place=place).filter(place__in=[each.pk for each in newsletters])
    )
    numbers = placed.values("place").annotate(
        number=Count(comment, distinct=True), oldest=Min("created_at")
    )
    return numbers.values_list("place", "number", "oldest")
