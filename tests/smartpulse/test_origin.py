import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.cache import never_cache

from smartpulse.origin import REFUSAL, same_origin
from smartpulse.urls import urlpatterns as site


@never_cache
@same_origin(back=lambda kwargs: f"/page/{kwargs['slug']}/")
def form(request, slug):
    return HttpResponse(f"stored {slug}")


urlpatterns = [path("form/<slug:slug>/", form), *site]
pytestmark = pytest.mark.urls(__name__)


def send(method="POST", host="testserver", accept="text/html", **headers):
    """What the form answers to a client that checks for CSRF tokens where they are needed."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(enforce_csrf_checks=True).generic(
        method, "/form/lunch/", headers={"Host": host, "Accept": accept, **headers}
    )


PASSES = [
    {},
    {"Sec_Fetch_Site": "same-origin"},
    {"Sec_Fetch_Site": "none"},
    # The browser's word on the site outranks an Origin that a proxy's other host name would fail.
    {"Sec_Fetch_Site": "same-origin", "Origin": "https://elsewhere.example"},
    {"Origin": "http://testserver"},
    {"Origin": "https://testserver"},
    {"Origin": "http://TestServer"},
    {"Origin": "http://localhost:8123", "host": "localhost:8123"},
    {"Origin": "http://localhost", "host": "LocalHost"},
    {"Origin": "http://[::1]:8123", "host": "[::1]:8123"},
    {"Sec_Fetch_Site": "", "Origin": ""},
    {"Sec_Fetch_Site": "", "Origin": "http://testserver"},
]

REFUSED = [
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "cross-site", "Origin": "http://testserver"},
    {"Sec_Fetch_Site": "same-site", "Origin": "http://testserver"},
    {"Sec_Fetch_Site": "Same-Origin"},
    {"Sec_Fetch_Site": "anything"},
    {"Origin": "null"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://testserver.elsewhere.example"},
    {"Origin": "http://elsewhere.example/testserver"},
    {"Origin": "http://testserver@elsewhere.example"},
    {"Origin": "http://sub.testserver"},
    {"Origin": "testserver"},
    {"Origin": "http://testserver:8123"},
    {"Origin": "http://localhost", "host": "localhost:8123"},
    {"Origin": "http://localhost:8123", "host": "localhost:8124"},
    {"Origin": "http://127.0.0.1:8123", "host": "localhost:8123"},
    {"Origin": "http://[::1"},
    {"Origin": "file://"},
]


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "[::1]"]


@pytest.mark.parametrize("headers", PASSES, ids=str)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_own_pages_and_clients_that_are_no_browsers_may_post(method, headers):
    response = send(method, **headers)
    assert (response.status_code, response.content) == (200, b"stored lunch")


@pytest.mark.parametrize("headers", REFUSED, ids=str)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_other_origins_are_refused_before_the_view(method, headers):
    response = send(method, **headers)
    assert response.status_code == 403
    assert b"stored lunch" not in response.content


@pytest.mark.parametrize("headers", REFUSED, ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_requests_that_change_nothing_pass_from_anywhere(method, headers):
    assert send(method, **headers).status_code == 200


def test_refusal_is_a_page_that_leads_back_to_the_form():
    response = send(Sec_Fetch_Site="cross-site")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    page = response.content.decode()
    assert f"<p>{REFUSAL}</p>" in page
    assert '<a href="/page/lunch/">' in page
    assert "no-store" in response["Cache-Control"]


def test_refusal_of_a_json_client_is_json():
    response = send(accept="application/json", Sec_Fetch_Site="cross-site")
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"error": REFUSAL}


def test_refusal_of_a_client_that_takes_anything_is_the_page():
    response = send(accept="*/*", Origin="null")
    assert response["Content-Type"] == "text/html; charset=utf-8"
