"""What is kept of readers, how long and why: made from the settings that the code obeys."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from polls import disclosure, voters
from polls.structured import Social
from smartpulse import accounts
from smartpulse.pages import public_page

DAY = 24 * 3600  # seconds, as the settings count


@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "voter_cookie": voters.VOTER_COOKIE,
        "marker_cookie": voters.MARKER_COOKIE,
        "link_cookie": voters.LINK_COOKIE,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "staff_cookie": accounts.STAFF_COOKIE,
        "session_days": settings.SESSION_COOKIE_AGE // DAY,
        "csrf_days": settings.CSRF_COOKIE_AGE // DAY,
        "cookie_days": voters.COOKIE_AGE.days,
        "least": disclosure.LEAST,
        "forget_days": voters.FORGET_AFTER.days,
        "social": Social("Privacy", "What we keep of readers who vote, how long, and why."),
    }
    return render(request, "polls/privacy.html", context)
