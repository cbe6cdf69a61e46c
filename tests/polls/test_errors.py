"""Errors say what to do next, in HTML or JSON; a former address leads to the present one."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST

from polls.views import errors
from smartpulse.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.factories import DAY, make_post

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


def broken(request):
    raise RuntimeError("broken")


@require_POST
def posted(request):
    raise RuntimeError("asked with another method")


def forbidden(request):
    raise PermissionDenied


def garbled(request):
    raise SuspiciousOperation


class Broken:
    """The site's URLconf with four views that fail."""

    urlpatterns = [
        path("broken/", broken),
        path("forbidden/", forbidden),
        path("garbled/", garbled),
        path("posted/", posted),
        *urlpatterns,
    ]
    handler400, handler403 = handler400, handler403
    handler404, handler500 = handler404, handler500


@pytest.fixture
def failing(settings):
    """A client that gets the answers of failing views instead of their exceptions."""
    settings.ROOT_URLCONF = Broken
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading", "next_step"),
    [
        ("/garbled/", 400, "That did not reach us in one piece", "load the page again"),
        ("/forbidden/", 403, "Not allowed", '<a href="/accounts/login/">sign in</a>'),
        ("/posted/", 405, "Nothing can be read here", '<a href="/">Go to the front page</a>'),
        ("/none/", 404, "Nothing is here", '<a href="/polls/">all polls</a>'),
        ("/broken/", 500, "Something went wrong on our side", "load the page again"),
    ],
)
def test_error_page_says_what_to_do_next(failing, address, status, heading, next_step):
    response = failing.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert next_step in page
    assert "noindex" in page


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/garbled/", 400, "Your browser sent something that this site cannot read."),
        ("/forbidden/", 403, "You may not see or do this."),
        ("/posted/", 405, "This address takes what a form sends, and nothing else."),
        ("/none/", 404, "There is no such page, or it is not public yet."),
        ("/broken/", 500, "Something went wrong on our side."),
    ],
)
def test_json_client_gets_the_error_in_json(failing, address, status, sentence):
    response = failing.get(address, headers=JSON)
    assert (response.status_code, response.json()) == (status, {"error": sentence})


def test_staff_form_without_its_token_says_how_to_send_it_again(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Go back, load the page again, and send the form once more." in page


def test_500_needs_neither_database_nor_templates(settings, django_assert_num_queries):
    settings.TEMPLATES = []
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/"))
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/polls/rain/ballots/", "/polls/rain/"),
        ("/polls/rain/comments/?bounced=1", "/polls/rain/#respond"),
        ("/posts/rain/comments/", "/posts/rain/#respond"),
    ],
)
def test_address_of_a_form_that_is_loaded_again_leads_back_to_the_form(client, address, form):
    response = client.get(address)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert f'<a href="{form}">Go to the page of the form</a>' in response.content.decode()
    assert client.head(address).status_code == 405


@pytest.mark.parametrize("kept", ["/2012/08/rain/", "/2012/08/rain"])
@pytest.mark.parametrize(
    "asked", ["/2012/08/rain/", "/2012/08/rain", "/2012/08/rain/?utm_source=mail"]
)
def test_former_path_leads_to_the_post_for_good(client, kept, asked):
    make_post(slug="rain", former_path=kept)
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, "/posts/rain/")


@pytest.mark.parametrize("hidden", [{"published": False}, {"published_at": DAY}])
def test_former_path_of_a_hidden_post_is_not_found(client, hidden):
    make_post(former_path="/2012/rain/", **hidden)
    assert client.get("/2012/rain/").status_code == 404


def test_former_path_never_takes_a_page_of_ours(client):
    make_post(former_path="/polls/")
    assert client.get("/polls/").status_code == 200


def test_former_path_is_found_in_other_letters_than_ascii(client):
    make_post(slug="rain", former_path="/2012/größe/")
    assert client.get("/2012/gr%C3%B6%C3%9Fe/")["Location"] == "/posts/rain/"


@pytest.mark.parametrize(
    "address",
    [
        "/%00/",
        "/%FF/",
        "/" + "x" * 10_000,
        "/posts/%00/",
        "/topics/%00/",
        "/authors/%00/",
        "/newsletters/%00/",
        "/pictures/..%2f..%2fsettings.py",
        "/receipts/%00/",
        "/v/%00/rain/",
        "/polls/%00/results.json",
        "/polls/rain/editions/1%00/",
        "/sitemap.xml?p=%00",
        "/sitemap.xml?p=999999999999999999999",
    ],
)
def test_strange_address_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/polls/", "/posts/", "/privacy/", "/robots.txt"])
@pytest.mark.parametrize("query", ["%00", "x=" + "y" * 10_000, "%FF=%FE", "a&" * 500, "q[]=1"])
def test_strange_query_changes_nothing(client, address, query):
    assert client.get(f"{address}?{query}").content == client.get(address).content
