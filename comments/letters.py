"""What each mail says, of what is true when it is sent; nothing, where it is not needed any more."""

from datetime import datetime
from functools import singledispatch

from django.core.mail import EmailMessage
from django.urls import reverse

from comments import digests, screening, subscriptions
from comments.models import Comment, Confirmation, Digest, RemovalNotice, ReplyNotice, Subscription
from comments.models.comment import MOST_NAME
from comments.models.mail import Mailing
from polls.models import Newsletter
from polls.times import date, zone_name
from smartpulse import mail
from smartpulse.markup import plain_text
from smartpulse.paths import absolute
from smartpulse.plurals import number_of

# Of a comment that its reader knows, and of one that waits.
EXCERPT = 160
# Comments that a digest shows; it counts the others.
SHOWN = 10
# Of a title or a name that is not all of its line, such as of a subject.
SHORT = 80


@singledispatch
def letter(mailing: Mailing, now: datetime) -> EmailMessage | None:
    """The mail, or None where nobody needs it now."""
    raise NotImplementedError(type(mailing))


@letter.register
def confirmation(mailing: Confirmation, now: datetime) -> EmailMessage | None:
    """Asks whether the address is the commenter's. Nothing in it is the commenter's choice."""
    subscription = mailing.subscription
    if subscription.address.stopped_at or not subscriptions.unconfirmed(subscription):
        return None
    if not mailing.tries and not subscriptions.may_be_mailed(subscription, now):
        return None
    return mail.compose(
        "confirmation",
        {
            "newsletter": newsletter_of(subscription),
            "title": title_of(subscription),
            "url": subscriptions.confirming_url(subscription),
            "days": subscriptions.CONFIRMS_FOR.days,
        },
        to=subscription.address.email,
        subject=f"Is this your address? Replies on “{title_of(subscription, SHORT)}”",
        key=f"confirmation-{mailing.pk}",
        stop_url=subscriptions.stopping_url(subscription, scope="all"),
    )


@letter.register
def reply(mailing: ReplyNotice, now: datetime) -> EmailMessage | None:
    comment, subscription = mailing.comment, mailing.subscription
    parent = comment.parent
    wanted = parent.wants_replies and parent.email_confirmed_at and parent.is_visible
    if not (wanted and subscription.is_active and comment.is_public(now)):
        return None
    own = plain_text(parent.body_html, EXCERPT)
    return mail.compose(
        "reply",
        {
            "newsletter": newsletter_of(subscription),
            "title": title_of(subscription),
            "comment": comment,
            "name": mail.isolated(comment.name),
            "text": mail.quoted(comment.body),
            "own": own,
            "quoted_own": mail.quoted(own),
            "url": absolute(comment.get_absolute_url()),
        },
        to=subscription.address.email,
        # The same for every reply: mail programs then show them as one conversation.
        subject=f"New reply on “{title_of(subscription, SHORT)}”",
        key=f"reply-{comment.pk}-{subscription.pk}",
        thread=f"discussion-{subscription.discussion_id}-{subscription.pk}",
        stop_url=subscriptions.stopping_url(subscription),
    )


@letter.register
def removal(mailing: RemovalNotice, now: datetime) -> EmailMessage | None:
    moderation, subscription = mailing.moderation, mailing.subscription
    comment = moderation.comment
    # Undone, or decided otherwise: another record came after it.
    is_over = comment.moderations.first() != moderation
    if is_over or not comment.email_confirmed_at or not subscription.address.takes_mail:
        return None
    was_removed = comment.status == Comment.Status.REMOVED
    what = "was removed" if was_removed else "was not published"
    return mail.compose(
        "removal",
        {
            "newsletter": newsletter_of(subscription),
            "title": title_of(subscription),
            "what": what,
            "when": on_the_clock(comment.created_at, subscription.discussion.newsletter),
            "reason": moderation.reason,
            "comment": comment,
            "quoted_reason": mail.quoted(moderation.reason),
            "text": mail.quoted(comment.body),
        },
        to=subscription.address.email,
        subject=f"Your comment on “{title_of(subscription, SHORT)}” {what}",
        key=f"removal-{moderation.pk}",
        stop_url=subscriptions.stopping_url(subscription, scope="all"),
    )


@letter.register
def digest(mailing: Digest, now: datetime) -> EmailMessage | None:
    moderator, newsletter = mailing.moderator, mailing.newsletter
    waiting = digests.waiting(newsletter)
    number, reported = waiting.count(), digests.reported(newsletter).count()
    is_theirs = digests.moderators(newsletter).filter(pk=moderator.pk).exists()
    if not (number or reported) or not is_theirs:
        return None
    # What is new is the latest, mostly.
    latest = waiting.order_by("-pk").select_related("discussion__poll", "discussion__post")
    shown = list(latest[:SHOWN])
    waits = number_of(number, "comment waits", "comments wait") if number else ""
    reports = f"Readers reported {number_of(reported, 'comment')}" if reported else ""
    queue = reverse("admin:comments_comment_changelist")
    return mail.compose(
        "digest",
        {
            "newsletter": mail.isolated(newsletter.name),
            "number": number,
            "waits": waits,
            "reports": reports,
            "oldest": number and on_the_clock(waiting[0].created_at, newsletter),
            "entries": [entry(comment) for comment in shown],
            "more": number - len(shown),
            "url": absolute(f"{queue}?newsletter={newsletter.pk}"),
            "reported_url": absolute(
                f"{queue}?state=published&reported=yes&newsletter={newsletter.pk}"
            ),
        },
        to=moderator.email,
        subject=f"{waits or reports}: {mail.isolated(newsletter.name, SHORT)}",
        key=f"digest-{mailing.pk}",
    )


def entry(comment: Comment) -> dict:
    """A comment that waits, in words alone: what spam links to is no link in a mail of ours."""
    name = screening.without_links(comment.name)
    words = screening.without_links(plain_text(comment.body_html, EXCERPT))
    return {
        "name": name,
        "title": mail.isolated(str(comment.discussion.subject), SHORT),
        "rule": comment.hold_rule,
        "words": words,
        "line": mail.isolated(f"{name}: {words}", EXCERPT + MOST_NAME),
        "url": absolute(reverse("admin:comments_comment_change", args=[comment.pk])),
    }


def title_of(subscription: Subscription, limit: int = mail.LONGEST_SUBJECT) -> str:
    """What is discussed, as it can stand in a line of text."""
    return mail.isolated(str(subscription.discussion.subject), limit)


def newsletter_of(subscription: Subscription) -> str:
    return mail.isolated(subscription.discussion.newsletter.name)


def on_the_clock(moment: datetime, newsletter: Newsletter) -> str:
    local = moment.astimezone(newsletter.zone)
    return f"{date(local)}, {local:%H:%M} {zone_name(local)}"
