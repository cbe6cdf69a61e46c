"""An edition's own page and its ledger: what was published, for good."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from polls import structured, wording
from polls.models import Edition, EditionLedger, Poll
from polls.views.withdrawn import gone
from smartpulse.pages import public_page

LEDGER_KEPT_SECONDS = 24 * 3600


@public_page()
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    polls = Poll.objects.with_page(timezone.now()).select_related("newsletter")
    polls = polls.knowing_corrections()
    poll = get_object_or_404(polls, slug=slug)
    editions = {
        edition.number: edition for edition in poll.editions.with_lines().order_by("number")
    }
    if number not in editions:
        raise Http404("This poll has no such edition.")
    if poll.is_withdrawn:
        return gone(request, poll)
    edition = editions[number]
    edition.poll = poll
    result, question = edition.result(), poll.question
    corrections = list(poll.corrections.all()) if poll.has_corrections else []
    if corrections:
        then = wording.as_of(poll, edition.as_of)
        result, question = wording.worded(result, then), then.question
    context = {
        "poll": poll,
        "question": question,
        "corrections": corrections,
        "closing": edition.closing(corrections),
        "edition": edition,
        "result": result,
        "newest": max(editions) if max(editions) > number else None,
        "others": [other for other in editions.values() if other.number != number],
        "social": structured.Social(f"{question} Edition {number}", result.sentence),
    }
    return render(request, "polls/edition.html", context)


def ledger_tag(request: HttpRequest, slug: str, number: int) -> str | None:
    """The ledger's SHA-256: read without the ledger itself, which may be large."""
    public = with_ledger(slug, number).filter(poll__withdrawn_at__isnull=True)
    found = public.values_list("ledger_sha256", flat=True).first()
    return found and f'"{found}"'


# No public page: the pages cache would write a large ledger to disk each time. It never changes.
@require_safe
@cache_control(public=True, max_age=LEDGER_KEPT_SECONDS)
@condition(etag_func=ledger_tag)
def ledger(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = get_object_or_404(
        EditionLedger.objects.select_related("edition__poll__newsletter"),
        edition__in=with_ledger(slug, number),
    )
    if found.edition.poll.is_withdrawn:
        response = gone(request, found.edition.poll)
        # It may be restored: this is not for a day.
        response["Cache-Control"] = "max-age=0"
        return response
    return HttpResponse(found.text, content_type="text/plain; charset=utf-8")


def with_ledger(slug: str, number: int):
    """The edition, where it was counted from ballots; none or one row.

    An edition is made of a closed poll alone, and stays for good where that is reopened.
    """
    polls = Poll.objects.with_page(timezone.now()).filter(slug=slug)
    return Edition.objects.filter(poll__in=polls, number=number).exclude(ledger_sha256="")
