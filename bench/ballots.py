"""A send's peak: first ballots over HTTP, against the database's own pace with the same statements."""

import re
import secrets
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from bench import load, servers
from bench.plan import Plan
from bench.ratios import Row, Spread
from tests.load.burst import Vote, burst
from tests.services.postgres import Cluster
from tests.services.site import serve

AIM_OF_BALLOTS = 900  # a second, on two cores
AIM_OF_STATEMENTS = 8
VOTE = Path(__file__).with_name("vote.sql")
BEHIND_PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}
STORED = "SELECT count(*) FROM polls_ballot WHERE poll_id = "


def on_postgres(
    plan: Plan, cluster: Cluster, database: str, var: Path, polls: list[dict]
) -> list[Row]:
    twin = f"{database}_twin"
    with closing(cluster.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f"CREATE DATABASE {twin} TEMPLATE {database}")
    url = cluster.url(database)
    votes = statements(cluster, database, var, polls[0])
    # Django asks first whether the connection still stands; pgbench knows that it does.
    if (ours := shapes([s for s in votes if s != "SELECT 1"])) != (script := shapes(scripted())):
        raise RuntimeError(f"A vote is no longer what vote.sql casts: {ours}, not {script}.")

    with serve(url, var, **plan.server, **BEHIND_PROXY) as site:
        load.run(task_for(polls[0], site.port, plan.seconds / 4))
        seen, bare = [], []
        for poll in polls[1:]:
            seen.append(load.run(task_for(poll, site.port, plan.seconds)))
            plan.say_rate("votes, PostgreSQL", seen[-1].rate)
            bare.append(pgbench(cluster, twin, poll, plan.seconds))
            plan.say_rate("pgbench", bare[-1])
    with closing(cluster.connect(database)) as connection, connection.cursor() as cursor:
        stored = []
        for poll in polls[1:]:
            cursor.execute(STORED + str(poll["pk"]))
            stored.append(cursor.fetchone()[0])
    return [
        *rows("PostgreSQL", "pgbench", seen, bare, stored),
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
    with serve(url, var, **plan.server, **BEHIND_PROXY) as site:
        load.run(task_for(polls[0], site.port, plan.seconds / 4))
        seen, bare = [], []
        for poll in polls[1:]:
            seen.append(load.run(task_for(poll, site.port, plan.seconds)))
            plan.say_rate("votes, SQLite", seen[-1].rate)
            bare.append(inserts(twin, poll, plan.seconds))
            plan.say_rate("sqlite3 alone", bare[-1])
    with closing(sqlite3.connect(file)) as connection:
        stored = [connection.execute(STORED + str(poll["pk"])).fetchone()[0] for poll in polls[1:]]
    return rows("SQLite", "sqlite3 in one process", seen, bare, stored)


def task_for(poll: dict, port: int, seconds: float) -> load.Task:
    return load.Task(port, [f"{poll['path']}ballots/"], seconds, choices=poll["choices"])


def rows(
    name: str, yardstick: str, seen: list[load.Seen], bare: list[float], stored: list[int]
) -> list[Row]:
    """Pace and ratio; and whether every voter was acknowledged, and every acknowledged vote stored."""
    rates = [result.rate for result in seen]
    pace, ratio = Spread.of(rates), Spread.of_ratios(rates, bare)
    voters = sum(result.done for result in seen)
    bounced, cast = (sum(result.statuses.get(s, 0) for result in seen) for s in ("307", "303"))
    slowest = Spread.of([result.slowest_percent_ms for result in seen])
    return [
        Row(
            f"ballots, {name}",
            f"{pace:,.0f} /s",
            f"≥ {AIM_OF_BALLOTS} /s",
            pace.median >= AIM_OF_BALLOTS,
            f"slowest percent {slowest:.0f} ms",
        ),
        Row(
            f"by {yardstick}",
            f"{ratio:.2f} of it",
            besides=f"{Spread.of(bare):,.0f} /s",
        ),
        Row(
            "voters acknowledged, stored",
            f"{cast:,} and {sum(stored):,} of {voters:,}",
            "all",
            {bounced, cast, sum(stored)} == {voters},
            "answers " + ", ".join(sorted({s for result in seen for s in result.statuses})),
            must_hold=True,
        ),
    ]


def pgbench(cluster: Cluster, database: str, poll: dict, seconds: float) -> float:
    """Ballots a second by pgbench, with as many connections as the voters have."""
    choices = sorted(poll["choices"])
    variables = {
        "poll": poll["pk"],
        "number": poll["number"],
        "first_choice": choices[0],
        "last_choice": choices[-1],
    }
    defined = [f"--define={name}={value}" for name, value in variables.items()]
    done = subprocess.run(
        [
            *(cluster.binaries / "pgbench", "--no-vacuum", "--protocol=simple"),
            *("--client", str(load.CONNECTIONS), "--time", str(max(1, round(seconds)))),
            *("--file", VOTE, *defined, *servers.socket_arguments(cluster), database),
        ],
        capture_output=True,
        text=True,
        timeout=seconds + load.PATIENCE_SECONDS,
        check=False,
    )
    pace = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not pace:
        raise RuntimeError(f"pgbench does not work:\n{done.stderr}")
    return float(pace[1])


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
    connection.execute(
        'INSERT INTO smartpulse_throttle AS kept ("key", "window", "count") VALUES (?, 0, 1) '
        'ON CONFLICT ("key") DO UPDATE SET "count" = kept."count" + 1 RETURNING "count"',
        [secrets.token_bytes(32)],
    ).fetchone()
    digest = secrets.token_bytes(32)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT * FROM polls_poll WHERE id = ?", [poll["pk"]]).fetchone()
    connection.execute(
        "SELECT * FROM polls_ballotkey WHERE digest IN (?) AND poll_id = ?", [digest, poll["pk"]]
    ).fetchone()
    [ballot] = connection.execute(
        "INSERT INTO polls_ballot (poll_id, receipt, via, standing, cast_at, network) "
        "VALUES (?, ?, 'web', 'counted', datetime(), ?) RETURNING id",
        [poll["pk"], secrets.token_hex(8), secrets.token_bytes(16)],
    ).fetchone()
    connection.execute(
        "INSERT INTO polls_ballotkey (ballot_id, poll_id, kind, digest) "
        "VALUES (?, ?, 'browser', ?)",
        [ballot, poll["pk"], digest],
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
