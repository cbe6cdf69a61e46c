"""Who may see and do what at the desk: every page, for everybody."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from polls import rulings
from polls.models import Ballot, Edition
from tests.factories import (
    make_author,
    make_ballot,
    make_editor,
    make_idea,
    make_moderator,
    make_newsletter,
    make_poll,
    make_post,
    make_revoked_link,
    make_superuser,
    make_topic,
)

pytestmark = pytest.mark.django_db

EVERYBODY = "superuser editor moderator outsider anonymous"
STAFF = "superuser editor moderator"
EDITORS = "superuser editor"
NOBODY = ""
# Where the page is of one object, its name ends in a colon.
PAGES = {
    "index": STAFF,
    "polls_newsletter_changelist": EDITORS,
    "polls_newsletter_add": "superuser",
    "polls_newsletter_change:": EDITORS,
    "polls_newsletter_delete:": "superuser",
    "polls_newsletter_weeks:": EDITORS,
    "polls_idea_changelist": EDITORS,
    "polls_idea_add": EDITORS,
    "polls_idea_change:": EDITORS,
    "polls_idea_delete:": EDITORS,
    "polls_poll_changelist": EDITORS,
    "polls_poll_add": EDITORS,
    "polls_poll_change:": EDITORS,
    "polls_poll_history:": EDITORS,
    "polls_poll_delete:": EDITORS,
    "polls_poll_slot": EDITORS,
    "polls_poll_kit:": EDITORS,
    "polls_poll_kit_mail:": EDITORS,
    "polls_post_changelist": EDITORS,
    "polls_post_add": EDITORS,
    "polls_post_change:": EDITORS,
    "polls_post_history:": EDITORS,
    "polls_post_delete:": EDITORS,
    "polls_author_changelist": EDITORS,
    "polls_author_add": EDITORS,
    "polls_author_change:": EDITORS,
    "polls_topic_changelist": EDITORS,
    "polls_topic_add": EDITORS,
    "polls_topic_change:": EDITORS,
    "polls_edition_changelist": EDITORS,
    "polls_edition_add": NOBODY,
    "polls_edition_change:": EDITORS,
    "polls_edition_delete:": NOBODY,
    "polls_ballot_changelist": EDITORS,
    "polls_ruling_changelist": EDITORS,
    "polls_ruling_add": NOBODY,
    "polls_ruling_change:": EDITORS,
    "polls_ruling_delete:": NOBODY,
    "polls_ballot_add": NOBODY,
    "polls_ballot_change:": NOBODY,
    "polls_ballot_delete:": NOBODY,
    "polls_ballot_history:": NOBODY,
    "polls_revokedlink_changelist": EDITORS,
    "polls_revokedlink_add": EDITORS,
    "polls_revokedlink_change:": EDITORS,
    "polls_revokedlink_delete:": EDITORS,
    "auth_user_changelist": "superuser",
    "polls_invitation_changelist": "superuser",
    "polls_invitation_add": "superuser",
    "auth_group_changelist": "superuser",
}


@pytest.fixture
def rows():
    newsletter = make_newsletter()
    closed = make_poll(status="closed")
    ballot = make_ballot(closed)
    return {
        "newsletter": newsletter,
        "idea": make_idea(),
        "poll": make_poll(status="draft", newsletter=newsletter),
        "post": make_post(reports=closed),
        "author": make_author(),
        "topic": make_topic(),
        "edition": Edition.objects.get(),
        "ballot": ballot,
        "ruling": rulings.rule(closed, closed.ballots.all(), "hold", "A machine."),
        "revokedlink": make_revoked_link(newsletter),
    }


@pytest.fixture
def people():
    return {
        "superuser": make_superuser(),
        "editor": make_editor(),
        "moderator": make_moderator(),
        "outsider": make_editor(is_staff=False),
        "anonymous": None,
    }


def test_every_page_opens_for_those_it_is_for(client, rows, people):
    """200 for them; 403 for other staff; everybody else is sent to the sign-in."""
    rows["newsletter"] = make_newsletter()
    found, expected = {}, {}
    for who, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for name, allowed in PAGES.items():
            page = name.removesuffix(":")
            args = [rows[page.split("_")[1]].pk] if name.endswith(":") else []
            query = {"newsletter": rows["newsletter"].pk} if page.endswith("slot") else {}
            found[who, page] = client.get(reverse(f"admin:{page}", args=args), query).status_code
            refused = 403 if who in STAFF.split() else 302
            expected[who, page] = 200 if who in allowed.split() else refused
    assert found == expected


@pytest.mark.parametrize("verb", ["close-early", "publish-edition"])
@pytest.mark.parametrize("who", EVERYBODY.split())
def test_verbs_are_for_editors(client, people, verb, who):
    poll = make_poll(status="open" if verb == "close-early" else "closed")
    if people[who]:
        client.force_login(people[who])
    allowed = who in EDITORS.split()

    address = reverse("admin:polls_poll_verb", args=[verb])
    asked = client.get(address, {"id": poll.pk}).status_code
    client.post(address, {"id": poll.pk, "reason": "Because."})

    assert asked == (200 if allowed else 403 if who in STAFF.split() else 302)
    done = Edition.objects.exists() or poll.closes_at != type(poll).objects.get().closes_at
    assert done == allowed


def test_nobody_changes_through_a_form_what_is_only_shown(client, rows):
    client.force_login(make_moderator())
    for name in ("poll", "post"):
        address = reverse(f"admin:polls_{name}_change", args=[rows[name].pk])
        assert client.post(address, {"question": "X", "headline": "X"}).status_code == 403
    client.force_login(make_superuser())
    for name in ("edition", "ballot"):
        address = reverse(f"admin:polls_{name}_change", args=[rows[name].pk])
        assert client.post(address, {"reason": "X", "standing": "void"}).status_code == 403
    assert Ballot.objects.get().standing == "held"


def test_keys_marks_and_ledgers_have_no_page(client):
    client.force_login(make_superuser())
    for name in ("ballotkey", "mark", "editionledger", "choice"):
        assert client.get(f"/admin/polls/{name}/").status_code == 404


def test_list_of_ballots_shows_no_receipt_and_no_choice(client, editor):
    poll = make_poll(choices=["Unspeakable answer", "Other"])
    ballot = make_ballot(poll)
    client.force_login(editor)

    page = client.get(reverse("admin:polls_ballot_changelist")).content.decode()

    assert poll.question in page
    assert ballot.receipt not in page
    assert "Unspeakable" not in page


def test_groups_hold_nothing_of_people_ballot_keys_and_marks(editor):
    make_moderator()
    granted = Permission.objects.filter(group__in=Group.objects.all())
    models = set(granted.values_list("content_type__model", flat=True))
    assert not models & {"user", "group", "permission", "ballotkey", "mark", "editionledger"}
    ballots = granted.filter(content_type__model__in=["ballot", "edition"])
    assert set(ballots.values_list("codename", flat=True)) == {
        "view_ballot",
        "view_edition",
        "add_edition",
    }


# The way in.


def test_anonymous_visitor_is_sent_to_the_sign_in_and_back(client):
    page = client.get("/admin/polls/poll/", follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fpolls%2Fpoll%2F"


def test_sign_in_leads_to_the_page_that_was_asked_for(client, editor):
    asked = client.get("/admin/polls/poll/", follow=True).redirect_chain[-1][0]

    answer = client.post(asked, {"login": "Ada", "password": "secret"})

    assert (answer.status_code, answer.url) == (302, "/admin/polls/poll/")


def test_sign_in_never_leads_elsewhere(client, editor):
    asked = client.get("/admin/login/?next=https://evil.example/").url

    answer = client.post(asked, {"login": "Ada", "password": "secret"})

    assert answer.url == "/admin/"


def test_somebody_who_is_not_staff_is_told_so(client):
    client.force_login(make_editor(username="Bob", is_staff=False))

    page = client.get("/admin/", follow=True)

    assert page.status_code == 403
    assert "You are signed in as Bob, who is not a member of the staff." in page.content.decode()


def test_nobody_signs_up(client):
    page = client.post(
        "/accounts/signup/",
        {
            "username": "new",
            "email": "new@example.com",
            "password1": "a-long-secret",
            "password2": "a-long-secret",
        },
    )

    assert page.status_code == 200
    assert not type(make_superuser()).objects.filter(username="new").exists()


def test_header_links_to_the_second_step_and_the_password(desk):
    page = desk.get("/admin/").content.decode()

    for address in ("/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/", '"/"'):
        assert address in page
    assert desk.get("/admin/password_change/").url == "/accounts/password/change/"
