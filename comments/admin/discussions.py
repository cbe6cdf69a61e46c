"""Discussions, to be closed and reopened; and the questions that follow a vote."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html

from comments.models import Discussion, FollowUp
from polls.admin.zones import wall_clock
from polls.models import Choice, Poll


class DiscussionForm(forms.ModelForm):
    class Meta:
        model = Discussion
        fields = ["closed_note"]
        labels = {"closed_note": "Sentence for readers"}
        widgets = {"closed_note": forms.TextInput(attrs={"class": "vTextField"})}
        help_texts = {
            "closed_note": "What readers are told once it is closed, such as “Thank you: we have "
            "read all of it.” Blank: “Comments on this are closed.”"
        }


@admin.register(Discussion)
class DiscussionAdmin(admin.ModelAdmin):
    """Discussions begin with their first comment, and stay as long as their poll or post."""

    form = DiscussionForm
    list_display = ["about", "newsletter_name", "last_number", "state"]
    list_select_related = ["poll__newsletter", "post__newsletter"]
    search_fields = ["poll__question", "post__headline"]
    ordering = ["-pk"]
    sortable_by = []
    actions = None
    view_on_site = False
    fields = ["newsletter_name", "state", "closed_note"]
    readonly_fields = ["newsletter_name", "state"]
    change_form_template = "admin/comments/discussion/change_form.html"

    @admin.display(description="Discussion of")
    def about(self, discussion):
        return str(discussion.subject)

    @admin.display(description="Newsletter")
    def newsletter_name(self, discussion):
        return str(discussion.newsletter)

    @admin.display(description="State")
    def state(self, discussion):
        is_open = discussion.is_open(timezone.now())
        name, label = ("open", "Open") if is_open else ("closed", "Closed")
        if discussion.closes_at:
            when = wall_clock(discussion.closes_at, discussion.newsletter.zone)
            label = f"{label} {'until' if is_open else 'since'} {when}"
        return format_html(
            '<span class="state state-{}"><span class="state-dot"></span>{}</span>', name, label
        )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_change"] = self.has_change_permission(request, obj)
        context["is_open"] = obj.is_open(timezone.now())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        # The verbs alone write; what else stands in the row, such as its last number, moves meanwhile.
        if "_reopen" in request.POST:
            obj.reopen()
        elif "_close" in request.POST:
            obj.close(obj.closed_note, timezone.now())
        else:
            obj.save(update_fields=["closed_note"])

    def log_change(self, request, obj, message):
        verb = next((verb for verb in ("_close", "_reopen") if verb in request.POST), None)
        if verb:
            name = "Closed" if verb == "_close" else "Reopened"
            message = [{"changed": {"name": name, "object": str(obj)}}]
        return super().log_change(request, obj, message)

    def response_change(self, request, obj):
        if "_close" in request.POST:
            sentence = f"Readers are told: “{obj.closed_sentence}”"
            self.message_user(request, sentence, messages.INFO)
        elif "_reopen" in request.POST:
            self.message_user(request, "Readers can comment again.", messages.INFO)
        return super().response_change(request, obj)


class ChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, choice):
        return f"{choice.poll}: {choice}"


class FollowUpForm(forms.ModelForm):
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
            polls = Poll.objects.exclude(closes_at__lte=timezone.now())
            choices = Choice.objects.filter(poll__in=polls, follow_up=None).select_related("poll")
            self.fields["choice"].queryset = choices.order_by("-poll", "position")


@admin.register(FollowUp)
class FollowUpAdmin(admin.ModelAdmin):
    form = FollowUpForm
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
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and not (obj and obj.comments.exists())
