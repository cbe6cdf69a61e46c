"""The addresses that mail may go to: for an administrator who is asked why none comes, or no more."""

from django.contrib import admin

from comments.models import Address
from polls.admin.ballots import ReadOnly


@admin.register(Address)
class AddressAdmin(ReadOnly, admin.ModelAdmin):
    """A list alone, and no group's: to see an address takes a permission that nobody has by default.

    Deleting one forgets what it asked for, and that it asked for nothing more.
    """

    if_empty = "Nobody has asked for mail about a discussion."
    list_display = ["email", "created_at", "state", "discussions"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["email"]
    ordering = ["email"]
    sortable_by = []

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subscriptions")

    @admin.display(description="Mail")
    def state(self, address):
        if address.stopped_at:
            return f"stopped by its reader on {address.stopped_at:%Y-%m-%d}"
        if address.refused_at:
            return f"refused by its mail server on {address.refused_at:%Y-%m-%d}"
        return "may be sent"

    @admin.display(description="Discussions")
    def discussions(self, address):
        subscriptions = address.subscriptions.all()
        stopped = sum(subscription.stopped_at is not None for subscription in subscriptions)
        return (
            f"{len(subscriptions)}, of which {stopped} stopped" if stopped else len(subscriptions)
        )

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
