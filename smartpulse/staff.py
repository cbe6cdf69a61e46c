"""The staff's accounts at the desk: who they are, which group they are in, whether they have a second step."""

from allauth.mfa.models import Authenticator
from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.forms import CheckboxSelectMultiple


class StaffAdmin(UserAdmin):
    """What an account may do follows from its groups; permissions of its own are given to those alone."""

    list_title = "Staff"
    list_display = ["username", "first_name", "last_name", "email", "is_staff", "last_login"]
    fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email", "password"]}),
        ("At the desk", {"fields": ["is_staff", "groups", "is_superuser", "is_active"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email"]}),
        ("Password", {"fields": ["usable_password", "password1", "password2"]}),
        ("At the desk", {"fields": ["is_staff", "groups"]}),
    ]
    add_form_template = None
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    # Django's own words are for developers.
    WORDS = {
        "is_staff": ("May enter the desk", "What they may do there follows from their groups."),
        "is_superuser": ("Administrator", "May do everything at the desk."),
        "is_active": ("May sign in", "Take this away rather than delete the account."),
    }

    def get_changeform_initial_data(self, request) -> dict:
        return {"is_staff": True} | super().get_changeform_initial_data(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.WORDS:
            field.label, field.help_text = self.WORDS[db_field.name]
        return field

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.help_text = "Editors plan and publish; moderators read the comments."
        return field


class RightsAdmin(GroupAdmin):
    filter_horizontal = []

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class SecondStepAdmin(ModelAdmin):
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
    admins = {User: StaffAdmin, Group: RightsAdmin, Authenticator: SecondStepAdmin}
    for model, admin in admins.items():
        site.unregister(model)
        site.register(model, admin)
