"""Previews: an unpublished poll or post as readers would see it. Nothing here is stored."""

from datetime import datetime
from http import HTTPStatus

from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from polls import counting, previews, reading, reports, voting
from polls.forms import BallotForm
from polls.models import Choice, Poll, Post
from polls.results import Result
from polls.views import ballots, posts
from polls.views.polls import chosen


# A ballot's form carries no token; what is posted here changes nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def poll_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The ballot (GET), and the page after a vote (POST) that is never cast."""
    poll = find(Poll.objects.select_related("newsletter").prefetch_related("topics"), token)
    if isinstance(poll, HTTPStatus):
        return gone(request, poll)
    return render_poll_preview(request, poll, timezone.now())


def render_poll_preview(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    give_dates(poll, now)
    marked, form = [], BallotForm(poll, chosen=chosen(request), action=request.path)
    if request.method == "POST":
        marked = ballots.chosen_ids(request)
        try:
            voting.check_number(poll, marked)
        except voting.InvalidChoices as refusal:
            marked, form = [], BallotForm(poll, request.POST, action=request.path)
            form.add_error("choice", str(refusal))
    result, made_up = preview_result(poll, now)
    context = {
        "poll": poll,
        "status": poll.status(now),
        "form": form,
        "result": result,
        "made_up": made_up,
        "own": frozenset(marked),
        "voted": bool(marked),
        "now": now,
    }
    invalid = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return unlisted(render(request, "polls/poll_preview.html", context, status=invalid))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def post_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The post (GET), and the page after a vote in the poll that it asks (POST).

    The ballot is sent here: a link of the poll's own would outlive the link to the post.
    """
    post = find(Post.objects.all(), token)
    if isinstance(post, HTTPStatus):
        return gone(request, post)
    now = timezone.now()
    if request.method == "POST" and post.asks:
        return render_poll_preview(request, post.asks, now)
    return render_post_preview(request, post, now, ballot_action=request.path)


def render_post_preview(
    request: HttpRequest, post: Post, now: datetime, ballot_action: str
) -> HttpResponse:
    """The post's own page, as it would be if it were published now; its ballot goes to an address."""
    post.published_at = post.published_at or now
    context = {
        "post": post,
        "own": frozenset(),
        "topics": post.topics.all(),
        "addenda": post.addenda.all(),
        "now": now,
        **posts.reported(post, now, newer=post.newer_edition()),
        **reading.neighbourhood(post, now),
    }
    if post.reports and not context["result"]:
        give_dates(post.reports, now)
        context["result"], context["made_up"] = preview_result(post.reports, now)
        post.fill_in(reports.figures_of(post, context["result"]))
    context["figure_notes"] = [note for _, note in reports.typed_notes(post) if not note.is_right]
    if post.asks:
        give_dates(post.asks, now)
        form = BallotForm(post.asks, action=ballot_action)
        context |= {"ask": post.asks, "ask_form": form, "ask_respondents": None}
    return unlisted(render(request, "polls/post_preview.html", context))


def find(rows, token: str):
    """The row that the token was made for, or the status that says why there is none."""
    try:
        pk = previews.read(rows.model, token)
    except SignatureExpired:
        return HTTPStatus.GONE
    except BadSignature:
        return HTTPStatus.NOT_FOUND
    return rows.filter(pk=pk).first() or HTTPStatus.NOT_FOUND


def give_dates(poll: Poll, now: datetime) -> None:
    """A draft may have no field dates yet: show the slot that it would take."""
    if not (poll.opens_at and poll.closes_at):
        slot = poll.newsletter.next_free_slot(now)
        poll.opens_at, poll.closes_at = slot.opens_at, slot.closes_at


def preview_result(poll: Poll, now: datetime) -> tuple[Result, bool]:
    """The present result where there is one that readers may see, else one made up; and which it is.

    A link may go astray: it never shows more of an open poll than the poll's own page.
    """
    if poll.has_public_results(now):
        result = counting.count(poll)
        if not result.nobody_voted:
            return result, False
    choices = list(Choice.objects.filter(poll=poll).order_by("position"))
    for number, choice in enumerate(choices):
        choice.votes = 12 + 31 * (len(choices) - number) % 97
    respondents = sum(choice.votes for choice in choices)
    return counting.tabulate(poll, choices, respondents, 0), True


def gone(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    context = {"expired": status == HTTPStatus.GONE}
    return unlisted(render(request, "polls/preview_gone.html", context, status=status))


def unlisted(response: HttpResponse) -> HttpResponse:
    """For no search engine, and no address of ours goes to other sites with its token."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
