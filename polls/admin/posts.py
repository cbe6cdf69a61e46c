"""Posts: written as Markdown, previewed as the page itself, published by a button."""

from django.contrib import admin
from django.db import transaction
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, Script
from django.utils import timezone

from polls import previews, reports
from polls.models import Addendum, Newsletter, Poll, Post
from polls.times import wall_clock
from polls.views.previews import render_post_preview
from smartpulse.ids import as_id

from .editing import EditingAdmin
from .figures_at_hand import at_hand
from .history import HistoryAdmin
from .meanwhile import SeenInline
from .post_form import AddendumForm, AddendumFormSet, PostForm
from .states import state_label
from .verbs import OF_POSTS
from .verbs.page import VerbsMixin


class AddendumInline(SeenInline, admin.StackedInline):
    model = Addendum
    form = AddendumForm
    formset = AddendumFormSet
    # `seen` is hidden.
    fields = ["added_at", "text", "seen"]
    extra = 0
    verbose_name = "note"
    verbose_name_plural = "“Edited to add” notes"

    def get_extra(self, request, obj=None, **kwargs):
        # A note is added to what readers have seen.
        return 1 if obj and obj.published else 0


class PublicationFilter(admin.SimpleListFilter):
    title = "publication"
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("public", "Public"), ("waiting", "Scheduled"), ("draft", "Draft")]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "public":
                return queryset.published(now)
            case "waiting":
                return queryset.filter(published=True, published_at__gt=now)
            case "draft":
                return queryset.filter(published=False)
        return queryset


@admin.register(Post)
class PostAdmin(VerbsMixin, EditingAdmin, HistoryAdmin):
    if_empty = "No report yet. Once a poll has closed, “Write the report” on its page begins one."
    form = PostForm
    verbs = OF_POSTS
    inlines = [AddendumInline]
    list_display = ["headline", "newsletter", "author", "state", "appears", "cites"]
    list_filter = [PublicationFilter, "newsletter", "author", "topics"]
    list_select_related = ["newsletter", "author", "edition"]
    list_per_page = 25
    search_fields = ["headline", "body", "author__name"]
    show_full_result_count = False
    autocomplete_fields = ["author", "reports", "asks"]
    offered = ["newsletter", "reports"]
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    readonly_fields = ["state", "appears", "cites"]
    change_form_template = "admin/polls/post/change_form.html"

    class Media:
        css = {"all": ["desk/report.css"]}
        js = [
            Script("desk/autocomplete.js", type="module"),
            Script("desk/report.js", type="module"),
        ]

    @admin.display(description="Status")
    def state(self, post):
        if not post.published:
            name, label = "draft", "Draft"
        elif post.is_public(timezone.now()):
            name, label = "open", "Public"
        else:
            name, label = "scheduled", "Scheduled"
        return state_label(name, label)

    @admin.display(description="Published", ordering="published_at")
    def appears(self, post):
        return wall_clock(post.published_at, post.newsletter.zone)

    @admin.display(description="Cites", empty_value="")
    def cites(self, post):
        return f"Edition {post.edition.number}" if post.edition else None

    # The form.

    def get_fieldsets(self, request, obj=None):
        may_edit = self.has_change_permission(request, obj)
        appears = "published_at" if may_edit or obj is None else "appears"
        return [
            ("Headline", {"fields": ["newsletter", "headline", "slug", "author", "summary"]}),
            ("Polls", {"fields": ["reports", *(["cites"] if obj else []), "asks"]}),
            ("Text", {"fields": ["body"]}),
            ("Picture", {"fields": ["picture", "picture_alt", "picture_credit"]}),
            ("Filing", {"fields": ["topics", "former_path"]}),
            ("Publication", {"fields": [*(["state"] if obj else []), appears]}),
        ]

    def get_prepopulated_fields(self, request, obj=None):
        may_add = obj is None and self.has_add_permission(request)
        return {"slug": ["headline"]} if may_add else {}

    def get_changeform_initial_data(self, request):
        """For `?reports=`: its newsletter, and the poll that is open there or opens next."""
        initial = super().get_changeform_initial_data(request)
        now = timezone.now()
        own = Poll.objects.for_staff(request.user)
        poll = own.filter(pk=initial.get("reports")).first()
        if poll:
            asked = reports.to_ask(poll, now)
            return {"newsletter": poll.newsletter_id, "asks": asked and asked.pk} | initial
        newsletters = list(Newsletter.objects.for_staff(request.user)[:2])
        return {"newsletter": newsletters[0].pk} | initial if len(newsletters) == 1 else initial

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form = context["adminform"].form
        # A form that is shown again has lost its file, whatever it was that was refused.
        if form.files.get("picture") and "picture" not in form.errors:
            form.add_error("picture", "Choose the picture again: browsers do not keep it.")
        context["published"] = bool(obj and obj.published)
        context["public"] = bool(obj and obj.is_public(timezone.now()))
        context["may_edit"] = obj is None or self.has_change_permission(request, obj)
        if obj:
            context["preview_url"] = previews.address(obj)
            context["newer_edition"] = obj.newer_edition()
            context["at_hand"] = at_hand(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_view_on_site_url(self, obj=None):
        """Nothing is on the site before it appears: its preview stands beside."""
        return super().get_view_on_site_url(obj) if obj and obj.is_public(timezone.now()) else None

    # Saving, publishing, and looking at what would be published.

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or "_preview" not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            response = super().changeform_view(request, object_id, form_url, extra_context)
            # The page is the real one, made of what is typed: saved, rendered and taken back.
            transaction.set_rollback(True)
        return response

    def hold(self, request, obj):
        """Before the post, the poll that it is to report: whoever corrects a poll holds that first, then its posts.

        Of closed ones alone: an open poll's row is waited for as long as readers vote.
        """
        reported = as_id(request.POST.get("reports", ""))
        Poll.objects.closed(timezone.now()).filter(pk=reported).select_for_update().first()
        super().hold(request, obj)

    def save_model(self, request, obj, form, change):
        if "_preview" in request.POST and "picture" in form.changed_data:
            # A file cannot be taken back.
            obj.picture = form.initial.get("picture") or ""
        if obj.edition and obj.edition.poll_id != obj.reports_id:
            obj.edition = None
        if obj.published and obj.reports_id and not obj.edition:
            obj.publish(timezone.now())
        else:
            super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self.preview_or_go_on(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self.preview_or_go_on(request, obj) or super().response_change(request, obj)

    def preview_or_go_on(self, request, obj):
        if "_preview" not in request.POST:
            return self.go_on(request, obj)
        # What was prefetched or cached before the save is not what was typed.
        post = Post.objects.get(pk=obj.pk)
        ballot = previews.address(post.asks) if post.asks else ""
        return render_post_preview(request, post, timezone.now(), ballot_action=ballot)
