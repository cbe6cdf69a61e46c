"""The follow-up questions of a poll that is asked again."""

from comments.models import FollowUp
from polls.models import Poll


def ask_again(earlier: Poll, draft: Poll) -> None:
    """Put to the voters of each answer of the draft what those of the earlier poll's were asked."""
    choices = {choice.position: choice for choice in draft.choices.all()}
    asked = FollowUp.objects.filter(choice__poll=earlier).select_related("choice")
    FollowUp.objects.bulk_create(
        FollowUp(choice=choices[follow_up.choice.position], question=follow_up.question)
        for follow_up in asked
    )
