"""Paths and addresses of the site's own pages."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse


@lru_cache(maxsize=4096)
def path_to(name: str, *arguments: object) -> str:
    """What `reverse` says. It follows from the URLconf alone, and a page has dozens of links."""
    return reverse(name, args=arguments)


def absolute(path: str) -> str:
    """The address of a path: from SITE_URL, never from the Host header, for caches keep pages."""
    return settings.SITE_URL + path
