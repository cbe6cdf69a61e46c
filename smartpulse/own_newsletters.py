"""Whose is what at the desk: rows of a newsletter with its own editors are nobody else's.

A model whose rows belong to newsletters has `for_staff(user)` in its queryset. The desk puts
`OwnNewsletters` in front of every admin, so that none is without the limit: not a list or its search and
filters, not a form's choices, an object's page, its history or what would be deleted with it.
"""

from django.contrib.admin import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.utils import NestedObjects
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst


def limited(rows: QuerySet, user) -> QuerySet:
    """Those of the rows that are this person's; all where they belong to no newsletter."""
    return rows.for_staff(user) if hasattr(rows, "for_staff") else rows


def is_limited(model: type[Model]) -> bool:
    return hasattr(model._default_manager, "for_staff")


class OwnNewsletters:
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return limited(super().get_queryset(request), request.user)

    def get_object(self, request: HttpRequest, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            known(request).add((type(obj), obj.pk))
        return obj

    def is_own(self, request: HttpRequest, obj: Model | None) -> bool:
        """Whether the object is this person's; one that `get_object` found is not asked for again."""
        if obj is None or obj.pk is None or request.user.is_superuser:
            return True
        if not is_limited(type(obj)) or (type(obj), obj.pk) in known(request):
            return True
        return type(obj)._default_manager.for_staff(request.user).filter(pk=obj.pk).exists()

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_view_permission(request, obj) and self.is_own(request, obj)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self.is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and self.is_own(request, obj)

    def get_field_queryset(self, db, db_field, request: HttpRequest) -> QuerySet | None:
        """The choices of a form's relation."""
        rows, model = super().get_field_queryset(db, db_field, request), db_field.remote_field.model
        if rows is None and is_limited(model):
            rows = model._default_manager.using(db).all()
        return rows if rows is None else limited(rows, request.user)

    def get_deleted_objects(self, objs, request: HttpRequest):
        """Of what keeps the objects from being deleted, only this person's own is named."""
        tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected and not request.user.is_superuser:
            collector = NestedObjects(using=objs[0]._state.db, origin=objs)
            collector.collect(objs)
            found = [obj for obj in collector.protected if self.is_own(request, obj)]
            if len(found) < len(protected):
                named = [f"{capfirst(obj._meta.verbose_name)}: {obj}" for obj in found]
                protected = [*named, "something of another newsletter"]
        return tree, counts, lacking, protected


def known(request: HttpRequest) -> set:
    """What this request has found to be its sender's."""
    return vars(request).setdefault("own_objects", set())


class OwnRelated(RelatedFieldListFilter):
    """A filter by another object offers those that are this person's."""

    def field_choices(self, field, request, model_admin):
        model = field.remote_field.model
        if not is_limited(model):
            return super().field_choices(field, request, model_admin)
        rows = model._default_manager.for_staff(request.user)
        if ordering := self.field_admin_ordering(field, request, model_admin):
            rows = rows.order_by(*ordering)
        return [(row.pk, str(row)) for row in rows]


FieldListFilter.register(lambda field: field.remote_field, OwnRelated, take_priority=True)
