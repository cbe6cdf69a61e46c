"""Run every test on SQLite and on PostgreSQL: `make test`. Arguments go to pytest.

One test in three runs once: what touches no database, and what a browser shows, a process does or a
page tells, whatever database its rows are from.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from tests.services import chromium

DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
SECOND = "postgres"
MOST_PROCESSES = 4
# Pytest's own status for each.
INTERRUPTED, NOTHING_TO_RUN = 2, 5


def main(arguments: list[str]) -> int:
    try:
        print(f"Chromium: {chromium.executable()}", flush=True)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    # What the first run compiles serves the second, and every server that a test starts.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    summaries = []
    status = 0
    with tempfile.TemporaryDirectory(prefix="smartpulse-report-") as directory:
        for database, name in DATABASES.items():
            print(f"\nTests on {name}", flush=True)
            report = Path(directory, f"{database}.xml")
            started = time.monotonic()
            code = run(database, report, arguments)
            minutes, seconds = divmod(round(time.monotonic() - started), 60)
            summaries.append(f"{name:<10}  {counts(report)} in {minutes}:{seconds:02} min")
            if (database, code) != (SECOND, NOTHING_TO_RUN):
                status = status or code
            if code == INTERRUPTED:
                break
    print("\n" + "\n".join(summaries))
    print("All tests pass." if status == 0 else "THE TESTS FAIL.")
    return status


def run(database: str, report: Path, arguments: list[str]) -> int:
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    command = [
        *(sys.executable, "-m", "pytest", "--database", database),
        *("--numprocesses", str(processes), "--dist", "worksteal", "--junit-xml", report),
        *(["--rows-alone"] if database == SECOND else []),
        *arguments,
    ]
    process = subprocess.Popen(command)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:
        # It has had Ctrl-C too, and is putting its servers away.
        process.wait()
        return INTERRUPTED


def counts(report: Path) -> str:
    """'412 passed, 1 failed' from pytest's report; it is missing where pytest did not even start."""
    if not report.exists():
        return "no result"
    suite = ElementTree.parse(report).getroot().find("testsuite")
    total, failed, errors, skipped = (
        int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped")
    )
    named = {
        "passed": total - failed - errors - skipped,
        "failed": failed,
        "with errors": errors,
        "skipped": skipped,
    }
    return ", ".join(f"{n} {word}" for word, n in named.items() if n or word == "passed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
