"""Fixtures for all tests; `tests.services` holds the servers that they start."""

import gc
import os
from pathlib import Path

import hypothesis
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import TransactionTestCase

from tests.services import chromium, postgres
from tests.services.mail import mail_server
from tests.services.rows import FirstRows
from tests.services.site import serve

# What takes longest, in this order: it begins first, so that no process waits for another at the end.
LONGEST = (
    "tests/test_bench.py",
    "tests/load/",
    "tests/browser/test_accessibility.py",
    "tests/browser/",
)

# The same examples in every run, and none fails for being slow.
hypothesis.settings.register_profile("smartpulse", deadline=None, derandomize=True)
hypothesis.settings.load_profile("smartpulse")


class QuickHasher(PBKDF2PasswordHasher):
    """Django's own hash in one round: the real server can verify it."""

    iterations = 1


def pytest_configure(config):
    from django.conf import settings  # the plugin must have set the environment before
    from django.core.signals import setting_changed

    settings.PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    # The library has read the setting already, for the jobs that are made where it is imported.
    setting_changed.send(None, setting="TASKS", value=settings.TASKS, enter=True)
    # Pages in tests name files plainly; the real server's are collected and hashed.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # Another process may be collecting them while a test's client would read the whole directory.
    settings.WHITENOISE_AUTOREFRESH = True
    config.addinivalue_line("markers", "only_on(database): a test for which one database is enough")


# After pytest-django, which would put what commits its rows last.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what another database is enough for; begin with the longest tests."""

    def is_left_out(item) -> bool:
        marker = item.get_closest_marker("only_on")
        if marker and marker.args != (config.option.database,):
            return True
        return config.option.rows_alone and not uses_rows(item)

    def place(item) -> int:
        path = item.path.relative_to(config.rootpath).as_posix()
        return next((n for n, name in enumerate(LONGEST) if path.startswith(name)), len(LONGEST))

    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    kept = sorted((item for item in items if not is_left_out(item)), key=place)
    long = [item for item in kept if place(item) < len(LONGEST)]
    rest = kept[len(long) :]
    # Of two processes each is given one half, and takes from the other's end when it has done its own.
    items[:] = [*long[::2], *rest[: len(rest) // 2], *long[1::2], *rest[len(rest) // 2 :]]


def pytest_collection_finish():
    """What is there by now stays until the end: Python need not look through it for garbage again and again."""
    gc.collect()
    gc.freeze()


def uses_rows(item) -> bool:
    """Whether the test may use the database: pytest-django refuses it to all others."""
    may = {"db", "transactional_db"}.intersection(item.fixturenames)
    return bool(may) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite keeps its test database in a file, for tests in which several processes use it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(settings.VAR_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What migrations have left in the database stays for all tests."""
    with django_db_blocker.unblock():
        first_rows = FirstRows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", first_rows.remove_all_others)
        yield
    with django_db_blocker.unblock():
        postgres.end_other_sessions()


@pytest.fixture(autouse=True)
def empty_page_cache():
    """No test sees a page that another one made."""
    from django.core.cache import caches

    caches["pages"].clear()


@pytest.fixture(scope="session")
def database_url(django_db_setup):
    """The address of this process's test database, for the servers that share it."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="session")
def running_site(database_url):
    """The real server with four workers; tests take `live_site`."""
    # A test may speak for readers at many addresses.
    with serve(database_url, Path(os.environ["VAR_DIR"]), TRUSTED_PROXIES="127.0.0.1") as site:
        yield site


@pytest.fixture
def live_site(running_site, transactional_db):
    """The real server (`live_site.url`): it sees the rows that the test commits, and the reverse."""
    from django.core.cache import caches

    logged = running_site.log.stat().st_size
    yield running_site
    caches["default"].clear()
    # Pytest shows it under a test that failed.
    print(running_site.log.read_bytes()[logged:].decode())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, **chromium.launch_options()}


@pytest.fixture(scope="session")
def running_mail_server():
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(running_mail_server, settings):
    """What came by SMTP to a real server on loopback."""
    running_mail_server.clear()
    settings.EMAIL_BACKEND = "smartpulse.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running_mail_server.port
    return running_mail_server
