"""Reporting a comment to the moderators: a private page."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comments import moderation, reading
from comments.commenters import bounce, commenter_of
from comments.forms import ReportForm
from comments.models import Comment
from comments.refusals import AlreadyReported, TooMany
from smartpulse.network import client_address
from smartpulse.origin import same_origin
from smartpulse.responses import has_bounced, private_page

THANKS = "Thank you. A moderator will read the comment."
NO_COOKIE = (
    "Your report was not sent: this browser did not keep the cookie that makes sure that it counts "
    "once. Allow cookies for this site, then send it again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@same_origin(back=lambda kwargs: reverse("comment", args=[kwargs["pk"]]))
@sensitive_post_parameters("note")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, and what came of it. A browser reports a comment once, and is known by its cookie."""
    comments = Comment.objects.public(timezone.now())
    comment = get_object_or_404(comments.with_discussion(), pk=pk)
    if request.method != "POST":
        return page(request, comment, ReportForm(comment))
    form = ReportForm(comment, request.POST)
    if not form.is_valid():
        return page(request, comment, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    commenter = commenter_of(request)
    if commenter is None:
        if not has_bounced(request):
            return bounce(request)
        form.add_error(None, NO_COOKIE)
        return page(request, comment, form, status=HTTPStatus.FORBIDDEN)
    try:
        moderation.report(
            pk,
            commenter,
            form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            address=client_address(request),
        )
    except Comment.DoesNotExist:
        raise Http404 from None
    except AlreadyReported as refusal:
        return page(request, comment, None, sentence=str(refusal), status=HTTPStatus.CONFLICT)
    except TooMany as refusal:
        form.add_error(None, str(refusal))
        response = page(request, comment, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(refusal.wait)
        return response
    return page(request, comment, None, sentence=THANKS)


def page(
    request: HttpRequest,
    comment: Comment,
    form: ReportForm | None,
    *,
    sentence: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    home = reading.home_of(comment.discussion, timezone.now())
    context = {
        "comment": comment,
        "subject": home,
        "place": reading.place_of(comment, home),
        "newsletter": comment.discussion.newsletter,
        "form": form,
        "sentence": sentence,
    }
    return render(request, "comments/report.html", context, status=status)
