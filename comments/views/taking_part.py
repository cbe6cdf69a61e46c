"""Posting a comment: to a poll or to a post, from a form or by a program."""

from http import HTTPStatus

from django.db.models import CharField, DateTimeField
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from comments import drafts, posting, remembering, sent, shown_votes, staff
from comments.commenters import bounce, commenter_of, remember
from comments.forms import CommentForm, address_of
from comments.models import Comment, Discussion
from comments.refusals import Invalid, NoCookie, NoSuchParent, NotAsked, Refused, TooMany
from comments.responses import place_of
from comments.screening import Draft
from comments.staff import Colleague
from polls.models import Poll, Post
from smartpulse import markup
from smartpulse.network import client_address
from smartpulse.origin import same_origin
from smartpulse.prepared import Prepared, prepared
from smartpulse.responses import SeeOther, has_bounced, private_page, wants_html

# The page that follows says so, and drafts.js forgets what was typed.
POSTED = "#posted"
NO_COOKIE = (
    "Your comment was not posted: this browser did not keep the cookie by which you could change it "
    "afterwards. Allow cookies for this site, then post it again."
)
# All else, such as a discussion that has closed meanwhile, is a conflict.
STATUSES = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoCookie: HTTPStatus.FORBIDDEN,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}
personal = sensitive_post_parameters("email", "name", "site")


@require_POST
@private_page
@same_origin(back=lambda kwargs: reverse("poll", args=[kwargs["slug"]]) + "#respond")
@personal
def poll_comments(request: HttpRequest, slug: str) -> HttpResponse:
    return comments(request, slug, polls_to_discuss)


@require_POST
@private_page
@same_origin(back=lambda kwargs: reverse("post", args=[kwargs["slug"]]) + "#respond")
@personal
def post_comments(request: HttpRequest, slug: str) -> HttpResponse:
    return comments(request, slug, posts_to_discuss)


def comments(request: HttpRequest, slug: str, subjects: Prepared) -> HttpResponse:
    """Preview what was sent, or post it. A first comment bounces once, to be its browser's own."""
    commenter = commenter_of(request)
    is_preview = "preview" in request.POST
    if commenter is None and not is_preview and not has_bounced(request):
        return bounce(request)
    subject = subjects.first(slug=slug, now=timezone.now())
    if subject is None:
        raise Http404
    colleague = staff.signed_in(request, subject)
    try:
        if commenter is None and not is_preview:
            raise NoCookie(NO_COOKIE)
        draft = draft_of(request, subject, colleague)
        if is_preview:
            draft = drafts.check(draft)
            return previewed(request, subject, colleague, draft)
        comment = posting.post(
            Discussion.begun(subject),
            draft,
            commenter,
            staff=colleague and colleague.user,
            badge=badge_of(colleague),
        )
    except Refused as refusal:
        return refused(request, subject, colleague, refusal)
    response = posted(request, comment)
    remember(request, response, commenter, comment.discussion_id)
    remembering.keep_or_forget(request, response, draft)
    return response


def draft_of(request: HttpRequest, subject: Poll | Post, colleague: Colleague | None) -> Draft:
    """What was sent, with the vote that this browser may show. Raises Invalid, NotAsked."""
    draft = sent.draft(
        request.POST,
        address_of(subject),
        address=client_address(request),
        voted_choice=shown_votes.asked_for(request, subject),
    )
    shown_votes.check_asked(request, subject, draft.follow_up)
    return colleague.signed(draft) if colleague else draft


def badge_of(colleague: Colleague | None) -> str:
    return colleague.badge if colleague else Comment.Badge.NONE


@prepared(slug=CharField(), now=DateTimeField())
def polls_to_discuss(slug, now):
    """The poll that readers may see, with its discussion where that has begun, and with the rules."""
    polls = Poll.objects.with_page(now).filter(slug=slug)
    return polls.select_related("discussion", "newsletter__comment_rules")


@prepared(slug=CharField(), now=DateTimeField())
def posts_to_discuss(slug, now):
    """The published post with the discussion that is its own, or its poll's; and with their rules."""
    return (
        Post.objects.published(now)
        .filter(slug=slug)
        .select_related(
            *("own_discussion", "newsletter__comment_rules"),
            *("reports__discussion", "reports__newsletter__comment_rules"),
        )
    )


def posted(request: HttpRequest, comment: Comment) -> HttpResponse:
    if wants_html(request):
        # Their own page says what to do where a mail with a link is on its way.
        is_done = comment.is_visible and not comment.awaits_confirmation
        return SeeOther((comment.get_absolute_url() if is_done else own_page(comment)) + POSTED)
    answer = {
        "comment": comment.pk,
        "number": comment.number,
        # Of spam its author is told the same.
        "status": "published" if comment.is_visible else "waiting",
        "url": comment.get_absolute_url() if comment.is_visible else own_page(comment),
        "own": own_page(comment),
    }
    return JsonResponse(answer, status=HTTPStatus.CREATED)


def own_page(comment: Comment) -> str:
    return reverse("own_comment", args=[comment.pk])


def previewed(
    request: HttpRequest, subject: Poll | Post, colleague: Colleague | None, draft: Draft
) -> HttpResponse:
    html = markup.render_comment(draft.body)
    if not wants_html(request):
        return JsonResponse({"html": html})
    # As it would be drawn; nothing of it is stored.
    preview = Comment(
        name=draft.name,
        site=draft.site,
        recent_title=draft.recent_title,
        recent_url=draft.recent_url,
        body_html=html,
        voted_choice_id=draft.voted_choice,
        badge=badge_of(colleague),
        follow_up=shown_votes.question_put(request, subject, draft.follow_up),
    )
    form = CommentForm(subject, request.POST, colleague=colleague)
    return form_again(request, form, subject, "", HTTPStatus.OK, preview=preview)


def refused(
    request: HttpRequest, subject: Poll | Post, colleague: Colleague | None, refusal: Refused
) -> HttpResponse:
    """The form as it was sent, with the sentence that says why nothing was stored."""
    form = CommentForm(subject, request.POST, colleague=colleague)
    # What is answered has gone, or is put to others: sent again, the comment answers nothing.
    match refusal:
        case NoSuchParent():
            form.drop("parent")
        case NotAsked():
            form.drop("follow_up")
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    form.refuse(errors or {"": str(refusal)})
    status = STATUSES.get(type(refusal), HTTPStatus.CONFLICT)
    response = form_again(request, form, subject, str(refusal), status, errors=errors)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.wait)
    return response


def form_again(
    request: HttpRequest,
    form: CommentForm,
    subject: Poll | Post,
    sentence: str,
    status: int,
    *,
    preview: Comment | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    """A private page with everything that was typed; for programs the sentences alone."""
    if not wants_html(request):
        answer = {"error": sentence} | ({"errors": errors} if errors else {})
        return JsonResponse(answer, status=status)
    context = {
        "subject": subject,
        "newsletter": subject.newsletter,
        "form": form,
        "preview": preview,
        "replied_to": replied_to(form, subject),
        "asked": shown_votes.question_put(request, subject, sent.given_id(form.data, "follow_up")),
    }
    return render(request, "comments/form.html", context, status=status)


def replied_to(form: CommentForm, subject: Poll | Post) -> Comment | None:
    """The comment of this discussion that this one replies to, where readers may see it."""
    parent = sent.given_id(form.data, "parent")
    if not parent:
        return None
    kind, pk = place_of(subject)
    here = Comment.objects.public(timezone.now()).filter(**{f"discussion__{kind}": pk})
    return here.filter(pk=parent).first()
