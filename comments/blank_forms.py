"""The form for a comment as public pages have it: blank, and the same for every reader.

What differs from one to the next is where it is sent to, what it replies to and when it was given out. So
crispy writes each shape of it once in a process's life, and these values are put into their places:
anew for every page, the form alone would take as long as all else on it.
"""

from functools import cache

from crispy_forms.utils import render_crispy_form
from django.utils.safestring import SafeString

from comments import form_times
from comments.forms import CommentForm, address_of
from comments.models import Comment, FollowUp
from comments.shown_votes import shows_vote
from polls.models import Poll, Post
from smartpulse.ids import LARGEST_ID
from smartpulse.markup import compose

# An id that no row has, and that stands in the form wherever the row's own belongs.
NO_ID = LARGEST_ID


def written(
    subject: Poll | Post, *, parent: Comment | None = None, follow_up: FollowUp | None = None
) -> SafeString:
    """The HTML of `CommentForm` with the same arguments and nothing typed in."""
    action = address_of(subject)
    return compose(
        pattern(shows_vote(subject), parent is not None, follow_up is not None),
        action=action,
        opened=form_times.sign(action),
        id=parent.pk if parent else follow_up.pk if follow_up else "",
    )


@cache
def pattern(shows_vote: bool, is_reply: bool, is_asked: bool) -> str:
    """A shape of the form, with the places that `written` fills."""
    form = CommentForm(
        Poll(slug="somewhere", max_marks=1 if shows_vote else 2),
        parent=Comment(pk=NO_ID) if is_reply else None,
        follow_up=FollowUp(pk=NO_ID) if is_asked else None,
    )
    html = render_crispy_form(form).replace("{", "{{").replace("}", "}}")
    for value, place in {
        form.initial["opened"]: "{opened}",
        form.action: "{action}",
        str(NO_ID): "{id}",
    }.items():
        html = html.replace(value, place)
    return html
