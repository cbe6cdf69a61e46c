"""The form in which a poll is planned."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from polls.models import Poll
from polls.times import wall_clock

from .choices import is_locked
from .editing import EditingForm
from .meanwhile import NOTHING, Difference
from .zones import ZonedDateTimeField, chosen_newsletter, name_zone

LOCKED = "It opened as it was. What you typed stays here until you save, to be copied."


class PollForm(EditingForm):
    opens_at = ZonedDateTimeField(
        label="Opens", required=False, help_text="Blank: the newsletter’s next free slot."
    )
    closes_at = ZonedDateTimeField(label="Closes", required=False)

    constraint_fields = {
        "poll_closes_after_it_opens": "closes_at",
        "published_poll_has_field_dates": "opens_at",
        "poll_takes_at_least_one_answer": "max_marks",
        "poll_does_not_repeat_itself": "repeats",
    }
    took_slot = False

    class Meta:
        model = Poll
        fields = [
            "newsletter",
            "question",
            "slug",
            "introduction",
            "opens_at",
            "closes_at",
            "published",
            "max_marks",
            "changes_allowed",
            "shuffled",
            "results_shown",
            "result_order",
            "sponsor",
            "mailed_to",
            "methodology",
            "repeats",
            "topics",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = timezone.now()
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Its address. Blank: made of the question."
        if "newsletter" in self.fields:
            # The admin wraps the select; what is set on the wrapper is not printed.
            widget = self.fields["newsletter"].widget
            select = getattr(widget, "widget", widget)
            select.attrs["data-slot-url"] = reverse("admin:polls_poll_slot")
        newsletter = chosen_newsletter(self)
        for name in ("opens_at", "closes_at"):
            name_zone(self, name, newsletter)

    def clean(self):
        super().clean()
        if is_locked(self.instance):
            self.refuse_locked()
        else:
            self.fill_slug(self.cleaned_data.get("question", ""))
            self.fill_dates()
            self.check_publishing()
        return self.cleaned_data

    def refuse_locked(self) -> None:
        """The page shows locked fields as text: who sends them opened it before the opening."""
        sent = [
            Poll._meta.get_field(name).verbose_name
            for name in (*Poll.LOCKED_FIELDS, "closes_at")
            if {name, f"{name}_0", f"{name}_1"} & self.data.keys()
        ]
        if any(
            key.startswith("choices-") and key.endswith(("-text", "-DELETE")) for key in self.data
        ):
            sent.append("answers")
        if sent:
            self.add_error(
                None,
                ValidationError(
                    f"The poll has opened: its {listed(sent)} can no longer be changed. Nothing is "
                    "saved yet; what can still be changed is below.",
                    code="locked",
                ),
            )
            self.tell_typed()

    def tell_typed(self) -> None:
        """The words that can no longer be saved are kept on the page, to be copied."""
        answers = "\n".join(
            text
            for key in self.data
            if key.startswith("choices-") and key.endswith("-text")
            for text in self.data.getlist(key)
            if text
        )
        typed = {
            "Question": (self.data.get("question"), self.instance.question),
            "Introduction": (self.data.get("introduction"), self.instance.introduction),
            "Answers": (answers, "\n".join(map(str, self.instance.choices.order_by("position")))),
        }
        self.differences += [
            Difference.between(label, stored or NOTHING, yours, note=LOCKED)
            for label, (yours, stored) in typed.items()
            if yours and yours != stored
        ]

    def fill_dates(self) -> None:
        newsletter = self.cleaned_data.get("newsletter")
        if not newsletter or {"opens_at", "closes_at"} & self.errors.keys():
            return
        opens_at, closes_at = (self.cleaned_data.get(name) for name in ("opens_at", "closes_at"))
        if opens_at is None and closes_at is None:
            slot = newsletter.next_free_slot(self.now)
            self.cleaned_data |= {"opens_at": slot.opens_at, "closes_at": slot.closes_at}
            self.took_slot = True
        elif opens_at is None:
            self.add_error("opens_at", "Say when the poll opens, or leave both times blank.")
        elif closes_at is None:
            self.add_error("closes_at", "Say when the poll closes, or leave both times blank.")

    def check_publishing(self) -> None:
        closes_at = self.cleaned_data.get("closes_at")
        if self.cleaned_data.get("published") and closes_at and closes_at <= self.now:
            self.add_error(
                "closes_at", "It would close before anybody can vote: choose a later time."
            )

    def overlap_sentence(self) -> str:
        """Which poll of the newsletter is open at the same time; empty where none is, or nobody asked."""
        poll = self.instance
        if (
            not {"newsletter", "opens_at", "closes_at"} & set(self.changed_data)
            or not poll.opens_at
        ):
            return ""
        others = Poll.objects.filter(
            newsletter=poll.newsletter_id,
            opens_at__lt=poll.closes_at,
            closes_at__gt=poll.opens_at,
        ).exclude(pk=poll.pk)
        other = others.order_by("opens_at").first()
        if other is None:
            return ""
        zone = poll.newsletter.zone
        return (
            f"“{other}” is open at the same time, from {wall_clock(other.opens_at, zone)} to "
            f"{wall_clock(other.closes_at, zone)}. Where both are open, the front page asks the one "
            "that opened last."
        )

    def slot_sentence(self) -> str:
        poll = self.instance
        zone = poll.newsletter.zone
        return (
            f"It takes the next free slot of {poll.newsletter}: opens "
            f"{wall_clock(poll.opens_at, zone)}, closes {wall_clock(poll.closes_at, zone)}."
        )


def listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
