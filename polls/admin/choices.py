"""A poll's answers inside its form: typed, reordered and checked together."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from polls.models import Choice, Poll
from polls.models.poll_verbs import refuse_few_choices
from polls.sameness import answer_key
from smartpulse.admin_site import PlainErrors

from .meanwhile import Difference, SeenForm, SeenFormSet, SeenInline, first

MOST = 20


class ChoiceForm(SeenForm):
    """`place` is where the editor wants the answer; `Poll.arrange` makes positions of places."""

    place = forms.IntegerField(
        required=False, min_value=1, max_value=999, widget=forms.NumberInput(attrs={"min": 1})
    )

    class Meta:
        model = Choice
        fields = ["place", "text"]
        labels = {"text": "Answer"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["place"].initial = self.instance.position
        number = self.prefix.rpartition("-")[2]
        name = f"answer {int(number) + 1}" if number.isdigit() else "new answer"
        self.fields["place"].widget.attrs["aria-label"] = f"Place of {name}"
        self.fields["text"].widget.attrs["aria-label"] = name.capitalize()


class ChoiceFormSet(SeenFormSet):
    telling = ("text",)
    # Where an answer stands is told once, of all of them.
    quiet = ("Place",)

    def compare(self):
        """Also whether somebody has put the answers in another order."""
        seen = [first(row, "id") for row in self.sent_rows()]
        super().compare()
        today = {str(choice.pk): choice.text for choice in self.get_queryset()}
        before, now = [pk for pk in seen if pk in today], [pk for pk in today if pk in seen]
        if before != now:
            theirs, yours = (", ".join(f"“{today[pk]}”" for pk in order) for order in (now, before))
            self.differences.append(Difference.between("Order of the answers", theirs, yours))

    def row_label(self, values):
        return f"Answer {first(values, 'place')}".strip()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Delete “{form.instance.text}”"

    def kept(self) -> list[ChoiceForm]:
        """The forms whose answers the poll will have, in their order; those without a place last."""
        forms_in_order = [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed())
            and not (self.can_delete and self._should_delete_form(form))
        ]
        return sorted(
            forms_in_order, key=lambda form: form.cleaned_data.get("place") or float("inf")
        )

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        kept = self.kept()
        seen = set()
        for form in kept:
            words = answer_key(form.cleaned_data.get("text", ""))
            if words in seen:
                form.add_error("text", "Another answer says the same: give each its own words.")
            seen.add(words)
        if len(kept) > MOST:
            raise ValidationError(f"A poll has at most {MOST} answers; these are {len(kept)}.")
        if self.instance.published:
            refuse_few_choices(len(kept), self.instance.max_marks)

    def save(self, commit=True):
        """Delete what is to go, then put the others in order through the poll's own verb."""
        super().save(commit=False)
        for choice in self.deleted_objects:
            choice.delete()
        kept = [form.instance for form in self.kept()]
        if self.deleted_objects or self.new_objects or self.changed_objects:
            self.instance.arrange(kept)
        return kept


class ChoiceInline(SeenInline, PlainErrors, admin.TabularInline):
    model = Choice
    form = ChoiceForm
    formset = ChoiceFormSet
    verbose_name = "answer"
    verbose_name_plural = "answers"
    template = "admin/polls/poll/choices.html"
    ordering = ("position",)

    def get_extra(self, request, obj=None, **kwargs):
        return 2 if obj else 4

    def get_fields(self, request, obj=None):
        return ("position", "text") if is_locked(obj) else ("place", "text")

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not is_locked(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not is_locked(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_locked(obj)


def is_locked(poll: Poll | None) -> bool:
    return poll is not None and poll.pk is not None and poll.is_locked(timezone.now())
