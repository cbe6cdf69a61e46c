"""Dates in the newsletter's own zone: typed, read and shown there, whatever the server's is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from polls.models import Newsletter
from smartpulse.ids import as_id


def instant(naive: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which clocks in `zone` show `naive`, in UTC.

    Raises ValidationError where they never show it, or show it twice.
    """
    first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    day = f"{naive:%A} {naive.day} {naive:%B %Y}"
    if first.astimezone(zone).replace(tzinfo=None) != naive:
        raise ValidationError(
            f"{naive:%H:%M} does not exist on {day} in {zone}: the clocks go forward over it. "
            "Choose another time.",
            code="nonexistent",
        )
    if first != second:
        raise ValidationError(
            f"{naive:%H:%M} comes twice on {day} in {zone}: the clocks go back. "
            "Choose another time.",
            code="ambiguous",
        )
    return first


class DateAndTime(forms.SplitDateTimeWidget):
    """The browser's own pickers: they need no script, and every keyboard and phone knows them."""

    def __init__(self, label: str):
        super().__init__(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": f"{label}: date"},
            time_attrs={"type": "time", "aria-label": f"{label}: time"},
        )


class ZonedDateTimeField(forms.SplitDateTimeField):
    """A date and a time in `zone`; its value is a moment in UTC.

    The form sets `zone`, and `kept`: the moment that the field showed. A time that was not touched
    keeps its seconds and, where the clocks went back, its side of the change.
    """

    zone: ZoneInfo = ZoneInfo("UTC")
    # Where the form is about to move to another newsletter, the zone in which its page showed times.
    shown_zone: ZoneInfo | None = None
    kept: datetime | None = None
    default_error_messages = {
        "invalid_date": "Give the day as year, month and day, such as 2026-12-02.",
        "invalid_time": "Give the time as hours and minutes, such as 09:00.",
    }

    def __init__(self, *, label: str, **kwargs):
        super().__init__(label=label, widget=DateAndTime(label), **kwargs)

    def in_zone(self, zone: ZoneInfo, kept: datetime | None) -> None:
        self.zone, self.kept = zone, kept
        self.help_text = f"{self.help_text} Local time in {zone}.".strip()

    def local(self, moment: datetime) -> datetime:
        local = moment.astimezone(self.zone)
        return local.replace(tzinfo=None, second=0, microsecond=0)

    def prepare_value(self, value):
        return self.local(value) if isinstance(value, datetime) and value.tzinfo else value

    def prepare_stored(self, value: datetime | None) -> datetime | None:
        """As the page showed it before anything was typed."""
        zone = self.shown_zone or self.zone
        return value and value.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)

    def compress(self, data_list):
        if not data_list:
            return None
        day, time = data_list
        if day is None:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date")
        if time is None:
            raise ValidationError(self.error_messages["invalid_time"], code="invalid_time")
        typed = datetime.combine(day, time)
        if self.kept and typed == self.local(self.kept):
            return self.kept
        return instant(typed, self.zone)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


def chosen_newsletter(form: forms.ModelForm) -> Newsletter | None:
    """The newsletter as typed, else as stored, else as offered; of those that the form may choose."""
    if "newsletter" not in form.fields:
        return form.instance.newsletter if form.instance.newsletter_id else None
    offered = form.instance.newsletter_id or form.initial.get("newsletter") or ""
    pk = form.data.get(form.add_prefix("newsletter"), "") if form.is_bound else offered
    return form.fields["newsletter"].queryset.filter(pk=as_id(str(pk))).first()


def name_zone(form: forms.ModelForm, name: str, newsletter: Newsletter | None) -> None:
    """Have the field `name` read and show times in the newsletter's zone, and say so."""
    field = form.fields.get(name)
    if field is None:
        return
    if newsletter:
        kept = getattr(form.instance, name) or form.get_initial_for_field(field, name)
        field.in_zone(newsletter.zone, kept)
        if getattr(form.instance, "newsletter_id", newsletter.pk) not in {None, newsletter.pk}:
            field.shown_zone = form.instance.newsletter.zone
    else:
        field.help_text = f"{field.help_text} Local time in the newsletter’s zone.".strip()
