"""The desk: Django's admin under our name, entered through the site's own sign-in."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.sites import AdminSite, site
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse


class Desk(AdminSite):
    site_header = "SmartPulse"
    site_title = "SmartPulse"
    index_title = "The desk"
    enable_nav_sidebar = False

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
