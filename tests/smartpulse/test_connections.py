"""A connection to PostgreSQL that the server has ended costs nobody an error, and a good one no statement."""

from contextlib import closing, contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgres")]


@contextmanager
def another():
    """A connection of its own, which asks at each beginning whether it stands."""
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    with closing(own):
        own.connect()
        own.health_check_enabled = True
        yield own


def begin_request(own) -> None:
    own.close_if_unusable_or_obsolete()


def one_value(cursor, sql: str, *params):
    cursor.execute(sql, params)
    return cursor.fetchone()[0]


def test_connection_that_stands_is_not_asked():
    with another() as own, connection.cursor() as observer:
        begin_request(own)
        with own.cursor() as cursor:
            pid = one_value(cursor, "SELECT pg_backend_pid()")
        for _ in range(3):
            begin_request(own)
            own.ensure_connection()
        assert own.is_usable()
        last = one_value(observer, "SELECT query FROM pg_stat_activity WHERE pid = %s", pid)
        assert last == "SELECT pg_backend_pid()"


def test_connection_that_the_server_ended_is_opened_anew():
    with another() as own, connection.cursor() as observer:
        with own.cursor() as cursor:
            pid = one_value(cursor, "SELECT pg_backend_pid()")
        assert one_value(observer, "SELECT pg_terminate_backend(%s, 5000)", pid)
        begin_request(own)
        with own.cursor() as cursor:
            assert one_value(cursor, "SELECT pg_backend_pid()") != pid
        begin_request(own)
        own.close()
        begin_request(own)
        assert not own.is_usable()
