"""The ballot as a form."""

from collections.abc import Iterable

from crispy_forms.bootstrap import StrictButton
from crispy_forms.layout import Field, Submit
from django import forms

from polls.models import Choice, Poll
from polls.results import Result
from smartpulse.forms import PublicFormHelper
from smartpulse.paths import path_to


class OneMark(forms.RadioSelect):
    """Radio buttons whose value is a list, as the checkboxes' is: a ballot is a list of marks."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)


class AnyValues(forms.MultipleChoiceField):
    """Takes what was sent as it is; `voting.cast` decides, and says what is wrong with it."""

    def validate(self, value):
        pass


class BallotForm(forms.Form):
    """The poll's question with its choices; `chosen` are the ids that are marked beforehand.

    `choices`, or `result` that has them, spare the query where the caller knows them. Where the
    subscriber's link that the browser came by has voted (`link_used`), two buttons say whose vote this
    one is.
    """

    def __init__(
        self,
        poll: Poll,
        data=None,
        *,
        chosen=(),
        choices: Iterable[Choice] | None = None,
        result: Result | None = None,
        action: str | None = None,
        link_used: bool = False,
    ):
        super().__init__(
            data,
            # Two ballots may stand on one page.
            auto_id=f"ballot_{poll.pk}_%s",
            initial={"choice": [str(pk) for pk in chosen]},
        )
        self.poll = poll
        if choices is None:
            choices = result.lines if result else poll.choices.all()
        self.fields["choice"] = AnyValues(
            label=poll.question,
            required=False,
            choices=[
                (str(choice.id), choice.text)
                for choice in sorted(choices, key=lambda choice: choice.position)
            ],
            widget=OneMark if poll.max_marks == 1 else forms.CheckboxSelectMultiple,
        )
        buttons = [Submit("", "Cast my vote", css_id=f"ballot_{poll.pk}_cast")]
        if link_used:
            buttons = self.link_buttons()
        self.helper = PublicFormHelper(
            action or path_to("ballots", poll.slug),
            Field("choice", template="polls/_choices.html"),
            *buttons,
            css_class="ballot",
        )

    def link_buttons(self) -> list[StrictButton]:
        """The first one is what the Enter key presses: it overwrites nothing."""
        named = {"name": "link", "type": "submit"}
        found = [StrictButton("Vote as myself", value="drop", css_class="btn-primary", **named)]
        if self.poll.changes_allowed:
            replace = "It is my link: replace that vote"
            found.append(StrictButton(replace, value="replace", **named))
        return found
