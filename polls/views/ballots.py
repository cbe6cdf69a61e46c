"""Casting a vote, and this browser's own vote: private pages that no cache keeps."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from polls import counting, editions, ledger, subscribers, voters, voting
from polls.forms import BallotForm
from polls.models import Ballot, Poll
from polls.voters import Voter
from smartpulse import throttle
from smartpulse.ids import as_id, is_id
from smartpulse.network import client_address, network_digest
from smartpulse.origin import same_origin
from smartpulse.plurals import number_of
from smartpulse.responses import Bounce, SeeOther, has_bounced, wants_html

# An office of 300 behind one address votes and changes its mind within ten minutes unhindered.
BALLOTS_PER_NETWORK = 1000
NETWORK_WINDOW = 600  # seconds

# In a subscriber's link, the place of the token that the browser remembers.
REMEMBERED = "-"

# The page, and the fragment of it that htmx swaps.
BALLOT_FORM = ("polls/ballot_form.html", "polls/_ballot_panel.html")
LINK_USED = ("polls/link_used.html", "polls/_link_used.html")
OWN_VOTE = ("polls/ballot.html", "polls/_ballot_cast.html")

NOTICES = {
    voting.Outcome.CAST: "Thank you. Your vote counts.",
    voting.Outcome.CHANGED: "Your vote is changed. Only the new one counts.",
    voting.Outcome.SAME: "That is your vote already. It counts once.",
}
HANDED_OVER = (
    "The vote that this browser cast was replaced: the newsletter’s link has voted again, in another "
    "browser."
)
ASIDE = {
    Ballot.Standing.HELD: "Your vote is stored. It waits to be checked by an editor before it counts.",
    Ballot.Standing.VOID: "Your vote is stored. An editor has set this ballot aside: it does not count.",
}


@require_POST
@never_cache
@same_origin(back=lambda kwargs: reverse("poll", args=[kwargs["slug"]]))
@sensitive_post_parameters("choice")
def ballots(request: HttpRequest, slug: str) -> HttpResponse:
    """Cast a vote. A first vote bounces once, so that it counts only where its cookie came back."""
    credential = voters.browser_credential(request)
    if credential is None:
        return bounce(request, slug)
    if wait := seconds_to_wait(request):
        return too_many(request, slug, wait)
    try:
        choices = chosen_ids(request)
        voter = Voter(credential, subscriber(request, slug))
        via = Ballot.Via.MAIL if voter.subscriber else Ballot.Via.WEB
        vote = voting.cast(
            slug,
            voter,
            choices,
            via=via,
            address=client_address(request),
            takes_over=request.POST.get("link") == "replace",
        )
    except Poll.DoesNotExist:
        raise Http404 from None
    except voting.Refused as refusal:
        response = refused(request, refusal)
    else:
        response = acknowledged(request, vote)
        voters.mark_voted(request, response, vote.poll)
        if request.POST.get("link") == "drop":
            voters.forget_link(response, vote.poll.newsletter_id)
    voters.remember_browser(response, credential)
    return response


def bounce(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the browser its cookie and have it send the vote again; nothing is stored before."""
    if has_bounced(request):
        # Clearing helps where another site of the domain has set a cookie with bytes beyond ASCII: the
        # server then hands on none at all.
        return once_more(
            request,
            slug,
            "Your vote was not counted: this browser did not send back the cookie that makes sure "
            "that it counts once. Allow cookies for this site or, if they are allowed, clear the "
            "cookies of this domain; then vote again.",
            HTTPStatus.FORBIDDEN,
        )
    response = Bounce(request)
    voters.remember_browser(response, voters.new_browser_credential())
    return response


def seconds_to_wait(request: HttpRequest) -> int:
    network = network_digest(settings.SECRET_KEY.encode(), client_address(request))
    return throttle.hit(
        # One count for all polls: the slug is the sender's word, and would make a row for each.
        "ballots",
        network,
        limit=BALLOTS_PER_NETWORK,
        seconds=NETWORK_WINDOW,
        now=timezone.now(),
    )


def too_many(request: HttpRequest, slug: str, wait: int) -> HttpResponse:
    minutes = -(-wait // 60)
    response = once_more(
        request,
        slug,
        "Your vote was not counted: very many votes came from your network just now. "
        f"Vote again in {number_of(minutes, 'minute')}.",
        HTTPStatus.TOO_MANY_REQUESTS,
    )
    response["Retry-After"] = str(wait)
    return response


def once_more(request: HttpRequest, slug: str, sentence: str, status: int) -> HttpResponse:
    """The ballot as it was sent, under the sentence that says why it was not counted."""
    now = timezone.now()
    poll = public_poll_or_404(slug, now)
    if not poll.is_open(now):
        return closed(request, poll, now, sentence)
    form = BallotForm(poll, request.POST, link_used="link" in request.POST)
    form.add_error(None, sentence)
    return answer(request, BALLOT_FORM, ballot_context(poll, form, now), sentence, status)


def chosen_ids(request: HttpRequest) -> list[int]:
    """The ids as sent; what is no id becomes 0, which belongs to no choice."""
    return [as_id(value) for value in request.POST.getlist("choice")]


def subscriber(request: HttpRequest, slug: str) -> str | None:
    """The subscriber whose link this browser remembers, unless the voter votes as herself."""
    has_link = any(name.startswith(voters.LINK_COOKIE) for name in request.COOKIES)
    if not has_link or request.POST.get("link") == "drop":
        return None
    poll = Poll.objects.select_related("newsletter").filter(slug=slug).first()
    return poll and voters.subscriber_credential(request, poll.newsletter)


def acknowledged(request: HttpRequest, vote: voting.Cast) -> HttpResponse:
    if wants_html(request) and not request.htmx:
        return SeeOther(reverse("ballot", args=[vote.poll.slug]))
    notice = NOTICES[vote.outcome] if vote.ballot.is_counted else ASIDE[vote.ballot.standing]
    return own_vote(request, vote.poll, vote.ballot, vote.choices, timezone.now(), notice)


def refused(request: HttpRequest, refusal: voting.Refused) -> HttpResponse:
    """Say why, with what the voter needs next: the form as it was sent, the vote, or the result."""
    poll, sentence, now = refusal.poll, str(refusal), timezone.now()
    match refusal:
        case voting.InvalidChoices():
            form = BallotForm(poll, request.POST, link_used="link" in request.POST)
            form.add_error("choice", sentence)
            context = ballot_context(poll, form, now)
            return answer(request, BALLOT_FORM, context, sentence, HTTPStatus.UNPROCESSABLE_ENTITY)
        case voting.AlreadyVoted(ballot=ballot):
            marked = tuple(ballot.marks.values_list("choice_id", flat=True))
            return own_vote(request, poll, ballot, marked, now, sentence, HTTPStatus.CONFLICT)
        case voting.LinkUsed():
            form = BallotForm(poll, chosen=chosen_ids(request), link_used=True)
            context = ballot_context(poll, form, now)
            return answer(request, LINK_USED, context, sentence, HTTPStatus.CONFLICT)
        case _:
            return closed(request, poll, now, sentence)


def closed(request: HttpRequest, poll: Poll, now: datetime, sentence: str) -> HttpResponse:
    """The closed poll with its result, and the browser's earlier vote where it has one."""
    ballot = voters.ballot_of(request, poll)
    marked = tuple(mark.choice_id for mark in ballot.marks.all()) if ballot else ()
    return own_vote(request, poll, ballot, marked, now, sentence, HTTPStatus.CONFLICT)


@require_safe
@never_cache
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """This browser's own vote and receipt; `?change=1` asks for the form to change it."""
    now = timezone.now()
    poll = public_poll_or_404(slug, now)
    own = voters.ballot_of(request, poll)
    may_vote = own is None and poll.is_open(now) and wants_html(request)
    if may_vote and voters.has_lost_ballot(request, poll):
        context = ballot_context(poll, BallotForm(poll, link_used=True), now) | {"lost": True}
        return answer(request, LINK_USED, context, HANDED_OVER, HTTPStatus.OK)
    if own is None and request.htmx:
        # The marker outlived the vote: the page keeps what it shows.
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    marked = tuple(mark.choice_id for mark in own.marks.all()) if own else ()
    wants_form = "change" in request.GET and wants_html(request)
    if wants_form and own and may_change(poll, now):
        form = BallotForm(poll, chosen=marked)
        context = ballot_context(poll, form, now) | {"changing": True}
        return answer(request, BALLOT_FORM, context, "", HTTPStatus.OK)
    return own_vote(request, poll, own, marked, now)


@require_safe
@never_cache
def subscriber_link(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """A subscriber's link: remembers whose it is, and goes on without the token.

    A blank, foreign or damaged token leads to the plain poll. A link to a poll that has not opened
    says when voting opens, and nothing else of it; to nobody but subscribers, or guesses at the
    address would find out what is asked next. Others get the same page for every poll that they
    cannot see, whether there is one or not.
    """
    now, token = timezone.now(), token.strip()
    poll = Poll.objects.filter(slug=slug, published=True).select_related("newsletter").first()
    is_ours = poll is not None and bool(subscribers.read_token(poll.newsletter, token))
    if poll and poll.has_page(now):
        choice = request.GET.get("choice", "")
        query = f"?choice={choice}" if is_id(choice) else ""
        response = redirect(poll.get_absolute_url() + query)
    elif is_ours:
        response = redirect("subscriber_link", token=REMEMBERED, slug=slug)
    elif poll and token == REMEMBERED and voters.subscriber_credential(request, poll.newsletter):
        context = {"newsletter": poll.newsletter, "poll": poll}
        response = render(request, "polls/opens_later.html", context)
    else:
        response = render(request, "polls/link_early.html", status=HTTPStatus.NOT_FOUND)
    if is_ours:
        voters.remember_link(response, poll.newsletter_id, token)
    response["Referrer-Policy"] = "no-referrer"
    return response


def own_vote(
    request: HttpRequest,
    poll: Poll,
    own: Ballot | None,
    marked: tuple[int, ...],
    now: datetime,
    notice: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The vote, its receipt and, where this voter may see it, the result."""
    sees_result = poll.has_public_results(now) or (own and poll.shows_voter_results(now))
    result, edition = editions.shown(poll, now) if sees_result else (None, None)
    context = {
        "poll": poll,
        "status": poll.status(now),
        "ballot": own,
        "own": frozenset(marked),
        "own_choices": [choice for choice in poll.choices.all() if choice.pk in marked],
        "receipt": own and ledger.grouped(own.receipt),
        "result": result,
        "edition": edition,
        "final": poll.is_closed(now),
        "may_change": bool(own) and may_change(poll, now),
        "notice": notice,
        "now": now,
    }
    return answer(request, OWN_VOTE, context, notice, status)


def may_change(poll: Poll, now: datetime) -> bool:
    return poll.changes_allowed and poll.is_open(now)


def ballot_context(poll: Poll, form: BallotForm, now: datetime) -> dict:
    """What the ballot's panel needs; the number of votes only where the result is public."""
    shown = poll.has_public_results(now)
    return {
        "poll": poll,
        "status": poll.status(now),
        "form": form,
        "respondents": counting.standing(poll)[0] if shown else None,
        "now": now,
    }


def public_poll_or_404(slug: str, now: datetime) -> Poll:
    polls = Poll.objects.with_page(now).select_related("newsletter")
    return get_object_or_404(polls, slug=slug)


def answer(
    request: HttpRequest, templates: tuple[str, str], context: dict, sentence: str, status: int
) -> HttpResponse:
    """The page, for htmx its fragment, or JSON."""
    if not wants_html(request):
        return JsonResponse(as_json(context, sentence, status), status=status)
    page, fragment = templates
    template = fragment if request.htmx else page
    return render(request, template, context | {"sentence": sentence}, status=status)


def as_json(context: dict, sentence: str, status: int) -> dict:
    if status >= HTTPStatus.BAD_REQUEST and not context.get("ballot"):
        return {"error": sentence}
    result, receipt = context.get("result"), context.get("receipt")
    return {
        **({"error": sentence} if status >= HTTPStatus.BAD_REQUEST else {"notice": sentence}),
        "poll": context["poll"].slug,
        "receipt": receipt,
        "choices": sorted(context["own"]),
        "result": result
        and {
            "respondents": result.respondents,
            "choices": [
                {
                    "id": line.id,
                    "position": line.position,
                    "text": line.text,
                    "votes": line.votes,
                    "percent": line.percent_text,
                }
                for line in result.lines
            ],
        },
    }
