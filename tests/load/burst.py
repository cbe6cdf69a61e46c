"""Requests that are all under way at the same time."""

import http.client
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    cookies: list[str]
    body: bytes


@dataclass(frozen=True)
class Vote:
    """A ballot to post; `cookie` is the value of the Cookie header, `button` the one pressed."""

    path: str
    choices: Iterable[int]
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    button: str = ""


def burst(port: int, votes: Iterable[Vote]) -> list[Reply]:
    """Open every connection, then send every vote, and only then read the replies."""
    connections = []
    try:
        for _ in votes:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.connect()
            connections.append(connection)
        for connection, vote in zip(connections, votes, strict=True):
            send(connection, vote)
        return [receive(connection) for connection in connections]
    finally:
        for connection in connections:
            connection.close()


def send(connection: http.client.HTTPConnection, vote: Vote) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", **vote.headers}
    if vote.cookie:
        headers["Cookie"] = vote.cookie
    fields = [("choice", pk) for pk in vote.choices]
    if vote.button:
        fields.append(("link", vote.button))
    connection.request("POST", vote.path, urlencode(fields), headers)


def receive(connection: http.client.HTTPConnection) -> Reply:
    response = connection.getresponse()
    return Reply(
        response.status,
        response.getheader("Location", ""),
        response.msg.get_all("Set-Cookie", []),
        response.read(),
    )
