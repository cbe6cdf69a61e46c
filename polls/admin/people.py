"""Authors and topics."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models
from django.utils import timezone

from polls.models import Author, Topic

from .editing import EditingAdmin


class OnSiteAdmin(EditingAdmin):
    """Of what has a page as soon as something public is on it."""

    def get_view_on_site_url(self, obj=None):
        public = self.model.objects.public(timezone.now())
        return super().get_view_on_site_url(obj) if obj and public.contains(obj) else None


@admin.register(Author)
class AuthorAdmin(OnSiteAdmin):
    if_empty = (
        "Nobody yet. An author has a byline and a page with all they have written; posts can "
        "do without."
    )
    list_display = ["name", "byline"]
    search_fields = ["name", "byline"]
    prepopulated_fields = {"slug": ["name"]}

    def get_exclude(self, request, obj=None):
        """Who signs in as an author, an administrator says: nobody else sees the accounts."""
        return [] if request.user.is_superuser else ["account"]

    formfield_overrides = {
        models.URLField: {"widget": AdminURLFieldWidget, "assume_scheme": "https"},
    }


@admin.register(Topic)
class TopicAdmin(OnSiteAdmin):
    if_empty = (
        "No topic yet. Topics gather polls and posts about one matter on a page of their own."
    )
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
