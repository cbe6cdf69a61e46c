"""When a poll closes: early, at another time, or once more."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from polls import counting, schedule
from polls.admin.links import links_to
from polls.admin.zones import ZonedDateTimeField
from polls.models import Poll, Post
from polls.times import wall_clock
from smartpulse.plurals import number_of

from .verb import Verb, VerbForm, reason_field


class CloseEarly(Verb):
    slug = "close-early"
    name = "Close early"
    line = "At once."
    explanation = "Closing takes effect at once: no vote counts after it. Votes cast so far stay."
    grave = True

    def applies(self, poll, now):
        return poll.is_open(now)

    def act(self, poll, data, user):
        poll.close()
        counted, _ = counting.standing(poll)
        return f"is closed, with {number_of(counted, 'vote')}."


class ClosingForm(VerbForm):
    closes_at = ZonedDateTimeField(label="Closes")

    def __init__(self, objects, data=None):
        super().__init__(objects, data)
        (poll,) = objects
        offered = self.offered(poll, timezone.now())
        self.initial["closes_at"] = offered
        self.fields["closes_at"].in_zone(poll.newsletter.zone, offered)

    def offered(self, poll: Poll, now: datetime) -> datetime:
        return poll.closes_at

    def clean_closes_at(self):
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= timezone.now():
            raise ValidationError("This time is past. Choose one that is still to come.")
        return closes_at


class MovingForm(ClosingForm):
    def __init__(self, objects, data=None):
        super().__init__(objects, data)
        # The closing that the page showed comes back beside the one that was typed.
        self.fields["closes_at"].show_hidden_initial = True

    def clean(self):
        super().clean()
        (poll,) = self.objects
        name = self.add_initial_prefix("closes_at")
        local = poll.closes_at.astimezone(poll.newsletter.zone)
        shown = [self.data.get(f"{name}_{part}", "")[:length] for part, length in ((0, 10), (1, 5))]
        self.cleaned_data["moved"] = shown != [f"{local:%Y-%m-%d}", f"{local:%H:%M}"]
        return self.cleaned_data


class MoveClosing(Verb):
    slug = "move-closing"
    name = "Change when it closes"
    line = "Later, or earlier."
    explanation = "Readers see the new time at once, on the ballot and wherever the poll is listed."
    form = MovingForm
    several = False

    def applies(self, poll, now):
        return poll.is_open(now)

    def cautions(self, poll, data):
        found = conflicts(poll, poll.closes_at, data["closes_at"])
        if data["moved"]:
            closes = wall_clock(poll.closes_at, poll.newsletter.zone)
            found.insert(0, f"A colleague has moved the closing meanwhile: it closes {closes} now.")
        return found

    def act(self, poll, data, user):
        poll.move_closing(data["closes_at"])
        return f"closes {wall_clock(poll.closes_at, poll.newsletter.zone)} now."


class ReopeningForm(ClosingForm):
    reason = reason_field(
        "Readers see it on the poll’s page. A sentence, such as “The newsletter went out a day late.”"
    )
    field_order = ["closes_at", "reason"]

    def offered(self, poll, now):
        """The newsletter's next closing."""
        begun = schedule.slots(poll.newsletter.week, now - timedelta(weeks=2))
        return next(slot.closes_at for slot in begun if slot.closes_at > now)


class Reopen(Verb):
    slug = "reopen"
    name = "Reopen"
    line = "Readers can vote again until a new closing; its page says so."
    explanation = (
        "Readers can vote again, and those who have voted can change their vote where the poll lets "
        "them. The poll’s page says when it had closed, when it was reopened, and your reason."
    )
    form = ReopeningForm
    several = False

    def applies(self, poll, now):
        return poll.is_closed(now)

    def notes(self, poll, now):
        if not poll.editions.exists():
            return []
        notes = [
            "Its editions stay as they are. Once it has closed again, the page shows the new count; "
            "publish that as the next edition, and the posts can cite it."
        ]
        # Its newsletter's: whoever sees this page sees those too.
        own = Post.objects.filter(newsletter=poll.newsletter_id)
        citing = own.filter(reports=poll, edition__isnull=False).order_by("pk")
        if links := links_to(citing):
            notes.append(format_html("These posts keep the figures that they print: {}.", links))
        return notes

    def cautions(self, poll, data):
        return conflicts(poll, timezone.now(), data["closes_at"])

    def act(self, poll, data, user):
        poll.reopen(data["closes_at"], data["reason"])
        return f"is open again until {wall_clock(poll.closes_at, poll.newsletter.zone)}."


def conflicts(poll: Poll, start: datetime, end: datetime) -> list[str]:
    """The newsletter's other polls that would be open together with this one from `start` to `end`."""
    now, zone = timezone.now(), poll.newsletter.zone
    others = Poll.objects.filter(newsletter=poll.newsletter_id).exclude(pk=poll.pk)
    sentences = []
    for other in others.during(start, end):
        if other.has_page(now):
            state = f"is open until {wall_clock(other.closes_at, zone)}"
        else:
            planned = "opens" if other.published else "is a draft that opens"
            state = f"{planned} {wall_clock(other.opens_at, zone)}, before this one would close"
        sentences.append(f"“{other}” {state}.")
    if sentences:
        sentences.append(
            "Both polls would take votes then. The front page shows the one that opened last, and "
            "lists the other below it."
        )
    return sentences
