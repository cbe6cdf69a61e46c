"""The filter in docs/moderation.md, asked over HTTP as an installation's own would be."""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from comments.models import Comment
from tests.comments.factories import ANNA, BEN, make_discussion, post
from tests.services.site import ROOT

pytestmark = pytest.mark.django_db


class Scores(BaseHTTPRequestHandler):
    """A service that thinks of a text what its last word says."""

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"score": float(question["text"].split()[-1])}).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def scores():
    """The address of the service."""
    server = HTTPServer(("127.0.0.1", 0), Scores)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def spamfilter(tmp_path, monkeypatch, settings, scores):
    page = (ROOT / "docs" / "moderation.md").read_text()
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    named = re.search(r"COMMENT_SCREENERS=(\S+)", page)[1]
    module = named.split(".")[0]
    (tmp_path / f"{module}.py").write_text(
        re.sub(r'SERVICE = ".*"', f'SERVICE = "{scores}"', example)
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.COMMENT_SCREENERS = [named]
    yield
    sys.modules.pop(module)


@pytest.mark.usefixtures("spamfilter")
def test_example_publishes_holds_and_calls_spam():
    discussion = make_discussion(rules={})
    for body in ("I say 0.97", "I say 0.6", "I say 0.1"):
        post(discussion, BEN, body=body)
    # Whose comment stands there is not asked about.
    post(discussion, ANNA, body="Mine: 0.1")
    post(discussion, ANNA, body="Mine: 0.97")

    found = Comment.objects.order_by("pk").values_list("status", "hold_rule", "hold_match")
    assert list(found) == [
        ("spam", "filter", "score 0.97"),
        ("held", "filter", "score 0.6"),
        *[("published", "", "")] * 3,
    ]
