"""Atom feeds (RFC 4287) that are public pages: absolute addresses, ids for good, nothing XML forbids."""

import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from smartpulse.context import SITE_NAME

THREADING = "http://purl.org/syndication/thread/1.0"  # RFC 4685
# What no XML 1.0 document may hold, however it is escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# An empty feed was never updated; the hour of asking would be another answer each time.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class AtomFeed(Atom1Feed):
    """With whole entries as `content`, and what they reply to."""

    def __init__(self, **fields):
        super().__init__(**legal(fields))

    def add_item(self, **fields) -> None:
        super().add_item(**legal(fields))

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:thr": THREADING}

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        if item["reply_to"]:
            ref, address = item["reply_to"]
            attributes = {"ref": ref, "href": address, "type": "text/html"}
            handler.addQuickElement("thr:in-reply-to", "", attributes)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class PublicFeed(Feed):
    """A feed whose addresses begin as SITE_URL does, whatever Host the request names: caches keep it.

    Its subclasses give `item_content`: HTML as `markup.for_feeds` makes it.
    """

    feed_type = AtomFeed
    language = settings.LANGUAGE_CODE
    author_name = SITE_NAME
    author_link = f"{settings.SITE_URL}/"

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # A comment that is removed leaves the rest as old as it was: the ETag alone tells.
        del response["Last-Modified"]
        return response

    def item_description(self, item) -> str | None:
        """A summary, as HTML."""
        return None

    def item_reply_to(self, item) -> tuple[str, str] | None:
        """The id and the address of the entry that this one replies to."""
        return None

    def item_extra_kwargs(self, item) -> dict[str, Any]:
        return {"content": self.item_content(item), "reply_to": self.item_reply_to(item)}


def tag(*path: object) -> str:
    """An id for good (RFC 4151), by the host's name alone: it outlives a new scheme and new slugs.

    The year is part of it, and stays what it is.
    """
    return f"tag:{settings.SITE_HOST},2026:{'/'.join(map(str, path))}"


def legal(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with texts that XML can hold."""
    return {name: _legal(value) for name, value in fields.items()}


def _legal(value):
    match value:
        case str():
            return FORBIDDEN.sub("", value)
        case list() | tuple():
            return [_legal(each) for each in value]
        case _:
            return value
