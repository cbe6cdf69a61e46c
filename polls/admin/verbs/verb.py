"""A verb of the desk: it asks once more, then does one thing, then says what came of it."""

from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.safestring import SafeString


class VerbForm(forms.Form):
    """What has to be said beside yes; `objects` are those that the verb is about to change."""

    def __init__(self, objects, data=None):
        super().__init__(data)
        self.objects = objects


def reason_field(help_text: str) -> forms.CharField:
    return forms.CharField(
        max_length=300, help_text=help_text, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class Verb:
    """Subclasses say in words what they do; `several` are changed at once from the list."""

    slug: ClassVar[str]
    name: ClassVar[str]
    # Beside its name on an object's page, and at length where it asks once more.
    line: ClassVar[str]
    explanation: ClassVar[str]
    permission: ClassVar[str] = "polls.change_poll"
    form: ClassVar[type[VerbForm]] = VerbForm
    several: ClassVar[bool] = True
    grave: ClassVar[bool] = False

    def form_for(self, objects: list, data, request) -> VerbForm:
        return self.form(objects, data)

    def applies(self, obj, now: datetime) -> bool:
        """Whether to offer it; the model refuses what must not be."""
        raise NotImplementedError

    def notes(self, obj, now: datetime) -> list[str | SafeString]:
        """What will become of this one, and of what hangs on it."""
        return []

    def cautions(self, obj, data: dict) -> list[str]:
        """What speaks against what was typed: it is asked about once more."""
        return []

    def act(self, obj, data: dict, user) -> str | SafeString:
        """What was done, as the end of a sentence; ValidationError where it is refused."""
        raise NotImplementedError

    def leads_to(self, obj) -> str | None:
        """The page on which an editor goes on; once there is one, nothing is asked any more."""
        return None
