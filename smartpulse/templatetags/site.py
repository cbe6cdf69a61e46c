"""What stands alike on every page."""

from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from smartpulse.context import SITE_NAME
from smartpulse.paths import path_to

register = template.Library()

# As `url`, for what a page has on it anew: it is looked up once.
register.simple_tag(path_to, name="path")


@register.simple_tag
def same(name: str) -> SafeString:
    """Include a template that depends on nothing but the site: rendered once in a process's life."""
    return rendered(name) if settings.DEBUG else kept(name)


def rendered(name: str) -> SafeString:
    return render_to_string(name, {"site_name": SITE_NAME})


kept = cache(rendered)
