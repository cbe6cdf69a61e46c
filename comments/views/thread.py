"""One comment, with what it replies to and what was replied: a public page."""

from copy import copy
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from comments import drawing, reading
from comments.models import Comment
from comments.own import EDITABLE
from comments.reading import Tree
from comments.threads import Node, grow
from smartpulse.ids import as_id
from smartpulse.pages import public_page
from smartpulse.prepared import Prepared

# Of a long chain, the comments right above are drawn, and the others are a link away.
MOST_ABOVE = 3


@public_page()
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for what readers may not see; it is 404 too where a placeholder stands for it."""
    now = timezone.now()
    comment = one_of(reading.public_comment, pk, now)
    discussion = comment.discussion
    above = reading.ancestors([comment.parent_id]) if comment.parent_id else []
    if above:
        comment.root = above[0]
    home = reading.home_of(discussion, now)
    root, further = replies_of(comment, None)
    is_open = discussion.is_open(now)
    context = {
        "comment": comment,
        "subject": home,
        "place": reading.place_of(comment, home),
        "newsletter": discussion.newsletter,
        "discussion": discussion,
        "above": above[-MOST_ABOVE:],
        "is_cut": len(above) > MOST_ABOVE,
        "entries": entries_of(root.replies, is_whole=further is None),
        "further": further,
        "is_open": is_open,
        "editable_since": now - EDITABLE,
        "editable_minutes": EDITABLE // timedelta(minutes=1),
    }
    return render(request, "comments/comment.html", context)


@public_page("after")
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """The replies to a comment that stands in the thread; of one that is gone, under its placeholder."""
    now = timezone.now()
    comment = one_of(reading.standing_comment, pk, now)
    root, further = replies_of(comment, as_id(request.GET.get("after", "")))
    context = {
        "comment": comment,
        "subject": reading.home_of(comment.discussion, now),
        "newsletter": comment.discussion.newsletter,
        "entries": entries_of(root.replies),
        "further": further,
        "is_open": comment.discussion.is_open(now),
        "editable_since": now - EDITABLE,
    }
    return render(request, "comments/replies.html", context)


@public_page("after")
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Further replies of a tree for the page that shows its first: each list of them says where it goes.

    A fragment for htmx; without scripts a reader goes on with `replies`.
    """
    now = timezone.now()
    root = one_of(reading.standing_comment, pk, now)
    if root.parent_id:
        raise Http404("This comment begins no tree.")
    # Of what is before it nothing belongs to its tree.
    after = max(as_id(request.GET.get("after", "")), root.pk)
    found = reading.more(root, after)
    above = reading.drawn_before([branch.under for branch in found.branches], after)
    context = {
        "branches": [(above[branch.under], entries_of(branch.nodes)) for branch in found.branches],
        "root": root,
        "further": found.further,
        "remaining": found.remaining,
        "subject": reading.home_of(root.discussion, now),
        "newsletter": root.discussion.newsletter,
        "is_open": root.discussion.is_open(now),
        "editable_since": now - EDITABLE,
    }
    return render(request, "comments/more.html", context)


def one_of(comments: Prepared, pk: int, now: datetime) -> Comment:
    comment = comments.first(pk=pk, now=now)
    if comment is None:
        raise Http404("There is no such comment.")
    return comment


def replies_of(comment: Comment, after: int | None) -> tuple[Node[Comment], int | None]:
    """The comment as the root of its replies, and the id after which further ones begin."""
    found = list(reading.below(comment, after, number=reading.MORE + 1))
    shown = found[: reading.MORE]
    shown_ids = {reply.pk for reply in shown}
    # Those on earlier pages that these hang on are drawn once more, to be understood.
    missing = {reply.parent_id for reply in shown} - shown_ids - {comment.pk}
    between = [row for row in reading.ancestors(sorted(missing)) if row.pk > comment.pk]
    top = copy(comment)
    top.parent_id = None
    (root,) = grow([top, *between, *shown])
    return root, shown[-1].pk if len(found) > reading.MORE else None


def entries_of(nodes: list[Node[Comment]], *, is_whole: bool = False) -> list[drawing.Entry]:
    """What is drawn of replies; what they reply to stands elsewhere on the page."""
    return [
        entry for node in nodes for entry in drawing.entries(Tree(node, None), is_whole=is_whole)
    ]
