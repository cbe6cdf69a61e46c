"""The weeks of a newsletter at the desk: what was asked, what is planned, and where a poll is missing."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from polls import counting, schedule, weeks
from polls.models import Choice, Idea, Newsletter, Poll, Status
from polls.models.poll_verbs import FEWEST_CHOICES
from polls.schedule import WEEK, Slot
from smartpulse.admin_site import desk_page
from smartpulse.ids import as_id

PAST = 3
ON_A_PAGE = 20
# A date of any other year is a slip, or a game with the address.
YEARS = range(1900, 2200)


class WeeksMixin:
    """For the admin of newsletters: the page of its weeks."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("weeks/", view(self.first_weeks_view), name="polls_weeks"),
            path("<int:pk>/weeks/", view(self.weeks_view), name="polls_newsletter_weeks"),
            *super().get_urls(),
        ]

    def first_weeks_view(self, request):
        """The weeks of the first newsletter; without one, the way to make it."""
        refuse_without(request, "polls.view_poll")
        if newsletter := self.get_queryset(request).order_by("name").first():
            return redirect(address_of(newsletter))
        return self.page(request, "no_weeks", {"title": "The weeks"})

    def weeks_view(self, request, pk):
        newsletter = self.newsletter_of(request, pk)
        plan = self.plan_of(request, newsletter)
        planned = [each for week in plan.weeks if not week.is_over for each in week.planned]
        context = {
            "title": "The weeks",
            "subtitle": newsletter.name,
            "newsletter": newsletter,
            "newsletters": self.get_queryset(request).order_by("name"),
            "plan": plan,
            "sections": sections(plan),
            "ready": [
                each.poll
                for each in planned
                if each.status == Status.DRAFT and each.poll.answers >= FEWEST_CHOICES
            ],
            "fewest_choices": FEWEST_CHOICES,
            "unused": self.rows_of(Idea, request).unused().fitting(newsletter).count(),
        }
        return self.page(request, "weeks", context | self.neighbours(request, plan))

    def plan_of(self, request, newsletter: Newsletter) -> weeks.Plan:
        """From `?from=` on, or the weeks around the present one."""
        now = timezone.now()
        answers = counting.number(Choice.objects.filter(poll=OuterRef("pk")), "poll")
        polls = self.rows_of(Poll, request).annotate(answers=answers)
        if "from" not in request.GET:
            (plan,) = weeks.plans([newsletter], now, past=PAST, polls=polls)
            return plan
        first = schedule.begins(newsletter.week, day_of(request.GET["from"]))
        days = list(weeks.days_between(first, first + (ON_A_PAGE - 1) * WEEK))
        return weeks.Plan(newsletter, weeks.weeks({newsletter: days}, now, polls)[newsletter])

    def neighbours(self, request, plan: weeks.Plan) -> dict:
        """The days from which the pages before and after this one begin; None where nothing is there."""
        polls = self.rows_of(Poll, request).filter(newsletter=plan.newsletter)
        first, last = plan.weeks[0], plan.weeks[-1]
        is_earlier = polls.filter(opens_at__lt=first.slot.opens_at - timedelta(days=1)).exists()
        is_later = last.is_past or polls.filter(opens_at__gt=last.slot.opens_at + WEEK).exists()
        return {
            "earlier": first.day - ON_A_PAGE * WEEK if is_earlier else None,
            "later": last.day + WEEK if is_later else None,
            "is_elsewhere": "from" in request.GET,
        }

    # What a request names, and may reach.

    def newsletter_of(self, request, pk: int) -> Newsletter:
        refuse_without(request, "polls.view_poll")
        return get_object_or_404(self.get_queryset(request), pk=as_id(str(pk)))

    def rows_of(self, model, request) -> QuerySet:
        """Those rows of another model that this person's lists show."""
        return self.admin_site.get_model_admin(model).get_queryset(request)

    def page(self, request, name: str, context: dict) -> TemplateResponse:
        context = {"section": "weeks"} | context
        return desk_page(self, request, f"admin/polls/newsletter/{name}.html", context)


def refuse_without(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def day_of(text: str) -> date:
    """The day that an address names, such as 2026-12-02. Raises Http404 where it names none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404("No week has this address.") from None
    if day.year not in YEARS:
        raise Http404("No week has this address.")
    return day


def sections(plan: weeks.Plan) -> list[tuple[str, list[weeks.Week]]]:
    """The weeks under the headings that the page gives them."""
    found = [
        ("Past weeks", [week for week in plan.weeks if week.is_past]),
        ("This week", [week for week in plan.weeks if week.is_present]),
        ("Weeks ahead", [week for week in plan.weeks if not week.is_past and not week.is_present]),
    ]
    return [(heading, rows) for heading, rows in found if rows]


# Addresses.


def address_of(newsletter: Newsletter) -> str:
    return reverse("admin:polls_newsletter_weeks", args=[newsletter.pk])


def address_of_week(newsletter: Newsletter, day: date) -> str:
    return f"{address_of(newsletter)}#week-{day:%Y-%m-%d}"


def address_of_polls_week(poll: Poll) -> str:
    """Where the weeks show this poll; where it has no week, their beginning."""
    newsletter = poll.newsletter
    if poll.opens_at is None:
        return address_of(newsletter)
    return address_of_week(newsletter, schedule.day_of(newsletter.week, poll.opens_at))


def comes_from_weeks(request) -> bool:
    return request.GET.get("then") == "weeks"


def slot_asked_for(request, newsletter: Newsletter) -> Slot | None:
    """The slot of the week in which `?day=` lies; None where that is no day."""
    try:
        day = day_of(request.GET.get("day", ""))
    except Http404:
        return None
    return schedule.slot_on(newsletter.week, schedule.begins(newsletter.week, day))
