"""Settings from the environment: what is read, and what a bad value prints."""

import os
import subprocess
import sys

import pytest

from smartpulse import environment
from tests.services.site import ROOT

PRINT_SETTING = """
import json, sys
from django.conf import settings
print(json.dumps(getattr(settings, sys.argv[1]), default=str))
"""


def setting(name: str, **variables: str) -> subprocess.CompletedProcess:
    """A setting as JSON on stdout, read by a fresh process; or its complaint on stderr."""
    clean = {key: os.environ[key] for key in ("PATH", "VAR_DIR") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT_SETTING, name],
        env=clean
        | {"DJANGO_SETTINGS_MODULE": "smartpulse.settings", "SECRET_KEY": "x"}
        | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe': set it to true or false."),
        ({"PORT": "eighty"}, "PORT is 'eighty': set it to a whole number from 1 to 65535."),
        ({"PORT": "65536"}, "PORT is '65536': set it to a whole number from 1 to 65535."),
        ({"SITE_URL": "polls.example.com"}, "set it to the site's address, scheme and host only"),
        ({"SITE_URL": "https://example.com/polls"}, "SITE_URL is 'https://example.com/polls'"),
        ({"SITE_URL": "https://example.com:port"}, "SITE_URL is 'https://example.com:port'"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8,proxy"}, "TRUSTED_PROXIES holds 'proxy'"),
        ({"DATABASE_URL": "mysql://u:hunter2@h/d"}, "DATABASE_URL begins with 'mysql'"),
        ({"CACHE_URL": "memcached://h"}, "CACHE_URL begins with 'memcached'"),
        ({"DATABASE_URL": "postgres://u:hunter2@h:port/d"}, "DATABASE_URL begins with 'postgres'"),
        ({"EMAIL_URL": "pigeon://h"}, "EMAIL_URL begins with 'pigeon'"),
        ({"COMMENT_SCREENERS": "a.b,filter"}, "COMMENT_SCREENERS holds 'filter': list the dotted"),
    ],
)
def test_bad_value_names_the_variable_and_says_what_to_set(variables, sentence):
    process = setting("DEBUG", **variables)
    assert process.returncode != 0
    assert sentence in process.stderr
    assert "hunter2" not in process.stderr


@pytest.mark.parametrize(
    ("name", "variables", "value"),
    [
        ("SITE_URL", {}, '"http://localhost:8000"'),
        ("SITE_URL", {"PORT": "9000"}, '"http://localhost:9000"'),
        ("SITE_URL", {"SITE_URL": "https://polls.example.com/"}, '"https://polls.example.com"'),
        ("DEBUG", {}, "false"),
        ("DEBUG", {"DEBUG": " Yes "}, "true"),
        ("SESSION_COOKIE_NAME", {"SITE_URL": "https://polls.example.com"}, '"__Host-session"'),
        ("SESSION_COOKIE_NAME", {}, '"session"'),
        ("CSRF_COOKIE_SECURE", {"SITE_URL": "https://polls.example.com"}, "true"),
        ("SECURE_SSL_REDIRECT", {"SITE_URL": "https://polls.example.com"}, "true"),
        ("SECURE_SSL_REDIRECT", {}, "false"),
        ("SECURE_HSTS_SECONDS", {"SITE_URL": "https://polls.example.com"}, "31536000"),
        ("ALLOWED_HOSTS", {"SITE_URL": "https://polls.example.com"}, '["polls.example.com"]'),
        ("ALLOWED_HOSTS", {}, '["127.0.0.1", "[::1]", "localhost"]'),
        ("TRUSTED_PROXIES", {"TRUSTED_PROXIES": "10.0.0.7, ::1"}, '["10.0.0.7/32", "::1/128"]'),
        ("REDIS_URL", {"CACHE_URL": "valkey://h:6379/1"}, '"redis://h:6379/1"'),
        ("EMAIL_HOST", {"EMAIL_URL": "submission://u:p@mail.example.com"}, '"mail.example.com"'),
    ],
)
def test_value_is_read(name, variables, value):
    process = setting(name, **variables)
    assert process.stderr == ""
    assert process.stdout.strip() == value


def test_blank_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("PORT", "  ")
    assert environment.whole_number("PORT", 8000, least=1, most=65535) == 8000
