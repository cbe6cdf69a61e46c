"""Run the site: the web server and the jobs' worker, side by side, until told to stop."""

import errno
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# How long a child may take to finish what it is doing before it is killed.
GRACE_SECONDS = 15
HOUSEKEEPING_SECONDS = 3600

WORKERS = max(2, os.cpu_count() or 1)
# More of them only take turns at the interpreter: four answer fewer pages. One alone would wait for
# a slow body, see `granian`.
THREADS = 2


class Command(BaseCommand):
    help = "Runs the web server and the jobs' worker until Ctrl-C or SIGTERM."
    # The children check the system; a check here would only delay them.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=WORKERS,
            help="server processes (default: one for each core, here %(default)s)",
        )
        parser.add_argument(
            "--threads",
            type=int,
            default=THREADS,
            help="threads in each process, each with a database connection (default: %(default)s)",
        )
        parser.add_argument(
            "--no-jobs",
            action="store_false",
            dest="jobs",
            help="leave the jobs to a `manage.py db_worker` that runs elsewhere",
        )

    def handle(self, *, host, workers, threads, jobs, **options):
        refuse_unusable_address(host, settings.PORT)
        self.told_to_stop = False
        for number in STOP_SIGNALS:
            signal.signal(number, self.stop)

        server = Child(granian(host, settings.PORT, workers, threads))
        children = [server]
        try:
            if jobs:
                children.append(JobsWorker())
            self.supervise(host, *children)
        finally:
            end(children)
        if not self.told_to_stop:
            raise CommandError(
                f"The server ended by itself with status {server.status}.",
                returncode=server.status or 1,
            )

    def stop(self, number, frame):
        self.told_to_stop = True

    def supervise(self, host, server, jobs_worker=None):
        """Watch the children until a signal comes or the server ends."""
        announced, housekeeping_due = False, time.monotonic()
        while server.is_running and not self.told_to_stop:
            if jobs_worker:
                jobs_worker.keep_alive(self.stderr.write)
                if time.monotonic() >= housekeeping_due:
                    self.queue_housekeeping()
                    housekeeping_due += HOUSEKEEPING_SECONDS
            if not announced and answers(host, settings.PORT):
                announced = True
                self.announce()
            time.sleep(0.2)

    def queue_housekeeping(self):
        """A database that does not answer for a while must not end the site."""
        try:
            call_command("housekeeping", stdout=io.StringIO())
        except DatabaseError as error:
            self.stderr.write(f"Housekeeping waits for the next hour: {error}")
        finally:
            connections.close_all()

    def announce(self):
        where = f"SmartPulse is at {settings.SITE_URL}/"
        sign_in = settings.VAR_DIR / "demo-editor.txt"
        if sign_in.exists():
            where += (
                f" - editors sign in at {settings.SITE_URL}/admin/ {sign_in.read_text().strip()}"
            )
        self.stdout.write(f"{where} (Ctrl-C ends it)")
        self.stdout.flush()


class Child:
    """A process of ours, in a group of its own: Ctrl-C reaches it only through its parent."""

    def __init__(self, command):
        self.command = command
        self.start()

    def start(self):
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the command is written in this file
            self.command, cwd=settings.BASE_DIR, process_group=0
        )

    @property
    def is_running(self):
        return self.process.poll() is None

    @property
    def status(self):
        """The exit status as a shell reports it: 128 plus the signal for a process killed."""
        code = self.process.returncode
        return 128 - code if code is not None and code < 0 else code


class JobsWorker(Child):
    """The process that runs the jobs. The site does without it for a while, so it is restarted."""

    LONGEST_PAUSE = 60

    def __init__(self):
        self.pause = 0.5
        super().__init__([sys.executable, "manage.py", "db_worker"])

    def start(self):
        super().start()
        self.restart_at = None

    def keep_alive(self, report):
        """Start it again if it has ended, after a pause that doubles while it keeps ending."""
        now = time.monotonic()
        if self.is_running:
            return
        if self.restart_at is None:
            lived_long = now - self.started > self.LONGEST_PAUSE
            self.pause = 1 if lived_long else min(2 * self.pause, self.LONGEST_PAUSE)
            self.restart_at = now + self.pause
            report(
                f"The jobs' worker ended with status {self.status}; "
                f"it starts again in {self.pause:g} s."
            )
        elif now >= self.restart_at:
            self.start()


def granian(host, port, workers, threads):
    """The server's command line.

    A request whose body comes slowly, such as a picture from a poor line, holds a thread until it is
    there: one thread alone would keep all others waiting.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        # Connections a process holds, idle ones too; it would be fewer the more processes there are.
        *("--backpressure", "512"),
        *("--respawn-failed-workers", "--respawn-interval", "1"),
        *("--workers-kill-timeout", "10", "--log-level", "warning"),
        "smartpulse.wsgi:application",
    ]


def refuse_unusable_address(host, port):
    """Raise CommandError with a sentence where nothing can listen on the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program: end it, or choose another port "
                    "with the variable PORT."
                ) from None
            raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None


def answers(host, port):
    """Whether the site answers by now."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end(children):
    """Ask the children to stop, wait for them, and kill those that do not."""
    for child in children:
        if child.is_running:
            child.process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        # A server that was killed leaves processes that hold its port.
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
