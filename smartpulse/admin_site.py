"""The desk: Django's admin under our name, entered through the site's own sign-in."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.admin import ListFilter, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.sites import AdminSite, site
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse


class ListedLookups:
    """A list takes from its address only what its filters name.

    Django's own rule lets staff ask for any field of the model, `?voter_key__startswith=` among them,
    and so read letter by letter what no page shows.
    """

    # What the filters of Django append to the field that they are for.
    SUFFIXES = ("", "__exact", "__in", "__isnull", "__id__exact", "__id__in", "__gte", "__lt")

    def lookup_allowed(self, lookup: str, value, request: HttpRequest) -> bool:
        named = set()
        for entry in self.get_list_filter(request):
            path = entry[0] if isinstance(entry, (list, tuple)) else entry
            if isinstance(path, str):
                named |= {path + suffix for suffix in self.SUFFIXES}
            elif issubclass(path, ListFilter):
                named.add(path.parameter_name)
        return lookup in named and super().lookup_allowed(lookup, value, request)


class Desk(AdminSite):
    site_header = "SmartPulse"
    site_title = "SmartPulse"
    index_title = "The desk"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Here and not in each admin, so that none is without the rule, a library's neither."""
        base = admin_class or ModelAdmin
        guarded = type(base.__name__, (ListedLookups, base), {"__module__": base.__module__})
        super().register(model_or_iterable, guarded, **options)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send on to the one sign-in, which knows one-time codes and passkeys.

        Who is signed in and has no place at the desk is told so: signing in again would not help.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            return render(request, "admin/no_place.html", status=HTTPStatus.FORBIDDEN)
        wanted = request.GET.get("next") or resolve_url("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_change_password")

    def logout(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_logout")


class SecondStepAdmin(ModelAdmin):
    """Who has a second step. Deleting it lets in somebody who has lost a telephone; no secret is shown."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    fields = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class DeskConfig(AdminConfig):
    default_site = "smartpulse.admin_site.Desk"

    def ready(self) -> None:
        super().ready()
        from allauth.mfa.models import Authenticator  # models load after this module

        # The library's own admin shows the secrets.
        site.unregister(Authenticator)
        site.register(Authenticator, SecondStepAdmin)
