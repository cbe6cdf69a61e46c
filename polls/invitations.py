"""Inviting people to the desk: the mail, its link, and the account that the link makes once."""

import smtplib
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from polls.models import Invitation
from polls.models.invitation import LIFETIME
from smartpulse import mail
from smartpulse.context import SITE_NAME
from smartpulse.paths import absolute

# After each try that failed for now; after the last one it waits for somebody to send it again.
PAUSES = [timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6)]

signer = Signer(salt="polls.invitations")


def address(invitation: Invitation) -> str:
    token = signer.sign(f"{invitation.pk}-{invitation.mailing}")
    return reverse("invitation", args=[token])


def read(token: str) -> Invitation | None:
    """The invitation that a link was mailed for; None for a link that is not ours, or of an earlier mail."""
    try:
        pk, _, mailing = signer.unsign(token).partition("-")
    except BadSignature:
        return None
    return Invitation.objects.filter(pk=pk, mailing=mailing).first()


def has_account(email: str) -> bool:
    return get_user_model().objects.filter(email__iexact=email).exists()


def send(invitation: Invitation, now: datetime) -> bool:
    """Mail it; returns whether it is to be tried again. What came of it stands in its row."""
    letter = mail.compose(
        "invitation",
        {
            "newsletter": SITE_NAME,
            "inviter": mail.isolated(name_of(invitation.invited_by)),
            "newsletters": [mail.isolated(each.name) for each in invitation.newsletters.all()],
            "url": absolute(address(invitation)),
            "days": LIFETIME.days,
        },
        to=invitation.email,
        subject=f"Your invitation to the desk of {SITE_NAME}",
        key=f"invitation-{invitation.pk}-{invitation.mailing}",
    )
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        ((code, _),) = refusal.recipients.values()
        settle(invitation, trouble=f"The mail server refuses the address ({code}).")
        return code < 500
    except (smtplib.SMTPException, OSError) as error:
        settle(invitation, trouble=f"The mail server cannot be used: {error}")
        return True
    settle(invitation, sent_at=now)
    return False


def settle(invitation: Invitation, *, sent_at: datetime | None = None, trouble: str = "") -> None:
    same = Invitation.objects.filter(pk=invitation.pk, mailing=invitation.mailing)
    same.update(sent_at=sent_at, trouble=trouble[:200])


def name_of(user: AbstractBaseUser | None) -> str:
    return (user and (user.get_full_name() or user.get_username())) or ""


@transaction.atomic
def send_again(invitation: Invitation, now: datetime) -> None:
    """With a new link, for as many days again; links that were mailed before open nothing any more."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.used_at:
        raise ValidationError("It was used meanwhile: they have their account.")
    if Invitation.objects.pending(held.email).exclude(pk=held.pk).exists():
        raise ValidationError("The address was invited anew since: send that invitation again.")
    held.mailing += 1
    held.sent_at, held.trouble = None, ""
    held.withdrawn_at, held.expires_at = None, now + LIFETIME
    held.save()


@transaction.atomic
def withdraw(invitation: Invitation, now: datetime) -> None:
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.used_at:
        raise ValidationError("It was used meanwhile: switch off their account instead.")
    held.withdrawn_at = now
    held.save()


@transaction.atomic
def accept(
    invitation: Invitation, now: datetime, *, first_name: str, last_name: str, password: str
) -> AbstractBaseUser:
    """Make the account, once; without a password where that is blank.

    Raises ValidationError where the invitation is no longer open, or the address has an account.
    """
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.mailing != invitation.mailing or not held.is_open(now):
        raise ValidationError("This invitation is no longer open.")
    if has_account(held.email):
        raise ValidationError("This address has an account already: sign in with it.")
    user = get_user_model().objects.create_user(
        free_username(f"{first_name} {last_name}"),
        held.email,
        password or None,
        first_name=first_name,
        last_name=last_name,
        is_staff=True,
    )
    user.groups.set(held.groups.all())
    # One that has no own editors any more belongs to everybody: it is not taken from the others.
    for newsletter in held.newsletters.with_own_editors():
        newsletter.editors.add(user)
    held.used_at, held.account = now, user
    held.save()
    return user


def free_username(name: str) -> str:
    """A name to sign in with that nobody has; the address does as well."""
    base = slugify(name)[:140] or "colleague"
    found = get_user_model().objects.filter(username__istartswith=base)
    taken = {username.lower() for username in found.values_list("username", flat=True)}
    username, number = base, 2
    while username in taken:
        username, number = f"{base}-{number}", number + 1
    return username
