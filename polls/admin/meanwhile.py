"""What others saved while a form was open: told field by field beside what was typed, and never lost.

A form brings back what it showed, as digests. Where a field was saved anew since, its new value stands
beside the one that was typed, and whoever typed it says which of them to keep. What was not touched
follows the other editor.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict

from polls.times import wall_clock

from .history import SHORT, differing_lines

THEIRS = "theirs"
NOTHING = "nothing"
ADDED = "It stands with yours now. Delete it there if it should go."

Inputs = dict[str, list[str]]


@dataclass(frozen=True)
class Difference:
    """One thing that was saved meanwhile. With `choice`, the name of the input that decides, both have
    changed it; without, the form follows what was saved."""

    label: str
    theirs: tuple[str, ...]
    yours: tuple[str, ...]
    choice: str = ""
    note: str = ""

    @classmethod
    def between(cls, label: str, theirs: str, yours: str, choice: str = "", note: str = ""):
        """Of long texts, the lines that differ."""
        if len(theirs) + len(yours) > SHORT:
            return cls(label, *differing_lines(theirs, yours), choice, note)
        return cls(label, (theirs,), (yours,), choice, note)


class SeenForm(forms.ModelForm):
    """Brings back in `seen` what it showed; `differences` are filled when it is checked."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    # The fields that the page has inputs for, where these are not all: set by EditingAdmin.
    shown: Collection[str] | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        # Worked out when it is printed: fields get their zone and their choices after this.
        self.initial["seen"] = self.seen_now

    def seen_now(self) -> str:
        return json.dumps(self.digests(), sort_keys=True) if self.instance.pk else ""

    def digests(self) -> dict[str, str]:
        """What the form shows of the stored object, each field by a short digest."""
        return {name: digest(self.stored(name)) for name in self.compared()}

    def compared(self) -> list[str]:
        names = self.fields if self.shown is None else self.fields.keys() & self.shown
        return [name for name in self.fields if name in names and name != "seen"]

    def stored(self, name: str) -> Inputs:
        """What a browser would send for a field that nobody touched."""
        bound = self[name]
        if isinstance(bound.field, forms.FileField):
            return {"": [str(bound.initial or "")]}
        prepare = getattr(bound.field, "prepare_stored", bound.field.prepare_value)
        value = prepare(bound.initial)
        return {
            key.removeprefix(bound.html_name): values
            for key, values in inputs(bound.field.widget, bound.html_name, value)
        }

    def typed(self, name: str) -> Inputs:
        bound = self[name]
        if isinstance(bound.field, forms.FileField):
            return {"": [str(self.files.get(bound.html_name) or bound.initial or "")]}
        return {suffix: self.data.getlist(bound.html_name + suffix) for suffix in self.stored(name)}

    def put(self, name: str, values: Inputs) -> None:
        """Have a field read these values in the place of what was sent."""
        html_name = self[name].html_name
        if isinstance(self.fields[name], forms.FileField):
            self.files = self.files.copy()
            self.files.pop(html_name, None)
            return
        for suffix, texts in values.items():
            self.data.setlist(html_name + suffix, texts)

    def full_clean(self):
        if self.is_bound and self.instance.pk:
            self.compare()
        super().full_clean()

    def compare(self) -> None:
        self.data = self.data.copy()
        self.differences = list(self.saved_meanwhile())
        # Who has read this may save again, and then knows what is replaced.
        self.data[self.add_prefix("seen")] = self.seen_now()

    def saved_meanwhile(self) -> Iterator[Difference]:
        seen = read(self.data.get(self.add_prefix("seen"), ""))
        for name, now in self.digests().items():
            bound, stored, typed = self[name], self.stored(name), self.typed(name)
            choice = f"keep-{bound.html_name}"
            if seen.get(name) == now:
                if self.data.get(choice) == THEIRS:
                    self.put(name, stored)
                continue
            if digest(typed) == now:
                continue
            theirs, yours = (in_words(bound, values) for values in (stored, typed))
            if digest(typed) == seen.get(name):
                self.put(name, stored)
                choice = ""
            yield Difference.between(self.label_of(name), theirs, yours, choice)

    def label_of(self, name: str) -> str:
        return str(self[name].label)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.differences


class SeenFormSet(forms.BaseInlineFormSet):
    """Rows of SeenForm: also those that others added or deleted meanwhile are told."""

    # The fields that say what a row is, and the labels of those whose changes nobody is told.
    telling: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()

    # Whether rows may be changed: set by SeenInline.
    is_editable = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        if self.is_bound and self.instance.pk and self.is_editable and self.was_editable():
            self.compare()

    def was_editable(self) -> bool:
        """Whether the page had inputs for rows, and not only their text."""
        return any(key.startswith(f"{self.prefix}-") and key.endswith("-seen") for key in self.data)

    def compare(self) -> None:
        """Make the data that was sent one about the rows that are stored today, in their order."""
        rows = {str(row.pk): row for row in self.get_queryset()}
        known, new = {}, []
        for values in self.sent_rows():
            pk = first(values, self.pk_name)
            if pk in rows:
                known[pk] = values
            elif pk:
                if self.outlives(values, index=len(rows) + len(new)):
                    new.append(values | {self.pk_name: [""], "seen": [""]})
            elif first(values, "keep-DELETE") != THEIRS:
                new.append(values)
        stored = {pk: self.as_sent(row) for pk, row in rows.items()}
        self.write([*(stored | known).values(), *new], initial=len(rows))
        for index, (pk, row) in enumerate(rows.items()):
            if pk in known:
                self.compare_row(index, row)
            else:
                self.tell(stored[pk], self.words(stored[pk]), NOTHING, note=ADDED)

    @property
    def pk_name(self) -> str:
        return self.model._meta.pk.name

    def sent_rows(self) -> list[dict[str, list[str]]]:
        found: dict[int, dict[str, list[str]]] = {}
        for key in self.data:
            number, _, name = (
                key.removeprefix("keep-").removeprefix(f"{self.prefix}-").partition("-")
            )
            if number.isdecimal() and name:
                name = f"keep-{name}" if key.startswith("keep-") else name
                found.setdefault(int(number), {})[name] = self.data.getlist(key)
        return [found[number] for number in sorted(found)]

    def write(self, rows: list[dict[str, list[str]]], initial: int) -> None:
        data = self.data.copy()
        for key in list(data):
            if key.removeprefix("keep-").startswith(f"{self.prefix}-"):
                number = key.removeprefix("keep-").removeprefix(f"{self.prefix}-").partition("-")[0]
                if number.isdecimal():
                    del data[key]
        for index, values in enumerate(rows):
            for name, texts in values.items():
                key = f"{self.prefix}-{index}-{name.removeprefix('keep-')}"
                data.setlist(f"keep-{key}" if name.startswith("keep-") else key, texts)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(initial)
        self.data = data

    def row_form(self, row: models.Model | None, **kwargs) -> SeenForm:
        """A form of its own over a stored row."""
        return self.form(instance=row, prefix=f"{self.prefix}-0", **self.form_kwargs, **kwargs)

    def as_sent(self, row: models.Model) -> dict[str, list[str]]:
        """What a page with this row untouched would send."""
        form = self.row_form(row)
        values = {self.pk_name: [str(row.pk)], "seen": [form.seen_now()]}
        values[self.fk.name] = [str(self.instance.pk)]
        for name in form.compared():
            for suffix, texts in form.stored(name).items():
                values[name + suffix] = texts
        return values

    def outlives(self, values: dict[str, list[str]], index: int) -> bool:
        """Tell of a row that was deleted; whether what was typed in it stands on, as a new one."""
        if first(values, "DELETE"):
            return False
        seen = read(first(values, "seen"))
        form = self.row_form(None, data=self.alone(values))
        touched = any(digest(form.typed(name)) != seen.get(name) for name in self.telling)
        choice = f"keep-{self.prefix}-{index}-DELETE" if touched else ""
        self.tell(values, "deleted", self.words(values), choice)
        return touched

    def tell(self, values, theirs: str, yours: str, choice: str = "", note: str = "") -> None:
        label = self.row_label(values)
        self.differences.append(Difference.between(label, theirs, yours, choice, note))

    def alone(self, values: dict[str, list[str]]) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, texts in values.items():
            data.setlist(f"{self.prefix}-0-{name}", texts)
        return data

    def compare_row(self, index: int, row: models.Model) -> None:
        sent = {"data": self.data, "files": self.files}
        form = self.form(instance=row, prefix=self.add_prefix(index), **sent, **self.form_kwargs)
        form.compare()
        self.data = form.data
        stored = self.as_sent(row)
        label, delete = self.row_label(stored), f"{form.prefix}-DELETE"
        told = [each for each in form.differences if each.label not in self.quiet]
        if self.data.get(delete) and told:
            self.tell(stored, self.words(stored), "deleted", f"keep-{delete}")
        elif self.data.get(delete) and self.data.get(f"keep-{delete}") == THEIRS:
            del self.data[delete]
        else:
            self.differences += [
                replace(each, label=label if len(self.telling) == 1 else f"{label}: {each.label}")
                for each in told
            ]

    def row_label(self, values: dict[str, list[str]]) -> str:
        return self.model._meta.verbose_name.capitalize()

    def words(self, values: dict[str, list[str]]) -> str:
        """What a row says."""
        form = self.row_form(None, data=self.alone(values))
        return ", ".join(in_words(form[name], form.typed(name)) for name in self.telling)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.differences


class SeenInline:
    """For an inline of a SeenFormSet."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.is_editable = self.has_change_permission(request, obj)
        return formset


def inputs(widget: forms.Widget, name: str, value) -> Iterator[tuple[str, list[str]]]:
    """What a browser sends for a widget that shows `value`."""
    # The admin wraps the selects of relations.
    widget = getattr(widget, "widget", widget)
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value)
        for suffix, inner, part in zip(widget.widgets_names, widget.widgets, parts, strict=True):
            yield from inputs(inner, name + suffix, part)
    elif isinstance(widget, forms.CheckboxInput):
        yield name, ["on"] if widget.check_test(value) else []
    else:
        shown = widget.format_value(value)
        texts = shown if isinstance(shown, (list, tuple)) else [shown]
        yield name, ["" if text is None else str(text) for text in texts]


def digest(values: Inputs) -> str:
    """The same for what a browser and a database make of one text, whatever ends its lines."""
    plain = {
        suffix: sorted("\n".join(text.splitlines()).strip() for text in texts) or [""]
        for suffix, texts in values.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:12]


def read(seen: str) -> dict[str, str]:
    """The digests that a form brought back; none where it brought anything else."""
    try:
        found = json.loads(seen)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def first(values: dict[str, list[str]], name: str) -> str:
    return next(iter(values.get(name) or ()), "")


def in_words(bound: BoundField, values: Inputs) -> str:
    """What was sent for a field, or would be, as its page shows it."""
    field, data = bound.field, QueryDict(mutable=True)
    texts = [text for each in values.values() for text in each]
    if isinstance(field, forms.FileField):
        return texts[0] or NOTHING
    for suffix, sent in values.items():
        data.setlist(bound.html_name + suffix, sent)
    try:
        value = field.clean(field.widget.value_from_datadict(data, {}, bound.html_name))
    except ValidationError:
        return " ".join(filter(None, texts)) or NOTHING
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(map(field.label_from_instance, value))) or NOTHING
    if isinstance(field, forms.ModelChoiceField):
        return field.label_from_instance(value) if value else NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return wall_clock(value, getattr(field, "zone", value.tzinfo))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(field, forms.ChoiceField):
        return labels(field).get(str(value), str(value)) or NOTHING
    return NOTHING if value is None or value == "" else str(value)


def labels(field: forms.ChoiceField) -> dict[str, str]:
    return {str(value): str(label) for value, label in field.choices if value != ""}
