"""Measure the site on this machine: `make bench`, or in a minute `make bench ARGS=--quick`.

Each ratio is of runs that took turns, the measured thing and its yardstick, so that whatever else the
machine does meanwhile slows both. The real server, a PostgreSQL that waits for the disk, loopback.
"""

import argparse
import platform
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

from bench import ballots, comments, pages, servers, threads
from bench.plan import Plan
from bench.ratios import Row, Spread, table
from smartpulse.management.commands.serve import THREADS, WORKERS
from tests.services.postgres import Cluster, cluster

DATABASE = "bench"
LENGTHS = {
    "full": {"rounds": 5, "seconds": 3, "ballots": 1_000_000, "thread": 10_000},
    "quick": {"rounds": 2, "seconds": 0.5, "ballots": 10_000, "thread": 2_000},
    "trial": {"rounds": 1, "seconds": 0.1, "ballots": 1_000, "thread": 1_500},
}


def main(arguments: list[str]) -> int:
    """Print the table; the status is 1 where an honest vote was refused or lost."""
    plan = planned(arguments)
    servers.clear_environment()
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="smartpulse-bench-")))
        postgres = stack.enter_context(cluster(durable=True))
        url, sqlite = postgres.create(DATABASE), f"sqlite:///{var / 'bench.sqlite3'}"
        plan.say("The databases are filled.")
        seeded = servers.run_module(
            "bench.seed", plan.rounds + 1, plan.thread, database_url=url, var=var
        )
        seeded_sqlite = servers.run_module(
            "bench.seed", plan.rounds + 1, database_url=sqlite, var=var
        )
        rows = read(plan, postgres, var, seeded)
        plan.say("First votes.")
        peaks = [
            *ballots.on_postgres(plan, postgres, DATABASE, var, seeded["empty"]),
            *ballots.on_sqlite(plan, sqlite, var, seeded_sqlite["empty"]),
        ]
        plan.say("Comments.")
        peaks += comments.on_postgres(plan, postgres, DATABASE, var, seeded["empty"])
        plan.say(f"The result of a poll with {plan.ballots:,} ballots.")
        rows += peaks + results(plan, url, var)
        print(f"\n{machine(plan, postgres)}\n\n{table(rows)}")
    return 1 if any(row.is_met is False and row.must_hold for row in rows) else 0


def planned(arguments: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    length = parser.add_mutually_exclusive_group()
    for name, words in {"quick": "short runs", "trial": "to see that it works"}.items():
        length.add_argument(
            f"--{name}", action="store_const", dest="length", const=name, default="full", help=words
        )
    parser.add_argument("--workers", type=int, default=WORKERS, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=THREADS, help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    return Plan(workers=chosen.workers, threads=chosen.threads, **LENGTHS[chosen.length])


def read(plan: Plan, postgres: Cluster, var: Path, seeded: dict) -> list[Row]:
    """What readers fetch: the poll page, and reports with their discussions."""
    poll, reports = seeded["viewed"]["path"], seeded["reports"]
    longest = reports[str(plan.thread)]["path"]
    with pages.running(plan, postgres.url(DATABASE), var) as running:
        plan.say("Poll pages.")
        rows = pages.measure(plan, running, poll)
    with pages.running(plan, postgres.url(DATABASE), var, share=True) as running:
        plan.say("Reports with their discussions.")
        threaded = threads.measure(plan, running, reports)
    asked = [pages.queries(postgres, DATABASE, var, page) for page in (poll, longest)]
    return [
        *rows,
        pages.queries_row("its queries", asked[0], pages.AIM_OF_QUERIES),
        *threaded,
        pages.queries_row("queries of its first page", asked[1], threads.AIM_OF_QUERIES),
    ]


def results(plan: Plan, url: str, var: Path) -> list[Row]:
    seconds = servers.run_module(
        "bench.million", plan.ballots, plan.rounds, database_url=url, var=var
    )
    result, small = Spread.of(seconds["result"]), Spread.of(seconds["small"])
    by_bare = Spread.of_ratios(seconds["result"], seconds["bare"])
    by_small = Spread.of_ratios(seconds["result"], seconds["small"])
    return [
        Row(
            f"result of {plan.ballots:,} ballots",
            f"{by_bare:.2f} bare counts",
            besides=f"{result.in_units(1000):.1f} ms",
        ),
        Row(
            "by that of 293 ballots",
            f"{by_small:.1f} times",
            besides=f"{small.in_units(1000):.2f} ms",
        ),
    ]


def machine(plan: Plan, postgres: Cluster) -> str:
    cores = len(servers.cores())
    with postgres.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [database] = cursor.fetchone()
    names = ", ".join(f"{name} {version(name)}" for name in ("Django", "granian"))
    return (
        f"{cores} core{'' if cores == 1 else 's'}, {platform.machine()}, {platform.system()}; "
        f"Python {platform.python_version()}, {names}, PostgreSQL {database.split()[0]}; "
        f"{plan.workers} processes with {plan.threads} threads; {plan.rounds} rounds"
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
