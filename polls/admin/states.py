"""In which state something is, as the desk's lists show it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def state_label(name: str, label: str) -> SafeString:
    """The word behind its dot, whose colour is that of `name`: draft, scheduled, open, closed …"""
    return format_html(
        '<span class="state state-{}"><span class="state-dot"></span>{}</span>', name, label
    )
