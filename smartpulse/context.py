"""What every template knows of the site."""

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = "SmartPulse"


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name and address, and this page's own address without its query.

    Addresses come from SITE_URL and never from the Host header, so that no cache keeps a forged one.
    """
    return {
        "site_name": SITE_NAME,
        "site_url": settings.SITE_URL,
        "path_url": settings.SITE_URL + request.path,
    }
