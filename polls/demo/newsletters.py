"""The demo's two newsletters. Both are invented."""

from datetime import time

from . import desk_polls, desk_reports, ideas, weather_polls, weather_reports
from .outline import Newsletter

MONDAY, TUESDAY, WEDNESDAY = range(3)

NEWSLETTERS = (
    Newsletter(
        slug="social-weather",
        name="Social Weather",
        standing_sentence=(
            "SmartPulse is the weekly nonscientific poll of Social Weather: one question to the "
            "people who run social media for a living, and what they answered."
        ),
        audience="people who run social media for companies and causes",
        time_zone="America/New_York",
        opens=(WEDNESDAY, time(9)),
        closes=(TUESDAY, time(17)),
        decimals=2,
        polls=weather_polls.POLLS,
        reports=weather_reports.REPORTS,
        ideas=ideas.OF_SOCIAL_WEATHER,
        skipped={4: "The whole editorial office is at a conference"},
    ),
    Newsletter(
        slug="the-corner-desk",
        name="The Corner Desk",
        standing_sentence=(
            "Every Tuesday The Corner Desk asks people who lead teams one question; SmartPulse "
            "is what they answer: candid, anonymous and nonscientific."
        ),
        audience="people who lead teams",
        time_zone="Europe/Berlin",
        opens=(TUESDAY, time(10)),
        closes=(MONDAY, time(18)),
        decimals=1,
        polls=desk_polls.POLLS,
        reports=desk_reports.REPORTS,
        ideas=ideas.OF_THE_CORNER_DESK,
        skipped={3: "Our week off"},
    ),
)
