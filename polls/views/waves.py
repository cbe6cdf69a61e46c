"""What readers said each time a question was asked: a page, JSON and CSV at the address of each of its polls."""

import csv
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from polls import waves
from polls.models import Poll
from polls.series import Series, polls_like, series
from polls.structured import Social
from polls.times import iso_utc
from polls.views.export import cell, choice_values, csv_file
from polls.views.withdrawn import unless_withdrawn
from polls.waves import Trend, Wave
from smartpulse.pages import public_page
from smartpulse.paths import absolute
from smartpulse.responses import readable_anywhere

WAVE_FIELDS = (
    *("wave", "stretch", "breaks", "poll", "question", "newsletter", "opens_at", "closes_at"),
    *("edition", "as_of", "respondents", "set_aside", "decimals", "max_marks"),
)
ANSWER_FIELDS = ("line", "id", "position", "text", "votes", "percent")


@public_page()
@unless_withdrawn
def page(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    found = series_or_404(poll, now)
    context = {
        "poll": poll,
        "series": found,
        "note": waves.NOTE,
        "canonical": absolute(reverse("waves", args=[found.oldest.slug])),
        "social": Social(poll.question, f"What readers said each time. {waves.NOTE}"),
    }
    return render(request, "polls/waves.html", context)


@public_page()
@unless_withdrawn
def as_json(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    found = series_or_404(poll, now)
    report = {
        "question": found.polls[-1].question,
        "note": waves.NOTE,
        "waves": list(wave_reports(found)),
        "open": [
            {"poll": absolute(each.get_absolute_url()), "closes_at": iso_utc(each.closes_at)}
            for each in found.open
        ],
    }
    return readable_anywhere(JsonResponse(report, json_dumps_params={"ensure_ascii": False}))


@public_page()
@unless_withdrawn
def as_csv(request: HttpRequest, poll: Poll, now: datetime) -> HttpResponse:
    """One row for each answer of each wave; what is true of the whole wave stands in every row."""
    found = series_or_404(poll, now)
    response = csv_file(f"{poll.slug}-waves.csv")
    writer = csv.writer(response)
    writer.writerow([*WAVE_FIELDS, *(f"choice_{name}" for name in ANSWER_FIELDS)])
    for report in wave_reports(found):
        choices = report.pop("choices")
        report["breaks"] = " ".join(report["breaks"])
        for choice in choices:
            writer.writerow(cell(value) for value in (*report.values(), *choice.values()))
    return readable_anywhere(response)


def series_or_404(poll: Poll, now: datetime) -> Series:
    polls = polls_like(poll, now)
    if len(polls) < 2:
        raise Http404("This question was asked once.")
    return series(polls, now)


def wave_reports(found: Series):
    """Each wave as the files have it, oldest first."""
    polls = {poll.slug: poll for poll in found.polls}
    number = 0
    for place, stretch in enumerate(found.stretches, start=1):
        for index, wave in enumerate(stretch.waves):
            number += 1
            breaks = () if index else stretch.breaks
            yield wave_report(found, polls[wave.slug], wave) | {
                "wave": number,
                "stretch": place,
                "breaks": list(breaks),
                "choices": [answer(trend, index) for trend in stretch.trends],
            }


def wave_report(found: Series, poll: Poll, wave: Wave) -> dict[str, Any]:
    edition = found.editions.get(poll.pk)
    # In the order of WAVE_FIELDS; what the whole series says of it is filled in above.
    report = dict.fromkeys(WAVE_FIELDS)
    return report | {
        "poll": absolute(poll.get_absolute_url()),
        "question": poll.question,
        "newsletter": wave.newsletter,
        "opens_at": iso_utc(poll.opens_at),
        "closes_at": iso_utc(poll.closes_at),
        "edition": wave.edition,
        "as_of": iso_utc(edition.as_of if edition else found.now),
        "respondents": wave.result.respondents,
        "set_aside": wave.result.set_aside,
        "decimals": wave.result.decimals,
        "max_marks": wave.result.max_marks,
    }


def answer(trend: Trend, index: int) -> dict[str, Any]:
    """An answer with the number of its line: the same number in every wave that it can be compared with."""
    return dict(
        zip(ANSWER_FIELDS, (trend.number, *choice_values(trend.points[index].line)), strict=True)
    )
