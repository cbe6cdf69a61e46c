"""Whether each newsletter's week can be computed on this machine."""

import zoneinfo
from collections.abc import Iterator

from polls.models import Newsletter
from smartpulse.doctor import Finding, fault, note, well


def examine() -> Iterator[Finding]:
    newsletters = list(Newsletter.objects.order_by("name"))
    if not newsletters:
        yield note("There is no newsletter yet.", "An administrator adds the first at the desk.")
    known = zoneinfo.available_timezones()
    lost = [each for each in newsletters if each.time_zone not in known]
    for newsletter in lost:
        yield fault(
            f"“{newsletter}” lives in the time zone {newsletter.time_zone}, which this machine does not "
            "know: its pages fail.",
            "Install the system's time zones (Debian, Ubuntu: apt install tzdata), or choose another at "
            "the desk.",
        )
    if newsletters and not lost:
        yield well(f"The weeks of {len(newsletters)} newsletters can be computed.")
