"""What takes a place in the thread: visible comments, and placeholders that visible ones hang on.

Stored, because reading a thread would else have to look below each comment that is gone. It is kept by
`settle` alone, under the row of the discussion.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from comments.models import Comment, Discussion


def hold(discussions: Iterable[int]) -> dict[int, Discussion]:
    """The discussions by id, their rows held until the transaction ends, always in the same order."""
    rows = Discussion.objects.select_for_update().filter(pk__in=set(discussions)).order_by("pk")
    return {discussion.pk: discussion for discussion in rows}


def settle(comments: Iterable[int]) -> None:
    """Bring `in_thread` of these comments, whose status has changed, and of those above up to date.

    Call it with the discussion held.
    """
    level = set(comments)
    # What was published stands since the statement that did so: look above it in any case.
    level |= set(Comment.objects.filter(pk__in=level).values_list("parent", flat=True)) - {None}
    while level:
        stands = Q(status=Comment.Status.PUBLISHED) | Exists(
            Comment.objects.filter(parent=OuterRef("pk"), in_thread=True)
        )
        rows = Comment.objects.filter(pk__in=level).order_by()
        changed = {}
        for wrong, right in (
            (rows.filter(stands, in_thread=False), True),
            (rows.filter(~stands, in_thread=True), False),
        ):
            found = dict(wrong.values_list("pk", "parent"))
            if found:
                Comment.objects.filter(pk__in=found).update(in_thread=right)
                changed |= found
        level = set(changed.values()) - {None}
