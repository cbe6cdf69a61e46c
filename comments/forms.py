"""The forms of the discussion: a comment, a change to one's own, and a report."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.layout import HTML, Div, Field, Hidden, Submit
from django import forms

from comments import form_times
from comments.models import Comment, FollowUp, Report
from comments.shown_votes import shows_vote
from comments.staff import Colleague
from polls.models import Poll, Post
from smartpulse.forms import PublicFormHelper
from smartpulse.paths import path_to

# The sign of a quotation stands with its word.
TEXT_HELP = "A blank line begins a paragraph. *Emphasis*, >\u00a0quotation, `code` and links work."


def address_of(subject: Poll | Post) -> str:
    """Where comments on a poll or a post are sent to."""
    kind = "poll_comments" if isinstance(subject, Poll) else "post_comments"
    return path_to(kind, subject.slug)


class CommentForm(forms.Form):
    """A comment on `subject`, or a reply to `parent`.

    It takes what was sent as it is: comments.posting decides, and says what is wrong with it.
    """

    body = forms.CharField(
        label="Your comment",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=TEXT_HELP,
    )
    name = forms.CharField(
        label="Name",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.CharField(
        label="E-mail (optional)",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Never shown.",
    )
    site = forms.CharField(
        label="Your site (optional)",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        help_text="Your name links to it.",
    )
    recent_title = forms.CharField(
        label="Title of your recent post",
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    recent_url = forms.CharField(
        label="Its link", required=False, widget=forms.TextInput(attrs={"inputmode": "url"})
    )
    wants_replies = forms.BooleanField(
        label="Mail me the replies",
        required=False,
        help_text="To your e-mail address. First comes a mail with a link that confirms it.",
    )
    show_vote = forms.BooleanField(
        label="Show how I voted", required=False, help_text="You can take it back at any time."
    )
    remember = forms.BooleanField(
        label="Remember my name, e-mail and site on this browser", required=False
    )
    # People do not see it.
    trap = forms.CharField(
        label="Leave this blank",
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    follow_up = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        subject: Poll | Post,
        data=None,
        *,
        parent: Comment | None = None,
        follow_up: FollowUp | None = None,
        colleague: Colleague | None = None,
    ):
        self.colleague = colleague
        self.action = address_of(subject)
        place = f"asked_{follow_up.pk}" if follow_up else parent.pk if parent else "new"
        super().__init__(
            data,
            # A reply's form may be opened on the page that has the form for a new comment.
            auto_id=f"comment_{place}_%s",
            initial={
                "opened": form_times.sign(self.action),
                "parent": parent.pk if parent else "",
                "follow_up": follow_up.pk if follow_up else "",
            },
        )
        # An answer to the editor's question tells the vote; its form says so.
        if not shows_vote(subject) or follow_up or self.data.get("follow_up"):
            del self.fields["show_vote"]
        if colleague and colleague.name:
            del self.fields["name"]
        self.helper = PublicFormHelper(self.action, *self.layout(place), css_class="comment-form")

    def layout(self, place: str) -> list:
        """In order; `place` tells the ids of its buttons from those of another form on the page."""
        about = [name for name in ("name", "email", "site") if name in self.fields]
        preview = StrictButton(
            "Preview", type="submit", name="preview", value="1", css_id=f"comment_{place}_preview"
        )
        return [
            "opened",
            "parent",
            "follow_up",
            "body",
            Div(*about, css_class="comment-form-about"),
            "wants_replies",
            Div("trap", css_class="visually-hidden", aria_hidden="true"),
            self.recent_post(),
            *(["show_vote"] if "show_vote" in self.fields else []),
            "remember",
            Div(
                Submit("", "Post comment", css_id=f"comment_{place}_post"),
                preview,
                css_class="actions",
            ),
        ]

    def recent_post(self) -> Div:
        filled = self.data.get("recent_title") or self.data.get("recent_url")
        return Div(
            HTML(f"<details class='fold'{' open' if filled else ''}><summary>"),
            HTML("Add my recent post</summary>"),
            Div(Field("recent_title"), Field("recent_url"), css_class="comment-form-recent"),
            HTML("</details>"),
        )

    def drop(self, name: str) -> None:
        """Give the form back without what was sent in a field."""
        self.data = self.data.copy()
        self.data[name] = ""

    def refuse(self, errors: dict[str, str]) -> None:
        """Put the sentences where the fields are; those of no field stand above the form."""
        for field, sentence in errors.items():
            self.add_error(field if field in self.fields else None, sentence)


class OwnTextForm(forms.Form):
    """A change to the text of one's own comment."""

    body = forms.CharField(
        label="Your comment",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=TEXT_HELP,
    )

    def __init__(self, comment: Comment, data=None):
        super().__init__(data, auto_id="own_%s", initial={"body": comment.body})
        self.helper = PublicFormHelper(
            path_to("own_comment", comment.pk),
            "body",
            Hidden("act", "edit"),
            Submit("", "Save the change", css_id="own_save"),
            css_class="own-form",
        )


class ReportForm(forms.Form):
    """Why a comment should be looked at."""

    reason = forms.ChoiceField(
        label="What is wrong with it?",
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong with it.",
            "invalid_choice": "Choose one of these.",
        },
    )
    note = forms.CharField(
        label="Anything that a moderator should know (optional)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, comment: Comment, data=None):
        super().__init__(data, auto_id="report_%s", use_required_attribute=False)
        self.helper = PublicFormHelper(
            path_to("report_comment", comment.pk),
            "reason",
            "note",
            Submit("", "Send", css_id="report_send"),
        )
