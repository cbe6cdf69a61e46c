"""Forms that lose nothing: stale ones are refused, and what a model refuses is said in the form."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from polls.slugs import free_slug

from .history import HistoryAdmin, changed
from .ids import as_id


class EditingForm(forms.ModelForm):
    """A form over a model with history; `version` is the record that the editor saw.

    `constraint_fields` names, for a constraint, the field at which its sentence stands.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    constraint_fields: dict[str, str] = {}
    # What the model refused when this form was saved: set by EditingAdmin.
    refusal: ValidationError | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = version(self.instance)

    def clean(self):
        super().clean()
        if self.refusal:
            self.add_refusal(self.refusal)
        elif self.instance.pk and self.is_stale():
            self.refuse_stale()
        return self.cleaned_data

    def is_stale(self) -> bool:
        return self.cleaned_data.get("version") != version(self.instance)

    def refuse_stale(self) -> None:
        self.add_error(None, self.stale_sentences())
        # Who has read this may save again, and then knows what is replaced.
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version(self.instance)

    def stale_sentences(self) -> list[str]:
        latest = latest_record(self.instance)
        seen = self.seen()
        differences = self.differences(seen, latest) if seen and latest else []
        what = f" and changed {', '.join(differences)}" if differences else ""
        who = (latest and latest.history_user) or "Somebody"
        return [
            f"{who} saved this {self.instance._meta.verbose_name}{what} after you opened this page. "
            "Nothing of yours is saved yet.",
            "What you typed is still here: save again to put it in place of theirs, or open the "
            "page anew to begin from theirs.",
        ]

    def differences(self, seen, latest) -> list[str]:
        """What was changed between two records, in words."""
        return [str(change) for change in changed(seen, latest)]

    def seen(self):
        """The record that the editor saw; None where the form does not name one of this object."""
        number = as_id(self.cleaned_data.get("version", ""))
        return self.instance.history.filter(history_id=number).first()

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


def latest_record(obj: models.Model):
    return obj.history.select_related("history_user").order_by("-history_id").first()


def version(obj: models.Model) -> str:
    """The number of the object's latest record, empty where it has none."""
    latest = latest_record(obj) if obj.pk else None
    return str(latest.history_id) if latest else ""


class EditingAdmin(HistoryAdmin):
    """Saves through the model, and shows in the form what the model refuses."""

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
            self.hold(obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def hold(self, obj: models.Model) -> None:
        """Hold the row until the transaction ends; nothing else is held before it."""
        type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form
