"""The site's settings without the pages cache: every page is made anew."""

from smartpulse.settings import *  # noqa: F403
from smartpulse.settings import CACHES

CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
