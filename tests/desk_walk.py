"""Every address of the desk, from its resolver, and a newsletter with one object of everything.

All that belongs to such a newsletter has its id, whatever the model, or one of the next few: so the id
stands wherever an address, a form or a filter names something. All its texts hold one word, which so
stands wherever something of it is shown.
"""

import re
from datetime import date, timedelta

from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import URLPattern
from django.utils import timezone

from comments.models import Comment, Discussion, FollowUp, Moderation, Report, Rules
from polls.models import Choice, Correction, Idea, Invitation, Poll, RevokedLink, Ruling
from smartpulse.own_newsletters import is_limited
from tests.comments.factories import make_comment
from tests.factories import (
    make_ballot,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
)

# So many ids from a newsletter's own on are its rows'.
IDS = 10
OWN_APPS = ("polls", "comments")
# Of a week that is still to come.
WEDNESDAY = date(2100, 1, 6)


def limited_models() -> list:
    return [model for model in site._registry if is_limited(model)]


def make_world(pk: int, word: str, editor) -> None:
    now = timezone.now()
    newsletter = make_newsletter(pk=pk)
    newsletter.editors.add(editor)
    Idea.objects.create(pk=pk, newsletter=newsletter, question="?")
    newsletter.skipped_weeks.create(pk=pk, day=WEDNESDAY)
    for place, status in enumerate(("closed", "draft", "scheduled", "open", "withdrawn")):
        make_poll(pk=pk + place, newsletter=newsletter, status=status, choices=[])
    poll = Poll.objects.get(pk=pk)
    Choice._base_manager.bulk_create(
        Choice(pk=pk + place, poll=poll, position=place + 1) for place in range(2)
    )
    make_ballot(poll, pk=pk)
    edition = make_imported_edition(poll, [60, 40], pk=pk)
    report = make_post(pk=pk, newsletter=newsletter, reports=poll, edition=edition)
    report.addenda.create(pk=pk, added_at=now)
    Ruling.objects.create(pk=pk, poll=poll, action="hold", reason="?", actor=editor, made_at=now)
    Correction.objects.create(pk=pk, poll=poll, kind="question", was="?", reason="?", made_at=now)
    RevokedLink.objects.create(pk=pk, newsletter=newsletter, identity=b"1", revoked_at=now)
    discussion = Discussion.objects.create(pk=pk, poll=poll)
    post = make_post(pk=pk + 1, newsletter=newsletter, published=False)
    Discussion.objects.create(pk=pk + 1, post=post)
    comment = make_comment(discussion, pk=pk, email="reader@example.com")
    make_comment(discussion, pk=pk + 1, status="held", hold_rule="word", hold_match="word")
    Report.objects.create(pk=pk, comment=comment, reporter_key=b"1", reason="spam", created_at=now)
    Moderation.objects.create(
        pk=pk,
        comment=comment,
        actor=editor,
        action="approve",
        before=Comment.Status.HELD,
        after=Comment.Status.PUBLISHED,
        created_at=now - timedelta(hours=1),
    )
    FollowUp.objects.create(pk=pk, choice_id=pk, question="?")
    Rules.objects.create(pk=pk, newsletter=newsletter)
    Invitation.objects.create(
        pk=pk, email="?", invited_by=editor, made_at=now, expires_at=now + timedelta(days=7)
    )
    for model in limited_models():
        LogEntry.objects.create(
            user=editor,
            content_type=ContentType.objects.get_for_model(model),
            object_id=pk,
            object_repr=word,
            action_flag=CHANGE,
            change_message=word,
        )
    write(word, pk)


def write(word: str, pk: int) -> None:
    """Put the word into every text of these rows, and of their histories."""
    for model in own_models():
        texts = [field for field in model._meta.concrete_fields if is_text(field)]
        # A record of history has the id of what it tells of, beside its own.
        id_name = "id" if any(field.name == "id" for field in model._meta.fields) else "pk"
        # Past the guards of querysets.
        rows = models.QuerySet(model).filter(**{f"{id_name}__in": range(pk, pk + IDS)})
        for row in rows if texts else ():
            number = getattr(row, id_name)
            values = {
                field.attname: f"{word}-{field.name}-{number}"[: field.max_length]
                for field in texts
                if field.name != "withdrawn_reason" or row.withdrawn_at
            }
            models.QuerySet(model).filter(pk=row.pk).update(**values)


def is_text(field) -> bool:
    is_plain = isinstance(field, (models.CharField, models.TextField)) and not field.choices
    return is_plain and field.name not in {"time_zone", "history_type", "picture", "receipt"}


def own_models() -> list:
    configs = [apps.get_app_config(label) for label in OWN_APPS]
    return [model for config in configs for model in config.get_models(include_auto_created=True)]


def rows_naming(pk: int) -> set[tuple]:
    """Every row, of whatever model, that has one of the newsletter's ids anywhere."""
    ids = {*range(pk, pk + IDS)} | {str(number) for number in range(pk, pk + IDS)}
    return {
        (model._meta.label, repr(sorted((name, plain(row[name])) for name in row)))
        for model in [*own_models(), LogEntry]
        for row in models.QuerySet(model).values()
        if ids & {value for value in row.values() if isinstance(value, (int, str))}
    }


def plain(value):
    """PostgreSQL's driver gives binary values that print differently each time."""
    return bytes(value) if isinstance(value, memoryview) else value


def addresses(pk: int) -> list[str]:
    """Every address of the desk, each once; an id in it is `pk`."""
    paths = dict.fromkeys(
        path
        for route in routes(site.get_urls())
        # The sign-in and what leads to it are the library's, and signing out would end the walk.
        if not route.startswith(("login/", "logout/", "password_change/"))
        for path in filled(route, pk)
    )
    return [f"/admin/{path}" for path in paths]


def routes(patterns, before: str = ""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


PART = re.compile(r"<(?:\w+:)?(\w+)>")


def filled(route: str, pk: int) -> list[str]:
    """The route with everything that its parts may be."""
    if route.startswith("^"):
        return [f"{label}/" for label in OWN_APPS]
    if route == "(?P<url>.*)$":
        return ["nowhere/"]
    paths = [route]
    for name in PART.findall(route):
        values = parts(route, name, pk)
        paths = [PART.sub(str(value), path, count=1) for path in paths for value in values]
    return paths


def parts(route: str, name: str, pk: int) -> list:
    verbs = {verb.slug for each in site._registry.values() for verb in getattr(each, "verbs", [])}
    kinds = [ContentType.objects.get_for_model(model).pk for model in limited_models()]
    known = {
        "verb": sorted(verbs),
        "kind": kinds if route.startswith("r/") else ["poll", "post"],
        "content_type_id": kinds,
        "day": [WEDNESDAY],
    }
    # Whatever else an address names is tried with the id. Where that finds nothing, say it in `known`.
    return known.get(name, [pk])
