"""The verbs in an admin: offered on an object's page and in the list, and asked about once more."""

import hashlib
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from smartpulse.admin_site import desk_page
from smartpulse.ids import as_id

from .verb import Verb

MOST_AT_ONCE = 50


class VerbsMixin:
    """For an admin whose `verbs` are those of its model."""

    verbs: list[Verb] = []
    verb_related = "newsletter"

    def verbs_for(self, request, obj) -> list[Verb]:
        """Those that may be done to this one now."""
        now = timezone.now()
        return [
            verb
            for verb in self.verbs
            if request.user.has_perm(verb.permission) and verb.applies(obj, now)
        ]

    def get_urls(self):
        confirm = self.admin_site.admin_view(self.verb_view)
        return [path("verbs/<slug:verb>/", confirm, name=self.verb_url_name), *super().get_urls()]

    @property
    def verb_url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_verb"

    def get_actions(self, request):
        actions = super().get_actions(request)
        for verb in self.verbs:
            if verb.several and request.user.has_perm(verb.permission):
                name = verb.slug.replace("-", "_")
                actions[name] = (action_for(verb), name, f"{verb.name} …")
        return actions

    def go_on(self, request, obj):
        """From a form whose button names a verb: it is saved, and the verb's page asks."""
        verb = next((each for each in self.verbs if each.slug == request.POST.get("_then")), None)
        if verb is None or not request.user.has_perm(verb.permission):
            return None
        address = reverse(f"admin:{self.verb_url_name}", args=[verb.slug])
        return redirect(f"{address}?{urlencode({'id': obj.pk})}")

    def verb_view(self, request, verb):
        """Ask (GET), then act (POST) on the objects `id`, each by itself."""
        verb = next((each for each in self.verbs if each.slug == verb), None)
        if verb is None:
            raise Http404
        if not request.user.has_perm(verb.permission):
            raise PermissionDenied
        objects = self.verb_objects(request, verb)
        if request.method == "GET" and (there := self.leads_to(verb, objects)):
            return redirect(there)
        form = verb.form_for(objects, request.POST if request.method == "POST" else None, request)
        # A page that leads here may know what to say.
        form.initial |= {name: request.GET[name] for name in form.fields if name in request.GET}
        cautions = []
        if request.method == "POST" and form.is_valid():
            cautions = [each for obj in objects for each in verb.cautions(obj, form.cleaned_data)]
            if not cautions or request.POST.get("accepted") == digest(cautions):
                return self.done(request, verb, objects, form.cleaned_data)
        return self.ask(request, verb, objects, form, cautions)

    def verb_objects(self, request, verb: Verb) -> list:
        sent = request.POST.getlist("id") or request.GET.getlist("id")
        most = MOST_AT_ONCE if verb.several else 1
        found = self.get_queryset(request).filter(pk__in=[as_id(pk) for pk in sent[:most]])
        if not found:
            raise Http404
        return list(found.select_related(self.verb_related).order_by("pk"))

    def ask(self, request, verb: Verb, objects: list, form, cautions: list[str]):
        now = timezone.now()
        context = {
            "title": verb.name,
            "verb": verb,
            "objects": [(obj, verb.notes(obj, now)) for obj in objects],
            "form": form,
            "cautions": cautions,
            "accepted": digest(cautions),
            "back": self.after(request, objects),
        }
        return desk_page(self, request, "admin/polls/verb.html", context)

    def done(self, request, verb: Verb, objects: list, data: dict):
        for obj in objects:
            self.act(request, verb, obj, data)
        return redirect(self.leads_to(verb, objects) or self.after(request, objects))

    def act(self, request, verb: Verb, obj, data: dict) -> None:
        try:
            done = verb.act(obj, data, request.user)
        except ValidationError as refusal:
            sentence = f"“{obj}”: {' '.join(refusal.messages)}"
            self.message_user(request, sentence, messages.ERROR)
        else:
            self.log_change(request, obj, ": ".join(filter(None, [verb.name, data.get("reason")])))
            self.message_user(request, format_html("“{}” {}", obj, done), messages.SUCCESS)

    def leads_to(self, verb: Verb, objects: list) -> str | None:
        return verb.leads_to(objects[0]) if len(objects) == 1 else None

    def after(self, request, objects: list) -> str:
        """Where to go on: the object's page, or the list of several."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if len(objects) == 1:
            return reverse(f"{name}_change", args=[objects[0].pk])
        return reverse(f"{name}_changelist")


def digest(cautions: list[str]) -> str:
    """What a form brings back to show that these very sentences were read."""
    return hashlib.sha256("\n".join(cautions).encode()).hexdigest()[:16]


def action_for(verb: Verb):
    def action(admin, request, queryset):
        ids = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            sentence = f"Choose at most {MOST_AT_ONCE} {admin.opts.verbose_name_plural} at once."
            admin.message_user(request, sentence, messages.ERROR)
            return None
        query = urlencode({"id": ids}, doseq=True)
        return redirect(f"{reverse(f'admin:{admin.verb_url_name}', args=[verb.slug])}?{query}")

    return action
