"""Invitations: who is asked to the desk, by mail; sent again and withdrawn by verbs."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.utils import timezone

from polls import invitations
from polls.models import Invitation, Newsletter
from polls.models.invitation import LIFETIME
from polls.tasks import send_invitation

from .states import state_label
from .verbs.page import VerbsMixin
from .verbs.verb import Verb

INVITE = "polls.add_invitation"


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "groups", "newsletters"]
        error_messages = {"groups": {"required": "Choose at least one: it says what they may do."}}

    def clean_email(self):
        email = self.cleaned_data["email"].strip()
        if invitations.has_account(email):
            raise ValidationError("Somebody with this address has an account already.")
        if Invitation.objects.pending(email).exists():
            # The constraint is about fields that are not in the form, and so is not asked.
            raise ValidationError(constraint_sentence("address_is_invited_once"))
        return email


class SendAgain(Verb):
    slug = "send-again"
    name = "Send it again"
    line = "With a new link, for seven more days."
    explanation = (
        "They get a new mail with a new link, which works for seven days. Links that were mailed "
        "before open nothing any more."
    )
    permission = INVITE

    def applies(self, invitation, now):
        return invitation.used_at is None

    def act(self, invitation, data, user):
        with transaction.atomic():
            invitations.send_again(invitation, timezone.now())
            send_invitation.enqueue(invitation.pk)
        return "is on its way again."


class Withdraw(Verb):
    slug = "withdraw"
    name = "Withdraw it"
    line = "Its link then makes no account."
    explanation = "Who follows its link is told that it was withdrawn. It can be sent again later."
    permission = INVITE
    grave = True

    def applies(self, invitation, now):
        return invitation.used_at is None and invitation.withdrawn_at is None

    def act(self, invitation, data, user):
        invitations.withdraw(invitation, timezone.now())
        return "is withdrawn."


@admin.register(Invitation)
class InvitationAdmin(VerbsMixin, admin.ModelAdmin):
    """Nobody types a password for somebody else: accounts are made by those whose they are."""

    verbs = [SendAgain(), Withdraw()]
    verb_related = "invited_by"
    if_empty = (
        "Nobody was invited yet. Whom you invite gets a mail, and makes an account behind its link."
    )
    form = InvitationForm
    list_display = ["email", "state", "invited_by", "made"]
    list_select_related = ["invited_by"]
    list_per_page = 50
    search_fields = ["email"]
    ordering = ["-pk"]
    sortable_by = []
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    change_form_template = "admin/polls/invitation/change_form.html"

    @admin.display(description="State")
    def state(self, invitation):
        name, words = standing(invitation, timezone.now())
        return state_label(name, words)

    @admin.display(description="Invited")
    def made(self, invitation):
        return f"{invitation.made_at:%a} {invitation.made_at.day} {invitation.made_at:%b %Y}"

    def add_view(self, request, form_url="", extra_context=None):
        context = (extra_context or {}) | {"title": "Invite somebody to the desk"}
        try:
            with transaction.atomic():
                return super().add_view(request, form_url, context)
        except IntegrityError:
            # A colleague has invited the same address in the same instant: the form finds it now.
            return super().add_view(request, form_url, context)

    def get_fields(self, request, obj=None):
        granted = ["email", "groups", "newsletters"]
        if obj is None:
            return granted
        trouble = ["trouble"] if obj.trouble else []
        return [*granted, "state", *trouble, "invited_by", "made", "account"]

    def get_readonly_fields(self, request, obj=None):
        return ["state", "made"] if obj else []

    def get_field_queryset(self, db, db_field, request):
        """Nobody gives others more than they have: beside administrators, their own groups."""
        if db_field.name == "groups":
            return Group.objects.all() if request.user.is_superuser else request.user.groups.all()
        return Newsletter.objects.with_own_editors()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.many_to_many:
            # To make a group or a newsletter is no part of inviting somebody.
            field.widget.can_add_related = False
        return field

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.invited_by, obj.made_at = request.user, timezone.now()
        obj.expires_at = obj.made_at + LIFETIME
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        send_invitation.enqueue(form.instance.pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["verbs"] = self.verbs_for(request, obj) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def constraint_sentence(name: str) -> str:
    found = {each.name: each for each in Invitation._meta.constraints}
    return found[name].violation_error_message


def standing(invitation: Invitation, now) -> tuple[str, str]:
    """How a list marks it, and in words."""
    until = f"{invitation.expires_at.day} {invitation.expires_at:%b}"
    if invitation.used_at:
        return "closed", "Used"
    if invitation.withdrawn_at:
        return "withdrawn", "Withdrawn"
    if not invitation.is_open(now):
        return "closed", f"Expired on {until}"
    if invitation.trouble:
        return "draft", "Not sent"
    if invitation.sent_at is None:
        return "scheduled", "On its way"
    return "open", f"Sent, good until {until}"
