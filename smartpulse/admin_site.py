"""The desk: Django's admin under our name, entered through the site's own sign-in."""

from functools import wraps
from http import HTTPStatus
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib.admin import ListFilter, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.sites import AdminSite, site
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import SlugField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst, slugify
from django.views.decorators.cache import never_cache

from smartpulse import guide
from smartpulse.ids import as_id, is_id
from smartpulse.own_newsletters import OwnNewsletters


class ListedLookups:
    """A list takes from its address only what its filters name.

    Django's own rule lets staff ask for any field of the model, `?voter_key__startswith=` among them,
    and so read letter by letter what no page shows. Nor does it take a NUL, which PostgreSQL fails over.
    """

    # What the filters of Django append to the field that they are for.
    SUFFIXES = ("", "__exact", "__in", "__isnull", "__id__exact", "__id__in", "__gte", "__lt")

    def lookup_allowed(self, lookup: str, value, request: HttpRequest) -> bool:
        named = set()
        for entry in self.get_list_filter(request):
            path = entry[0] if isinstance(entry, (list, tuple)) else entry
            if isinstance(path, str):
                named |= {path + suffix for suffix in self.SUFFIXES}
            elif issubclass(path, ListFilter):
                named.add(path.parameter_name)
        is_listed = lookup in named and "\0" not in str(value)
        return is_listed and super().lookup_allowed(lookup, value, request)


class KnownIds:
    """What is no id of an object is taken for none where Django would fail over it: ticked rows, forms' choices."""

    def response_action(self, request: HttpRequest, queryset) -> HttpResponse | None:
        try:
            for ticked in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(ticked)
        except ValidationError:
            raise BadRequest("A ticked row has no such id.") from None
        return super().response_action(request, queryset)

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", IdSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class IdSelect(AutocompleteSelect):
    def optgroups(self, name: str, value: list, attrs=None) -> list:
        """What was sent is drawn as chosen, where it is an id; the form says that it is none."""
        return super().optgroups(name, [each for each in value if is_id(str(each))], attrs)


class PlainErrors:
    """What is wrong with a field is said as an editor would say it."""

    SENTENCES = {
        "required": "Fill this in.",
        "max_length": "At most %(limit_value)d characters; these are %(show_value)d.",
        "min_value": "At least %(limit_value)s.",
        "max_value": "At most %(limit_value)s.",
        "unique": "This is taken: choose another.",
        "invalid_choice": "Choose one of the list.",
    }
    SLUG = "Letters, figures and hyphens alone, without spaces, such as “four-day-week”."

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        sentences = self.SENTENCES | (
            {"invalid": self.SLUG} if isinstance(db_field, SlugField) else {}
        )
        # What the model or the field says of its own is better still.
        own = db_field.error_messages | field.error_messages
        usual = usual_messages(db_field) | usual_messages(field)
        field.error_messages |= {
            code: sentence
            for code, sentence in sentences.items()
            if own.get(code) == usual.get(code)
        }
        return field


def usual_messages(field) -> dict:
    """The messages that Django gives to fields of this kind."""
    found: dict = {}
    for kind in reversed(type(field).__mro__):
        found |= getattr(kind, "default_error_messages", {})
    return found


class PlainWords(PlainErrors):
    """Lists say what they hold, forms ask for no more than their own, deleting says what goes."""

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        context = {"title": list_title(self), "if_empty": getattr(self, "if_empty", "")}
        return super().changelist_view(request, context | (extra_context or {}))

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            # To look at another object, or to change it, is no part of filling in a form.
            field.widget.can_change_related = False
            field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field

    def get_deleted_objects(self, objs, request: HttpRequest):
        """Without the objects themselves, and without the rows that only join two tables."""
        tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        joins = {
            model._meta.verbose_name_plural
            for model in apps.get_models(include_auto_created=True)
            if model._meta.auto_created
        }
        unsaid = joins | {self.opts.verbose_name_plural}
        counts = {name: number for name, number in counts.items() if name not in unsaid}
        return tree, counts, lacking, protected


def list_title(model_admin: ModelAdmin) -> str:
    """What the list is called: the admin's `list_title`, where the model's name would say nothing."""
    return getattr(model_admin, "list_title", "") or capfirst(model_admin.opts.verbose_name_plural)


# As the library names them.
SECOND_STEPS = ["totp", "webauthn"]

# The desk's first page, in the order in which it is needed. What is in none of them comes last.
SECTIONS = {
    "The week": [
        *("polls.poll", "polls.post", "polls.idea"),
        *("polls.edition", "polls.ballot", "polls.ruling"),
    ],
    "Discussion": [
        *("comments.comment", "comments.moderation", "comments.discussion"),
        *("comments.followup", "comments.rules", "comments.address"),
    ],
    "Publication": ["polls.newsletter", "polls.author", "polls.topic", "polls.revokedlink"],
    "Staff": [
        "auth.user",
        "polls.invitation",
        "auth.group",
        "mfa.authenticator",
        "account.emailaddress",
    ],
    "Machinery": [],
}


class Desk(AdminSite):
    site_header = "SmartPulse"
    site_title = "SmartPulse"
    index_title = "The desk"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Here and not in each admin, so that none is without the rule, a library's neither."""
        base = admin_class or ModelAdmin
        bases = (ListedLookups, KnownIds, OwnNewsletters, PlainWords, base)
        guarded = type(base.__name__, bases, {"__module__": base.__module__})
        super().register(model_or_iterable, guarded, **options)

    def admin_view(self, view, cacheable: bool = False):
        """Every page of the desk is made by this: where a second step is asked for, none without."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if self.has_permission(request) and lacks_second_step(request.user):
                return second_step_page(request)
            return inner(request, *args, **kwargs)

        return page

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """On the first page by SECTIONS, not by Django's apps."""
        found = super().get_app_list(request, app_label)
        for model in (model for app in found for model in app["models"]):
            model["name"] = list_title(self.get_model_admin(model["model"]))
        if app_label:
            return found
        left = {model["model"]._meta.label_lower: model for app in found for model in app["models"]}
        sections = []
        for name, labels in SECTIONS.items():
            wanted = labels or list(left)
            models = [left.pop(label) for label in wanted if label in left]
            if models:
                sections.append({"name": name, "app_label": slugify(name), "models": models})
        return sections

    def get_urls(self) -> list:
        return [
            path("r/<path:kind>/<path:pk>/", self.admin_view(self.on_site_view)),
            path("guide/", self.admin_view(self.guide_view), name="guide"),
            path("guide/<slug:name>.md", self.admin_view(self.guide_view), name="guide_document"),
            path(
                "guide/pictures/<slug:name>.png",
                self.admin_view(self.picture_view),
                name="guide_picture",
            ),
            *super().get_urls(),
        ]

    def guide_view(self, request: HttpRequest, name: str = guide.GUIDE) -> HttpResponse:
        """A document of ours, for everybody who has a place at the desk."""
        document = guide.read(name)
        if document is None:
            raise Http404
        context = self.each_context(request) | {"title": document.title, "document": document}
        request.current_app = self.name
        return TemplateResponse(request, "admin/guide.html", context)

    def picture_view(self, request: HttpRequest, name: str) -> HttpResponse:
        found = guide.picture(name)
        if found is None:
            raise Http404
        return HttpResponse(found.read_bytes(), content_type="image/png")

    def on_site_view(self, request: HttpRequest, kind: str, pk: str) -> HttpResponse:
        """In place of Django's own, which sends staff to the page of any object, a ballot's receipt too."""
        kinds = apps.get_model("contenttypes", "ContentType").objects
        content_type = kinds.filter(pk=as_id(kind)).first()
        model_admin = content_type and self._registry.get(content_type.model_class())
        obj = model_admin and model_admin.get_object(request, pk)
        if obj is None or not model_admin.has_view_permission(request, obj):
            raise Http404
        if not model_admin.get_view_on_site_url(obj):
            raise Http404
        return redirect(obj.get_absolute_url())

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send on to the one sign-in, which knows one-time codes and passkeys.

        Who is signed in and has no place at the desk is told so: signing in again would not help.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            return render(request, "admin/no_place.html", status=HTTPStatus.FORBIDDEN)
        wanted = request.GET.get("next") or resolve_url("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        # The lists' own search refuses it too; PostgreSQL has no such character.
        if "\0" in request.GET.get("term", ""):
            raise BadRequest("A search with a null character.")
        return super().autocomplete_view(request)

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_change_password")

    def logout(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_logout")


def desk_page(
    model_admin: ModelAdmin, request: HttpRequest, template: str, context: dict, **options
) -> TemplateResponse:
    """A page about a model that is none of Django's own, inside the desk's frame."""
    request.current_app = model_admin.admin_site.name
    frame = model_admin.admin_site.each_context(request) | {"opts": model_admin.opts}
    return TemplateResponse(request, template, frame | context, **options)


def lacks_second_step(user) -> bool:
    """Whether one is required of this member of the staff who has none. Recovery codes alone are none."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return False
    return not user.authenticator_set.filter(type__in=SECOND_STEPS).exists()


@never_cache
def second_step_page(request: HttpRequest) -> HttpResponse:
    """In the place of any page of the desk: nothing is to be led back from, so nobody goes in circles."""
    return render(request, "admin/second_step_needed.html", status=HTTPStatus.FORBIDDEN)


class DeskConfig(AdminConfig):
    default_site = "smartpulse.admin_site.Desk"

    def ready(self) -> None:
        super().ready()
        from smartpulse import staff  # its models load after this module

        staff.register(site)
