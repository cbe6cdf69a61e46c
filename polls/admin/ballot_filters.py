"""What the list of ballots is narrowed by: within one poll, its networks and hours with most ballots."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Count
from django.db.models.functions import TruncHour

from polls.models import Ballot, Poll
from polls.times import wall_clock
from smartpulse.ids import as_id

LABEL_LENGTH = 8
MOST_NETWORKS = 15
MOST_HOURS = 24
HOUR = timedelta(hours=1)
HOUR_FORMAT = "%Y-%m-%dT%HZ"


def network_label(network) -> str | None:
    """A short name for a network within its poll; the hash's key differs from poll to poll."""
    return bytes(network).hex()[:LABEL_LENGTH] if network else None


class PollFilter(admin.SimpleListFilter):
    """Set by a poll's page; the list offers no other polls."""

    title = "poll"
    # Not the field's name, or its paths could be looked up too.
    parameter_name = "in_poll"

    def lookups(self, request, model_admin):
        given = request.GET.get(self.parameter_name)
        if not given:
            return []
        poll = Poll.objects.for_staff(request.user).filter(pk=as_id(given)).first()
        return [(given, poll or "There is no such poll")]

    def queryset(self, request, queryset):
        return queryset.filter(poll=as_id(self.value())) if self.value() else queryset


class WithinPoll(admin.SimpleListFilter):
    """A filter that makes sense within one poll alone."""

    def lookups(self, request, model_admin):
        polls = Poll.objects.for_staff(request.user).select_related("newsletter")
        asked = as_id(request.GET.get(PollFilter.parameter_name, ""))
        self.poll = polls.filter(pk=asked).first()
        given = request.GET.get(self.parameter_name)
        found = self.found() if self.poll else []
        if given and given not in dict(found):
            found = [*found, (given, given)]
        return found

    def found(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    @property
    def ballots(self):
        return Ballot.objects.filter(poll=self.poll).order_by()


class NetworkFilter(WithinPoll):
    title = "network"
    # Not the field's name: no list is filtered by the hash itself.
    parameter_name = "net"

    def found(self):
        return [
            (network_label(network), f"{network_label(network)} ({number:,})")
            for network, number in self.networks()[:MOST_NETWORKS]
        ]

    def networks(self):
        """The poll's networks with more than one ballot, those with most first."""
        known = self.ballots.filter(network__isnull=False).values_list("network")
        counted = known.annotate(number=Count("pk")).filter(number__gt=1)
        return counted.order_by("-number", "network")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.poll is None:
            return queryset.none()
        labelled = [
            network for network, _ in self.networks() if network_label(network) == self.value()
        ]
        return queryset.filter(network__in=labelled)


class HourFilter(WithinPoll):
    title = "hour"
    parameter_name = "hour"

    def found(self):
        """The hours with most ballots, in their order."""
        # Every zone's hours begin at whole or half or quarter hours of UTC: those of UTC will do.
        hours = self.ballots.annotate(hour=TruncHour("cast_at", tzinfo=UTC)).values_list("hour")
        busiest = hours.annotate(number=Count("pk")).order_by("-number", "-hour")[:MOST_HOURS]
        zone = self.poll.newsletter.zone
        return [
            (f"{hour:{HOUR_FORMAT}}", f"{wall_clock(hour, zone)} ({number:,})")
            for hour, number in sorted(busiest)
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        start = self.start(self.value())
        if start is None or self.poll is None:
            return queryset.none()
        return queryset.filter(cast_at__gte=start, cast_at__lt=start + HOUR)

    @staticmethod
    def start(value: str) -> datetime | None:
        try:
            return datetime.strptime(value, HOUR_FORMAT).replace(tzinfo=UTC)
        except ValueError:
            return None

    @classmethod
    def words(cls, value: str, zone: ZoneInfo) -> str:
        start = cls.start(value)
        if start is None:
            return value
        end = (start + HOUR).astimezone(zone)
        return f"from {wall_clock(start, zone)} to {end:%H:%M}"


class RulingFilter(admin.SimpleListFilter):
    """Set by the page of a decision: the ballots that it changed."""

    title = "decision"
    parameter_name = "ruling"

    def lookups(self, request, model_admin):
        given = request.GET.get(self.parameter_name)
        return [(given, f"Decision {given}")] if given else []

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(rulings__ruling=as_id(self.value()))
