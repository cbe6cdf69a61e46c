"""The questions that an editor puts to the voters of one answer, right after they vote."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from comments.models import FollowUp
from polls.admin.editing import EditingAdmin, EditingForm
from polls.models import Poll


class ChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, choice):
        return f"{choice.poll}: {choice}"


class FollowUpForm(EditingForm):
    class Meta:
        model = FollowUp
        fields = ["choice", "question"]
        labels = {"choice": "Answer"}
        field_classes = {"choice": ChoiceField}
        widgets = {"question": forms.TextInput(attrs={"class": "vTextField"})}
        help_texts = {
            "choice": "An answer of a poll that has not closed.",
            "question": "Put to those who chose this answer, right after their vote.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "choice" in self.fields:
            field = self.fields["choice"]
            polls = Poll.objects.exclude(closes_at__lte=timezone.now())
            choices = field.queryset.filter(poll__in=polls, follow_up=None).select_related("poll")
            field.queryset = choices.order_by("-poll", "position")


@admin.register(FollowUp)
class FollowUpAdmin(EditingAdmin):
    if_empty = (
        "No follow-up question yet. One is put to the voters of one answer, right after they "
        "have voted."
    )
    form = FollowUpForm
    offered = ["choice"]
    list_display = ["question", "choice", "poll"]
    list_select_related = ["choice__poll"]
    ordering = ["-pk"]
    sortable_by = []
    search_fields = ["question", "choice__text", "choice__poll__question"]

    @admin.display(description="Poll")
    def poll(self, follow_up):
        return str(follow_up.choice.poll)

    def get_readonly_fields(self, request, obj=None):
        """Comments were written in answer to the question of this choice."""
        return ["choice"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "choice":
            # Answers have no pages of their own to add or change them on.
            return self.formfield_for_foreignkey(db_field, request, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and not (obj and obj.comments.exists())
