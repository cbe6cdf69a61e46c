"""The discussion's JSON-LD."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from comments import structured
from comments.drawing import Entry
from polls.models import Poll, Post

register = template.Library()


@register.simple_tag
def forum_posting(subject: Poll | Post, responses: int, entries: Sequence[Entry]) -> SafeString:
    return structured.forum_posting(subject, responses, entries)
