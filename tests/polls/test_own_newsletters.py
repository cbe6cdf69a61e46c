"""Whose a newsletter is: nobody's in particular, or its own editors' alone."""

import pytest
from django.contrib.admin import site
from django.contrib.auth import get_user_model

from polls.models import Newsletter, Poll
from smartpulse.own_newsletters import is_limited
from tests.factories import (
    make_editor,
    make_moderator,
    make_newsletter,
    make_poll,
    make_superuser,
)

pytestmark = pytest.mark.django_db

# What all of the staff share, and what an administrator alone sees.
SHARED = {
    *("polls.Author", "polls.Topic", "comments.Address"),
    *("auth.User", "auth.Group", "account.EmailAddress", "mfa.Authenticator"),
    "django_tasks_database.DBTaskResult",
}


def test_newsletter_belongs_to_its_own_editors_or_to_everybody():
    ada, ben, mo, root = make_editor(), make_editor(), make_moderator(), make_superuser()
    shared, adas, both = (make_newsletter() for _ in range(3))
    adas.editors.add(ada)
    both.editors.add(ada, ben)

    own = {
        user: set(Newsletter.objects.for_staff(user))
        for user in get_user_model().objects.order_by("pk")
    }

    assert own == {
        ada: {shared, adas, both},
        ben: {shared, both},
        mo: {shared},
        root: {shared, adas, both},
    }
    for newsletter in (shared, adas, both):
        among = set(newsletter.staff_among(get_user_model().objects.all()))
        assert among == {user for user in own if newsletter in own[user]}


def test_rows_belong_to_whom_their_newsletter_belongs_each_once():
    ada, ben = make_editor(), make_editor()
    poll = make_poll()
    poll.newsletter.editors.add(ada, make_editor())

    assert list(Poll.objects.for_staff(ada)) == [poll]
    assert list(Poll.objects.for_staff(ben)) == []


def test_every_model_of_the_desk_is_limited_or_shared_on_purpose():
    """A model that is registered later says in its queryset whose its rows are."""
    labels = {model._meta.label for model in site._registry if not is_limited(model)}
    assert labels - SHARED == set()
