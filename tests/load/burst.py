"""Requests that are all under way at the same time.

HTTP by hand, on connections that are kept: the clients share the machine with the server, and a library
would take as long for a vote as the server does.
"""

import socket
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE_SECONDS = 60


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

    def encode(self) -> bytes:
        """The request."""
        fields = [("choice", pk) for pk in self.choices]
        if self.button:
            fields.append(("link", self.button))
        body = urlencode(fields)
        headers = {
            "Host": "127.0.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": len(body),
            **self.headers,
        }
        if self.cookie:
            headers["Cookie"] = self.cookie
        lines = [
            f"POST {self.path} HTTP/1.1",
            *(f"{key}: {value}" for key, value in headers.items()),
        ]
        return "\r\n".join([*lines, "", body]).encode()


class Client:
    """One connection, for one vote at a time."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self.answers = self.socket.makefile("rb")

    def send(self, vote: Vote) -> None:
        self.socket.sendall(vote.encode())

    def receive(self) -> Reply:
        first = self.answers.readline()
        if not first:
            raise ConnectionError("The server hung up.")
        headers = defaultdict(list)
        for line in iter(self.answers.readline, b"\r\n"):
            key, _, value = line.decode().partition(":")
            headers[key.lower()].append(value.strip())
        [length] = headers["content-length"]
        return Reply(
            int(first.split()[1]),
            "".join(headers["location"]),
            headers["set-cookie"],
            self.answers.read(int(length)),
        )

    def close(self) -> None:
        self.answers.close()
        self.socket.close()


class Crowd:
    """Clients that vote together."""

    def __init__(self, port: int, size: int):
        self.clients = [Client(port) for _ in range(size)]

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for client in self.clients:
            client.close()

    def burst(self, votes: Collection[Vote]) -> list[Reply]:
        """Send every vote, and only then read the replies."""
        for client, vote in zip(self.clients, votes, strict=True):
            client.send(vote)
        return [client.receive() for client in self.clients]


def burst(port: int, votes: Collection[Vote]) -> list[Reply]:
    with Crowd(port, len(votes)) as crowd:
        return crowd.burst(votes)
