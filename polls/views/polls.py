"""One poll: its ballot while it is open, its result where that is public."""

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from polls import editions, structured
from polls.forms import BallotForm
from polls.models import Poll, Post
from polls.views.withdrawn import withdrawn_page
from smartpulse.pages import public_page


@public_page("choice", "order", "after", "answer", "asked")
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    polls = Poll.objects.with_page(now).select_related("newsletter")
    whole = polls.prefetch_related("topics").knowing_corrections()
    whole = whole.annotate(is_repeated=Exists(Poll.objects.filter(repeats=OuterRef("pk"))))
    poll = get_object_or_404(whole, slug=slug)
    if poll.is_withdrawn:
        return withdrawn_page(request, poll)
    is_open = poll.is_open(now)
    result, edition = None, None
    if poll.has_public_results(now):
        result, edition = editions.shown(poll, now)
    else:
        prefetch_related_objects([poll], "choices")
    # Most questions are asked once, and most polls are never corrected.
    is_asked_again = poll.repeats_id or poll.is_repeated
    same_question = list(polls.standing().asking_again(poll)) if is_asked_again else []
    context = {
        "poll": poll,
        "status": poll.status(now),
        "form": BallotForm(poll, chosen=chosen(request), result=result) if is_open else None,
        "result": result,
        "own": frozenset(),
        "edition": edition,
        "topics": poll.topics.all(),
        "corrections": poll.corrections.all() if poll.has_corrections else [],
        # A report cites an edition.
        "reports": reports_of(poll, now) if edition else [],
        "earlier": next((other for other in same_question if other.pk == poll.repeats_id), None),
        "later": [other for other in same_question if other.repeats_id == poll.pk],
        "now": now,
        "social": structured.Social(
            poll.question, result.sentence if result else poll.newsletter.standing_sentence
        ),
        "structured": structured.question(poll, result, edition),
    }
    return render(request, "polls/poll.html", context)


def chosen(request: HttpRequest) -> tuple[int, ...]:
    """The choice that a link to the ballot marks beforehand; it casts nothing."""
    value = request.GET.get("choice", "")
    return (int(value),) if value.isascii() and value.isdigit() and len(value) < 20 else ()


def reports_of(poll: Poll, now):
    return Post.objects.latest(now).filter(reports=poll).select_related("newsletter")
