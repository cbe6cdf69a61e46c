"""A typing mistake in a poll that readers have seen, mended in their sight."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from polls import wording
from polls.models import Choice, Poll

from .verb import Verb, VerbForm, reason_field

WIDE = {"class": "vTextField"}


class WordingForm(VerbForm):
    """A field for each text; an answer's is named after its id."""

    def __init__(self, objects, data=None):
        super().__init__(objects, data and data.copy())
        (poll,) = objects
        self.before = wording.Wording.of(poll)
        self.fields["question"] = text_field(Poll, "question", self.before.question)
        self.fields["introduction"] = forms.CharField(
            required=False, initial=self.before.introduction, widget=forms.Textarea({"rows": 3})
        )
        for number, (pk, text) in enumerate(self.before.answers.items(), start=1):
            field = text_field(Choice, "text", text)
            field.label = f"Answer {number}"
            self.fields[answer_name(pk)] = field
        self.fields["reason"] = reason_field(
            "Readers see it beside the earlier wording. Such as “A typing mistake.”"
        )
        self.fields["same_meaning"] = forms.BooleanField(
            label="It means the same as before: every vote cast so far answers the new words as well.",
            error_messages={
                "required": "Confirm that it means the same. Where it does not, withdraw the poll and "
                "ask anew."
            },
        )

        self.meanwhile: list[str] = []
        for name in ["question", "introduction", *map(answer_name, self.before.answers)]:
            # What the page showed comes back beside what was typed.
            self.fields[name].show_hidden_initial = True
            if self.is_bound:
                self.compare(name)

    def compare(self, name: str) -> None:
        """Where a colleague has corrected a text since, who left it alone has theirs, who did not is told."""
        hidden, now = self.add_initial_prefix(name), plain(self.fields[name].initial or "")
        shown = plain(self.data.get(hidden, ""))
        if shown == now:
            return
        if plain(self.data.get(name, "")) == shown:
            self.data[name] = now
        self.data[hidden] = now
        label = self.fields[name].label or name.capitalize()
        self.meanwhile.append(f"{label}: “{now}”, which was “{shown}” when you opened this page.")

    def wording(self) -> wording.Wording:
        return wording.Wording(
            self.cleaned_data["question"],
            plain(self.cleaned_data["introduction"]),
            {pk: self.cleaned_data[answer_name(pk)] for pk in self.before.answers},
        )

    def clean(self):
        super().clean()
        if self.meanwhile:
            raise ValidationError(
                [
                    "A colleague has corrected the wording meanwhile. Nothing of yours is done yet.",
                    *self.meanwhile,
                ]
            )
        if not self.errors:
            wording.refuse(self.before, self.wording())
            self.cleaned_data |= {"wording": self.wording(), "seen": self.before}
        return self.cleaned_data


def plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def answer_name(pk: int) -> str:
    return f"answer_{pk}"


def text_field(model, name: str, text: str) -> forms.CharField:
    longest = model._meta.get_field(name).max_length
    return forms.CharField(max_length=longest, initial=text, widget=forms.TextInput(WIDE))


class CorrectWording(Verb):
    slug = "correct-wording"
    name = "Correct the wording"
    line = "A typing mistake; the earlier wording stays in sight."
    explanation = (
        "For typing mistakes alone. Readers see the new words from now on, and beside them the earlier "
        "ones, the day, and your reason. What is meant may not change: every vote was cast on it. "
        "An edition’s own page goes on to show the words of its day."
    )
    form = WordingForm
    several = False

    def applies(self, poll, now):
        return poll.is_public(now)

    def act(self, poll, data, user):
        made = wording.correct(poll, data["wording"], data["reason"], data["seen"])
        names = ", ".join(correction.get_kind_display().lower() for correction in made)
        return format_html("reads differently now ({}). Its page says what was corrected.", names)
