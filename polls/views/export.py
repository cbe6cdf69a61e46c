"""A poll's result as JSON and CSV: the figures of its page, as strings, with what is needed to cite it."""

import csv
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from polls import editions
from polls.models import Edition, Poll
from polls.results import Line, Result
from polls.times import date, iso_utc
from polls.views.withdrawn import unless_withdrawn
from smartpulse.pages import public_page
from smartpulse.paths import absolute
from smartpulse.plurals import number_of
from smartpulse.responses import readable_anywhere

CHOICE_FIELDS = ("id", "position", "text", "votes", "percent")

# What a spreadsheet takes for a formula, or skips to find one.
RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r", "\n")


@public_page()
@unless_withdrawn
def poll_json(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    report = report_or_404(poll, now)
    return readable_anywhere(JsonResponse(report, json_dumps_params={"ensure_ascii": False}))


@public_page()
@unless_withdrawn
def poll_csv(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    """One row for each answer in printed order; what is true of the whole poll stands in every row."""
    report = report_or_404(poll, now)
    choices = report.pop("choices")
    response = csv_file(f"{poll.slug}.csv")
    writer = csv.writer(response)
    writer.writerow([*report, *(f"choice_{name}" for name in CHOICE_FIELDS)])
    for choice in choices:
        writer.writerow(cell(value) for value in (*report.values(), *choice.values()))
    return readable_anywhere(response)


def report_or_404(poll: Poll, now: datetime) -> dict[str, Any]:
    """The fields that the public contract names, where the result is public."""
    if not poll.has_public_results(now):
        raise Http404("The result of this poll is not public.")
    result, edition = editions.shown(poll, now)
    as_of = edition.as_of if edition else now
    return {
        "question": poll.question,
        "newsletter": poll.newsletter.name,
        "status": poll.status(now).value,
        "opens_at": iso_utc(poll.opens_at),
        "closes_at": iso_utc(poll.closes_at),
        "as_of": iso_utc(as_of),
        "edition": edition and edition.number,
        "provisional": poll.is_open(now),
        "respondents": result.respondents,
        "set_aside": result.set_aside,
        "decimals": result.decimals,
        "mailed_to": poll.mailed_to,
        "sponsor": poll.sponsor,
        "methodology": methodology(poll),
        "cite_as": citation(poll, result, edition, as_of, now),
        "rounding_note": result.rounding_note,
        "wording_note": wording_note(poll),
        "choices": [
            dict(zip(CHOICE_FIELDS, choice_values(line), strict=True)) for line in result.lines
        ],
    }


def choice_values(line: Line) -> tuple:
    return (line.id, line.position, line.text, line.votes, line.percent_text)


def methodology(poll: Poll) -> str:
    """How the respondents were reached, and what that limits."""
    sentences = [
        f"A nonscientific reader poll of {poll.newsletter.name}, read by "
        f"{poll.newsletter.audience}.",
        "Readers chose to answer on the web; nothing is weighted.",
        "The respondents chose themselves, so the shares describe them and nobody else.",
        poll.methodology,
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def wording_note(poll: Poll) -> str:
    """What was worded otherwise for a time; empty of most polls."""
    if not poll.has_corrections:
        return ""
    zone = poll.newsletter.zone
    return " ".join(
        f"{correction.get_kind_display()} corrected on {date(correction.made_at.astimezone(zone))}: "
        f"was “{correction.was}”, became “{correction.became}”. {correction.reason}"
        for correction in poll.corrections.all()
        if not correction.is_reopening
    )


def citation(
    poll: Poll, result: Result, edition: Edition | None, as_of: datetime, now: datetime
) -> str:
    """A sentence to print under the figures; days are the newsletter's."""
    zone = poll.newsletter.zone
    opened, closes, counted = (
        date(moment.astimezone(zone)) for moment in (poll.opens_at, poll.closes_at, as_of)
    )
    asked = "respondents not stated"
    if result.respondents is not None:
        asked = number_of(result.respondents, "respondent")
    state = f"counted {counted}"
    if edition:
        state = f"edition {edition.number}, {state}"
    elif poll.is_open(now):
        state = f"provisional, {state}"
    address = (edition or poll).get_absolute_url()
    return (
        f"“{poll.question}”, nonscientific reader poll of {poll.newsletter.name}, "
        f"{opened} to {closes}, {asked}, {state}. {absolute(address)}"
    )


def csv_file(name: str) -> HttpResponse:
    """An empty file to be written into."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    # Without the mark, Excel reads the file in the machine's old code page.
    response.write("\ufeff")
    return response


def cell(value: Any) -> Any:
    """The value as a spreadsheet may have it: a text that it would run is quoted."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(RUNS_IN_A_SPREADSHEET):
        return f"'{value}"
    return value
