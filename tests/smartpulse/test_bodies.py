"""Requests that bring too much."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from polls.models import Ballot
from smartpulse import bodies
from tests.factories import make_poll


@pytest.mark.django_db
def test_file_that_a_stranger_sends_is_refused_beyond_the_limit(client, monkeypatch):
    monkeypatch.setattr(bodies, "MOST_BYTES", 1000)
    poll = make_poll()
    client.cookies["voter"] = "a" * 32

    def send(size):
        file = SimpleUploadedFile("a.bin", b"a" * size)
        marked = {"choice": poll.choices.first().pk, "file": file}
        return client.post(f"/polls/{poll.slug}/ballots/", marked)

    response = send(1000)
    assert response.status_code == 400
    assert "That did not reach us in one piece" in response.content.decode()
    assert Ballot.objects.count() == 0
    assert send(300).status_code == 303
