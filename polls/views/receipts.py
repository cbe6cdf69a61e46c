"""Checking a vote: whether the ballot with a receipt counts, never what it says."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from polls import ledger
from polls.models import Ballot, Edition, Poll
from smartpulse.pages import public_page

MALFORMED = (
    "This is no receipt: it has 16 letters and digits, such as ABCD-EFGH-JKMN-PQRS. "
    "Compare it with the one that you were given."
)
UNKNOWN = "No ballot has this receipt. Compare it with the one that you were given."


@public_page("code")
def receipts(request: HttpRequest) -> HttpResponse:
    """The form to type a receipt into; with `?code=`, on to its page."""
    code = request.GET.get("code", "").strip()
    if not code:
        return render(request, "polls/receipts.html")
    try:
        return redirect("receipt", code=ledger.canonical(code))
    except ValueError:
        return refused(request, code, MALFORMED)


@require_safe
@never_cache
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    try:
        canonical = ledger.canonical(code)
    except ValueError:
        return refused(request, code, MALFORMED)
    now = timezone.now()
    ballot = (
        Ballot.objects.filter(poll__in=Poll.objects.with_page(now), receipt=canonical)
        .select_related("poll__newsletter")
        .first()
    )
    if ballot is None:
        return refused(request, code, UNKNOWN)
    context = {
        "ballot": ballot,
        "poll": ballot.poll,
        "status": ballot.poll.status(now),
        "edition": listed_in(ballot, now),
        "digest": ledger.receipt_digest(canonical),
    }
    response = render(request, "polls/receipt.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def listed_in(ballot: Ballot, now) -> Edition | None:
    """The latest edition whose ledger lists the ballot, once the poll has closed.

    One of before a reopening does not list those that were cast after it.
    """
    if not ballot.poll.is_closed(now):
        return None
    listing = ballot.poll.editions.filter(as_of__gte=ballot.cast_at).exclude(ledger_sha256="")
    edition = listing.order_by("-number").first()
    if edition:
        edition.poll = ballot.poll
    return edition


def refused(request: HttpRequest, code: str, sentence: str) -> HttpResponse:
    context = {"code": code, "sentence": sentence}
    return render(request, "polls/receipts.html", context, status=HTTPStatus.NOT_FOUND)
