"""The staff's accounts at the desk: who they are, which group they are in, whether they have a second step."""

from datetime import datetime
from smtplib import SMTPException

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from smartpulse.accounts import end_sessions
from smartpulse.admin_site import SECOND_STEPS, desk_page


class ForAdministrators:
    """Accounts and what they may do are an administrator's alone: nobody else raises anybody's rights."""

    def has_module_permission(self, request) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser


class StaffAdmin(ForAdministrators, UserAdmin):
    """What an account may do follows from its groups; permissions of its own are given to those alone.

    An account is made by whoever it is for, behind an invitation's link, and so is every password.
    """

    list_title = "Staff"
    list_display = ["username", "name", "email", "work", "steps", "seen"]
    fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email"]}),
        ("At the desk", {"fields": ["is_staff", "groups", "is_superuser", "is_active"]}),
        ("Sign-in", {"fields": ["steps", "seen", "joined"]}),
    ]
    readonly_fields = ["steps", "seen", "joined"]
    filter_horizontal = []
    list_filter = []
    actions = ["send_password_link", "take_second_steps"]
    # Django's own words are for developers.
    WORDS = {
        "is_staff": ("May enter the desk", "What they may do there follows from their groups."),
        "is_superuser": ("Administrator", "May do everything at the desk."),
        "is_active": ("May sign in", "Take this away rather than delete the account."),
    }

    def get_queryset(self, request):
        second = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        return (
            super()
            .get_queryset(request)
            .annotate(has_step=Exists(second))
            .prefetch_related("groups")
        )

    @admin.display(description="Name", ordering="last_name")
    def name(self, user):
        return user.get_full_name()

    @admin.display(description="Works as")
    def work(self, user):
        """What their groups are; an administrator needs none."""
        if not (user.is_staff and user.is_active):
            return "may not enter"
        names = [group.name for group in user.groups.all()]
        return ", ".join(["Administrator"] * user.is_superuser + names) or "nothing yet"

    @admin.display(description="Second step")
    def steps(self, user):
        return "set up" if user.has_step else "none"

    @admin.display(description="Last sign-in", ordering="last_login", empty_value="never")
    def seen(self, user):
        return day(user.last_login)

    @admin.display(description="Since")
    def joined(self, user):
        return day(user.date_joined)

    def get_urls(self) -> list:
        """Without the page on which one person types another's password."""
        return [each for each in super().get_urls() if each.name != "auth_user_password_change"]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("admin:polls_invitation_add")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.WORDS:
            field.label, field.help_text = self.WORDS[db_field.name]
        if db_field.name == "groups":
            # Groups have a list of their own.
            field.widget.can_add_related = False
        return field

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.help_text = (
                "Editors plan and publish; moderators read the comments; analysts read and change "
                "nothing."
            )
        return field

    def get_actions(self, request):
        actions = super().get_actions(request)
        # Many accounts at once are deleted by mistake alone.
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None) -> bool:
        """Never the last of a newsletter's own editors: it would belong to everybody then."""
        may = super().has_delete_permission(request, obj)
        return may and not (obj and is_last_editor(obj))

    @admin.action(description="Send a password link …")
    def send_password_link(self, request, users):
        if "confirmed" not in request.POST:
            return self.ask(request, users, "send_password_link")
        for user in users:
            if not (user.email and user.is_active):
                sentence = f"{user} has no address, or may not sign in: no link was sent."
                self.message_user(request, sentence, messages.WARNING)
                continue
            form = ResetPasswordForm({"email": user.email})
            form.full_clean()
            try:
                form.save(request)
            except (SMTPException, OSError) as error:
                sentence = f"No link was sent: the mail server cannot be used ({error})."
                self.message_user(request, sentence, messages.ERROR)
                return None
            self.log_change(request, user, "Sent a link to set a new password.")
            self.message_user(request, f"A link is on its way to {user.email}.", messages.SUCCESS)
        return None

    @admin.action(description="Take away second step …")
    def take_second_steps(self, request, users):
        if "confirmed" not in request.POST:
            return self.ask(request, users, "take_second_steps")
        for user in users:
            taken, _ = Authenticator.objects.filter(user=user).delete()
            if not taken:
                self.message_user(request, f"{user} has no second step.", messages.WARNING)
                continue
            end_sessions(user, but=request.session.session_key)
            self.log_change(request, user, "Took away the second step and the recovery codes.")
            sentence = f"{user} has no second step any more, and can set one up anew."
            self.message_user(request, sentence, messages.SUCCESS)
        return None

    # What an action asks before it acts: title, and what will be.
    QUESTIONS = {
        "send_password_link": (
            "Send a link to set a new password?",
            "Each gets a mail with a link behind which they type a new password themselves. Until "
            "then the old one stays.",
        ),
        "take_second_steps": (
            "Take away the second step?",
            "For somebody who has lost their telephone or key. Their app, passkeys and recovery codes "
            "are deleted, and they are signed out everywhere; until they set up new ones, their "
            "password alone, or a code mailed to them, signs them in. Make sure that it is really they "
            "who ask. It is kept in the history.",
        ),
    }

    def ask(self, request, users, action: str) -> TemplateResponse:
        title, explanation = self.QUESTIONS[action]
        context = {
            "title": title,
            "explanation": explanation,
            "action": action,
            "users": users,
        }
        return desk_page(self, request, "admin/auth/user/confirm.html", context)


def day(moment: datetime | None) -> str | None:
    return moment and f"{moment.day} {moment:%b %Y}"


def is_last_editor(user) -> bool:
    # Asked anew: counted behind the relation, each would have this one alone.
    newsletters = user.newsletters.model.objects.filter(pk__in=user.newsletters.values("pk"))
    return newsletters.annotate(number=Count("editors")).filter(number=1).exists()


class RightsAdmin(ForAdministrators, GroupAdmin):
    filter_horizontal = []

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class SecondStepAdmin(ForAdministrators, ModelAdmin):
    """Who has a second step. Deleting it lets in somebody who has lost a telephone; no secret is shown."""

    list_title = "Second steps"
    list_display = ["user", "type", "created_at", "last_used_at"]
    fields = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


def register(site: AdminSite) -> None:
    """In place of the libraries' own, of which one shows secrets and two have fields without labels."""
    own = {User: StaffAdmin, Group: RightsAdmin, Authenticator: SecondStepAdmin}
    for model, model_admin in own.items():
        site.unregister(model)
        site.register(model, model_admin)
