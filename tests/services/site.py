"""The real server, as `make run` starts it, on a free port."""

import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smartpulse.management.commands.serve import THREADS

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180
STOP_SECONDS = 30
# Below those that the system gives to outgoing connections: none of them takes a port before its server does.
PORTS = range(20_000, 30_000)


@dataclass(frozen=True)
class Site:
    """A running site: `url` without a trailing slash, `pid` of its supervisor, `log` of its output."""

    url: str
    port: int
    pid: int
    log: Path


@contextmanager
def serve(
    database_url: str,
    var: Path,
    *,
    workers: int = 4,
    threads: int = THREADS,
    jobs: bool = False,
    **variables: str,
) -> Iterator[Site]:
    """Run `manage.py serve` on a database that has its tables; `variables` go to its environment.

    RuntimeError, with the server's own words, where it does not answer within three minutes.
    """
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(var),
        **variables,
    }
    collect_static(environment)
    command = [
        *(sys.executable, "manage.py", "serve"),
        *("--workers", str(workers), "--threads", str(threads)),
    ]
    log = var / f"server-{port}.log"
    with log.open("wb") as output:
        # A session of its own: Ctrl-C must not end it before the tests that use it.
        process = subprocess.Popen(
            command if jobs else [*command, "--no-jobs"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        await_answer(port, process, log)
        yield Site(f"http://127.0.0.1:{port}", port, process.pid, log)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def collect_static(environment: dict[str, str]) -> None:
    """Collect and compress the static files, once for all that share the directory."""
    directory = Path(environment["VAR_DIR"], "static").resolve()
    directory.mkdir(exist_ok=True)
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(directory.iterdir()):
            return
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )


def await_answer(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise RuntimeError(f"The server does not answer:\n{log.read_text()}")
