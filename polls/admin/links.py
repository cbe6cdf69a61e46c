"""Links from one page of the desk to others."""

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


def links_to(posts) -> SafeString:
    """The posts as links to their forms, with commas between them; empty where there is none."""
    return format_html_join(
        ", ",
        '<a href="{}">“{}”</a>',
        ((reverse("admin:polls_post_change", args=[post.pk]), post) for post in posts),
    )
