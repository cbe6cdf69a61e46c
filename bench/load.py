"""The load: clients on loopback that keep their connections alive, in a process of their own.

Every client asks, waits for the whole answer and asks again, as a browser does. `run` is called by the
measurements; the process that it starts reads a task as JSON and answers with what it saw.
"""

import itertools
import json
import os
import re
import secrets
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from statistics import quantiles

CONNECTIONS = 32
# Clients stop asking at the end of their time; answers that are later than this are not awaited.
PATIENCE_SECONDS = 30

CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
# In a form, what is another in each sender's.
NUMBER = "NUMBER"


@dataclass(frozen=True)
class Task:
    """GET `paths` in turn, or where `forms` are given POST one for each sender to `paths[0]`.

    Clients begin nothing new after `seconds`. `cores` are those that the clients may use.
    """

    port: int
    paths: list[str]
    seconds: float
    forms: list[str] | None = None
    cores: list[int] | None = None


@dataclass(frozen=True)
class Seen:
    """`done` visits in `seconds`, with the answers' statuses; `busy` is the share of a core spent."""

    done: int
    seconds: float
    statuses: dict[str, int]
    busy: float
    median_ms: float
    slowest_percent_ms: float

    @property
    def rate(self) -> float:
        """Visits a second."""
        return self.done / self.seconds


def run(task: Task) -> Seen:
    """Put the load on the server from another process; raises RuntimeError where it breaks off."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(task)),
        capture_output=True,
        text=True,
        timeout=task.seconds + 2 * PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The load broke off:\n{done.stderr}")
    return Seen(**json.loads(done.stdout))


@dataclass(frozen=True)
class Answer:
    status: str
    head: bytes


# A visit yields requests and is sent their answers.
Visit = Generator[bytes, Answer, None]


def page_views(task: Task) -> Iterator[Visit]:
    def view(request: bytes) -> Visit:
        yield request

    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{task.port}\r\nAccept: text/html\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: none\r\n\r\n".encode()
        for path in task.paths
    ]
    return map(view, itertools.cycle(requests))


def first_posts(task: Task) -> Iterator[Visit]:
    """Senders, each from an address of their own, who come without the cookie and bring it back."""
    forms = task.forms or ()

    def send(number: int) -> Visit:
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        body = forms[number % len(forms)].replace(NUMBER, str(number)).encode()
        head = (
            f"Host: 127.0.0.1:{task.port}\r\nX-Forwarded-For: {address}\r\nAccept: text/html\r\n"
            f"Sec-Fetch-Site: same-origin\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
        ).encode()
        first = yield b"POST %b HTTP/1.1\r\n%b\r\n%b" % (task.paths[0].encode(), head, body)
        location, cookie = LOCATION.search(first.head), COOKIE.search(first.head)
        if first.status == "307" and location and cookie:
            cookies = b"Cookie: %b\r\n" % cookie[1]
            yield b"POST %b HTTP/1.1\r\n%b%b\r\n%b" % (location[1], head, cookies, body)

    # Another run's senders come from other addresses: none of them was here a moment ago.
    return map(send, itertools.count(secrets.randbelow(1 << 24)))


class Client:
    """One connection, and the visit that is under way on it."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.received = b""

    def begin(self, visit: Visit) -> None:
        self.visit = visit
        self.began = time.perf_counter()
        self.ask(next(visit))

    def ask(self, request: bytes) -> None:
        if self.socket.send(request) != len(request):
            raise RuntimeError("A request did not fit into the socket.")

    def read(self) -> Answer | None:
        """The answer once it is whole."""
        piece = self.socket.recv(65536)
        if not piece:
            raise RuntimeError(f"The server hung up after {self.received!r}.")
        self.received += piece
        head, end, body = self.received.partition(b"\r\n\r\n")
        if not end:
            return None
        length = CONTENT_LENGTH.search(head)
        if not length:
            raise RuntimeError(f"An answer does not say its length: {head!r}")
        if len(body) < int(length[1]):
            return None
        self.received = b""
        return Answer(head[9:12].decode(), head)


def drive(visits: Iterator[Visit], task: Task) -> Seen:
    clients = [Client(task.port) for _ in range(CONNECTIONS)]
    selector = selectors.DefaultSelector()
    statuses: Counter[str] = Counter()
    milliseconds: list[float] = []
    started, busy = time.perf_counter(), time.process_time()
    deadline = started + task.seconds
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.begin(next(visits))

    waiting = len(clients)
    while waiting:
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise RuntimeError(f"No answer came in {PATIENCE_SECONDS} s; so far {statuses}.")
        for key, _ in ready:
            client = key.data
            answer = client.read()
            if answer is None:
                continue
            statuses[answer.status] += 1
            try:
                client.ask(client.visit.send(answer))
            except StopIteration:
                now = time.perf_counter()
                milliseconds.append(1000 * (now - client.began))
                if now < deadline:
                    client.begin(next(visits))
                else:
                    waiting -= 1
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    for client in clients:
        client.socket.close()
    percentiles = quantiles(milliseconds, n=100)
    return Seen(
        len(milliseconds), seconds, dict(statuses), busy / seconds, percentiles[49], percentiles[98]
    )


if __name__ == "__main__":
    task = Task(**json.load(sys.stdin))
    if task.cores:
        os.sched_setaffinity(0, task.cores)
    visits = page_views(task) if task.forms is None else first_posts(task)
    json.dump(asdict(drive(visits, task)), sys.stdout)
