"""Pytest plugin: where a test run keeps its things, decided before Django reads its settings.

A run has a directory of its own, and in it each process of pytest-xdist has its VAR_DIR: no two processes
share a database, a page cache or a picture. `--database postgres` starts a throwaway cluster for
the run.
"""

import os
import shutil
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services import postgres

# Far more than a run needs.
ROOM_BYTES = 2**30
# What a developer has set must not change what the tests see.
SETTINGS_VARIABLES = (
    *("CACHE_URL", "COMMENT_SCREENERS", "DEBUG", "EMAIL_URL", "PORT"),
    "TRUSTED_PROXIES",
)


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default=os.environ.get("TEST_DATABASE", "sqlite"),
        help="the database that the tests run on (default: TEST_DATABASE, else sqlite)",
    )
    parser.addoption(
        "--rows-alone",
        action="store_true",
        help="leave out what touches no database; for a second run on another one",
    )


# A wrapper comes before pytest-django's own hook, which imports the settings.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        start_run(early_config)
    run = Path(os.environ["TEST_RUN_DIR"])
    var = run / (worker or "main")
    var.mkdir()
    (var / "static").symlink_to(run / "static")
    os.environ["VAR_DIR"] = str(var)
    return (yield)


def start_run(config):
    """Make the run's directory, and its cluster where one is asked for; remove both at its end."""
    # An end that comes as SIGTERM tidies up as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cleanup = ExitStack()
    config.add_cleanup(cleanup.close)

    run = tempfile.mkdtemp(prefix="smartpulse-tests-", dir=memory())
    cleanup.callback(shutil.rmtree, run, ignore_errors=True)
    Path(run, "static").mkdir()
    for name in SETTINGS_VARIABLES:
        os.environ.pop(name, None)
    os.environ |= {
        "TEST_RUN_DIR": run,
        "SECRET_KEY": "known to everybody, and good for tests only",
        "SITE_URL": "http://testserver",
        # Playwright keeps an event loop in the main thread, where Django would refuse its ORM.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    if config.known_args_namespace.database == "postgres":
        cluster = cleanup.enter_context(postgres.cluster())
        os.environ["DATABASE_URL"] = cluster.url("smartpulse")
    else:
        os.environ.pop("DATABASE_URL", None)


def memory() -> str | None:
    """A directory in the machine's memory, where there is one with room: SQLite waits for no disk there."""
    shared = Path("/dev/shm")
    if os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM_BYTES:
        return str(shared)
    return None
