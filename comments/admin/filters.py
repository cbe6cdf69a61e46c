"""What the queue can be narrowed to."""

from django.contrib import admin
from django.db.models import Exists, OuterRef

from comments.models import Comment, Discussion, Report
from polls.models import Newsletter
from smartpulse.ids import as_id

ALL = "all"


def status_asked(value: str | None) -> str:
    """The status that an address asks for, or ALL; what waits, where it asks for none."""
    return value if value in {*Comment.Status.values, ALL} else Comment.Status.HELD


class StatusFilter(admin.SimpleListFilter):
    """What waits, where nothing else is asked for."""

    title = "status"
    parameter_name = "state"
    template = "admin/comments/comment/states.html"
    # Not among the other filters: a moderator on a telephone changes it most.
    stands_above = True

    def lookups(self, request, model_admin):
        waiting = Comment.Status.HELD
        others = [choice for choice in Comment.Status.choices if choice[0] != waiting]
        return [(waiting.value, waiting.label), *others, (ALL, "All")]

    def chosen(self) -> str:
        return status_asked(self.value())

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            selected = value == self.chosen()
            yield {
                "selected": selected,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
                # Of the list that is shown: the others would each have to be counted.
                "number": changelist.result_count if selected else None,
            }

    def queryset(self, request, queryset):
        status = self.chosen()
        return queryset if status == ALL else queryset.filter(status=status)


class NewsletterFilter(admin.SimpleListFilter):
    title = "newsletter"
    parameter_name = "newsletter"

    def lookups(self, request, model_admin):
        return [(str(each.pk), each.name) for each in Newsletter.objects.for_staff(request.user)]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.of_newsletters([self.value()])


class RuleFilter(admin.SimpleListFilter):
    """The rules that hold what waits; a screening function may name rules of its own."""

    title = "rule"
    parameter_name = "rule"

    def lookups(self, request, model_admin):
        own = Comment.objects.for_staff(request.user)
        held = own.held().order_by().exclude(hold_rule="")
        rules = set(held.values_list("hold_rule", flat=True).distinct())
        return [(rule, rule) for rule in sorted(rules | {self.value() or ""} - {""})]

    def queryset(self, request, queryset):
        return queryset.filter(hold_rule=self.value()) if self.value() else queryset


class ReportedFilter(admin.SimpleListFilter):
    title = "reports"
    parameter_name = "reported"

    def lookups(self, request, model_admin):
        return [("yes", "Reported by readers"), (Report.Reason.ILLEGAL, "Reported as illegal")]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        reports = Report.objects.waiting().filter(comment=OuterRef("pk"))
        if self.value() == Report.Reason.ILLEGAL:
            reports = reports.filter(reason=Report.Reason.ILLEGAL)
        return queryset.filter(Exists(reports))


class BannedFilter(admin.SimpleListFilter):
    """The comments that ban their authors: the list of bans."""

    title = "bans"
    parameter_name = "banned"

    def lookups(self, request, model_admin):
        return [("yes", "Of banned authors")]

    def queryset(self, request, queryset):
        return queryset.filter(banned=True) if self.value() == "yes" else queryset


class DiscussionFilter(admin.SimpleListFilter):
    """The discussion that a link of the desk leads to; there are too many to choose from here."""

    title = "discussion"
    parameter_name = "of"

    def lookups(self, request, model_admin):
        chosen = as_id(self.value() or "")
        if not chosen:
            return []
        own = Discussion.objects.for_staff(request.user)
        found = own.select_related("poll", "post").filter(pk=chosen)
        return [(self.value(), str(discussion.subject)) for discussion in found]

    def queryset(self, request, queryset):
        return queryset.filter(discussion=self.value()) if self.value() else queryset
