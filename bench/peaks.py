"""A send's peak: what readers send over HTTP, against the database's own pace with the same rows."""

import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bench import load, servers
from bench.plan import Plan
from bench.ratios import Row, Spread
from tests.services.postgres import Cluster

# Every sender has an address of their own, which the server believes.
BEHIND_PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}

# In less time, on a busy machine, pgbench may end no transaction and then prints no pace.
LEAST_SECONDS = 2


def twin_of(cluster: Cluster, database: str, name: str) -> str:
    """A copy of the database, for pgbench; nobody may be connected to the original."""
    with closing(cluster.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {database}")
    return name


def take_turns(
    plan: Plan, tasks: list[load.Task], what: str, yardstick: Callable[[int], float]
) -> tuple[list[load.Seen], list[float]]:
    """What each round saw, and the yardstick's pace in it; the first task only warms the server."""
    load.run(replace(tasks[0], seconds=plan.seconds / 4))
    seen, bare = [], []
    for number, task in enumerate(tasks[1:], start=1):
        seen.append(load.run(task))
        plan.say_rate(what, seen[-1].rate)
        bare.append(yardstick(number))
        plan.say_rate("its yardstick", bare[-1])
    return seen, bare


def pgbench(
    cluster: Cluster, database: str, script: Path, variables: dict[str, int], seconds: float
) -> float:
    """Transactions a second by pgbench, with as many connections as the senders have."""
    defined = [f"--define={name}={value}" for name, value in variables.items()]
    done = subprocess.run(
        [
            *(cluster.binaries / "pgbench", "--no-vacuum", "--protocol=simple"),
            *("--client", str(load.CONNECTIONS), "--time", str(max(LEAST_SECONDS, round(seconds)))),
            *("--file", script, *defined, *servers.socket_arguments(cluster), database),
        ],
        capture_output=True,
        text=True,
        timeout=seconds + load.PATIENCE_SECONDS,
        check=False,
    )
    pace = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not pace:
        raise RuntimeError(f"pgbench does not work:\n{done.stdout}{done.stderr}")
    return float(pace[1])


def rows(
    what: str,
    aim: int,
    yardstick: str,
    seen: list[load.Seen],
    bare: list[float],
    stored: list[int],
) -> list[Row]:
    """Pace and ratio; and whether everybody was acknowledged, and all that was acknowledged stored."""
    rates = [result.rate for result in seen]
    pace, ratio = Spread.of(rates), Spread.of_ratios(rates, bare)
    senders = sum(result.done for result in seen)
    bounced, taken = (sum(result.statuses.get(s, 0) for result in seen) for s in ("307", "303"))
    slowest = Spread.of([result.slowest_percent_ms for result in seen])
    return [
        Row(
            what,
            f"{pace:,.0f} /s",
            f"≥ {aim} /s",
            pace.median >= aim,
            f"slowest percent {slowest:.0f} ms",
        ),
        Row(
            f"by {yardstick}",
            f"{ratio:.2f} of it",
            besides=f"{Spread.of(bare):,.0f} /s",
        ),
        Row(
            "acknowledged, stored",
            f"{taken:,} and {sum(stored):,} of {senders:,}",
            "all",
            {bounced, taken, sum(stored)} == {senders},
            "answers " + ", ".join(sorted({s for result in seen for s in result.statuses})),
            must_hold=True,
        ),
    ]
