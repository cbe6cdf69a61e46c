"""`manage.py doctor`: what is misconfigured, in sentences, and status 1 if anything is."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from polls.doctor import examine as examine_newsletters
from smartpulse.doctor import Level, jobs, mail, people, site, storage
from tests.factories import make_editor, make_newsletter, make_superuser
from tests.services.mail import mail_server
from tests.services.site import ROOT, free_port, serve

pytestmark = pytest.mark.django_db


def faults(examination) -> list[str]:
    return [finding.sentence for finding in examination if finding.level == Level.FAULT]


def notes(examination) -> list[str]:
    return [finding.sentence for finding in examination if finding.level == Level.NOTE]


def test_every_fault_and_note_says_what_to_do(settings, tmp_path):
    settings.SITE_URL, settings.SITE_HOST = "http://polls.example.invalid", "polls.example.invalid"
    settings.DEBUG, settings.SECRET_KEY, settings.VAR_DIR = True, "short", tmp_path / "gone"
    found = [
        finding
        for examine in (
            *(site.examine, storage.examine_database, storage.examine_caches),
            *(storage.examine_files, jobs.examine, mail.examine, examine_newsletters),
            people.examine,
        )
        for finding in examine()
        if finding.level != Level.WELL and "DEBUG has it" not in finding.sentence
    ]
    assert len(found) >= 8
    assert [finding.sentence for finding in found if not finding.mend] == []


@pytest.mark.django_db(transaction=True)
def test_doctor_examines_a_running_site(database_url):
    make_superuser()
    with serve(database_url, Path(os.environ["VAR_DIR"]), workers=1, threads=1) as running:
        process = doctor(DATABASE_URL=database_url, SITE_URL=running.url)
    # The tests' PostgreSQL waits for no disk, and the doctor sees it.
    careless = connection.vendor == "postgresql"
    found = [line for line in process.stdout.splitlines() if line.startswith("  FAULT")]
    assert [line.split("off: ")[-1] for line in found] == careless * [
        "a power cut loses votes that readers were told are counted."
    ]
    assert process.returncode == careless
    assert "  well   It answers there, with its front page." in process.stdout.splitlines()


def test_bad_setting_is_one_sentence_and_status_1():
    process = doctor(SITE_URL="polls.example.com")
    assert process.returncode == 1
    [sentence] = process.stderr.splitlines()
    assert sentence.startswith("SITE_URL is 'polls.example.com': set it to")


def test_database_that_does_not_answer_is_one_fault_and_the_rest_is_still_examined():
    process = doctor(DATABASE_URL=f"postgres://u:hunter2@127.0.0.1:{free_port()}/x")
    assert process.returncode == 1
    assert "FAULT  The database does not answer: " in process.stdout
    assert process.stdout.count("Not examined: ") == 5
    assert "EMAIL_URL is not set" in process.stdout
    assert "hunter2" not in process.stdout + process.stderr


def doctor(**variables: str) -> subprocess.CompletedProcess:
    key = "a key of the tests, long enough and of many letters 0123456789"
    return subprocess.run(
        [sys.executable, "manage.py", "doctor", "--no-color"],
        env=os.environ | {"SECRET_KEY": key, "SITE_URL": "http://localhost"} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_fails_with_the_number_of_faults(settings, capsys):
    settings.EXAMINATIONS = {"Files": "smartpulse.doctor.storage.examine_files"}
    settings.VAR_DIR = Path("/nowhere/at/all")
    with pytest.raises(CommandError, match=r"^1 fault and 0 notes\.$"):
        call_command("doctor")
    assert capsys.readouterr().out.splitlines() == [
        "Files",
        "  FAULT  /nowhere/at/all is not there.",
        "         Make the directory, or name another with VAR_DIR.",
    ]


# The site.


@pytest.fixture
def public(settings):
    settings.SITE_URL, settings.SITE_HOST = "https://polls.example", "polls.example"
    settings.SECURE = True
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefgh"
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    return settings


def test_public_site_in_order_has_no_fault(public):
    assert faults([*site.secrecy(), *site.forwarding()]) == []


def test_what_is_a_note_where_the_site_is_tried_out_is_a_fault_in_public(settings):
    settings.SECRET_KEY, settings.DEBUG = "a" * 80, True
    settings.SITE_URL, settings.SITE_HOST = "http://localhost:8000", "localhost"
    assert (len(faults(site.secrecy())), len(notes(site.secrecy()))) == (0, 3)
    settings.SITE_URL, settings.SITE_HOST = "http://polls.example", "polls.example"
    assert [sentence.split(maxsplit=2)[:2] for sentence in faults(site.secrecy())] == [
        ["DEBUG", "is"],
        ["SECRET_KEY", "is"],
        ["The", "site"],
    ]


def test_https_without_proxy_would_redirect_for_ever(public):
    public.TRUSTED_PROXIES = ()
    [sentence] = faults(site.forwarding())
    assert "redirected for ever" in sentence


@pytest.mark.parametrize("everyone", ["0.0.0.0/0", "::/0"])
def test_proxy_that_is_everybody_is_a_fault(public, everyone):
    public.TRUSTED_PROXIES = (ip_network("10.0.0.1"), ip_network(everyone))
    [sentence] = faults(site.forwarding())
    assert sentence.startswith(f"TRUSTED_PROXIES holds {everyone}, which is everybody")


@contextmanager
def answering(pages: dict[str, tuple[int, bytes, str]]):
    """A web server that gives status, body and Location by path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body, location = pages[self.path]
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


PROBE = (200, b"ok\n", "")


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ({"/healthz": (404, b"", "")}, "is answered by something else than SmartPulse"),
        ({"/healthz": (200, b"<html>", "")}, "is answered by something else than SmartPulse"),
        ({"/healthz": PROBE, "/": (301, b"", "/")}, "is redirected to itself for ever"),
        ({"/healthz": PROBE, "/": (400, b"", "")}, "refuses requests for its own name"),
        ({"/healthz": PROBE, "/": (500, b"", "")}, "answers with status 500"),
        ({"/healthz": PROBE, "/": (301, b"", "https://other.example/")}, "answers with status 301"),
    ],
)
def test_what_the_address_answers(settings, pages, sentence):
    with answering(pages) as url:
        settings.SITE_URL, settings.SITE_HOST = url, "127.0.0.1"
        [found] = faults(site.answers())
    assert sentence in found


def test_certificate_that_cannot_be_had_is_a_fault(settings):
    with answering({}) as url:
        settings.SITE_URL, settings.SITE_HOST = url.replace("http:", "https:"), "127.0.0.1"
        settings.SECURE = True
        [found] = faults(site.answers())
    assert "certificate" in found


def test_site_that_does_not_run_is_a_note(settings):
    settings.SITE_URL, settings.SITE_HOST = f"http://127.0.0.1:{free_port()}", "127.0.0.1"
    [found] = site.answers()
    assert found.level == Level.NOTE
    assert found.sentence.startswith(f"Nothing answers at {settings.SITE_URL} (")


# What it keeps.


def test_pending_migration_is_a_fault():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    pending = "1 migrations are pending: the tables are older than the program."
    assert faults(storage.examine_database())[0] == pending


@pytest.mark.only_on("postgres")
@pytest.mark.parametrize("value", ["off", "local"])
def test_database_that_forgets_votes_in_a_power_cut_is_a_fault(value):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit TO {value}")
    found = [sentence for sentence in faults(storage.examine_database()) if "power cut" in sentence]
    assert ("synchronous_commit" in "".join(found)) == (value == "off")


@pytest.mark.only_on("sqlite")
def test_database_that_cannot_be_written_is_a_fault(monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    [sentence] = faults(storage.examine_database())
    assert "no vote can be stored" in sentence


def test_caches_keep_what_they_are_given():
    assert [finding.level for finding in storage.examine_caches()] == [Level.WELL, Level.WELL]


def test_cache_that_does_not_answer_is_a_fault(settings):
    settings.CACHE_URL = f"redis://127.0.0.1:{free_port()}/0"
    redis = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": redis, "LOCATION": settings.CACHE_URL}}
    [sentence] = faults(storage.examine_caches())
    assert sentence.startswith("Redis at CACHE_URL “default” does not answer: ")


def test_cache_that_forgets_is_a_fault(settings):
    dummy = "django.core.cache.backends.dummy.DummyCache"
    settings.CACHES = {"default": {"BACKEND": dummy}}
    assert faults(storage.examine_caches()) == [
        "The cache “default” forgets at once what it is given."
    ]


def test_secret_key_that_others_may_read_is_a_fault(settings, tmp_path):
    settings.VAR_DIR, settings.DEBUG = tmp_path, True
    key = tmp_path / "secret-key"
    key.write_text("secret")
    key.chmod(0o600)
    assert faults(storage.examine_files()) == []
    key.chmod(0o640)
    assert faults(storage.examine_files()) == [f"Others may read {key}."]


def test_static_files_that_are_not_collected_or_old_are_a_fault(settings, tmp_path):
    manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    source, settings.STATIC_ROOT = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "page.js").write_text("let a = 1;")
    (source / "page.css").write_text("body { color: red }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}

    assert storage.static_files().sentence.startswith("2 of 2 static files are not collected")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert storage.static_files().sentence == "2 static files are collected."
    (source / "page.js").write_text("let a = 2;")
    found = storage.static_files()
    assert found.level == Level.FAULT
    assert found.sentence.startswith(
        "1 of 2 static files are not collected as they are now, page.js"
    )


# Jobs.


def make_job(path="polls.tasks.housekeeping", **fields) -> DBTaskResult:
    values = {"args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default"} | fields
    values.setdefault("run_after", get_date_max())
    job = DBTaskResult.objects.create(task_path=path, **values)
    if "enqueued_at" in fields:
        DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=fields["enqueued_at"])
    return job


def test_jobs_that_nobody_does_are_a_fault():
    now = timezone.now()
    make_job(enqueued_at=now - timedelta(hours=2, minutes=1))
    make_job(enqueued_at=now - timedelta(hours=9), run_after=now - timedelta(minutes=6))
    make_job(enqueued_at=now - timedelta(minutes=1))
    make_job(enqueued_at=now - timedelta(hours=9), run_after=now + timedelta(hours=1))
    [sentence] = faults(jobs.waiting())
    assert sentence.startswith("2 jobs wait, the oldest for 9\xa0hours")


def test_housekeeping_that_has_not_run_for_hours_is_a_fault():
    now = timezone.now()
    done = {"status": TaskResultStatus.SUCCESSFUL}
    make_job("comments.tasks.housekeeping", finished_at=now, **done)
    assert faults(jobs.housekeeping()) == [
        "The housekeeping has not run yet: voters are not forgotten when they should be."
    ]
    late = make_job(finished_at=now - timedelta(hours=3, minutes=1), **done)
    [sentence] = faults(jobs.housekeeping())
    assert sentence.startswith("The housekeeping ran last 3\xa0hours, 1\xa0minute ago")
    DBTaskResult.objects.filter(pk=late.pk).update(finished_at=now - timedelta(minutes=61))
    assert list(jobs.housekeeping()) == []


def test_jobs_left_behind_and_failed_are_named():
    now = timezone.now()
    make_job(status=TaskResultStatus.RUNNING, started_at=now - timedelta(hours=2))
    assert faults(jobs.stuck()) == ["1 jobs were left behind by a worker that was killed."]
    for hours in (1, 2, 30):
        make_job(
            "comments.tasks.send_mail",
            status=TaskResultStatus.FAILED,
            finished_at=now - timedelta(hours=hours),
            exception_class_path="builtins.ValueError",
        )
    assert notes(jobs.failures()) == [
        "The job comments.tasks.send_mail failed 2 times within a day, last with ValueError."
    ]


# Mail.


@pytest.fixture
def smtp(settings):
    with mail_server() as mailbox:
        settings.EMAIL_URL, settings.EMAIL_HOST = mailbox.url, "127.0.0.1"
        settings.EMAIL_PORT = mailbox.port
        settings.EMAIL_BACKEND = "smartpulse.smtp.EmailBackend"
        yield mailbox


def test_mail_server_that_lets_us_in_gets_no_mail(smtp):
    assert [finding.level for finding in mail.server()] == [Level.WELL]
    assert smtp.mails == []


def test_mail_server_that_knows_no_such_user_is_a_fault(smtp, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "polls", "hunter2"
    unencrypted, refused = faults(mail.server())
    assert unencrypted.startswith("The mail password travels to 127.0.0.1")
    assert "does not take us" in refused
    assert "hunter2" not in unencrypted + refused


def test_mail_server_that_is_not_there_is_a_fault(settings):
    settings.EMAIL_URL, settings.EMAIL_HOST = "smtp://127.0.0.1", "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    settings.EMAIL_BACKEND = "smartpulse.smtp.EmailBackend"
    [sentence] = faults(mail.server())
    assert sentence.startswith(
        f"The mail server 127.0.0.1, port {settings.EMAIL_PORT} does not take us"
    )


def test_public_site_without_mail_is_a_fault(public):
    [sentence] = faults(mail.examine())
    assert sentence.startswith("EMAIL_URL is not set")


# People and newsletters.


def test_public_site_without_administrator_or_with_the_demos_editor_is_a_fault(public, tmp_path):
    public.VAR_DIR = tmp_path
    (tmp_path / "demo-editor.txt").write_text("as editor")
    make_editor(username="silent", email="")
    assert [sentence.split()[0] for sentence in faults(people.examine())] == ["Nobody", "The"]
    assert [sentence.split()[0] for sentence in notes(people.examine())] == ["A", "silent"]
    public.REQUIRE_SECOND_FACTOR = True
    assert [sentence.split()[0] for sentence in notes(people.examine())] == ["silent"]
    make_superuser()
    (tmp_path / "demo-editor.txt").unlink()
    assert faults(people.examine()) == []


def test_time_zone_that_this_machine_does_not_know_is_a_fault():
    newsletter = make_newsletter(name="Weekly")
    assert faults(examine_newsletters()) == []
    type(newsletter).objects.update(time_zone="Mars/Olympus")
    [sentence] = faults(examine_newsletters())
    assert sentence.startswith("“Weekly” lives in the time zone Mars/Olympus")
