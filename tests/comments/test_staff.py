"""Members of the staff who comment through the same form as everybody, signed in."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from comments.models import Comment, Rules
from tests.comments.factories import make_comment, make_discussion
from tests.factories import (
    DAY,
    make_analyst,
    make_author,
    make_editor,
    make_moderator,
    make_poll,
    make_post,
)

pytestmark = pytest.mark.django_db

COOKIE = "a" * 32


@pytest.fixture
def poll():
    """A poll whose discussion holds everybody's comments."""
    poll = make_poll(slug="asked", status="closed", choices=("Tea", "Coffee"))
    make_discussion(poll, rules={"holds": Rules.Holds.EVERYONE, "words": "tea"})
    return poll


@pytest.fixture
def maya():
    return make_editor(username="mo-17", first_name="Maya", last_name="Okafor")


def browser_of(user=None) -> Client:
    client = Client()
    client.cookies["commenter"] = COOKIE
    if user:
        client.force_login(user)
    return client


def send(client, address="/polls/asked/comments/", headers=None, **fields):
    fields = {"name": "Anybody", "body": "Tea, of course."} | fields
    return client.post(address, fields, headers=headers or {})


def posted(**fields):
    return Comment.objects.values_list("name", "badge", "status").get(**fields)


def test_comment_of_the_staff_appears_at_once_under_their_own_name_with_a_badge(poll, maya):
    response = send(browser_of(maya), name="Somebody else")
    assert response.status_code == 303
    assert posted() == ("Maya Okafor", "editor", "published")
    html = Client().get(poll.get_absolute_url()).content.decode()
    assert re.search(
        r"<bdi>Maya Okafor</bdi></b>\s*<span class=\"comment-badge\">Editor</span>", html
    )
    assert "mo-17" not in html


def test_preview_shows_name_and_badge_and_says_what_will_happen(poll, maya):
    html = send(browser_of(maya), name="", preview="1").content.decode()
    preview = html.partition("comment-preview")[2].partition("</article>")[0]
    assert "Maya Okafor" in preview
    assert "comment-badge" in preview
    assert "You are signed in: your comment appears at once" in html
    assert 'name="name"' not in html
    assert Comment.objects.count() == 0


def test_account_without_a_name_signs_with_what_is_typed(poll):
    send(browser_of(make_editor(username="mo-17")), name="Mo")
    assert posted() == ("Mo", "editor", "published")


@pytest.mark.parametrize("name", ["Maya Okafor", "Okafor, Maya", "The Editor"])
def test_account_without_a_name_takes_no_colleagues(poll, maya, name):
    nameless = browser_of(make_editor(username="mo-18"))
    for fields in ({}, {"preview": "1"}):
        response = send(nameless, name=name, **fields)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"name"}
    assert Comment.objects.count() == 0


def test_author_wears_that_badge_under_their_own_posts_and_their_polls(poll, maya):
    author = make_author(name="M. Okafor", account=maya)
    make_post(slug="own", reports=poll, author=author)
    make_post(slug="alone", author=author)
    make_post(slug="anothers", author=make_author())
    # What readers do not see yet says nothing about who wrote it.
    other = make_poll(slug="other", status="closed")
    make_post(reports=other, author=author, published_at=DAY)
    badges = {}
    for place in ("posts/own", "polls/asked", "posts/alone", "posts/anothers", "polls/other"):
        send(browser_of(maya), f"/{place}/comments/", body=f"At {place}.")
        badges[place] = posted(body=f"At {place}.")[:2]
    assert badges == {
        "posts/own": ("M. Okafor", "author"),
        "polls/asked": ("M. Okafor", "author"),
        "posts/alone": ("M. Okafor", "author"),
        "posts/anothers": ("M. Okafor", "editor"),
        "polls/other": ("M. Okafor", "editor"),
    }


def test_moderator_wears_a_badge_of_their_own(poll):
    send(browser_of(make_moderator(first_name="Ana", last_name="Silva")))
    assert posted() == ("Ana Silva", "moderator", "published")
    html = Client().get(poll.get_absolute_url()).content.decode()
    assert re.findall('<span class="comment-badge">([^<]*)</span>', html) == ["Moderator"]


def test_analyst_comments_under_their_own_name_without_a_badge(poll):
    analyst = make_analyst(first_name="Ana", last_name="Lyst")
    html = send(browser_of(analyst), preview="1").content.decode()
    assert "your comment appears at once, under your own name, <bdi>Ana Lyst</bdi>. To" in html
    assert send(browser_of(analyst), name="Somebody else").status_code == 303
    assert posted() == ("Ana Lyst", "", "published")


@pytest.mark.parametrize("make", [make_editor, make_moderator])
def test_nobody_wears_a_badge_under_a_newsletter_of_others(poll, make):
    poll.newsletter.editors.add(make_editor())
    send(browser_of(make(first_name="Noa", last_name="Levi")))
    assert posted() == ("Noa Levi", "", "published")


def test_password_alone_speaks_for_nobody_where_a_second_step_is_asked_for(poll, maya, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    browser = browser_of(maya)
    assert send(browser, name="Maya Okafor").status_code == 422
    send(browser, name="Reader")
    assert posted() == ("Reader", "", "held")
    assert browser.get("/comments/mine/").json()["signed_in"] == ""
    Authenticator.objects.create(user=maya, type=Authenticator.Type.TOTP, data={})
    send(browser, body="Coffee, rather.")
    assert posted(status="published") == ("Maya Okafor", "editor", "published")


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_active": False}])
def test_account_that_is_no_staff_is_a_reader(poll, fields):
    send(browser_of(make_editor(first_name="Maya", **fields)), name="Sam")
    assert posted() == ("Sam", "", "held")


def test_guest_has_no_badge_whatever_is_sent(poll, maya):
    send(browser_of(), badge="editor", staff=maya.pk, colleague=maya.pk)
    assert posted() == ("Anybody", "", "held")


@pytest.mark.parametrize(
    "name",
    [
        *["Maya Okafor", "MAYA  OKAFOR", "Мауа Оkafor", "Maya Okafor (editor)", "M. Okafor"],
        "mo-18",
        # Analysts have no badge by which readers would know who is who.
        *["Ana Lyst", "Аna  Lyst (editor)"],
    ],
)
def test_guest_cannot_sign_as_one_of_us(poll, maya, name):
    make_author(name="M. Okafor", account=maya)
    make_editor(username="mo-18")
    make_analyst(first_name="Ana", last_name="Lyst")
    response = send(browser_of(), name=name)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_page_of_another_site_cannot_speak_for_the_staff(poll, maya, headers):
    """Neither in what it sends itself, nor in what their earlier comment may be made to say."""
    browser = browser_of(maya)
    assert send(browser, headers=headers).status_code == 403
    assert Comment.objects.count() == 0
    send(browser)
    own = f"/comments/{Comment.objects.get().pk}/own/"
    response = browser.post(own, {"act": "edit", "body": "Coffee!"}, headers=headers)
    assert response.status_code == 403
    assert Comment.objects.get().body == "Tea, of course."


def test_staff_change_their_comment_like_everybody_and_it_stays_published(poll, maya):
    browser = browser_of(maya)
    send(browser)
    own = f"/comments/{Comment.objects.get().pk}/own/"
    assert own in Client().get(poll.get_absolute_url()).content.decode()
    browser.post(own, {"act": "edit", "body": "Green tea."})
    comment = Comment.objects.get()
    assert (comment.body, comment.status, comment.badge) == ("Green tea.", "published", "editor")


def test_script_learns_under_which_name_the_staff_comment(poll, maya):
    assert browser_of(maya).get("/comments/mine/").json()["signed_in"] == "Maya Okafor"
    assert browser_of().get("/comments/mine/").json()["signed_in"] == ""


def test_cookie_that_scripts_read_goes_with_the_sign_in(maya):
    browser = Client()
    browser.post("/accounts/login/", {"login": maya.username, "password": "secret"})
    staff = browser.cookies["staff"]
    assert (staff.value, staff["httponly"], staff["max-age"]) == ("1", "", 14 * 24 * 3600)
    browser.get("/comments/mine/")
    assert browser.cookies["staff"].value == "1"
    browser.post("/accounts/logout/")
    browser.get("/comments/mine/")
    assert browser.cookies["staff"].value == ""


def test_reader_without_a_session_costs_no_statement_for_it(poll, django_assert_num_queries):
    browser = browser_of()
    make_comment(poll.discussion)
    with django_assert_num_queries(2):
        # The poll with its newsletter, and the names of the staff: nothing of a session.
        send(browser, preview="1")


def test_only_the_address_of_the_account_itself_counts_as_confirmed(poll, maya):
    for email in (maya.email.upper(), "other@example.com"):
        send(browser_of(maya), email=email, body=f"Write to {email}.")
    confirmed = Comment.objects.order_by("pk").values_list("email", "email_confirmed_at")
    assert [(email, bool(when)) for email, when in confirmed] == [
        (maya.email, True),
        ("other@example.com", False),
    ]
