"""Comments in templates: what `comments.printing` writes, around which each page has its own."""

from django import template
from django.utils.safestring import SafeString

from comments import printing
from comments.drawing import Entry
from comments.models import Comment
from comments.printing import Around

register = template.Library()

register.simple_tag(printing.gone, name="comment_gone")
register.simple_tag(printing.fold, name="comment_fold")
register.simple_tag(printing.further, name="further_replies")


def around(context) -> Around:
    """Pages on which nobody replies, or changes a comment, leave out what only those who do have."""
    return Around(
        context["subject"],
        context["newsletter"],
        context.get("is_open", False),
        context.get("editable_since"),
    )


@register.simple_tag(takes_context=True)
def comment_words(context, comment: Comment) -> SafeString:
    return printing.words(comment, around(context))


@register.simple_tag(takes_context=True)
def comment_actions(context, comment: Comment) -> SafeString:
    return printing.actions(comment, around(context))


@register.simple_tag(takes_context=True)
def comment_entries(context, entries: list[Entry]) -> SafeString:
    return printing.thread(entries, around(context))
