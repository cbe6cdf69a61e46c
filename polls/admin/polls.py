"""Polls: planned in one form, listed with their status and votes."""

from datetime import MAXYEAR, MINYEAR

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, IntegerField, ManyToManyField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple, Script
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from polls import previews, reports
from polls.models import Ballot, Choice, Edition, Newsletter, Poll, Post, Status
from polls.times import wall_clock
from smartpulse.ids import as_id
from smartpulse.plurals import number_of

from .arrivals import ArrivalsMixin
from .choices import ChoiceInline, is_locked
from .editing import EditingAdmin
from .history import Entry, HistoryAdmin, entries
from .kit import KitMixin
from .poll_form import PollForm
from .states import state_label
from .verbs import OF_POLLS
from .verbs.page import VerbsMixin
from .verbs.report import report_link
from .weeks import address_of_polls_week, comes_from_weeks, slot_asked_for


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        if self.value() in Status.values:
            return queryset.with_status(self.value(), timezone.now())
        return queryset


class YearFilter(admin.SimpleListFilter):
    title = "year"
    parameter_name = "year"

    def lookups(self, request, model_admin):
        polls = Poll.objects.for_staff(request.user).exclude(opens_at=None)
        years = polls.dates("opens_at", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request, queryset):
        year = as_id(self.value() or "")
        return queryset.filter(opens_at__year=year) if MINYEAR <= year <= MAXYEAR else queryset


class PollChangeList(ChangeList):
    """Knows the most votes on the page, of which each poll's bar is a share, and who may report."""

    def get_results(self, request):
        super().get_results(request)
        most = max((poll.votes for poll in self.result_list), default=0)
        may_report = request.user.has_perm("polls.add_post")
        for poll in self.result_list:
            poll.most_votes, poll.may_report = most, may_report and not poll.is_reported


@admin.register(Poll)
class PollAdmin(KitMixin, ArrivalsMixin, VerbsMixin, EditingAdmin, HistoryAdmin):
    if_empty = (
        "No poll yet. Add the first: its week is filled in already, so question and answers "
        "are all that is left to write."
    )
    form = PollForm
    verbs = OF_POLLS
    inlines = [ChoiceInline]
    list_display = ["question", "newsletter", "state", "opens", "closes", "votes"]
    list_filter = [StatusFilter, "newsletter", YearFilter, "topics"]
    list_select_related = ["newsletter"]
    list_per_page = 25
    search_fields = ["question", "choices__text"]
    show_full_result_count = False
    autocomplete_fields = ["repeats"]
    offered = ["newsletter"]
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    change_form_template = "admin/polls/poll/change_form.html"

    class Media:
        js = [
            Script("desk/autocomplete.js", type="module"),
            Script("desk/slot.js", type="module"),
            Script("desk/choices.js", type="module"),
        ]

    # The list.

    def get_queryset(self, request):
        counted = Ballot.objects.counted().filter(poll=OuterRef("pk")).order_by()
        cast = counted.values("poll").annotate(number=Count("pk")).values("number")
        latest = Edition.objects.filter(poll=OuterRef("pk"), source=Edition.Source.IMPORTED)
        printed = latest.order_by("-number").values("respondents")[:1]
        return (
            super()
            .get_queryset(request)
            .annotate(
                is_reported=Exists(Post.objects.filter(reports=OuterRef("pk"))),
                votes=Coalesce(
                    Subquery(cast, output_field=IntegerField()),
                    Subquery(printed, output_field=IntegerField()),
                    0,
                ),
            )
        )

    def get_changelist(self, request, **kwargs):
        return PollChangeList

    @admin.display(description="Status")
    def state(self, poll):
        """The word and its dot; in the list also the way to what is done next: the mail, or the report."""
        status, following = poll.status(timezone.now()), ""
        if status != Status.CLOSED:
            following = self.kit_link(poll)
        elif getattr(poll, "may_report", False):
            following = report_link(poll)
        return format_html("{}{}", state_label(status.value, status.label), following)

    @admin.display(description="Opens", ordering="opens_at")
    def opens(self, poll):
        return wall_clock(poll.opens_at, poll.newsletter.zone)

    @admin.display(description="Closes", ordering="closes_at")
    def closes(self, poll):
        return wall_clock(poll.closes_at, poll.newsletter.zone)

    @admin.display(description="Votes", ordering="votes")
    def votes(self, poll):
        """The number, and a bar: its share of the most votes that a poll on this page has."""
        percent = 100 * poll.votes // poll.most_votes if poll.most_votes else 0
        return format_html(
            '<span class="votes">{}<svg class="votes-bar" aria-hidden="true">'
            '<rect width="{}%" height="100%"></rect></svg></span>',
            f"{poll.votes:,}",
            percent,
        )

    # The form.

    def get_fieldsets(self, request, obj=None):
        locked = is_locked(obj)
        planned = not locked and self.may_edit(request, obj)
        told, typed = ["state", "opens", "closes"], ["opens_at", "closes_at", "published"]
        return [
            ("Question", {"fields": ["newsletter", "question", "slug", "introduction"]}),
            ("Field time", {"fields": typed if planned else told}),
            ("Voting", {"fields": ["max_marks", "changes_allowed", "shuffled"]}),
            ("Result", {"fields": ["results_shown", "result_order"]}),
            (
                "About this poll",
                {"fields": ["sponsor", "mailed_to", "methodology", "repeats", "topics"]},
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        if not is_locked(obj):
            return ["state", "opens", "closes"]
        return [
            *("newsletter", "question", "slug", "introduction", "max_marks"),
            *("state", "opens", "closes"),
        ]

    def get_prepopulated_fields(self, request, obj=None):
        # An address that was perhaps mailed already does not follow a reworded question.
        may_add = obj is None and self.has_add_permission(request)
        return {"slug": ["question"]} if may_add else {}

    def get_view_on_site_url(self, obj=None):
        """Nothing is on the site before it opens: its preview stands beside."""
        return super().get_view_on_site_url(obj) if obj and obj.has_page(timezone.now()) else None

    def hold(self, request, obj):
        Poll.objects.hold_for_change().filter(pk=obj.pk).first()

    def may_edit(self, request, obj) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_locked(obj)

    def get_changeform_initial_data(self, request):
        """The newsletter asked for, or the only one, and its next free slot."""
        initial = super().get_changeform_initial_data(request)
        asked = initial.get("newsletter")
        newsletters = Newsletter.objects.for_staff(request.user)
        found = list((newsletters.filter(pk=asked) if asked else newsletters)[:2])
        if len(found) == 1:
            slot = slot_asked_for(request, found[0]) or found[0].next_free_slot(timezone.now())
            offered = {"opens_at": slot.opens_at, "closes_at": slot.closes_at}
            initial = offered | {"newsletter": found[0].pk}
        return initial

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        now = timezone.now()
        context["locked"] = is_locked(obj)
        if obj:
            context |= {
                "has_opened": obj.has_page(now),
                "verbs": self.verbs_for(request, obj),
                "preview_url": previews.address(obj),
                "editions": obj.editions.order_by("-number"),
                "may_report": obj.is_closed(now) and request.user.has_perm("polls.add_post"),
                "report": reports.report_of(obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        """A poll that opens at once is saved as a draft first, until its answers are in place."""
        form.publish_last = obj.published and not is_locked(obj) and obj.opens_at <= timezone.now()
        if form.publish_last:
            obj.published = False
        super().save_model(request, obj, form, change)
        if form.took_slot:
            self.message_user(request, form.slot_sentence(), messages.INFO)
        if overlap := form.overlap_sentence():
            self.message_user(request, overlap, messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.publish_last:
            form.instance.published = True
            form.instance.save()

    # Where to go on: back to the weeks, for who came from there.

    def after(self, request, objects):
        if comes_from_weeks(request):
            return address_of_polls_week(objects[0])
        return super().after(request, objects)

    def response_post_save_add(self, request, obj):
        if comes_from_weeks(request):
            return redirect(address_of_polls_week(obj))
        return super().response_post_save_add(request, obj)

    # History and slots.

    def history_entries(self, obj):
        """The poll's own changes, its answers', and what was decided about its ballots."""
        found = super().history_entries(obj)
        rulings = obj.rulings.select_related("actor").annotate(number=Count("ballots"))
        found += [
            Entry(
                ruling.made_at,
                str(ruling.actor or "the system"),
                f"{ruling.get_action_display()} {number_of(ruling.number, 'ballot')}, {ruling.scope}",
                (),
                ruling.reason,
            )
            for ruling in rulings
        ]
        records = Choice.history.filter(poll_id=obj.pk).select_related("history_user")
        by_choice = {}
        for record in records.order_by("history_date", "history_id"):
            by_choice.setdefault(record.id, []).append(record)
        for records in by_choice.values():
            found += entries(records, f"answer “{records[-1].text}”")
        return found

    def get_urls(self):
        slot = self.admin_site.admin_view(self.slot_view)
        return [path("slot/", slot, name="polls_poll_slot"), *super().get_urls()]

    def slot_view(self, request):
        """The next free slot of `?newsletter=`, as the form's inputs take it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        newsletters = Newsletter.objects.for_staff(request.user)
        newsletter = get_object_or_404(newsletters, pk=as_id(request.GET.get("newsletter", "")))
        slot = newsletter.next_free_slot(timezone.now())
        local = {
            name: getattr(slot, name).astimezone(newsletter.zone)
            for name in ("opens_at", "closes_at")
        }
        return JsonResponse(
            {
                "zone": newsletter.time_zone,
                **{name: [f"{at:%Y-%m-%d}", f"{at:%H:%M}"] for name, at in local.items()},
            }
        )
