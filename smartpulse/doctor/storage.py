"""The database, the caches, and the files beside them."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.utils import timezone

from smartpulse import probes
from smartpulse.doctor import Finding, fault, note, well
from smartpulse.management.commands.serve import THREADS, WORKERS

LEAST_FREE_BYTES = 1_000_000_000
MOST_CLOCK_DIFFERENCE = timedelta(seconds=2)
# The jobs' worker, the housekeeping, a backup and somebody who looks.
OTHER_CONNECTIONS = 5


def examine_database() -> Iterator[Finding]:
    try:
        pending = probes.pending_migrations()
    except DatabaseError as error:
        yield fault(
            f"The database does not answer: {' '.join(str(error).split())}",
            "Look at DATABASE_URL, and whether the database's server runs.",
        )
        return
    if pending:
        yield fault(
            f"{pending} migrations are pending: the tables are older than the program.",
            "Run `manage.py migrate`.",
        )
    if connection.vendor == "postgresql":
        yield from postgresql()
    else:
        yield from sqlite()


def postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'),"
            " current_setting('full_page_writes'), current_setting('server_encoding'),"
            " current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int, clock_timestamp()"
        )
        commit, fsync, pages, encoding, connections, clock = cursor.fetchone()
    lost = [
        name
        for name, value in (
            ("synchronous_commit", commit),
            ("fsync", fsync),
            ("full_page_writes", pages),
        )
        if value == "off"
    ]
    if lost:
        yield fault(
            f"PostgreSQL runs with {' and '.join(lost)} off: a power cut loses votes that readers were "
            "told are counted.",
            "Turn it on again in postgresql.conf, or with ALTER DATABASE.",
        )
    else:
        yield well("PostgreSQL answers, and a vote that was acknowledged survives a power cut.")
    if encoding != "UTF8":
        yield fault(
            f"The database keeps text as {encoding}: names and questions in other scripts are refused.",
            "Make a database with the encoding UTF8, and move the content there.",
        )
    wanted = WORKERS * THREADS + OTHER_CONNECTIONS
    if connections < wanted:
        yield fault(
            f"PostgreSQL lets {connections} connections in, and the server may want {wanted}: in a rush "
            "readers would see errors.",
            "Raise max_connections, or serve with fewer --workers or --threads.",
        )
    if abs(clock - timezone.now()) > MOST_CLOCK_DIFFERENCE:
        yield fault(
            "The database's clock and this machine's differ by more than two seconds: polls would open "
            "and close at different moments.",
            "Let both machines take the time from the network (NTP).",
        )


def sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    path = Path(settings.DATABASES["default"]["NAME"])
    if (journal, synchronous) != ("wal", 2):
        yield fault(
            f"{path} does not take SQLite's write-ahead log, as files on a network's disk do not.",
            "Keep the database on a disk of this machine, or take PostgreSQL.",
        )
    elif not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield fault(
            f"{path} or the directory around it cannot be written: no vote can be stored.",
            "Give both to the account that runs the site.",
        )
    else:
        yield well("SQLite answers, and a vote that was acknowledged survives a power cut.")


def examine_caches() -> Iterator[Finding]:
    where = "Redis at CACHE_URL" if settings.CACHE_URL else "The cache"
    for alias in settings.CACHES:
        key, value = f"doctor-{uuid4()}", uuid4().hex
        try:
            caches[alias].set(key, value, 60)
            kept = caches[alias].get(key)
            caches[alias].delete(key)
        except DatabaseError:
            raise
        # Each cache's library has exceptions of its own.
        except Exception as error:
            yield fault(
                f"{where} “{alias}” does not answer: {' '.join(str(error).split())}",
                "Look at CACHE_URL and whether its server runs."
                if settings.CACHE_URL
                else "Give the directory VAR_DIR/pages to the account that runs the site.",
            )
        else:
            yield (
                well(f"{where} “{alias}” keeps what it is given.")
                if kept == value
                else fault(
                    f"{where} “{alias}” forgets at once what it is given.",
                    "Give it memory: limits on sign-in and votes are counted in it.",
                )
            )


def examine_files() -> Iterator[Finding]:
    places = [settings.VAR_DIR, Path(settings.MEDIA_ROOT)]
    unwritable = [place for place in places if place.exists() and not os.access(place, os.W_OK)]
    for place in unwritable:
        yield fault(f"{place} cannot be written.", "Give it to the account that runs the site.")
    if not settings.VAR_DIR.exists():
        yield fault(
            f"{settings.VAR_DIR} is not there.",
            "Make the directory, or name another with VAR_DIR.",
        )
        return
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < LEAST_FREE_BYTES:
        yield fault(
            f"Only {free // 1_000_000} MB are free on the disk of {settings.VAR_DIR}.",
            "Make room: a full disk refuses votes.",
        )
    key = settings.VAR_DIR / "secret-key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield fault(f"Others may read {key}.", f"Run `chmod 600 {key}`.")
    yield static_files()


def static_files() -> Finding:
    if settings.DEBUG:
        return note("Static files are read where they lie, as DEBUG has it.")
    found = {path: storage for finder in get_finders() for path, storage in finder.list([])}
    old = [path for path, storage in found.items() if not is_collected(path, storage)]
    if old:
        return fault(
            f"{len(old)} of {len(found)} static files are not collected as they are now, {old[0]} among "
            "them: pages miss them or show them as they were.",
            "Run `manage.py collectstatic --no-input`, and start the server anew.",
        )
    return well(f"{len(found)} static files are collected.")


def is_collected(path: str, storage) -> bool:
    """Whether the file is served as it lies in the program; of one that names others, that it is served."""
    name = staticfiles_storage.hashed_files.get(path)
    if name is None or not staticfiles_storage.exists(name):
        return False
    with storage.open(path) as file:
        content = file.read()
        names_others = b"url(" in content or b"sourceMappingURL" in content
        return names_others or staticfiles_storage.hashed_name(path, ContentFile(content)) == name
