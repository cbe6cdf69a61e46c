"""Where the links in our mails lead: to confirm an address, and to stop the mail. Private pages.

Programs that look at mail before its reader does open every link: only a pressed button, a POST, does
anything.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import reading, subscriptions
from comments.models import Subscription
from comments.subscriptions import LinkTooOld
from smartpulse.ids import as_id
from smartpulse.origin import same_origin
from smartpulse.responses import private_page

TOO_OLD = (
    "This link is too old",
    f"Links to confirm an address work for {subscriptions.CONFIRMS_FOR.days} days. Comment again, tick "
    "“Mail me the replies”, and a new one comes.",
)
UNKNOWN = (
    "This link leads nowhere",
    "It is damaged, or the address and its comments have been erased since. Copy the whole link from "
    "the mail; where that does not help, nothing is mailed to you because of it.",
)
NOTHING_MAILED = ("No mail comes to you", "We do not know this address, or no longer.")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@same_origin(back=lambda kwargs: reverse("confirmation", args=[kwargs["token"]]))
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the comment that gave the address (GET), and takes its reader's word for it (POST)."""
    try:
        found = subscriptions.to_confirm(token)
    except LinkTooOld:
        return said(request, *TOO_OLD, HTTPStatus.GONE)
    if found is None:
        return said(request, *UNKNOWN, HTTPStatus.NOT_FOUND)
    confirmed = None
    if request.method == "POST":
        chosen = as_id(request.POST.get("comment", ""))
        confirmed = subscriptions.confirm(found, chosen, timezone.now())
    unconfirmed = subscriptions.unconfirmed(found)
    context = about(found) | {"confirmed": confirmed, "unconfirmed": unconfirmed}
    return render(request, "comments/confirmation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
# Mail services send RFC 8058's POST for their users, from anywhere: the signed link is all it takes.
@csrf_exempt
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Whether this address gets mail, with the buttons that change it."""
    found = subscriptions.to_stop(token)
    if found is None and request.method == "POST":
        return said(request, *NOTHING_MAILED, HTTPStatus.OK)
    if found is None:
        return said(request, *UNKNOWN, HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        # A button says what to stop, and for a mail service, which presses none, the link.
        scope = request.POST.get("scope") or request.GET.get("scope", "")
        change(found, request.POST.get("act", "stop"), scope)
        found = subscriptions.to_stop(token)
    return render(request, "comments/subscription.html", about(found))


def change(found: Subscription, act: str, scope: str) -> None:
    now = timezone.now()
    if act == "resume":
        subscriptions.resume(found)
    elif scope == "all":
        subscriptions.stop_all(found, now)
    else:
        subscriptions.stop(found, now)


def about(found: Subscription) -> dict:
    return {
        "subscription": found,
        "subject": reading.home_of(found.discussion, timezone.now()),
        "newsletter": found.discussion.newsletter,
        "stop_url": subscriptions.stopping_url(found),
    }


def said(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    return render(
        request, "errors/error.html", {"title": title, "sentence": sentence}, status=status
    )
