"""For what is to be looked at, never edited."""


class ReadOnly:
    """Nobody adds, changes or deletes these here, superusers included."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
