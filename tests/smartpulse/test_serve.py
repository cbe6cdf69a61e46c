"""`manage.py serve`: what it starts, keeps alive and ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from tests.services.site import ROOT, serve

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Of processes, whatever database they ask.
    pytest.mark.only_on("sqlite"),
]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """A VAR_DIR of these tests' own, with the static files of the run."""
    directory = tmp_path_factory.mktemp("var")
    (directory / "static").symlink_to(Path(os.environ["VAR_DIR"], "static").resolve())
    (directory / "demo-editor.txt").write_text("as editor with the password demo\n")
    return directory


@pytest.fixture
def site(database_url, var):
    with serve(database_url, var, workers=1, jobs=True) as site:
        yield site


def children(site):
    """The server and the jobs' worker."""
    found = psutil.Process(site.pid).children()
    [jobs_worker] = [child for child in found if "db_worker" in child.cmdline()]
    [server] = [child for child in found if child != jobs_worker]
    return server, jobs_worker


def eventually(condition):
    """Wait until `condition` returns something true, and return that."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    pytest.fail(f"{condition.__name__} did not come about")


def is_answering(site):
    try:
        with urlopen(f"{site.url}/healthz", timeout=30) as response:
            return response.read() == b"ok\n"
    except URLError:
        return False


def test_serve_says_where_to_look_and_how_editors_sign_in(site):
    def announcement():
        return [line for line in site.log.read_text().splitlines() if "SmartPulse is at" in line]

    assert eventually(announcement) == [
        f"SmartPulse is at {site.url}/ - editors sign in at {site.url}/admin/ "
        "as editor with the password demo (Ctrl-C ends it)"
    ]


def test_serve_replaces_a_killed_server_process(site):
    server, _ = children(site)
    [killed] = server.children()
    killed.kill()

    def answered_by_its_successor():
        return killed not in server.children() and is_answering(site)

    eventually(answered_by_its_successor)


def test_serve_starts_a_killed_jobs_worker_again(site):
    server, killed = children(site)
    killed.kill()

    def successor():
        found = psutil.Process(site.pid).children()
        return [child for child in found if child not in (server, killed)]

    eventually(successor)
    assert "The jobs' worker ended with status 137; it starts again in 1 s." in site.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_told_to_stop_ends_every_process(site, number):
    supervisor = psutil.Process(site.pid)
    family = supervisor.children(recursive=True)
    supervisor.send_signal(number)

    gone, alive = psutil.wait_procs([supervisor, *family], timeout=30)

    assert len(gone) == 4  # the supervisor, the server, its one process, the jobs' worker
    assert alive == []
    assert supervisor in gone


def test_serve_ends_with_the_server(site):
    supervisor = psutil.Process(site.pid)
    family = supervisor.children(recursive=True)
    server, _ = children(site)
    server.kill()

    _, alive = psutil.wait_procs([supervisor, *family], timeout=30)

    assert alive == []
    assert "The server ended by itself with status 137." in site.log.read_text()


def test_serve_refuses_a_taken_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f"CommandError: Port {port} is taken by another program: end it, "
        "or choose another port with the variable PORT.\n"
    )
