"""The HTML of comments, wherever pages show them: written by functions, with the same words everywhere.

A page holds up to 220 of them, and Django's templates take fifteen times as long over each. A comment is one
pattern, put together from the pieces that it needs, into which `compose` puts what people typed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from comments.drawing import Entry
from comments.models import Comment
from comments.shown_votes import shows_vote
from polls.models import Newsletter, Poll, Post
from polls.times import date, time_element
from smartpulse.markup import compose, joined, kept
from smartpulse.plurals import number_of


@dataclass(frozen=True)
class Around:
    """What the comments of a page have in common; those of before `editable_since` stay as they are."""

    subject: Poll | Post
    newsletter: Newsletter
    is_open: bool = False
    editable_since: datetime | None = None


def thread(entries: Iterable[Entry], around: Around) -> SafeString:
    """A thread's entries, in one sequence though the lists nest."""
    return joined(entry_in_thread(entry, around) for entry in entries)


def entry_in_thread(entry: Entry, around: Around) -> SafeString:
    comment = entry.node.comment
    values = {"number": comment.number}
    pattern = ['<li class="thread-item" id="item-{number}">']
    if comment.is_visible:
        values |= values_of(comment, around, entry)
        pattern += [
            f'<article class="comment{" is-picked" if comment.picked else ""}" id="comment-{{number}}" '
            'aria-labelledby="comment-{number}-by">',
            *words_of(comment, around, entry),
            *actions_of(comment, around, entry, in_place=True),
            '<div id="reply-to-{number}" data-reply-place></div></article>',
        ]
    else:
        pattern.append(GONE)
        values["why"] = why_gone(comment)
    if entry.opens:
        pattern += [
            '<details class="replies" open>{fold}<ol class="thread-replies" id="replies-{number}" '
            'role="list">'
        ]
        values["fold"] = fold(comment, entry.replies)
    else:
        pattern.append("</li>")
    pattern += ["</ol></details></li>" for _ in entry.closes]
    if entry.continues:
        pattern.append("{further}")
        tree = entry.continues
        values["further"] = further(tree.root.comment, tree.further, tree.remaining)
    return compose("".join(pattern), **values)


def words(comment: Comment, around: Around) -> SafeString:
    """What a comment says, apart from any thread: who, when, what."""
    return compose("".join(words_of(comment, around)), **values_of(comment, around))


def actions(comment: Comment, around: Around) -> SafeString:
    """What a reader may do with a comment on a page of its own."""
    return compose("".join(actions_of(comment, around)), **values_of(comment, around))


def words_of(comment: Comment, around: Around, entry: Entry | None = None) -> Iterator[str]:
    yield '<header class="comment-head"><p class="comment-by" id="comment-{number}-by">'
    if comment.site:
        yield '<a class="comment-name" href="{site}" rel="ugc nofollow noopener"><bdi>{name}</bdi></a>'
    else:
        yield '<b class="comment-name"><bdi>{name}</bdi></b>'
    if comment.badge:
        yield ' <span class="comment-badge">{badge}</span>'
    yield ' <span class="comment-says">says</span></p> <p class="comment-when">'
    if comment.pk:
        yield '<a href="{address}" rel="bookmark">#{number}, {at}</a>'
    if comment.edited_at:
        yield " <span>edited</span>"
    if comment.picked:
        yield ' <span class="comment-pick">Editor’s pick</span>'
    yield "</p>"
    if entry and entry.parent_is_named:
        narrow = " comment-parent-narrow" if entry.is_under_its_parent else ""
        yield f' <p class="comment-parent{narrow}">in reply to <a href="{{parent_address}}">'
        is_visible = entry.node.parent.comment.is_visible
        yield "<bdi>{parent_name}</bdi>" if is_visible else "a comment that is gone"
        yield "</a></p>"
    yield "</header>"
    if comment.follow_up:
        yield '<p class="comment-asked">Asked: <a href="{subject_address}?asked={asked}#discussion" '
        yield 'rel="nofollow">“<bdi>{question}</bdi>”</a></p>'
    if comment.voted_choice and shows_vote(around.subject):
        yield '<p class="comment-vote">Voted: <bdi>{voted}</bdi></p>'
    yield '<div class="comment-text" dir="auto">{text}</div>'
    if comment.recent_url:
        yield '<p class="comment-recent">My recent post <a href="{recent_url}" '
        yield 'rel="ugc nofollow noopener"><bdi>{recent_title}</bdi></a></p>'


GONE = (
    '<p class="comment comment-gone" id="comment-{number}">{why} '
    '<span class="comment-number">#{number}</span></p>'
)


def actions_of(
    comment: Comment, around: Around, entry: Entry | None = None, *, in_place: bool = False
) -> Iterator[str]:
    """`in_place`: the form to reply may open right here."""
    yield '<ul class="comment-actions" role="list">'
    if around.is_open:
        yield '<li><a href="{address}#reply"'
        if in_place:
            yield ' hx-get="{address}" hx-select="#reply" hx-target="#reply-to-{number}"'
            yield ' hx-swap="innerHTML"'
        yield '>Reply<span class="visually-hidden"> to {name}</span></a></li>'
    if entry and entry.is_alone and comment.replied:
        yield '<li><a href="{address}#replies">{replied}<span class="visually-hidden"> to {name}'
        yield "</span></a></li>"
    yield '<li><a href="{address}report/" rel="nofollow">Report<span class="visually-hidden"> comment '
    yield "{number}</span></a></li>"
    if around.editable_since and comment.created_at > around.editable_since:
        yield '<li><a href="{address}own/" rel="nofollow">Yours? Change it<span class="visually-hidden">'
        yield ": comment {number}</span></a></li>"
    yield "</ul>"


def values_of(comment: Comment, around: Around, entry: Entry | None = None) -> dict[str, Any]:
    """What the patterns above have places for; a comment that is only looked at beforehand has no address."""
    asked, voted = comment.follow_up, comment.voted_choice
    values = {
        "number": comment.number,
        "name": comment.name,
        "text": kept(comment.body_html),
    }
    if comment.pk:
        values["address"] = comment.get_absolute_url()
        values["at"] = minute(comment.created_at, around.newsletter)
    if comment.site:
        values["site"] = comment.site
    if comment.badge:
        values["badge"] = comment.get_badge_display()
    if comment.recent_url:
        values |= {"recent_url": comment.recent_url, "recent_title": comment.recent_title}
    if asked:
        values |= {"asked": asked.pk, "question": asked.question}
        values["subject_address"] = around.subject.get_absolute_url()
    if voted:
        values["voted"] = voted.text
    if entry and entry.parent_is_named:
        parent = entry.node.parent.comment
        place = parent.get_absolute_url() if entry.is_alone else f"#comment-{parent.number}"
        values |= {"parent_address": place, "parent_name": parent.name}
    if entry and entry.is_alone:
        values["replied"] = number_of(comment.replied, "reply", "replies")
    return values


def gone(comment: Comment) -> SafeString:
    """The place of a comment that is gone."""
    return compose(GONE, number=comment.number, why=why_gone(comment))


def why_gone(comment: Comment) -> str:
    if comment.is_held:
        return "This comment is being reviewed."
    if comment.erased_at:
        return "This comment was deleted."
    return "This comment was removed by a moderator."


def fold(comment: Comment, number: int | None = None) -> SafeString:
    """What folds and unfolds the replies to a comment: how many, or None."""
    return compose(
        '<summary><span class="replies-shown">Hide</span><span class="replies-hidden">Show</span> '
        '{}<span class="visually-hidden"> to comment {}</span></summary>',
        number_of(number, "reply", "replies") if number else "replies",
        comment.number,
    )


def further(root: Comment, after: int, remaining: int) -> SafeString:
    """The way to a tree's further replies: those that come after an id, so many."""
    return compose(
        '<li class="thread-further"><a href="{address}replies/?after={after}" '
        'hx-get="{address}more/?after={after}" hx-target="closest li" hx-swap="outerHTML">{replies}'
        + (" to <bdi>{name}</bdi>" if root.is_visible else "")
        + "</a></li>",
        address=root.get_absolute_url(),
        after=after,
        replies=number_of(remaining, "more reply", "more replies"),
        name=root.name,
    )


def minute(moment: datetime, newsletter: Newsletter) -> SafeString:
    """The newsletter's own day and minute: 1 December 2026, 17:00."""
    return minute_on(newsletter.zone, moment)


@lru_cache(maxsize=4096)
def minute_on(zone: ZoneInfo, moment: datetime) -> SafeString:
    local = moment.astimezone(zone)
    return time_element(moment, f"{date(local)}, {local:%H:%M}")
