"""Accounts at the desk: an administrator's alone, and nobody types a password for somebody else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.test import Client

from tests.factories import make_editor, make_newsletter, make_superuser

pytestmark = pytest.mark.django_db

STAFF = "/admin/auth/user/"


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    caches["default"].clear()


@pytest.fixture
def desk(client):
    client.force_login(make_superuser(username="root"))
    return client


def page_of(user) -> str:
    return f"{STAFF}{user.pk}/change/"


def do(desk, action, *users, **fields):
    chosen = {"action": action, "_selected_action": [user.pk for user in users]}
    return desk.post(STAFF, chosen | fields, follow=True)


def told(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_nobody_else_sees_or_changes_accounts_whatever_they_were_granted(client):
    editor = make_editor()
    editor.user_permissions.set(Permission.objects.all())
    client.force_login(editor)

    answers = {
        address: (
            client.get(address).status_code,
            client.post(address, {"is_superuser": "on"}).status_code,
        )
        for address in (
            STAFF,
            f"{STAFF}add/",
            page_of(editor),
            "/admin/auth/group/",
            "/admin/mfa/authenticator/",
        )
    }

    assert answers == dict.fromkeys(answers, (403, 403))
    editor.refresh_from_db()
    assert editor.is_superuser is False


def test_adding_somebody_is_to_invite_them(desk):
    assert desk.get(f"{STAFF}add/").url == "/admin/polls/invitation/add/"


def test_no_password_is_typed_for_somebody_else(desk):
    editor = make_editor()
    page = desk.get(page_of(editor)).content.decode()
    assert "password" not in re.sub(r"/accounts/password/change/.*?</a>", "", page).lower()
    assert desk.get(f"{STAFF}{editor.pk}/password/").status_code in {302, 404}
    before = editor.password
    desk.post(f"{STAFF}{editor.pk}/password/", {"password1": "x", "password2": "x"})
    editor.refresh_from_db()
    assert editor.password == before


def test_link_to_a_new_password_is_sent_after_a_question(desk, mailbox):
    editor, silent = make_editor(email="ada@example.com"), make_editor(email="", username="silent")
    page = do(desk, "send_password_link", editor, silent)
    assert "Send a link to set a new password?" in page.content.decode()
    assert mailbox.mails == []

    page = do(desk, "send_password_link", editor, silent, confirmed="yes")

    assert mailbox.recipients == ["ada@example.com"]
    assert set(told(page)) == {
        "A link is on its way to ada@example.com.",
        "silent has no address, or may not sign in: no link was sent.",
    }
    browser = Client()
    link = re.search(r"/accounts/password/reset/key/\S+", str(mailbox.mails[0].get_content()))[0]
    form = browser.get(link, follow=True).request["PATH_INFO"]
    new = "a horse of another kind"
    browser.post(form, {"password1": new, "password2": new})
    answer = Client().post("/accounts/login/", {"login": "ada@example.com", "password": new})
    assert answer.url == "/admin/"


def test_lost_second_step_is_taken_away_and_recorded(desk, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    editor, other = make_editor(username="Ada"), make_editor()
    for user in (editor, other):
        for kind in Authenticator.Type:
            Authenticator.objects.create(user=user, type=kind, data={})
    do(desk, "take_second_steps", editor)
    assert Authenticator.objects.filter(user=editor).count() == 3

    page = do(desk, "take_second_steps", editor, confirmed="yes")

    assert told(page) == ["Ada has no second step any more, and can set one up anew."]
    assert [step.user for step in Authenticator.objects.all()] == [other] * 3
    entry = LogEntry.objects.get(object_id=str(editor.pk))
    assert (entry.user.username, entry.change_message) == (
        "root",
        "Took away the second step and the recovery codes.",
    )
    assert entry.change_message in desk.get(f"{STAFF}{editor.pk}/history/").content.decode()


def test_last_of_a_newsletters_own_editors_is_not_deleted(desk):
    ada, ben = make_editor(), make_editor()
    newsletter = make_newsletter()
    newsletter.editors.add(ada, ben)
    assert desk.get(f"{STAFF}{ada.pk}/delete/").status_code == 200
    newsletter.editors.remove(ben)
    assert desk.get(f"{STAFF}{ada.pk}/delete/").status_code == 403
    assert do(desk, "delete_selected", ada).status_code == 200
    assert list(newsletter.editors.all()) == [ada]


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_whatever_its_length(desk, django_assert_num_queries, number):
    for _ in range(number):
        make_editor()
    with django_assert_num_queries(6):
        desk.get(STAFF)
