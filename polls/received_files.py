"""When votes came, as JSON and CSV: for readers by day, for the desk by hour too."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, JsonResponse

from polls import disclosure
from polls.received import Received, Time
from polls.times import iso_utc
from polls.views.export import cell, csv_file
from smartpulse.paths import absolute

FIELDS = ("poll", "question", "by", "from", "to", "way", "votes")


def as_json(found: Received, *, hourly: bool = False) -> HttpResponse:
    report: dict[str, Any] = {
        "poll": absolute(found.poll.get_absolute_url()),
        "question": found.poll.question,
        "opens_at": iso_utc(found.poll.opens_at),
        "until": iso_utc(found.until),
        "votes": found.votes if found.days else None,
        "least": disclosure.LEAST,
        "by_day": times(found.by_day),
    }
    if hourly:
        report |= {"unit": found.unit_name, "by_hour": times(found.by_hour)}
    report["by_way"] = [{"ways": list(way.keys), "votes": way.votes} for way in found.ways]
    return JsonResponse(report, json_dumps_params={"ensure_ascii": False})


def as_csv(found: Received, *, hourly: bool = False) -> HttpResponse:
    suffix = "by-hour" if hourly else "by-day"
    response = csv_file(f"{found.poll.slug}-votes-{suffix}.csv")
    writer = csv.writer(response)
    writer.writerow(FIELDS)
    address = absolute(found.poll.get_absolute_url())
    for row in rows(found, hourly=hourly):
        writer.writerow(cell(value) for value in (address, found.poll.question, *row))
    return response


def rows(found: Received, *, hourly: bool) -> Iterator[tuple]:
    """Every vote stands once under each `by`."""
    kinds = {"day": found.by_day} | ({"hour": found.by_hour} if hourly else {})
    for name, each in kinds.items():
        for time in each:
            yield name, iso_utc(time.begins_at), iso_utc(time.ends_at), None, time.votes
    for way in found.ways:
        yield "way", None, None, " or ".join(way.keys), way.votes


def times(found: list[Time]) -> list[dict[str, Any]]:
    return [
        {"from": iso_utc(time.begins_at), "to": iso_utc(time.ends_at), "votes": time.votes}
        for time in found
    ]
