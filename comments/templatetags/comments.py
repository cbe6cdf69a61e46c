"""The discussion under a poll or a post, and how its times are printed."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from comments import (
    blank_forms,
    commenters,
    delivery,
    drawing,
    erasure,
    printing,
    reading,
    remembering,
    selections,
    subscriptions,
)
from comments.models import Comment, Discussion, FollowUp
from comments.outline import outline_of
from comments.own import EDITABLE
from comments.selections import Selection
from comments.threads import Key, Order
from polls import voters
from polls.models import Poll, Post
from smartpulse.mail import isolated
from smartpulse.markup import plain_text

register = template.Library()

OPENING = 120

ORDERS = {
    Order.OLDEST: "oldest first",
    Order.NEWEST: "newest first",
    Order.MOST_REPLIED: "most replied first",
}


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def discussion(context, subject: Poll | Post) -> dict:
    """The discussion of a poll or post: the same for every reader, as the address asks for it.

    `?order=` and `?after=` page it; `?answer=` and `?asked=` name a part that is read by itself.
    """
    now = timezone.now()
    given = context["request"].GET
    after = Key.read(given.get("after", ""))
    found = reading.discussion_of(subject)
    selection = selections.named(given, found.poll) if found.pk else None
    if selection:
        drawn = listing_of(found, selection, after)
    else:
        drawn = thread_of(found, given.get("order"), after)
    is_open = found.is_open(now)
    # Whoever asks for the newest ones first does not get the picks before them.
    is_first = drawn.get("order") == Order.OLDEST and not after
    return drawn | {
        "discussion": found,
        "subject": subject,
        "newsletter": subject.newsletter,
        "outline": outline_of(found, now, shows_picks=is_first),
        "selection": selection,
        "orders": ORDERS,
        "after": after,
        "is_open": is_open,
        "editable_since": now - EDITABLE,
    }


def thread_of(discussion: Discussion, asked_order: str | None, after: Key | None) -> dict:
    """A page of the trees."""
    order = Order(asked_order) if asked_order in set(Order) else Order.OLDEST
    page = reading.page(discussion, order, after) if discussion.pk else reading.Page([], None)
    return {
        "entries": [entry for tree in page.trees for entry in drawing.entries(tree)],
        "order": order,
        "query": f"order={order}",
        "following": page.following,
    }


def listing_of(discussion: Discussion, selection: Selection, after: Key | None) -> dict:
    """A page of what is read by itself."""
    listing = reading.selected(discussion, selection, after)
    return {
        "entries": [drawing.alone(comment) for comment in listing.comments],
        "query": selection.query,
        "following": listing.following,
    }


register.simple_tag(blank_forms.written, name="comment_form")


@register.inclusion_tag("comments/_follow_up.html")
def follow_up(poll: Poll, own: frozenset[int], now: datetime) -> dict:
    """The editor's question to the voters of the choices in `own`, on their own private page.

    Nothing where no question is put to them, or where nobody can answer any more.
    """
    questions = FollowUp.objects.filter(choice__in=own, choice__poll=poll).select_related("choice")
    asked = questions.first() if own else None
    is_open = asked is not None and Discussion.of(poll).is_open(now)
    return {
        "asked": asked if is_open else None,
        "poll": poll,
    }


@register.inclusion_tag("comments/_privacy.html")
def comment_privacy() -> dict:
    """What is kept of those who comment, for the privacy page."""
    return {
        "network_days": erasure.NETWORK_KEPT.days,
        "address_days": subscriptions.UNUSED_KEPT.days,
        "link_days": delivery.KEPT.days,
        "editable_minutes": EDITABLE // timedelta(minutes=1),
    }


@register.inclusion_tag("comments/_cookies.html")
def comment_cookies() -> dict:
    """The discussion's rows in the privacy page's table."""
    return {
        "commenter_cookie": commenters.COMMENTER_COOKIE,
        "marker_cookie": commenters.MARKER_COOKIE,
        "details_cookie": remembering.DETAILS_COOKIE,
        "cookie_days": voters.COOKIE_AGE.days,
    }


register.filter("minute_in_zone", printing.minute)

register.filter("isolated", isolated)


@register.filter
def opening(comment: Comment) -> str:
    """A comment's first words, in one line."""
    return plain_text(comment.body_html, OPENING)
