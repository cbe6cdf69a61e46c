"""Subscribers' links that went astray: revoked one by one, and given back by deleting the entry."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from polls import subscribers
from polls.models import RevokedLink
from polls.times import wall_clock
from smartpulse.ids import as_id


class RevokeForm(forms.ModelForm):
    link = forms.CharField(
        help_text="The link or its token, or the subscriber’s address or id as your list has it. "
        "It is not stored.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    class Meta:
        model = RevokedLink
        fields = ["newsletter", "link", "reason"]

    def clean(self):
        super().clean()
        newsletter, link = self.cleaned_data.get("newsletter"), self.cleaned_data.get("link")
        if newsletter and link:
            try:
                self.instance.identity = subscribers.identity_meant(newsletter, link)
            except ValueError as error:
                self.add_error("link", str(error))
        return self.cleaned_data

    def _get_validation_exclusions(self):
        """The identity is no field of the form, yet the constraint that it is revoked once is checked."""
        checked = {"identity"} if self.instance.identity else set()
        return super()._get_validation_exclusions() - checked


@admin.register(RevokedLink)
class RevokedLinkAdmin(admin.ModelAdmin):
    if_empty = (
        "No link is revoked. Where a subscriber’s link stands in public, add it here: it then "
        "leads to the plain poll."
    )
    form = RevokeForm
    list_display = ["revoked", "newsletter", "reason"]
    list_filter = ["newsletter"]
    list_select_related = ["newsletter"]
    list_per_page = 50
    ordering = ["-revoked_at", "-pk"]
    sortable_by = []

    @admin.display(description="Revoked")
    def revoked(self, link):
        return wall_clock(link.revoked_at, link.newsletter.zone)

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": "Revoke a subscriber’s link"}
        return super().add_view(request, form_url, (extra_context or {}) | title)

    def get_changeform_initial_data(self, request):
        return {"newsletter": as_id(request.GET.get("newsletter", "")) or None}

    def get_fields(self, request, obj=None):
        return ["newsletter", "revoked", "reason"] if obj else ["newsletter", "link", "reason"]

    def get_readonly_fields(self, request, obj=None):
        return ["revoked"] if obj else []

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.revoked_at = timezone.now()
        super().save_model(request, obj, form, change)
