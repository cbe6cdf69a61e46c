"""Newsletters: their week, their zone, and how they print shares."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone

from polls.models import Newsletter
from polls.times import wall_clock

from .editing import EditingAdmin
from .filling import FillingMixin
from .weeks import WeeksMixin


class Colleagues(forms.ModelMultipleChoiceField):
    """By their names rather than by what they sign in with."""

    def label_from_instance(self, user):
        return user.get_full_name() or user.get_username()


@admin.register(Newsletter)
class NewsletterAdmin(FillingMixin, WeeksMixin, EditingAdmin):
    if_empty = (
        "No newsletter yet. Add one with the weekday and hour at which its polls open; then "
        "plan its first poll."
    )
    formfield_overrides = {
        models.TimeField: {
            "widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "error_messages": {"invalid": "Give the time as hours and minutes, such as 09:00."},
        },
    }
    list_display = ["name", "audience", "time_zone", "opens", "next_slot"]
    change_form_template = "admin/polls/newsletter/change_form.html"
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "standing_sentence", "audience"]}),
        (
            "The week",
            {
                "fields": [
                    "time_zone",
                    ("opens_weekday", "opens_time"),
                    ("closes_weekday", "closes_time"),
                ]
            },
        ),
        ("Results", {"fields": ["decimals"]}),
        ("Mail", {"fields": ["merge_tag"]}),
        ("At the desk", {"fields": ["editors"]}),
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= {"form_class": Colleagues, "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "editors":
            field.widget.can_add_related = False
        return field

    def get_fieldsets(self, request, obj=None):
        """Whose it is, an administrator says; others read it."""
        if request.user.is_superuser:
            return self.fieldsets
        return [*self.fieldsets[:-1], ("At the desk", {"fields": ["colleagues"]})]

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.is_superuser else ["colleagues"]

    @admin.display(description="Own editors")
    def colleagues(self, newsletter):
        """By name: what they sign in with is nobody else's business."""
        names = [user.get_full_name() or "somebody" for user in newsletter.editors.all()]
        return ", ".join(sorted(names)) or "none: it belongs to all of the staff"

    @admin.display(description="Polls open")
    def opens(self, newsletter):
        return f"{newsletter.get_opens_weekday_display()}, {newsletter.opens_time:%H:%M}"

    @admin.display(description="Next free slot")
    def next_slot(self, newsletter):
        slot = newsletter.next_free_slot(timezone.now())
        return wall_clock(slot.opens_at, newsletter.zone)

    def has_delete_permission(self, request, obj=None):
        """Only one that has published nothing goes; the database refuses the others."""
        may = super().has_delete_permission(request, obj)
        return may and not (obj and (obj.polls.exists() or obj.posts.exists()))
