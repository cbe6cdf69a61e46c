"""An act on many comments of the queue: those that were ticked, or after one more question all of them."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Exists, OuterRef, QuerySet
from django.template.response import TemplateResponse

from comments.models import Comment, Moderation
from smartpulse.admin_site import desk_page
from smartpulse.ids import is_id

from . import acts
from .acts import Act
from .filters import status_asked

# So many of all are shown before they are acted on.
SAMPLE = 5


def action_of(act: Act):
    """The admin's action for an act."""

    def action(model_admin, request, queryset):
        if request.POST.get("select_across") != "1":
            chosen = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
            ticked = {pk: version for pk, version in seen_in(request) if str(pk) in chosen}
            return model_admin.act(request, iter([ticked]), act)
        found = across(request, queryset)
        if found is None:
            sentence = (
                "Nothing was done. Choose one status on the list before you act on all of it."
            )
            return model_admin.message_user(request, sentence, messages.ERROR)
        if "confirmed" not in request.POST:
            return confirm(model_admin, request, found, act)
        return model_admin.act(request, acts.chunks_of(found), act)

    return action


def across(request, queryset: QuerySet[Comment]) -> QuerySet[Comment] | None:
    """All that the list showed, in the one status that it is narrowed to; None where it is to none.

    What has come in since the moderator opened the list is not among them, nor what somebody has acted on
    since, or its author changed: it may have come back to where it was, as something else.
    """
    newest, opened = request.POST.get("newest", ""), moment_in(request.POST.get("opened", ""))
    if status_of(request) not in Comment.Status.values or not is_id(newest) or opened is None:
        return None
    acted = Moderation.objects.filter(comment=OuterRef("pk"), created_at__gt=opened)
    found = queryset.filter(~Exists(acted), pk__lte=int(newest)).exclude(edited_at__gt=opened)
    return found.select_related(None).prefetch_related(None)


def status_of(request) -> str:
    """The status that the list is narrowed to, or ALL."""
    return status_asked(request.GET.get("state"))


def confirm(model_admin, request, found: QuerySet[Comment], act: Act) -> TemplateResponse:
    number = found.count()
    context = {
        "title": act.question(number),
        "act": act,
        "number": number,
        "sample": found[:SAMPLE],
        "more": max(number - SAMPLE, 0),
        "sent": sent_again(request),
        "reason": request.POST.get("reason", ""),
        "reason_length": acts.REASON_LENGTH,
        "undo_minutes": acts.UNDO_MINUTES,
        "list_address": request.get_full_path(),
    }
    return desk_page(model_admin, request, "admin/comments/comment/confirm.html", context)


def sent_again(request) -> dict[str, str]:
    """The fields by which the form of the question says what is meant."""
    names = ("action", "newest", "opened", "select_across", ACTION_CHECKBOX_NAME)
    return {name: request.POST.get(name, "") for name in names}


def seen_in(request) -> Iterator[tuple[int, str]]:
    """The ids and versions of the comments on the page that the moderator saw."""
    for entry in request.POST.getlist("seen"):
        pk, _, version = entry.partition(":")
        if is_id(pk):
            yield int(pk), version


def moment_in(text: str) -> datetime | None:
    """The time that `datetime.isoformat` wrote, with its zone; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
