"""Sending what is due, each mail once.

A mail is taken right before its text goes out, and the claim is committed. Should the worker be killed
or the mail server fall silent before, the mail waits in its table for the next run. Once the text is
under way, nobody knows whether it arrives, and it is not sent again.
"""

import logging
import re
import smtplib
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db.models import Exists, OuterRef

from comments import letters
from comments.models import Confirmation, Digest, RemovalNotice, ReplyNotice
from comments.models.mail import Mailing
from smartpulse import smtp

KINDS: tuple[type[Mailing], ...] = (Confirmation, ReplyNotice, RemovalNotice, Digest)
# Of each kind in one run.
MOST = 100
# After each try that failed for now; after the last one the mail is given up.
PAUSES = [
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
]

# After its day, what came of a mail is kept as long for the one who wonders; then only what a rule needs.
KEPT = timedelta(days=30)

State = Mailing.State

logger = logging.getLogger(__name__)


class Unreachable(Exception):
    """No connection to the mail server, or it does not know us: no mail would go out now."""


class Taken(Exception):
    """Another worker sends this mail, or has sent it."""


def send_due(now: datetime) -> datetime | None:
    """Send what is due; returns when there is something to do again, None where there is nothing."""
    is_down, again = False, []
    for kind in KINDS:
        mailings = list(kind.objects.due(now)[:MOST])
        if len(mailings) == MOST:
            again.append(now)
        for mailing in mailings:
            is_down = is_down or not try_to_send(mailing, now)
            if is_down:
                put_off(mailing, now)
            if mailing.is_waiting and mailing.due_at > now:
                again.append(mailing.due_at)
    return min(again, default=None)


def try_to_send(mailing: Mailing, now: datetime) -> bool:
    """Whether the mail server can be used; what became of the mail says its state."""
    try:
        deliver(mailing, now)
    except Unreachable as error:
        logger.error("The mail server cannot be used: %s", error)
        return False
    except Exception:
        # One mail that cannot be written keeps no other back.
        logger.exception("%s could not be sent.", describe(mailing))
        put_off(mailing, now)
    return True


def deliver(mailing: Mailing, now: datetime) -> None:
    """Send one mail, unless it is not needed any more, or somebody else has taken it."""
    mail = letters.letter(mailing, now)
    if mail is None:
        mailing.settle(State.DROPPED)
        return

    def take() -> None:
        if not mailing.take():
            raise Taken

    connection = get_connection(before_text=take)
    try:
        if not isinstance(connection, smtp.EmailBackend):
            # One that prints mail, or writes it to files, knows no better moment.
            take()
        connection.send_messages([mail])
    except Taken:
        return
    except smtplib.SMTPRecipientsRefused as refusal:
        recipient_refused(mailing, refusal, now)
    except smtplib.SMTPDataError as refusal:
        text_refused(mailing, refusal, now)
    except OSError as error:
        if mailing.is_waiting:
            # Not even the text has gone out: there is no connection, or we are not welcome.
            raise Unreachable(error) from error
        logger.exception("%s may have been sent, and is not sent again.", describe(mailing))
    else:
        mailing.settle(State.SENT)


def recipient_refused(
    mailing: Mailing, refusal: smtplib.SMTPRecipientsRefused, now: datetime
) -> None:
    ((code, answer),) = refusal.recipients.values()
    # The answer often tells the address, which the log need not.
    logger.warning("The recipient of %s was refused with %s.", describe(mailing), code)
    if is_no_mailbox(code, answer):
        mailing.mark_refused(now)
        mailing.settle(State.REFUSED)
    else:
        put_off(mailing, now)


def text_refused(mailing: Mailing, refusal: smtplib.SMTPDataError, now: datetime) -> None:
    logger.warning("The text of %s was refused: %s", describe(mailing), refusal)
    # RFC 5321, section 4.2.1: 4xx is for now, 5xx for good.
    if refusal.smtp_code < 500:
        put_off(mailing, now)
    else:
        mailing.settle(State.REFUSED)


def is_no_mailbox(code: int, answer: bytes) -> bool:
    """Whether a refused recipient will never get mail; else it may be we who are refused.

    By the enhanced code of RFC 3463 (5.1: the address, 5.2: the mailbox), or for servers without it by
    the codes of RFC 5321 that are about mailboxes.
    """
    if enhanced := re.match(rb"\s*[245]\.(\d{1,3})\.\d{1,3}\b", answer):
        return code >= 500 and enhanced[1] in {b"1", b"2"}
    return code in {550, 551, 553}


def put_off(mailing: Mailing, now: datetime) -> None:
    """Until after the next pause; given up where there is none left."""
    if mailing.tries < len(PAUSES):
        mailing.put_off(now + PAUSES[mailing.tries])
    elif mailing.settle(State.REFUSED):
        logger.error("%s is given up.", describe(mailing))


def forget(now: datetime) -> int:
    """Delete the records of links to confirm and of digests that no rule needs; returns how many.

    The others stay: of replies, so that nobody is told of one twice; of removals, for the record of
    moderation; and each newsletter's last digests, which say what is no news any more.
    """
    since = now - KEPT
    later = Digest.objects.filter(newsletter=OuterRef("newsletter"), slot__gt=OuterRef("slot"))
    digests = Digest.objects.over(since).filter(Exists(later))
    return digests.delete()[0] + Confirmation.objects.over(since).delete()[0]


def describe(mailing: Mailing) -> str:
    """For the log, which is no place for addresses."""
    return f"{type(mailing).__name__} {mailing.pk}"
