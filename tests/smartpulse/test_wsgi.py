"""What a client says of its charset, sent to the application that the server runs."""

import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from polls.models import Ballot
from smartpulse.wsgi import utf8_alone
from tests.factories import make_poll

CHARSETS = [
    "charset=base64",
    "charset=idna",
    "charset=undefined",
    "charset=rot13",
    "charset=ascii",
    "charset=utf-16",
    "charset=UTF-8",
    "charset=nonsense",
    'charset="base64"',
    "charset*=utf-8''a%00b",
    "charset*=nonsense''%ff",
    "charset",
    "a*=idna''%ff",
]


@pytest.fixture
def application(db):
    # As Django's own test client does: the test's transaction outlives the request.
    request_started.disconnect(close_old_connections)
    yield utf8_alone(WSGIHandler())
    request_started.connect(close_old_connections)


def answer(application, path, content_type, body=None):
    """The status and the page of one request, with a cookie and a query beyond ASCII."""
    factory = RequestFactory()
    environ = factory.generic("GET" if body is None else "POST", path).environ
    environ |= {"CONTENT_TYPE": content_type, "HTTP_COOKIE": f"voter={'a' * 32}"}
    environ |= {"QUERY_STRING": "choice=%C3%A9&é", "SERVER_NAME": "localhost"}
    environ |= {"CONTENT_LENGTH": str(len(body or b"")), "wsgi.input": io.BytesIO(body or b"")}
    status = []
    chunks = application(environ, lambda line, headers: status.append(line[:3]))
    return status[0], b"".join(chunks).decode()


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/no/such/page/"])
def test_page_is_answered_whatever_charset_the_request_names(application, path, charset):
    plain = answer(application, path, "text/plain")
    assert plain[0] == ("404" if "no" in path else "200")
    named = answer(application, path, f"text/plain; {charset}")
    assert named[0] == plain[0]


@pytest.mark.parametrize("charset", CHARSETS)
def test_vote_counts_whatever_charset_its_form_names(application, charset):
    poll = make_poll()
    fields = {
        "application/x-www-form-urlencoded": f"choice={poll.choices.first().pk}",
        "multipart/form-data; boundary=b": (
            '--b\r\nContent-Disposition: form-data; name="choice"\r\n\r\n'
            f"{poll.choices.first().pk}\r\n--b--\r\n"
        ),
    }
    for content_type, body in fields.items():
        content_type = f"{content_type}; {charset}"
        sent = answer(application, f"/polls/{poll.slug}/ballots/", content_type, body.encode())
        # A header that cannot be read has no boundary either.
        assert sent[0] == "303" or (content_type.startswith("multipart") and sent[0] == "400")
    assert Ballot.objects.count() == 1
