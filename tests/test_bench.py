"""The measurements run, and what they print follows from what they saw."""

import subprocess
import sys
from dataclasses import replace

import pytest

from bench import peaks
from bench.load import Seen
from bench.ratios import Row, Spread, table
from tests.services.site import ROOT

SEEN = Seen(
    done=900,
    seconds=1,
    statuses={"307": 900, "303": 900},
    busy=0.2,
    median_ms=20,
    slowest_percent_ms=60,
)


# It starts a server on each database: once is enough.
@pytest.mark.only_on("sqlite")
def test_bench_measures_everything_and_ends_well():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--trial", "--workers", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split("  ")[0] for line in done.stdout.splitlines() if line]
    assert lines[2:] == [
        "bare view (yardstick)",
        "poll page, cached",
        "poll page, 1,000 tracked links",
        "poll page, uncached",
        "the clients' core",
        "its queries",
        "report, 9 comments, cached",
        "the same, uncached",
        "report, 1,000 comments, cached",
        "the same, uncached",
        "first page of 1,500 comments",
        "its first page of 1,500",
        "its deepest comment",
        "more replies in it",
        "their clients, on the server's cores",
        "queries of its first page",
        "ballots, PostgreSQL",
        "by pgbench",
        "acknowledged, stored",
        "statements of a first vote",
        "ballots, SQLite",
        "by sqlite3 in one process",
        "acknowledged, stored",
        "comments, PostgreSQL",
        "by pgbench",
        "acknowledged, stored",
        "result of 1,000 ballots",
        "by that of 293 ballots",
    ]
    kept = [line for line in done.stdout.splitlines() if line.startswith("acknowledged")]
    assert all(line.endswith("all  met  answers 303, 307") for line in map(one_gap, kept)), kept


def one_gap(line: str) -> str:
    return "  ".join(cell.strip() for cell in line.split("  ") if cell)


def test_spread_of_ratios_compares_runs_of_the_same_round():
    spread = Spread.of_ratios([60, 50, 90], [100, 250, 300])
    assert f"{spread:.2f}" == "0.30 (0.20 to 0.60)"


def test_table_aligns_its_columns_and_marks_what_missed_its_aim():
    rows = [Row("page", "0.71", "≥ 0.60", True), Row("ballots", "850", "≥ 900", False, "1 s")]
    assert table(rows).splitlines() == [
        "         median (least to most)  aim             in absolute figures",
        "page     0.71                    ≥ 0.60  met",
        "ballots  850                     ≥ 900   MISSED  1 s",
    ]


def kept(seen: Seen, stored: int) -> Row:
    [row] = [row for row in peaks.rows("x", 900, "y", [seen], [1000], [stored]) if row.must_hold]
    return row


def test_every_vote_acknowledged_and_stored_is_met():
    assert kept(SEEN, 900).is_met


def test_a_refused_voter_is_reported():
    refused = replace(SEEN, statuses={"307": 900, "303": 899, "429": 1})
    assert kept(refused, 899).is_met is False


def test_a_vote_acknowledged_and_not_stored_is_reported():
    assert kept(SEEN, 899).is_met is False


def test_a_vote_stored_and_not_acknowledged_is_reported():
    failed = replace(SEEN, statuses={"307": 900, "303": 899, "500": 1})
    assert kept(failed, 900).is_met is False
