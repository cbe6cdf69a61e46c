"""The result of a large poll, in one process: `python -m bench.million 1000000 5` on a seeded database.

Prints as JSON the seconds that each round took for the poll's result, for the bare count of its marks,
and for the result of the poll with 293 votes.
"""

import json
import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartpulse.settings")

# Of a thousand ballots, one is set aside. Keys play no part in counting.
BALLOTS = """
    INSERT INTO polls_ballot (poll_id, receipt, via, standing, cast_at)
    SELECT %(poll)s, lpad(to_hex(n), 16, '0'), 'web',
           CASE WHEN n %% 1000 = 0 THEN 'void' ELSE 'counted' END, now()
    FROM generate_series(1, %(ballots)s) AS n
"""
MARKS = """
    INSERT INTO polls_mark (ballot_id, choice_id)
    SELECT id, (%(choices)s::bigint[])[1 + id %% %(places)s] FROM polls_ballot
    WHERE poll_id = %(poll)s
"""
BARE_COUNT = """
    SELECT count(*) FROM polls_mark WHERE choice_id = ANY(%(choices)s)
"""


def main(ballots: int, rounds: int) -> dict[str, list[float]]:
    from django.db import connection

    from polls import counting
    from polls.models import Poll
    from tests.factories import make_poll

    small = Poll.objects.select_related("newsletter").get(slug="outsourcing-0")
    large = make_poll(newsletter=small.newsletter, choices=("A", "B", "C", "D"))
    choices = [choice.pk for choice in large.choices.all()]
    values = {"poll": large.pk, "ballots": ballots, "choices": choices, "places": len(choices)}
    with connection.cursor() as cursor:
        # The rows refer to each other as they should: checking a million of them proves nothing.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(BALLOTS, values)
        cursor.execute(MARKS, values)
        cursor.execute("VACUUM (ANALYZE) polls_ballot, polls_mark")

        counted = ballots - ballots // 1000
        if (respondents := counting.count(large).respondents) != counted:
            raise RuntimeError(f"{respondents} ballots were counted where {counted} count.")

        seconds: dict[str, list[float]] = {"result": [], "bare": [], "small": []}
        for _ in range(rounds):
            seconds["bare"].append(timed(lambda: cursor.execute(BARE_COUNT, values)))
            seconds["result"].append(timed(lambda: counting.count(large)))
            # As often as takes about as long, for a clock that has ticks.
            hundred = timed(lambda: [counting.count(small) for _ in range(100)])
            seconds["small"].append(hundred / 100)
    return seconds


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    django.setup()
    json.dump(main(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
