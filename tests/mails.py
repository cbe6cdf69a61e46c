"""Every mail that the site sends, by its template, as it comes about: always to one reader.

The words in it are a test's. Whoever else has a part in it has an address of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import delivery, moderation, notifications
from comments.models import Comment, Discussion
from comments.tasks import housekeeping
from polls import invitations
from polls.models import Invitation
from polls.models.invitation import LIFETIME
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_editor, make_moderator, make_newsletter, make_poll, make_superuser

READER = "anna@example.com"


@dataclass(frozen=True)
class Words:
    newsletter: str = "The Weekly"
    question: str = "Tea or coffee?"
    name: str = "Ben"
    body: str = "Coffee, of course."


def discussion(words: Words) -> Discussion:
    newsletter = make_newsletter(name=words.newsletter)
    poll = make_poll(newsletter=newsletter, question=words.question)
    return make_discussion(poll, rules={"digest": "hourly"})


def readers_own(place: Discussion, **fields) -> Comment:
    """Of the reader, who has confirmed the address."""
    return make_comment(place, email=READER, email_confirmed_at=timezone.now(), **fields)


def confirmation(words: Words) -> None:
    fields = {"name": words.name, "body": words.body, "email": READER, "wants_replies": True}
    notifications.posted(make_comment(discussion(words), **fields))


def reply(words: Words) -> None:
    parent = readers_own(discussion(words), body=words.body, wants_replies=True)
    fields = {"name": words.name, "body": words.body, "email": "ben@example.com"}
    notifications.posted(make_comment(parent.discussion, parent, **fields))


def removal(words: Words) -> None:
    comment = readers_own(discussion(words), name=words.name, body=words.body)
    moderation.moderate(comment, "remove", actor=make_moderator(), reason=words.body[:300])
    delivery.send_due(timezone.now() + notifications.UNDO_TIME)


def digest(words: Words) -> None:
    make_moderator(email=READER)
    fields = {"status": "held", "hold_rule": "first comment", "email": "ben@example.com"}
    make_comment(discussion(words), name=words.name, body=words.body, **fields)
    housekeeping.call()


def invitation(words: Words) -> None:
    now = timezone.now()
    invited = Invitation.objects.create(
        email=READER,
        made_at=now,
        expires_at=now + LIFETIME,
        invited_by=make_superuser(last_name=words.name),
    )
    invited.newsletters.add(make_newsletter(name=words.newsletter))
    invitations.send(invited, now)


def kit(words: Words) -> None:
    poll = make_poll(newsletter=make_newsletter(name=words.newsletter), question=words.question)
    client = Client()
    client.force_login(make_superuser(email=READER, username=words.name))
    client.post(reverse("admin:polls_poll_kit_test", args=[poll.pk]))


def login_code(words: Words) -> None:
    make_editor(email=READER, username=words.name)
    Client().post("/accounts/login/code/", {"email": READER})


def password_reset_key(words: Words) -> None:
    make_editor(email=READER, username=words.name)
    Client().post("/accounts/password/reset/", {"email": READER})


MAKERS: dict[str, Callable[[Words], None]] = {
    "email/confirmation": confirmation,
    "email/reply": reply,
    "email/removal": removal,
    "email/digest": digest,
    "email/invitation": invitation,
    "email/kit": kit,
    "account/email/login_code": login_code,
    "account/email/password_reset_key": password_reset_key,
}


def templates() -> list[str]:
    """Those that there are, each of them named without what its plain text ends in."""
    (root,) = map(Path, settings.TEMPLATES[0]["DIRS"])
    files = [*root.glob("email/*.txt"), *root.glob("account/email/*_message.txt")]
    names = {str(file.relative_to(root)).removesuffix(".txt") for file in files}
    return sorted(name.removesuffix("_message") for name in names - {"account/email/base_message"})


def sent(template: str, mailbox, words: Words = Words()):
    """The mail of this template, as it came by SMTP."""
    MAKERS[template](words)
    (mail,) = mailbox.mails
    return mail
