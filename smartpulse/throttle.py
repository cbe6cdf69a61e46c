"""How often something may happen: exact counts of hits, in windows of fixed length.

A hit is one statement, so that hits of several processes are counted one by one. On Redis, where
CACHE_URL names one, it is one transaction. A key is a hash of what is counted, and says nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.db import connection
from redis import Redis

from smartpulse.models import Throttle

LONGEST_WINDOW = timedelta(days=1)

# On SQLite and PostgreSQL alike; `excluded` is the row that was to be inserted.
_HIT = """
    INSERT INTO smartpulse_throttle AS kept ("key", "window", "count") VALUES (%s, %s, 1)
    ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN kept."window" = excluded."window" THEN kept."count" + 1 ELSE 1 END,
        "window" = excluded."window"
    RETURNING "count"
"""


def hit(scope: str, subject: bytes, *, limit: int, seconds: int, now: datetime) -> int:
    """Count one hit of `subject` in `scope`: 0 within `limit`, else how long to wait, in seconds.

    All hits count, refused ones too; the wait ends with the window of `seconds` in which `now` lies.
    Called outside a transaction: inside one, the others who hit this key would wait for its end.
    Raises ValueError for a window that is empty or longer than a day.
    """
    if not 0 < seconds <= LONGEST_WINDOW.total_seconds():
        raise ValueError(f"A window has 1 second to a day, not {seconds} seconds.")
    moment = int(now.timestamp())
    window = moment - moment % seconds
    key = sha256(scope.encode() + b"\0" + subject).digest()
    count = _count_on_redis(key, window, seconds) if settings.CACHE_URL else _count(key, window)
    return 0 if count <= limit else window + seconds - moment


def sweep(now: datetime) -> int:
    """Delete the counts of windows that are over for certain; returns their number."""
    last_second = int((now - LONGEST_WINDOW).timestamp())
    return Throttle.objects.filter(window__lt=last_second).delete()[0]


def _count(key: bytes, window: int) -> int:
    with not_waiting_for_the_disk(), connection.cursor() as cursor:
        cursor.execute(_HIT, [key, window])
        return cursor.fetchone()[0]


@contextmanager
def not_waiting_for_the_disk() -> Iterator[None]:
    """What is written meanwhile may be lost with the power, but never half of it: counts of minutes.

    PostgreSQL keeps them in an UNLOGGED table; on SQLite a vote would else wait for the disk twice.
    """
    # Inside a transaction, which is not the place for it, SQLite cannot be told.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


def _count_on_redis(key: bytes, window: int, seconds: int) -> int:
    name = f"throttle:{key.hex()}:{window}"
    with _redis(settings.REDIS_URL).pipeline(transaction=True) as transaction:
        count, _ = transaction.incr(name).expire(name, seconds).execute()
    return count


@cache
def _redis(url: str) -> Redis:
    return Redis.from_url(url)
