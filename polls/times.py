"""How times are printed: on the newsletter's clock, with the moment in UTC for machines."""

from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from polls.models import Newsletter
from smartpulse.markup import compose


def in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """Day and hour on the newsletter's clock: Tuesday 1 December 2026, 17:00 CET."""
    local = moment.astimezone(newsletter.zone)
    return time_element(
        moment, f"{local:%A} {date(local)}, {local:%H:%M}\N{NO-BREAK SPACE}{zone_name(local)}"
    )


def day_in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """The day by the newsletter's clock: 1 December 2026."""
    return day_on(newsletter.zone, moment)


@lru_cache(maxsize=1024)
def day_on(zone: ZoneInfo, moment: datetime) -> SafeString:
    return time_element(moment, date(moment.astimezone(zone)))


def moment_in_zone(moment: datetime, newsletter: Newsletter) -> SafeString:
    """For a row among others, whose zone the table names: Tue 1 Dec, 17:00, the hour perhaps below."""
    local = moment.astimezone(newsletter.zone)
    space = "\N{NO-BREAK SPACE}"
    return time_element(moment, f"{local:%a}{space}{local.day}{space}{local:%b, %H:%M}")


def iso_utc(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2026-12-01T16:00:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def short_date(day: Day) -> str:
    """For the head of a column, where the year may come under it: 1 Dec 2026."""
    return f"{day.day}\N{NO-BREAK SPACE}{day:%b %Y}"


def wall_clock(moment: datetime | None, zone: ZoneInfo) -> str:
    """As the desk has it, such as “Wed 2 Dec 2026, 09:00 CET”; empty where there is no moment."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} {zone_name(local)}"


def time_element(moment: datetime, text: str) -> SafeString:
    return compose('<time datetime="{}">{}</time>', iso_utc(moment), text)


def date(local: datetime) -> str:
    return f"{local.day} {local:%B %Y}"


def zone_name(local: datetime) -> str:
    """The zone's letters, or its offset where it has none: “+0545” alone would tell nobody."""
    name = f"{local:%Z}"
    return f"UTC{name[:3]}:{name[3:] or '00'}" if name[0] in "+-" else name
