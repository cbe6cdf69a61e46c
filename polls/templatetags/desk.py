"""What the desk's first page is made of."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timeuntil

from polls import desk
from polls.models import Newsletter
from polls.times import iso_utc, wall_clock, zone_name
from polls.turnout import MINUTE

register = template.Library()


@register.simple_tag
def current_time() -> datetime:
    """Read once, for the whole page."""
    return timezone.now()


@register.simple_tag
def newsletter_weeks(user, now: datetime) -> list[desk.Week]:
    return desk.weeks(user, list(Newsletter.objects.for_staff(user)), now)


@register.simple_tag
def site_faults():
    return desk.faults()


@register.filter
def desk_time(moment: datetime, newsletter: Newsletter) -> str:
    return wall_clock(moment, newsletter.zone)


@register.filter
def week_time(moment: datetime, newsletter: Newsletter) -> SafeString:
    """Without a year; a script adds the editor's own time, where their clock shows another."""
    local = moment.astimezone(newsletter.zone)
    return format_html(
        '<time datetime="{}" data-zone="{}">{} {}</time>',
        iso_utc(moment),
        newsletter.time_zone,
        short_time(local),
        zone_name(local),
    )


@register.filter
def in_time(moment: datetime, now: datetime) -> str:
    """How far ahead it is: “in 6 days”."""
    # Minutes are the least that it counts in.
    return f"in {timeuntil(moment, now, depth=1)}" if moment - now >= MINUTE else "within a minute"


@register.filter
def bar_time(moment: datetime, newsletter: Newsletter) -> str:
    """Where a bar of the chart begins or ends; with its zone only in the hour that comes twice."""
    local = moment.astimezone(newsletter.zone)
    comes_twice = len({local.replace(fold=fold).utcoffset() for fold in (0, 1)}) > 1
    return f"{short_time(local)} {zone_name(local)}" if comes_twice else short_time(local)


def short_time(local: datetime) -> str:
    """Such as “Wed 2 Dec, 09:00”."""
    return f"{local:%a} {local.day} {local:%b, %H:%M}"
