"""Paging by key: a page is addressed by the row that it follows, so that new rows shift nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# Eighteen digits of microseconds reach beyond the year 9999, and of an id they fit 64 bits.
KEY = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """`items`, newest first, and where the neighbouring pages are; '' where there is none."""

    items: list[Model]
    newer_url: str = ""
    older_url: str = ""


def page_of(rows: QuerySet, request: HttpRequest, time_field: str) -> Page:
    """The page of `rows` that the request's `before` or `after` asks for, else the newest.

    Ordered by `time_field`, a row that no reader sees the time of has no place here: it must not be
    null. Raises Http404 for a key that no page of ours has written.
    """
    before, after = request.GET.get("before"), request.GET.get("after")
    if before is not None and after is not None:
        raise Http404("A page lies before a row or after one.")
    newest_first = (f"-{time_field}", "-pk")
    if after is not None:
        rows = beyond(rows, time_field, after, "gt").order_by(time_field, "pk")
    elif before is not None:
        rows = beyond(rows, time_field, before, "lt").order_by(*newest_first)
    else:
        rows = rows.order_by(*newest_first)

    items = list(rows[: PAGE_SIZE + 1])
    has_more = len(items) > PAGE_SIZE
    items = items[:PAGE_SIZE]
    if after is not None:
        items.reverse()
    has_newer = has_more if after is not None else before is not None
    has_older = has_more if after is None else True
    return Page(
        items,
        newer_url=link(request, "after", items[0], time_field) if has_newer and items else "",
        older_url=link(request, "before", items[-1], time_field) if has_older and items else "",
    )


def beyond(rows: QuerySet, time_field: str, key: str, side: str) -> QuerySet:
    """The rows before ("lt") or after ("gt") the row that `key` names."""
    parts = KEY.fullmatch(key)
    try:
        moment = EPOCH + int(parts[1]) * MICROSECOND
    except (TypeError, OverflowError):
        raise Http404("No page has this address.") from None
    same_moment = Q(**{time_field: moment, f"pk__{side}": int(parts[2])})
    return rows.filter(Q(**{f"{time_field}__{side}": moment}) | same_moment)


def link(request: HttpRequest, side: str, row: Model, time_field: str) -> str:
    """The query for the page on that side of `row`; the filters stay."""
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[side] = f"{(getattr(row, time_field) - EPOCH) // MICROSECOND}-{row.pk}"
    return f"?{query.urlencode()}"
