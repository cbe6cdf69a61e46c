"""Forms that lose nothing: what others saved meanwhile, and what a model refuses, is said in the form."""

from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from polls.slugs import free_slug
from polls.times import wall_clock
from smartpulse.ids import as_id

from .meanwhile import Difference, SeenForm

MOST_ENTRIES = 20


class EditingForm(SeenForm):
    """`constraint_fields` names, for a constraint, the field at which its sentence stands."""

    constraint_fields: dict[str, str] = {}
    # What the model refused when this form was saved: set by EditingAdmin.
    refusal: ValidationError | None = None

    def clean(self):
        super().clean()
        if self.refusal:
            self.add_refusal(self.refusal)
        return self.cleaned_data

    def add_refusal(self, refusal: ValidationError) -> None:
        by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {None: refusal}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)

    def _update_errors(self, errors):
        """Move the sentences of constraints, which Django puts above the form, to their fields."""
        super()._update_errors(errors)
        constraints = {c.name: c for c in self._meta.model._meta.constraints}
        for name, field in self.constraint_fields.items():
            sentence = constraints[name].violation_error_message
            above = self._errors.get(NON_FIELD_ERRORS)
            if field in self.fields and above and sentence in above:
                remaining = [error for error in above.as_data() if error.message != sentence]
                del self._errors[NON_FIELD_ERRORS]
                if remaining:
                    self.add_error(None, remaining)
                self.add_error(field, sentence)

    def fill_slug(self, words: str) -> None:
        """Make a slug from `words` where none was typed."""
        if (
            "slug" in self.fields
            and not self.cleaned_data.get("slug")
            and "slug" not in self.errors
        ):
            self.cleaned_data["slug"] = free_slug(self.instance, words)


class EditingAdmin(admin.ModelAdmin):
    """Saves through the model, and shows in the form what the model refuses, or others saved meanwhile."""

    form = EditingForm
    # The relations that the address of an empty form may fill in.
    offered: list[str] = []

    def get_changeform_initial_data(self, request):
        """The ids that the address offers. Django's own takes any value for any field."""
        sent = {name: as_id(request.GET.get(name, "")) for name in self.offered}
        return {name: pk for name, pk in sent.items() if pk}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refusal:
            # The transaction is rolled back. The same form again, now with what was refused.
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request, object_id, from_field=None):
        """The object; held while a form is saved, so that of two editors one sees the other."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.hold(request, obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def hold(self, request, obj: models.Model) -> None:
        """Hold the row until the transaction ends; nothing else is held before it."""
        type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        # Without names, it is made to be asked for them.
        if named := kwargs.get("fields"):
            form.shown = set(named) - set(self.get_readonly_fields(request, obj))
        return form

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form, formsets = context["adminform"].form, context["inline_admin_formsets"]
        told = getattr(form, "differences", [])
        told = [*told, *(each for rows in formsets for each in of_rows(rows.formset))]
        context |= {
            "meanwhile": told,
            "savers": savers(obj, request.POST.get("opened_after", "")) if told else [],
            "opened_after": latest_entry(obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def of_rows(formset) -> list[Difference]:
    return getattr(formset, "differences", [])


def entries_of(obj: models.Model):
    """What Django's log says was done to the object at the desk, oldest first."""
    kind = ContentType.objects.get_for_model(obj, for_concrete_model=False)
    return LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).order_by("pk")


def latest_entry(obj: models.Model | None) -> int:
    """The number of the latest entry; 0 where there is none."""
    return (obj and entries_of(obj).values_list("pk", flat=True).last()) or 0


def savers(obj: models.Model, after: str) -> list[tuple[str, str]]:
    """Who has saved the object since the entry with that number, and when, the last first."""
    zone = getattr(getattr(obj, "newsletter", obj), "zone", ZoneInfo("UTC"))
    since = entries_of(obj).filter(pk__gt=as_id(after)).select_related("user").order_by("-pk")
    found: dict[str, str] = {}
    for entry in since[:MOST_ENTRIES]:
        found.setdefault(entry.user.get_username(), wall_clock(entry.action_time, zone))
    return list(found.items())
