"""The discussion under a poll or a post, and how its times are printed."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from comments import commenters, drawing, erasure, reading, remembering
from comments.forms import CommentForm
from comments.models import Discussion, FollowUp
from comments.own import EDITABLE
from comments.threads import Key, Order
from polls import voters
from polls.models import Newsletter, Poll, Post
from polls.templatetags.polls import date, time_element

register = template.Library()

ORDERS = {
    Order.OLDEST: "Oldest first",
    Order.NEWEST: "Newest first",
    Order.MOST_REPLIED: "Most replies first",
}


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def discussion(context, subject: Poll | Post) -> dict:
    """The discussion of a poll or post: the same for every reader, as `order` and `after` ask for it.

    A page that shows all of its discussion counts it too; a longer one takes one statement more.
    """
    now = timezone.now()
    given = context["request"].GET
    order = Order(given["order"]) if given.get("order") in set(Order) else Order.OLDEST
    after = Key.read(given.get("after", ""))
    discussion = Discussion.of(subject)
    page = reading.page(discussion, order, after) if discussion.pk else reading.Page([], None)
    is_whole = not (after or page.following or any(tree.further for tree in page.trees))
    if is_whole:
        responses = drawing.visible(tree.root for tree in page.trees)
    else:
        responses = reading.count(discussion)
    is_open = discussion.is_open(now)
    return {
        "discussion": discussion,
        "subject": subject,
        "newsletter": subject.newsletter,
        "responses": responses,
        "entries": [
            entry for tree in page.trees for entry in drawing.entries(tree.root, tree.further)
        ],
        "order": order,
        "orders": ORDERS,
        "after": after,
        "following": page.following,
        "is_open": is_open,
        "form": CommentForm(subject) if is_open else None,
        "editable_since": now - EDITABLE,
    }


@register.inclusion_tag("comments/_follow_up.html")
def follow_up(poll: Poll, own: frozenset[int], now: datetime) -> dict:
    """The editor's question to the voters of the choices in `own`, on their own private page.

    Nothing where no question is put to them, or where nobody can answer any more.
    """
    asked = FollowUp.objects.filter(choice__in=own, choice__poll=poll).first() if own else None
    is_open = asked is not None and Discussion.of(poll).is_open(now)
    return {
        "asked": asked if is_open else None,
        "form": CommentForm(poll, follow_up=asked) if is_open else None,
    }


@register.inclusion_tag("comments/_privacy.html")
def comment_privacy() -> dict:
    """What is kept of those who comment, for the privacy page."""
    return {
        "network_days": erasure.NETWORK_KEPT.days,
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


@register.filter
def minute_in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """The newsletter's own day and minute: 1 December 2026, 17:00."""
    local = moment.astimezone(newsletter.zone)
    return time_element(moment, f"{date(local)}, {local:%H:%M}")


@register.filter
def before_number(number: int) -> int:
    """The key of the page that begins with the root of this number."""
    return number - 1
