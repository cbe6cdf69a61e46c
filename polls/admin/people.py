"""Authors and topics."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models

from polls.models import Author, Topic

from .editing import EditingAdmin


@admin.register(Author)
class AuthorAdmin(EditingAdmin):
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
class TopicAdmin(EditingAdmin):
    if_empty = (
        "No topic yet. Topics gather polls and posts about one matter on a page of their own."
    )
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
