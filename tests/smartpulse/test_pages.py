"""The pages cache: what is kept, under which key, and for whom."""

import gzip
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client

from polls.models import Poll
from smartpulse import pages
from tests.factories import make_poll

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(autouse=True)
def stopped_clock():
    """Pages are kept for seconds, and a form for comments holds the second of its page's making."""
    with time_machine.travel(datetime(2026, 12, 2, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def url():
    return make_poll(question="Tea or coffee?").get_absolute_url()


def renamed_behind_the_cache(question):
    """Past the model's lock on purpose: only the cache may hide the change."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE polls_poll SET question = %s", [question])


def test_page_is_kept_and_a_tracking_parameter_is_no_other_page(
    client, url, django_assert_num_queries
):
    first = client.get(url).content
    renamed_behind_the_cache("Changed?")
    with django_assert_num_queries(0):
        for query in ("", "?utm_source=mail", "?mc_eid=7&fbclid=x", "?&&=", "?utm_source=a%00b"):
            assert client.get(url + query).content == first


def test_declared_parameter_is_another_page(client, url):
    choice = Poll.objects.get().choices.first().pk
    plain = client.get(url).content
    chosen = client.get(f"{url}?choice={choice}&utm_source=mail").content
    assert b"checked" not in plain
    assert chosen.count(b" checked") == 1


def test_view_sees_declared_parameters_alone(client, url):
    response = client.get(f"{url}?choice=1&choice=2&utm_source=mail")
    assert response.wsgi_request.GET.dict() == {"choice": "2"}
    assert response.wsgi_request.META["QUERY_STRING"] == "choice=2"


def test_compressed_page_is_the_same_page_and_a_key_of_its_own(client, url):
    plain = client.get(url)
    zipped = client.get(url, headers=GZIP)
    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]
    assert int(zipped["Content-Length"]) == len(zipped.content)


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", True),
        ("br;q=1.0, gzip; q=0.10", True),
        ("deflate;q=0, gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("gzip ; Q=0", False),
        ("br;q=0.5", False),
        ("identity", False),
        ("", False),
    ],
)
def test_page_is_compressed_for_those_alone_who_read_gzip(client, url, accepted, zipped):
    response = client.get(url, headers={"Accept-Encoding": accepted})
    assert response.get("Content-Encoding") == ("gzip" if zipped else None)


def test_long_path_is_answered_and_not_remembered(client):
    before = pages.kept_params.cache_info().currsize
    for letter in "abc":
        assert client.get(f"/polls/{letter * 300}/").status_code == 404
    assert pages.kept_params.cache_info().currsize == before
    assert client.get("/polls/never-asked-before/").status_code == 404
    assert pages.kept_params.cache_info().currsize == before + 1


@pytest.mark.parametrize("kept", [False, True])
def test_etag_answers_304_without_a_body(client, url, kept):
    tag = client.get(url)["ETag"]
    if not kept:
        caches["pages"].clear()
    response = client.get(url, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == tag


def test_every_cache_may_keep_the_page_for_some_seconds(client, url):
    for response in (client.get(url), client.get(url)):
        assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=5"}
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"


def test_missing_page_is_not_kept(client):
    assert client.get("/polls/question-later/").status_code == 404
    make_poll(slug="question-later")
    assert client.get("/polls/question-later/").status_code == 200


def test_forged_host_is_refused_before_the_cache(client, url):
    client.get(url)
    assert client.get(url, headers={"Host": "evil.example"}).status_code == 400


def test_other_methods_pass_the_cache(client, url):
    client.get(url)
    assert client.post(url).status_code == 405
    head = client.head(url)
    assert (head.status_code, head["ETag"]) == (200, client.get(url)["ETag"])


def test_probes_answer_whatever_the_host(db):
    client = Client(headers={"Host": "10.0.0.7"})
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    assert client.get("/healthz").content == b"ok\n"
