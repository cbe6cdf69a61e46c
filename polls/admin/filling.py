"""How a gap of the weeks is filled at the desk: with an idea, with an earlier question, or with a word."""

from collections.abc import Callable
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from polls import planning, schedule
from polls.models import Idea, Newsletter, Poll, SkippedWeek
from polls.paging import page_of
from polls.schedule import WEEK
from smartpulse.ids import as_id

from .ideas import asked_before_sentence
from .weeks import address_of_week, day_of, refuse_without

LONGEST_SEARCH = 100


class SkipForm(forms.ModelForm):
    class Meta:
        model = SkippedWeek
        fields = ["reason"]
        error_messages = {
            "reason": {"max_length": "A reason has at most %(limit_value)d characters."}
        }


class FillingMixin:
    """For the admin of newsletters with its WeeksMixin."""

    def get_urls(self):
        views = {
            "idea": self.idea_view,
            "again": self.again_view,
            "skip": require_POST(self.skip_view),
            "unskip": require_POST(self.unskip_view),
        }
        return [
            *(
                path(
                    f"<int:pk>/weeks/<slug:day>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"polls_week_{name}",
                )
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def idea_view(self, request, pk, day):
        """Choose an idea (GET), and have it asked in this week (POST)."""
        refuse_without(request, "polls.add_poll")
        refuse_without(request, "polls.view_idea")
        newsletter, day = self.week_of(request, pk, day)
        ideas = self.rows_of(Idea, request).fitting(newsletter)
        if request.method == "POST":
            idea = get_object_or_404(ideas, pk=as_id(request.POST.get("idea", "")))
            return self.fill(
                request, newsletter, day, lambda: planning.use(idea, newsletter, day), idea
            )
        search = searched(request)
        page = page_of(ideas.unused().filter(question__icontains=search), request, "added_at")
        polls = self.rows_of(Poll, request).filter(newsletter=newsletter)
        before = planning.asked_before(page.items, polls)
        for idea in page.items:
            earlier = before.get(idea)
            idea.before = earlier and asked_before_sentence(earlier)
        return self.choose(request, newsletter, day, "choose_idea", page, search)

    def again_view(self, request, pk, day):
        """Choose an earlier question (GET), and have it asked again in this week (POST)."""
        refuse_without(request, "polls.add_poll")
        newsletter, day = self.week_of(request, pk, day)
        closed = self.rows_of(Poll, request).filter(newsletter=newsletter).closed(timezone.now())
        if request.method == "POST":
            poll = get_object_or_404(closed, pk=as_id(request.POST.get("poll", "")))
            return self.fill(request, newsletter, day, lambda: planning.ask_again(poll, day), poll)
        search = searched(request)
        found = closed.filter(question__icontains=search).annotate(
            repeated=Count("repeated_by", distinct=True)
        )
        page = page_of(found, request, "opens_at")
        return self.choose(request, newsletter, day, "choose_question", page, search)

    def skip_view(self, request, pk, day):
        refuse_without(request, "polls.add_skippedweek")
        newsletter, day = self.week_of(request, pk, day)
        form = SkipForm(request.POST)
        if form.is_valid():
            try:
                planning.skip(newsletter, day, form.cleaned_data["reason"])
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                reason = form.cleaned_data["reason"]
                self.log_week(request, newsletter, day, "No poll", reason)
        for sentence in (each for sentences in form.errors.values() for each in sentences):
            self.message_user(request, sentence, messages.ERROR)
        return redirect(address_of_week(newsletter, day))

    def unskip_view(self, request, pk, day):
        refuse_without(request, "polls.delete_skippedweek")
        newsletter, day = self.week_of(request, pk, day)
        week = (day, day + WEEK - timedelta(days=1))
        taken_back, _ = newsletter.skipped_weeks.filter(day__range=week).delete()
        if taken_back:
            self.log_week(request, newsletter, day, "A poll after all")
        return redirect(address_of_week(newsletter, day))

    def week_of(self, request, pk: int, day: str) -> tuple[Newsletter, date]:
        """The newsletter, and the day on which its week begins in which `day` lies."""
        newsletter = self.newsletter_of(request, pk)
        return newsletter, schedule.begins(newsletter.week, day_of(day))

    def choose(self, request, newsletter: Newsletter, day: date, name: str, page, search: str):
        slot = schedule.slot_on(newsletter.week, day)
        context = {
            "title": {"choose_idea": "Choose an idea", "choose_question": "Ask again"}[name],
            "newsletter": newsletter,
            "day": day,
            "slot": slot,
            "page": page,
            "search": search,
        }
        return self.page(request, name, context)

    def log_week(self, request, obj, day: date, what: str, reason: str = "") -> None:
        """Into the history of the newsletter, the idea or the earlier poll: a week has none of its own."""
        said = f"{what} in the week of {day.day} {day:%B %Y}"
        self.log_change(request, obj, ": ".join(filter(None, [said, reason])))

    def fill(self, request, newsletter, day: date, act: Callable[[], Poll], source: Idea | Poll):
        """Have `act` make a poll of `source`."""
        try:
            poll = act()
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
        else:
            self.log_week(request, source, day, "Asked")
            self.message_user(request, planned(poll), messages.SUCCESS)
        return redirect(address_of_week(newsletter, day))


def planned(poll: Poll) -> SafeString:
    link = reverse("admin:polls_poll_change", args=[poll.pk])
    return format_html(
        '“<a href="{}">{}</a>” is planned, as a draft. {}',
        link,
        poll,
        "Look it over, then publish it."
        if poll.choices.exists()
        else "Its answers are still to be written.",
    )


def searched(request) -> str:
    """What a list is searched for; PostgreSQL has no null character."""
    return request.GET.get("q", "").strip().replace("\0", "")[:LONGEST_SEARCH]
