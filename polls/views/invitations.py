"""The page behind an invitation's link: who follows it makes their own account, once."""

from http import HTTPStatus

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from polls import invitations
from polls.models import Invitation
from polls.views.previews import unlisted


class AccountForm(forms.Form):
    first_name = forms.CharField(
        max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    way = forms.ChoiceField(
        label="How do you want to sign in?",
        choices=[
            ("code", "With a code that is mailed to me each time, or a passkey: no password"),
            ("password", "With a password"),
        ],
        initial="code",
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Only where you chose one. Eight characters or more, and not one that many use.",
    )

    def __init__(self, invitation: Invitation, data=None):
        super().__init__(data)
        self.invitation = invitation
        for name in ("first_name", "last_name"):
            self.fields[name].error_messages["required"] = "Type your name: colleagues see it."

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("way") == "code":
            data["password"] = ""
        elif not data.get("password"):
            self.add_error("password", "Type a password, or choose to sign in without one.")
        else:
            self.check_password()
        return data

    def check_password(self) -> None:
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        user = get_user_model()(email=self.invitation.email, **names)
        try:
            password_validation.validate_password(self.cleaned_data["password"], user)
        except ValidationError as refusal:
            self.add_error("password", refusal)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name (GET: a mail scanner makes no account), then make the account (POST)."""
    found, now = invitations.read(token), timezone.now()
    if found is None:
        return page(request, HTTPStatus.NOT_FOUND)
    if not found.is_open(now):
        return page(request, HTTPStatus.GONE, invitation=found)
    if invitations.has_account(found.email):
        return page(request, HTTPStatus.CONFLICT, invitation=found, has_account=True)
    form = AccountForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = invitations.accept(
                found,
                now,
                first_name=data["first_name"],
                last_name=data["last_name"],
                password=data["password"],
            )
        except ValidationError:
            # The same link was pressed twice at once: the page says which of the two this is.
            found.refresh_from_db()
            return page(request, HTTPStatus.CONFLICT, invitation=found, has_account=True)
        record_authentication(request, user, method="invitation")
        return perform_login(request, user)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page(request, status, invitation=found, form=form)


def page(request: HttpRequest, status: HTTPStatus, **context) -> HttpResponse:
    return unlisted(render(request, "polls/invitation.html", context, status=status))
