"""One's own comment, as the browser that wrote it sees it: private pages that no cache keeps."""

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comments import own, reading, remembering, staff, subscriptions
from comments.commenters import Commenter, commenter_of
from comments.forms import OwnTextForm
from comments.models import Comment, Discussion, Subscription
from comments.refusals import Invalid, NotYours, Refused
from comments.screening import Draft
from comments.shown_votes import NO_VOTE, own_choice
from polls.views.errors import not_found
from smartpulse.accounts import STAFF_COOKIE
from smartpulse.ids import as_id
from smartpulse.markup import plain_text
from smartpulse.network import client_address
from smartpulse.origin import same_origin
from smartpulse.responses import SeeOther, private_page

Status = Comment.Status

MINUTE = timedelta(minutes=1)
CONFLICT = HTTPStatus.CONFLICT
EXCERPT = 80
# What its author is told. Of spam the same as of what waits: whoever sends it learns nothing.
WAITS = "Your comment waits for a moderator. Nobody else sees it until then."
SENTENCES = {
    Status.PUBLISHED: "Your comment is published.",
    Status.HELD: WAITS,
    Status.SPAM: WAITS,
    Status.REJECTED: "Your comment was read by a moderator and not published.",
    Status.REMOVED: "Your comment was removed by a moderator.",
}
LINK_COMES = (
    "A mail comes to your address. Open its link and press the button there, and you get the replies. "
    "Where it does not come, look among the junk; if you stopped our mail once, a link in an "
    "earlier one allows it again."
)
LINK_COMES_LATER = (
    "You asked for the replies by mail. Once your comment is published, a mail comes to your address: "
    "open its link and press the button there."
)
NO_BUTTON = "Nothing was changed: what was sent names no button of this page. Press one below."
# The page of the discussion, the same for everybody, says so where it is read under this fragment.
DELETED = "#deleted"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@same_origin(back=lambda kwargs: reverse("own_comment", args=[kwargs["pk"]]))
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, change, delete one's own comment; show the vote on it or take it back.

    404 for every browser but the one that wrote it.
    """
    commenter = commenter_of(request)
    try:
        if commenter is None:
            raise NotYours
        if request.method == "POST":
            return acted(request, pk, commenter)
        return page(request, own.get(pk, commenter))
    except NotYours as refusal:
        # An answer, not an exception: no cache keeps it for the author who comes next.
        return not_found(request, refusal)


def acted(request: HttpRequest, pk: int, commenter: Commenter) -> HttpResponse:
    """Do what the pressed button says, and lead back to the page."""
    comment = own.get(pk, commenter)
    try:
        match request.POST.get("act"):
            case "edit":
                # Only the text is the author's to change; the rest screening reads from the comment.
                draft = Draft(
                    name="", body=request.POST.get("body", ""), address=client_address(request)
                )
                own.edit(pk, draft, commenter)
            case "delete":
                own.withdraw(pk, commenter)
                home = reading.home_of(comment.discussion, timezone.now())
                return SeeOther(home.get_absolute_url() + DELETED)
            case "hide_vote":
                own.show_vote(pk, None, commenter)
            case "show_vote":
                choice = own_choice(request, comment.discussion.poll)
                if choice is None:
                    return page(request, comment, problem=NO_VOTE, status=CONFLICT)
                own.show_vote(pk, choice, commenter)
            case _:
                status = HTTPStatus.UNPROCESSABLE_ENTITY
                return page(request, comment, problem=NO_BUTTON, status=status)
    except Invalid as invalid:
        form = OwnTextForm(comment, request.POST)
        form.add_error("body", str(invalid))
        return page(request, comment, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotYours:
        raise
    except Refused as refusal:
        # It may be another by now.
        comment = own.get(pk, commenter)
        typed = request.POST.get("body", "")
        return page(request, comment, problem=str(refusal), unsaved=typed, status=CONFLICT)
    return SeeOther(reverse("own_comment", args=[pk]))


def page(
    request: HttpRequest,
    comment: Comment,
    *,
    form: OwnTextForm | None = None,
    problem: str = "",
    unsaved: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    now = timezone.now()
    home = reading.home_of(comment.discussion, now)
    is_editable = own.is_here(comment) and own.is_young(comment, now)
    changes_until = comment.created_at + own.EDITABLE
    shows_vote = comment.voted_choice_id or comment.follow_up_id
    context = {
        "comment": comment,
        "subject": home,
        "place": reading.place_of(comment, home) if comment.is_visible else "",
        "newsletter": comment.discussion.newsletter,
        "sentence": SENTENCES[Status(comment.status)],
        "replies_sentence": replies_sentence(comment),
        "problem": problem,
        "unsaved": unsaved,
        "changes_until": changes_until,
        "minutes_left": -(-(changes_until - now) // MINUTE),
        "form": (form or OwnTextForm(comment)) if is_editable else None,
        "shows_vote": shows_vote,
        "may_show_vote": not shows_vote and bool(own_choice(request, comment.discussion.poll)),
    }
    return render(request, "comments/own.html", context, status=status)


def replies_sentence(comment: Comment) -> str:
    """What its author can expect. Of an address that is not known to be theirs it tells nothing."""
    if not comment.wants_replies or comment.status in {Status.REJECTED, Status.REMOVED}:
        return ""
    if comment.awaits_confirmation:
        return LINK_COMES if subscriptions.may_ask(comment) else LINK_COMES_LATER
    addressed = Subscription.objects.filter(address__email=comment.email)
    found = addressed.select_related("address").filter(discussion=comment.discussion_id).first()
    if found and found.is_active:
        return "We mail you the replies to it. Each mail has a link that ends this."
    if found and found.address.refused_at:
        return "Your mail server refused our mail. Replies to it are not mailed to you."
    return (
        "You stopped the mail about this discussion. A link in each mail you got starts it again."
    )


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """For the script of a public page: what this browser remembers, and what of its own waits there.

    `?discussion=` is the id of the page's discussion. `signed_in` is the name under which somebody of
    the staff comments. Never anything of another browser.
    """
    commenter = commenter_of(request)
    pk = as_id(request.GET.get("discussion", ""))
    discussion = None
    if commenter and pk:
        discussion = Discussion.objects.public(timezone.now()).filter(pk=pk).first()
    # Spam too: its author is told the same.
    waiting = (
        Comment.objects.filter(discussion=discussion, status__in=[Status.HELD, Status.SPAM])
        .by(commenter.key_in(discussion))
        .select_related("parent")
        .order_by("pk")
        if discussion
        else ()
    )
    signed_in = staff.signed_in_name(request)
    response = JsonResponse(
        {
            "details": remembering.remembered(request),
            "signed_in": signed_in,
            "waiting": [
                {
                    "url": reverse("own_comment", args=[comment.pk]),
                    "excerpt": plain_text(comment.body_html, EXCERPT),
                    # The number of the comment under which it stands.
                    "parent": comment.parent and comment.parent.number,
                }
                for comment in waiting
            ],
        }
    )
    if STAFF_COOKIE in request.COOKIES and not signed_in:
        response.delete_cookie(STAFF_COOKIE, samesite="Lax")
    return response
