"""Comments posted: first ones of readers who are all new, into one discussion."""

from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from bench import load
from bench.peaks import BEHIND_PROXY, pgbench, rows, take_turns, twin_of
from bench.plan import Plan
from bench.ratios import Row
from bench.seed import COMMENT
from tests.services.postgres import Cluster
from tests.services.site import serve

AIM = 800  # a second, on two cores
SCRIPT = Path(__file__).with_name("comment.sql")
STORED = "SELECT count(*) FROM comments_comment WHERE status = 'published' AND discussion_id = "


def on_postgres(
    plan: Plan, cluster: Cluster, database: str, var: Path, polls: list[dict]
) -> list[Row]:
    twin = twin_of(cluster, database, f"{database}_comments")

    def yardstick(round_number: int) -> float:
        variables = {"discussion": polls[round_number]["discussion"]}
        return pgbench(cluster, twin, SCRIPT, variables, plan.seconds)

    with serve(cluster.url(database), var, **plan.server, **BEHIND_PROXY) as site:
        tasks = [task_for(poll, site.port, plan.seconds) for poll in polls]
        seen, bare = take_turns(plan, tasks, "comments, PostgreSQL", yardstick)
    with closing(cluster.connect(database)) as connection, connection.cursor() as cursor:
        stored = []
        for poll in polls[1:]:
            cursor.execute(STORED + str(poll["discussion"]))
            stored.append(cursor.fetchone()[0])
    return rows("comments, PostgreSQL", AIM, "pgbench", seen, bare, stored)


def task_for(poll: dict, port: int, seconds: float) -> load.Task:
    form = {
        "name": f"Reader {load.NUMBER}",
        "body": f"{COMMENT} That was in year {load.NUMBER}.",
        "opened": poll["opened"],
    }
    return load.Task(port, [f"{poll['path']}comments/"], seconds, forms=[urlencode(form)])
