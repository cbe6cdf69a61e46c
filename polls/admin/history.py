"""Who changed what, and when: read from the records that every save leaves."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.text import capfirst

from smartpulse.admin_site import desk_page

SHORT = 300  # characters; longer texts are compared line by line


@dataclass(frozen=True)
class Change:
    """One field before and after."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def __str__(self) -> str:
        before, after = "\n".join(self.before), "\n".join(self.after)
        if len(before) + len(after) > SHORT:
            return f"the {self.label.lower()}"
        return f"the {self.label.lower()} (“{before}” is now “{after}”)"


@dataclass(frozen=True)
class Entry:
    """One save: by whom, when, of what, and what it changed."""

    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...]
    why: str = ""


def entries(records: Iterable, name: str = "") -> Iterator[Entry]:
    """The entries of one object's records, given oldest first; saves that changed nothing are left out.

    `name` introduces the object where a page lists several.
    """
    before = None
    for record in records:
        changes = tuple(changed(before, record)) if before else ()
        verb = {"+": "Added", "~": "Changed", "-": "Deleted"}[record.history_type]
        if changes or before is None or record.history_type == "-":
            yield Entry(
                record.history_date,
                str(record.history_user or "the system"),
                f"{verb} {name}".strip(),
                changes,
                # Not every model with history has reasons.
                getattr(record, "history_change_reason", None) or "",
            )
        before = record


def changed(before, after) -> Iterator[Change]:
    """The fields in which two records differ, in the words that their form uses."""
    model = after.instance_type
    for change in after.diff_against(before, foreign_keys_are_objs=True).changes:
        field = model._meta.get_field(change.field)
        old, new = (shown(field, value) for value in (change.old, change.new))
        if len(old) + len(new) > SHORT:
            old, new = differing_lines(old, new)
        else:
            old, new = (old,), (new,)
        yield Change(capfirst(field.verbose_name), old, new)


def shown(field, value) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(dict(field.flatchoices).get(value, value))


def differing_lines(old: str, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lines = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    return tuple(
        tuple(line[2:] for line in lines if line.startswith(mark) and line[2:].strip())
        for mark in ("- ", "+ ")
    )


class HistoryAdmin(admin.ModelAdmin):
    """An admin whose history page lists every change in words."""

    object_history_template = "admin/polls/history.html"

    def history_entries(self, obj) -> list[Entry]:
        records = obj.history.select_related("history_user").order_by("history_date", "history_id")
        return list(entries(records))

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        newest_first = sorted(self.history_entries(obj), key=lambda entry: entry.at, reverse=True)
        page = Paginator(newest_first, 50).get_page(request.GET.get("p"))
        context = {
            "title": f"History of “{obj}”",
            "page": page,
            "object": obj,
            "newsletter": obj.newsletter,
        }
        return desk_page(self, request, self.object_history_template, context)
