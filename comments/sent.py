"""What was sent with a comment's form, as it came: nothing of it is trusted."""

from django.http import QueryDict

from comments import form_times
from comments.screening import Draft
from smartpulse.ids import as_id


def draft(sent: QueryDict, action: str, *, address: str, voted_choice: int | None) -> Draft:
    """For `posting.post`, from the form that was given out for the address `action`."""
    return Draft(
        name=sent.get("name", ""),
        body=sent.get("body", ""),
        email=sent.get("email", ""),
        site=sent.get("site", ""),
        recent_title=sent.get("recent_title", ""),
        recent_url=sent.get("recent_url", ""),
        parent=given_id(sent, "parent"),
        follow_up=given_id(sent, "follow_up"),
        voted_choice=voted_choice,
        wants_replies=bool(sent.get("wants_replies")),
        trap=sent.get("trap", ""),
        seconds=form_times.seconds_open(sent.get("opened", ""), action),
        address=address,
    )


def given_id(sent: QueryDict, name: str) -> int | None:
    """None where nothing was sent; what is no id becomes 0, which belongs to no row."""
    given = sent.get(name, "").strip()
    return as_id(given) if given else None
