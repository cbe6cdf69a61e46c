"""What the measurements run: the site, the bare project beside it, and PostgreSQL's log."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smartpulse.management.commands.serve import granian
from tests.services.postgres import OWNER, Cluster
from tests.services.site import ROOT, STOP_SECONDS, Site, await_answer, free_port

# What a developer has set must not change what is measured.
SETTINGS_VARIABLES = (
    *("CACHE_URL", "DATABASE_URL", "DEBUG", "EMAIL_URL", "PORT", "SITE_URL", "TRUSTED_PROXIES"),
    "DJANGO_SETTINGS_MODULE",
)
RELOAD_SECONDS = 0.5


def clear_environment() -> None:
    for name in SETTINGS_VARIABLES:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "known to everybody, and good for measurements only"


@contextmanager
def bare(directory: Path, workers: int, threads: int) -> Iterator[Site]:
    """Run the bare project with the site's own command line."""
    port = free_port()
    command = granian("127.0.0.1", port, workers, threads)
    log = directory / f"bare-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command[:-1], "bench.bare.wsgi:application"],
            cwd=ROOT,
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
        process.wait(STOP_SECONDS)


def run_module(name: str, *arguments: object, database_url: str, var: Path) -> dict:
    """What a module of ours prints as JSON, with the site's settings on this database."""
    done = subprocess.run(
        [sys.executable, "-m", name, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url, "VAR_DIR": str(var)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


@contextmanager
def on_cores(cores: set[int]) -> Iterator[None]:
    """Keep the processes that are started meanwhile on these cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cores() -> list[int]:
    """The numbers of the cores that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


@contextmanager
def logged_statements(cluster: Cluster, database: str) -> Iterator[list[str]]:
    """The statements that the database executes meanwhile, as PostgreSQL's own log has them."""
    found: list[str] = []
    log = cluster.directory / "log"
    set_in_cluster(cluster, log_line_prefix="%d ", log_statement="all")
    start = log.stat().st_size
    try:
        yield found
    finally:
        set_in_cluster(cluster, log_line_prefix="", log_statement="none")
    with log.open("rb") as file:
        file.seek(start)
        text = file.read().decode()
    entry = rf"^{re.escape(database)} LOG:  statement: (.*(?:\n\t.*)*)"
    found += [" ".join(match.split()) for match in re.findall(entry, text, re.MULTILINE)]


def set_in_cluster(cluster: Cluster, **parameters: str) -> None:
    connection = cluster.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name, value in parameters.items():
            cursor.execute(f"ALTER SYSTEM SET {name} = %s", [value])
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    # Every connection learns of it by a signal, and none says when it has.
    time.sleep(RELOAD_SECONDS)


def socket_arguments(cluster: Cluster) -> list[str]:
    """Where PostgreSQL's own programs find the cluster."""
    return ["--host", str(cluster.directory), "--username", OWNER]
