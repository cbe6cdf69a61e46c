"""Ideas: questions without a date, collected until a week wants one."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from polls import planning
from polls.models import Idea, Newsletter, Poll
from polls.times import wall_clock
from smartpulse.ids import as_id

from .editing import EditingAdmin, EditingForm
from .verbs.page import VerbsMixin
from .verbs.planning import coming_weeks, in_the_way, told
from .verbs.verb import Verb, VerbForm
from .weeks import address_of_polls_week


class UseForm(VerbForm):
    """Offers the free weeks of `newsletters`, each as newsletter and day."""

    week = forms.ChoiceField(
        error_messages={
            "required": "Choose a week.",
            "invalid_choice": "This week is no longer free. Choose another.",
        },
    )

    def __init__(self, objects, data=None, newsletters=(), polls=None):
        super().__init__(objects, data)
        (idea,) = objects
        now = timezone.now()
        self.before = planning.asked_before([idea], polls).get(idea)
        self.weeks = {}
        choices = []
        for newsletter in newsletters:
            free = [week for week in coming_weeks(newsletter, now) if not in_the_way(week)]
            named = {f"{newsletter.pk} {week.day:%Y-%m-%d}": week for week in free}
            self.weeks |= named
            choices.append((str(newsletter), [(key, told(week)) for key, week in named.items()]))
        self.fields["week"].choices = choices

    def clean(self):
        super().clean()
        self.cleaned_data["before"] = self.before
        self.cleaned_data["week"] = self.weeks.get(self.cleaned_data.get("week"))
        return self.cleaned_data


class Use(Verb):
    slug = "use"
    name = "Use it"
    line = "Makes a draft in a week to come, with its question and answers."
    explanation = (
        "A draft asks this question in the week that you choose, with the answers noted here. Readers "
        "see nothing of it until you publish it."
    )
    permission = "polls.add_poll"
    form = UseForm
    several = False

    def form_for(self, objects, data, request):
        (idea,) = objects
        newsletters = Newsletter.objects.for_staff(request.user).order_by("name")
        if idea.newsletter_id:
            newsletters = newsletters.filter(pk=idea.newsletter_id)
        return UseForm(objects, data, newsletters, Poll.objects.for_staff(request.user))

    def applies(self, idea, now):
        return idea.used_for_id is None

    def cautions(self, idea, data):
        return [asked_before_sentence(data["before"])] if data["before"] else []

    def act(self, idea, data, user):
        week = data["week"]
        poll = planning.use(idea, week.newsletter, week.day)
        return format_html(
            'is planned for {}, <a href="{}">as a draft</a>.',
            wall_clock(poll.opens_at, poll.newsletter.zone),
            reverse("admin:polls_poll_change", args=[poll.pk]),
        )


class UsedFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("no", "Waiting"), ("yes", "Used")]

    def queryset(self, request, queryset):
        if self.value() in {"no", "yes"}:
            return queryset.filter(used_for__isnull=self.value() == "no")
        return queryset


class NewsletterFilter(admin.SimpleListFilter):
    title = "newsletter"
    parameter_name = "for_newsletter"

    def lookups(self, request, model_admin):
        own = Newsletter.objects.for_staff(request.user).order_by("name")
        return [*((str(newsletter.pk), str(newsletter)) for newsletter in own), ("any", "Any")]

    def queryset(self, request, queryset):
        if self.value() == "any":
            return queryset.filter(newsletter__isnull=True)
        return queryset.filter(newsletter=as_id(self.value())) if self.value() else queryset


class IdeaForm(EditingForm):
    class Meta:
        model = Idea
        fields = ["question", "newsletter", "answers", "note", "credit"]
        widgets = {
            "question": forms.TextInput(attrs={"class": "vTextField"}),
            "answers": forms.Textarea(attrs={"rows": 6}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }


class IdeaChangeList(ChangeList):
    """Knows which of the ideas on the page were asked before."""

    def get_results(self, request):
        super().get_results(request)
        polls = self.model_admin.admin_site.get_model_admin(Poll).get_queryset(request)
        waiting = [idea for idea in self.result_list if idea.used_for_id is None]
        before = planning.asked_before(waiting, polls)
        for idea in waiting:
            idea.before = before.get(idea)


@admin.register(Idea)
class IdeaAdmin(VerbsMixin, EditingAdmin):
    if_empty = (
        "No idea yet. Keep a question whenever one comes to your mind, in the line above; a week that "
        "lacks a poll is then filled from here."
    )
    form = IdeaForm
    verbs = [Use()]
    offered = ["newsletter"]
    list_display = ["question", "newsletter_or_any", "state", "credit", "added"]
    list_filter = [UsedFilter, NewsletterFilter]
    list_select_related = ["newsletter", "used_for__newsletter", "added_by"]
    list_per_page = 50
    empty_value_display = ""
    show_full_result_count = False
    sortable_by = ["question", "added"]
    search_fields = ["question", "answers", "note", "credit"]
    change_form_template = "admin/polls/idea/change_form.html"
    change_list_template = "admin/polls/idea/change_list.html"

    def get_changelist(self, request, **kwargs):
        return IdeaChangeList

    def changelist_view(self, request, extra_context=None):
        own = Newsletter.objects.for_staff(request.user).order_by("name")
        return super().changelist_view(request, {"newsletters": own} | (extra_context or {}))

    @admin.display(description="Newsletter", ordering="newsletter__name")
    def newsletter_or_any(self, idea):
        return str(idea.newsletter) if idea.newsletter else "any"

    @admin.display(description="Use")
    def state(self, idea):
        """What became of it, or the way to use it."""
        if idea.used_for:
            return format_html(
                'Used for <a href="{}">{}</a>',
                reverse("admin:polls_poll_change", args=[idea.used_for_id]),
                wall_clock(idea.used_for.opens_at, idea.used_for.newsletter.zone) or "a draft",
            )
        use = format_html(
            '<a href="{}?id={}">Use it<span class="visually-hidden"> “{}”</span> …</a>',
            reverse("admin:polls_idea_verb", args=["use"]),
            idea.pk,
            idea,
        )
        if idea.before:
            return format_html("{} <p>{}</p>", use, asked_before_sentence(idea.before))
        return use

    @admin.display(description="Added", ordering="added_at")
    def added(self, idea):
        by = f" by {idea.added_by}" if idea.added_by else ""
        return f"{idea.added_at.day} {idea.added_at:%b %Y}{by}"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            polls = self.admin_site.get_model_admin(Poll).get_queryset(request)
            before = planning.asked_before([obj], polls).get(obj)
            context |= {
                "verbs": self.verbs_for(request, obj),
                "before": before and before != obj.used_for and asked_before_sentence(before),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def after(self, request, objects):
        """To the week that it fills now."""
        (idea,) = objects
        if idea.used_for:
            return address_of_polls_week(idea.used_for)
        return super().after(request, objects)


def asked_before_sentence(poll: Poll) -> SafeString:
    """That a poll asks the same question, and what to do instead of asking it as if it were new."""
    now, zone = timezone.now(), poll.newsletter.zone
    page = reverse("admin:polls_poll_change", args=[poll.pk])
    if not poll.has_page(now):
        when = f"for {wall_clock(poll.opens_at, zone)}" if poll.opens_at else "without a date"
        return format_html('<a href="{}">The same question</a> is planned {}.', page, when)
    said = format_html(
        '<a href="{}">The same question</a> was asked {}.', page, wall_clock(poll.opens_at, zone)
    )
    if not poll.is_closed(now):
        return said
    again = reverse("admin:polls_poll_verb", args=["ask-again"])
    return format_html(
        '{} <a href="{}?id={}&amp;then=weeks">Ask it again instead</a>: then readers find both results.',
        said,
        again,
        poll.pk,
    )
