"""First ballots over HTTP, against the database's own pace with the same statements."""

import re
import secrets
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from bench import load, servers
from bench.peaks import BEHIND_PROXY, pgbench, rows, take_turns, twin_of
from bench.plan import Plan
from bench.ratios import Row
from tests.load.burst import Vote, burst
from tests.services.postgres import Cluster
from tests.services.site import serve

AIM_OF_BALLOTS = 900  # a second, on two cores
AIM_OF_STATEMENTS = 8
VOTE = Path(__file__).with_name("vote.sql")
STORED = "SELECT count(*) FROM polls_ballot WHERE poll_id = "


def on_postgres(
    plan: Plan, cluster: Cluster, database: str, var: Path, polls: list[dict]
) -> list[Row]:
    twin = twin_of(cluster, database, f"{database}_votes")
    url = cluster.url(database)
    votes = statements(cluster, database, var, polls[0])
    if (ours := shapes(votes)) != (script := shapes(scripted())):
        raise RuntimeError(f"A vote is no longer what vote.sql casts: {ours}, not {script}.")

    def yardstick(round_number: int) -> float:
        return pgbench(cluster, twin, VOTE, variables(polls[round_number]), plan.seconds)

    with serve(url, var, **plan.server, **BEHIND_PROXY) as site:
        tasks = [task_for(poll, site.port, plan.seconds) for poll in polls]
        seen, bare = take_turns(plan, tasks, "votes, PostgreSQL", yardstick)
    with closing(cluster.connect(database)) as connection, connection.cursor() as cursor:
        stored = []
        for poll in polls[1:]:
            cursor.execute(STORED + str(poll["pk"]))
            stored.append(cursor.fetchone()[0])
    return [
        *rows("ballots, PostgreSQL", AIM_OF_BALLOTS, "pgbench", seen, bare, stored),
        Row(
            "statements of a first vote",
            f"{len(votes)}",
            f"≤ {AIM_OF_STATEMENTS}",
            len(votes) <= AIM_OF_STATEMENTS,
        ),
    ]


def on_sqlite(plan: Plan, url: str, var: Path, polls: list[dict]) -> list[Row]:
    file = Path(url.removeprefix("sqlite:///"))
    twin = file.with_name("twin.sqlite3")
    shutil.copy(file, twin)

    def yardstick(round_number: int) -> float:
        return inserts(twin, polls[round_number], plan.seconds)

    with serve(url, var, **plan.server, **BEHIND_PROXY) as site:
        tasks = [task_for(poll, site.port, plan.seconds) for poll in polls]
        seen, bare = take_turns(plan, tasks, "votes, SQLite", yardstick)
    with closing(sqlite3.connect(file)) as connection:
        stored = [connection.execute(STORED + str(poll["pk"])).fetchone()[0] for poll in polls[1:]]
    return rows("ballots, SQLite", AIM_OF_BALLOTS, "sqlite3 in one process", seen, bare, stored)


def task_for(poll: dict, port: int, seconds: float) -> load.Task:
    forms = [urlencode({"choice": choice}) for choice in poll["choices"]]
    return load.Task(port, [f"{poll['path']}ballots/"], seconds, forms=forms)


def variables(poll: dict) -> dict[str, int]:
    """What vote.sql asks for."""
    choices = sorted(poll["choices"])
    return {
        "poll": poll["pk"],
        "number": poll["number"],
        "first_choice": choices[0],
        "last_choice": choices[-1],
    }


def inserts(file: Path, poll: dict, seconds: float) -> float:
    """Ballots a second by one process that writes the same rows, as durably, and does nothing else."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        started, done = time.perf_counter(), 0
        while (now := time.perf_counter()) - started < seconds:
            insert(connection, poll, done)
            done += 1
        return done / (now - started)


def insert(connection: sqlite3.Connection, poll: dict, number: int) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(
        'INSERT INTO smartpulse_throttle AS kept ("key", "window", "count") VALUES (?, 0, 1) '
        'ON CONFLICT ("key") DO UPDATE SET "count" = kept."count" + 1 RETURNING "count"',
        [secrets.token_bytes(32)],
    ).fetchone()
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT * FROM polls_poll WHERE id = ?", [poll["pk"]]).fetchone()
    [ballot] = connection.execute(
        "INSERT INTO polls_ballot (poll_id, receipt, via, standing, cast_at, network) "
        "VALUES (?, ?, 'web', 'counted', datetime(), ?) RETURNING id",
        [poll["pk"], secrets.token_hex(8), secrets.token_bytes(16)],
    ).fetchone()
    connection.execute(
        "INSERT INTO polls_ballotkey (ballot_id, poll_id, kind, digest) "
        "VALUES (?, ?, 'browser', ?)",
        [ballot, poll["pk"], secrets.token_bytes(32)],
    )
    choice = poll["choices"][number % len(poll["choices"])]
    connection.execute(
        "INSERT INTO polls_mark (ballot_id, choice_id) "
        "SELECT ?, id FROM polls_choice WHERE poll_id = ? AND id IN (?)",
        [ballot, poll["pk"], choice],
    )
    connection.execute("COMMIT")


def statements(cluster: Cluster, database: str, var: Path, poll: dict) -> list[str]:
    """The statements of one first vote, on a connection that is open already."""
    with serve(cluster.url(database), var, workers=1, threads=1, **BEHIND_PROXY) as site:
        vote(site.port, poll)
        with servers.logged_statements(cluster, database) as found:
            vote(site.port, poll)
    return found


def vote(port: int, poll: dict) -> None:
    path, choice = f"{poll['path']}ballots/", poll["choices"][0]
    [bounced] = burst(port, [Vote(path, [choice])])
    cookie = bounced.cookies[0].partition(";")[0]
    [cast] = burst(port, [Vote(bounced.location, [choice], cookie)])
    if cast.status != 303:
        raise RuntimeError(f"A vote was answered with {cast.status}.")


def scripted() -> list[str]:
    lines = [line for line in VOTE.read_text().splitlines() if not line.startswith(("--", "\\set"))]
    return [
        " ".join(text.split()) for text in re.split(r";|\\gset", "\n".join(lines)) if text.strip()
    ]


def shapes(statements: list[str]) -> list[str]:
    """Of each statement its verb and its table."""
    return [
        " ".join(re.findall(r'^\w+|(?:FROM|INTO) "?\w+', text)[:2]).replace('"', "")
        for text in statements
    ]
