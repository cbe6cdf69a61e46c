"""Erasing what a person wrote, by their address or from one of their comments: shown before it goes."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from comments import erasure, mailboxes
from comments.models import Comment
from polls.models import Newsletter
from smartpulse.admin_site import desk_page
from smartpulse.ids import as_id, is_id
from smartpulse.plurals import number_of

from . import acts

ERASE = "comments.erase_comment"
SHOWN = 50


class EraseForm(forms.Form):
    reason = forms.CharField(
        max_length=acts.REASON_LENGTH,
        error_messages={"required": "Say why: it is kept with the record."},
        help_text="Kept with the record for good: write “asked by mail on 3 March”, and no name or "
        "address.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, own: QuerySet[Comment], *args, **kwargs):
        """`own` are the comments that this person may erase."""
        super().__init__(*args, **kwargs)
        self.own = own

    def found(self) -> QuerySet[Comment]:
        raise NotImplementedError


class ByAddressForm(EraseForm):
    """By the address that was given with the comments; it is sent by POST and stands in no log."""

    email = forms.EmailField(
        label="E-mail address",
        error_messages={"required": "Type the address."},
        help_text="The whole address. Without one, open a comment of theirs and erase from there.",
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    field_order = ["email", "reason"]

    def found(self):
        return self.own.with_email(self.cleaned_data["email"])


class FromCommentForm(EraseForm):
    """From one comment: it alone, or what else its author wrote, as far as that can be known."""

    what = forms.ChoiceField(widget=forms.RadioSelect, label="Erase")
    field_order = ["what", "reason"]

    def __init__(self, own: QuerySet[Comment], comment: Comment, data=None):
        super().__init__(own, data, initial={"what": "comment"})
        self.scopes = {"comment": own.filter(pk=comment.pk)}
        labels = {"comment": "this comment alone"}
        if comment.author_key:
            here = own.filter(discussion=comment.discussion_id)
            self.scopes["browser"] = here.by(bytes(comment.author_key))
            labels["browser"] = "all {} from this browser in this discussion"
        if comment.email:
            self.scopes["address"] = own.with_email(comment.email)
            labels["address"] = "all {} with the address that was given with it"
        counts = {name: scope.filter(erased_at=None).count() for name, scope in self.scopes.items()}
        # A choice that says the same as the first is none.
        self.fields["what"].choices = [
            (name, label.format(counts[name]))
            for name, label in labels.items()
            if name == "comment" or counts[name] > 1
        ]

    def found(self):
        return self.scopes[self.cleaned_data["what"]]


class EraseMixin:
    """For the admin of comments."""

    def get_urls(self):
        erase = self.admin_site.admin_view(self.erase_view)
        return [path("erase/", erase, name="comments_comment_erase"), *super().get_urls()]

    def erase_view(self, request):
        """Ask whose (GET), show what would go (POST), then erase it (POST, confirmed)."""
        if not request.user.has_perm(ERASE):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else None
        own = Comment.objects.for_staff(request.user)
        comment = comment_in(request, own)
        form = FromCommentForm(own, comment, sent) if comment else ByAddressForm(own, sent)
        found = Comment.objects.none()
        if form.is_valid():
            found = form.found().filter(erased_at=None).order_by("pk")
            newest = request.POST.get("newest", "")
            if is_id(newest):
                # What was written since was not shown.
                return self.erase(request, found.filter(pk__lte=int(newest)), form)
            if not found:
                # A comment's form always finds that one: this is about an address.
                return self.erase_address(request, form)
        return self.erase_page(request, form, comment, found)

    def erase(self, request, found: QuerySet[Comment], form: EraseForm):
        reason = form.cleaned_data["reason"]
        number = erasure.erase(found, actor=request.user, reason=reason, now=timezone.now())
        sentence = f"Erased {number_of(number, 'comment')} for good."
        self.message_user(request, sentence, messages.SUCCESS)
        return redirect("admin:comments_comment_changelist")

    def erase_address(self, request, form: ByAddressForm):
        """No comment gives the address any more. What was kept to mail it has nothing to show first."""
        if erasure.erase_addresses([mailboxes.usual(form.cleaned_data["email"])]):
            sentence = (
                "No comment was written with this address; what was kept to mail it is erased."
            )
            self.message_user(request, sentence, messages.SUCCESS)
            return redirect("admin:comments_comment_changelist")
        form.add_error("email", "No comment here was written with this address.")
        return self.erase_page(request, form, None, Comment.objects.none())

    def erase_page(self, request, form, comment: Comment | None, found: QuerySet[Comment]):
        number = found.count()
        comments = number_of(number, "comment")
        shown = found.select_related("discussion__poll", "discussion__post")[:SHOWN]
        context = {
            "title": f"Erase {comments} for good?" if number else "Erase a person’s data",
            "form": form,
            "comment": comment,
            "number": number,
            "shown": shown,
            "more": max(number - SHOWN, 0),
            "newest": found.last().pk if number else "",
            "elsewhere": Newsletter.objects.count()
            - Newsletter.objects.for_staff(request.user).count(),
        }
        return desk_page(self, request, "admin/comments/comment/erase.html", context)


def comment_in(request, own: QuerySet[Comment]) -> Comment | None:
    """The comment that the address names; 404 where it is none of these, or erased already."""
    named = request.GET.get("comment")
    if named is None:
        return None
    comment = own.filter(pk=as_id(named), erased_at=None).first()
    if comment is None:
        raise Http404
    return comment
