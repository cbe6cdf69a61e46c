"""How pages print times: on the newsletter's clock, with the moment in UTC for machines."""

from datetime import UTC, datetime

import pytest

from polls import times
from polls.models import Newsletter

WINTER = datetime(2026, 12, 1, 16, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "printed"),
    [
        ("Europe/Berlin", "Tuesday 1 December 2026, 17:05\N{NO-BREAK SPACE}CET"),
        ("America/New_York", "Tuesday 1 December 2026, 11:05\N{NO-BREAK SPACE}EST"),
        ("Asia/Kathmandu", "Tuesday 1 December 2026, 21:50\N{NO-BREAK SPACE}UTC+05:45"),
        ("America/Santiago", "Tuesday 1 December 2026, 13:05\N{NO-BREAK SPACE}UTC-03:00"),
        ("Pacific/Auckland", "Wednesday 2 December 2026, 05:05\N{NO-BREAK SPACE}NZDT"),
        ("UTC", "Tuesday 1 December 2026, 16:05\N{NO-BREAK SPACE}UTC"),
    ],
)
def test_moment_is_printed_on_the_newsletters_clock(zone, printed):
    newsletter = Newsletter(time_zone=zone)
    expected = f'<time datetime="2026-12-01T16:05:09Z">{printed}</time>'
    assert times.in_zone(WINTER, newsletter) == expected


def test_day_is_the_newsletters_own():
    newsletter = Newsletter(time_zone="Pacific/Auckland")
    expected = '<time datetime="2026-12-01T16:05:09Z">2 December 2026</time>'
    assert times.day_in_zone(WINTER, newsletter) == expected
