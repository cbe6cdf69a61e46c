"""People are invited by mail; each makes their own account, once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from polls import invitations, tasks
from polls.admin.invitations import InvitationAdmin
from polls.models import Invitation
from tests.factories import make_editor, make_newsletter, make_superuser

pytestmark = pytest.mark.django_db

ADD = "/admin/polls/invitation/add/"
EMAIL = "grace@example.com"
TYPED = {"first_name": "Grace", "last_name": "Hopper", "way": "code"}


@pytest.fixture
def root(db):
    return make_superuser(first_name="Ada", last_name="Lovelace")


@pytest.fixture
def desk(client, root):
    client.force_login(root)
    return client


def invite(desk, **fields):
    groups = [Group.objects.get(name="Editors").pk]
    return desk.post(ADD, {"email": EMAIL, "groups": groups} | fields, follow=True)


def path_in(mail) -> str:
    return re.search(
        r"http://testserver(/invitations/\S*)", str(mail.get_body(("plain",)).get_content())
    )[1]


def grace():
    return get_user_model().objects.get(email=EMAIL)


def heading(page) -> str:
    return re.search(r"<h1>(.*?)</h1>", page.content.decode())[1]


def test_invited_person_makes_an_account_and_is_at_the_desk(desk, mailbox, root):
    newsletter = make_newsletter(name="The Weekly")
    newsletter.editors.add(make_editor())
    invite(desk, newsletters=[newsletter.pk])
    (mail,) = mailbox.mails
    assert mailbox.recipients == [EMAIL]
    assert mail["Subject"] == "Your invitation to the desk of SmartPulse"
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert text.startswith("Ada Lovelace invites you to work at the desk of SmartPulse")
    assert "of The Weekly are planned" in text

    browser = Client()
    page = browser.get(path_in(mail))
    assert (page.status_code, heading(page)) == (200, "Welcome to the desk")
    assert "no-store" in page["Cache-Control"]
    assert not get_user_model().objects.filter(email=EMAIL).exists()
    answer = browser.post(path_in(mail), TYPED)

    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert browser.get("/admin/").status_code == 200
    user = grace()
    assert (user.username, user.get_full_name()) == ("grace-hopper", "Grace Hopper")
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
    assert [group.name for group in user.groups.all()] == ["Editors"]
    assert user in newsletter.editors.all()
    assert Invitation.objects.get().account == user


def test_account_with_a_password_signs_in_with_it(desk, mailbox):
    invite(desk)
    password = {"way": "password", "password": "a horse of another kind"}
    Client().post(path_in(mailbox.mails[0]), TYPED | password)

    answer = Client().post(
        "/accounts/login/", {"login": EMAIL, "password": "a horse of another kind"}
    )

    assert (answer.status_code, answer.url) == (302, "/admin/")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"first_name": ""}, {"first_name": ["Type your name: colleagues see it."]}),
        (
            {"way": "password"},
            {"password": ["Type a password, or choose to sign in without one."]},
        ),
        (
            {"way": "password", "password": "hopper12"},
            {"password": ["The password is too similar to the last name."]},
        ),
    ],
)
def test_form_says_what_is_missing_and_makes_no_account(desk, mailbox, typed, errors):
    invite(desk)
    page = Client().post(path_in(mailbox.mails[0]), TYPED | typed)

    assert (page.status_code, page.context["form"].errors) == (422, errors)
    assert not get_user_model().objects.filter(email=EMAIL).exists()


def test_link_works_once(desk, mailbox):
    invite(desk)
    Client().post(path_in(mailbox.mails[0]), TYPED)

    for method in (Client().get, Client().post):
        page = method(path_in(mailbox.mails[0]), TYPED)
        assert (page.status_code, heading(page)) == (410, "You have an account already")
    assert get_user_model().objects.filter(email=EMAIL).count() == 1


def test_link_expires_after_a_week_and_works_again_once_sent_again(desk, mailbox):
    invite(desk)
    old = path_in(mailbox.mails[0])
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = Client().post(old, TYPED)
    assert (page.status_code, heading(page)) == (410, "This invitation has expired")

    verb = reverse("admin:polls_invitation_verb", args=["send-again"])
    desk.post(verb, {"id": Invitation.objects.get().pk})

    page = Client().get(old)
    assert (page.status_code, heading(page)) == (404, "There is no such invitation")
    assert Client().get(path_in(mailbox.mails[1])).status_code == 200
    left = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(days=6) < left <= timedelta(days=7)


def test_withdrawn_invitation_says_so(desk, mailbox):
    invite(desk)
    verb = reverse("admin:polls_invitation_verb", args=["withdraw"])
    desk.post(verb, {"id": Invitation.objects.get().pk})

    page = Client().post(path_in(mailbox.mails[0]), TYPED)

    assert (page.status_code, heading(page)) == (410, "This invitation was withdrawn")
    assert not get_user_model().objects.filter(email=EMAIL).exists()


def test_link_of_somebody_elses_making_opens_nothing(desk, mailbox):
    invite(desk)
    link = path_in(mailbox.mails[0])
    for damaged in (link[:-2] + "/", link.replace(":", ":x"), "/invitations/1-1/"):
        page = Client().get(damaged)
        assert (page.status_code, heading(page)) == (404, "There is no such invitation")


def test_two_who_invite_an_address_at_once_make_one_invitation(desk, mailbox, monkeypatch):
    """The colleague's row comes in after the form was found to be right, and before it is saved."""
    save_model = InvitationAdmin.save_model

    def overtaken(self, request, obj, form, change):
        monkeypatch.undo()
        with transaction.atomic():
            save_model(self, request, Invitation(email=EMAIL.upper()), form, change)
        save_model(self, request, obj, form, change)

    monkeypatch.setattr(InvitationAdmin, "save_model", overtaken)
    page = invite(desk)
    # The colleague's went with the rest, as it was made in the same transaction here.
    assert page.status_code == 200
    assert Invitation.objects.get().email == EMAIL


def test_address_with_an_account_is_not_invited_and_an_invited_one_not_twice(desk, mailbox):
    make_editor(email="Ben@example.com")
    page = invite(desk, email="ben@example.com")
    sentence = "Somebody with this address has an account already."
    assert page.context["adminform"].form.errors == {"email": [sentence]}
    invite(desk)
    page = invite(desk, email=EMAIL.upper())
    sentence = "This address is invited already: send that invitation again, from its page."
    assert page.context["adminform"].form.errors == {"email": [sentence]}
    assert mailbox.recipients == [EMAIL]


def test_database_keeps_an_address_to_one_open_invitation(root):
    fields = {"invited_by": root, "made_at": timezone.now(), "expires_at": timezone.now()}
    first = Invitation.objects.create(email=EMAIL, **fields)
    with (
        pytest.raises(IntegrityError, match=r"address_is_invited_once|lower"),
        transaction.atomic(),
    ):
        Invitation.objects.create(email=EMAIL.upper(), **fields)
    invitations.withdraw(first, timezone.now())
    Invitation.objects.create(email=EMAIL, **fields)
    with pytest.raises(invitations.ValidationError):
        invitations.send_again(first, timezone.now())


def test_newsletter_without_own_editors_is_not_taken_from_the_others(desk, mailbox):
    shared, limited = make_newsletter(), make_newsletter()
    ben = make_editor()
    limited.editors.add(ben)
    page = invite(desk, newsletters=[shared.pk])
    assert list(page.context["adminform"].form.errors) == ["newsletters"]
    invite(desk, newsletters=[limited.pk])
    limited.editors.clear()

    Client().post(path_in(mailbox.mails[0]), TYPED)

    assert limited.editors.count() == 0


def test_mail_that_fails_is_told_and_sent_when_it_is_tried_again(desk, mailbox):
    mailbox.recipient = "450 Come back later"
    invite(desk)
    invitation = Invitation.objects.get()
    page = desk.get(f"/admin/polls/invitation/{invitation.pk}/change/").content.decode()
    assert "Not sent" in page
    assert "The mail server refuses the address (450)." in page
    mailbox.recipient = ""

    for _ in range(2):
        tasks.send_invitation.enqueue(invitation.pk, 1)

    assert mailbox.recipients == [EMAIL]
    invitation.refresh_from_db()
    assert (invitation.trouble, invitation.sent_at is not None) == ("", True)


def test_who_may_invite_gives_no_more_than_they_have(client, mailbox):
    editor = make_editor()
    editor.user_permissions.set(
        Permission.objects.filter(codename__in=["add_invitation", "view_invitation"])
    )
    client.force_login(editor)
    form = client.get(ADD).context["adminform"].form
    assert [group.name for group in form.fields["groups"].queryset] == ["Editors"]

    page = invite(client, groups=[Group.objects.get(name="Moderators").pk])
    assert list(page.context["adminform"].form.errors) == ["groups"]
    invite(client)

    client.force_login(make_editor())
    assert client.get(ADD).status_code == 403
    assert mailbox.recipients == [EMAIL]


@time_machine.travel("2026-11-25 09:00:10+00:00", tick=False)
def test_list_says_how_each_stands(desk, mailbox):
    for email in ("a@example.com", "b@example.com", "c@example.com"):
        invite(desk, email=email)
    Invitation.objects.filter(email="a@example.com").update(withdrawn_at=timezone.now())
    Invitation.objects.filter(email="b@example.com").update(expires_at=timezone.now())

    page = desk.get("/admin/polls/invitation/").content.decode()

    words = re.findall(r'state-dot"></span>(.*?)</span>', page)
    assert words == ["Sent, good until 2 Dec", "Expired on 25 Nov", "Withdrawn"]
