"""“9 responses”, beside the polls and posts of a list."""

from collections.abc import Iterable
from itertools import chain

from django import template

from comments.responses import Counts, counts, place_of
from polls.models import Poll, Post

register = template.Library()


@register.simple_tag
def response_counts(*lists: Iterable[Poll | Post]) -> Counts:
    """The counts of all that stands in these lists, for `responses`."""
    return counts(chain.from_iterable(lists))


@register.inclusion_tag("comments/_responses.html")
def responses(given: Counts, subject: Poll | Post, *, link: bool = False) -> dict:
    """The subject's count, as a link to its discussion where that is wanted; nothing for none."""
    return {"number": given.get(place_of(subject), 0), "subject": subject, "link": link}
