"""A newsletter's rules for its discussions, as a form."""

from django import forms
from django.contrib import admin

from comments.models import Rules
from polls.admin.editing import EditingAdmin, EditingForm


class RulesForm(EditingForm):
    class Meta:
        widgets = dict.fromkeys(
            ("words", "names", "networks"), forms.Textarea(attrs={"rows": 5, "cols": 40})
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "newsletter" in self.fields:
            field = self.fields["newsletter"]
            field.queryset = field.queryset.filter(comment_rules=None)

    def clean_words(self):
        words = lines(self.cleaned_data["words"])
        for word in words.splitlines():
            if not any(letter.isalnum() for letter in word):
                raise forms.ValidationError(
                    f"“{word}” has no letter or figure: it would hold either every comment or none. "
                    "Write a word or a phrase."
                )
        return words

    def clean_names(self):
        return lines(self.cleaned_data["names"])

    def clean_networks(self):
        return lines(self.cleaned_data["networks"])


def lines(text: str) -> str:
    """The entries as typed, each once, without blank lines."""
    return "\n".join(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


@admin.register(Rules)
class RulesAdmin(EditingAdmin):
    if_empty = (
        "Every newsletter goes by the usual rules: first-time commenters wait, all others "
        "appear at once. Add a newsletter’s own here."
    )
    form = RulesForm
    offered = ["newsletter"]
    list_display = ["newsletter", "holds", "most_links", "digest"]
    list_select_related = ["newsletter"]
    fieldsets = [
        (None, {"fields": ["newsletter", "holds", "most_links"]}),
        (
            "Lists",
            {
                "fields": ["words", "names", "networks"],
                "description": "What matches one of these lists waits for a moderator, who is "
                "shown the rule and the text that matched.",
            },
        ),
        (
            "Against floods",
            {"fields": ["least_seconds", "network_limit", "discussion_limit"]},
        ),
        ("Readers and moderators", {"fields": ["reports_to_hold", "closes_after_days", "digest"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["newsletter"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "newsletter":
            # Making a newsletter is no part of setting its rules.
            field.widget = field.widget.widget
        return field
