"""Whether mail would go out."""

import smtplib
import ssl
from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import get_connection

from smartpulse.doctor import Finding, fault, is_public, serious, well


def examine() -> Iterator[Finding]:
    if not settings.EMAIL_URL:
        yield serious(
            is_public(),
            "EMAIL_URL is not set: mail is printed where the site runs, and nobody gets a sign-in code or "
            "hears of a reply.",
            "Set it to your mail server, such as submission://user:password@mail.example.com.",
        )
    elif settings.EMAIL_HOST:
        yield from sender()
        yield from server()
    else:
        yield serious(
            is_public(),
            "Mail is printed or written to files, as EMAIL_URL has it, and reaches nobody.",
            "Set EMAIL_URL to your mail server.",
        )


def sender() -> Iterator[Finding]:
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if "." not in address.partition("@")[2]:
        yield serious(
            is_public(),
            f"Mail comes from {address}, which other mail servers refuse.",
            "Name an address of your own: add ?_default_from_email=Polls%20<polls@example.com> to EMAIL_URL.",
        )


def server() -> Iterator[Finding]:
    """Connect and sign in, and send nothing."""
    where = f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}"
    encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.EMAIL_HOST_PASSWORD and not encrypted:
        yield fault(
            f"The mail password travels to {where} unencrypted.",
            "Begin EMAIL_URL with submission:// (STARTTLS), or add ?ssl=True.",
        )
    connection = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        yield fault(
            f"The mail server {where} refuses the user or the password: {error.smtp_code}.",
            "Put the right ones into EMAIL_URL; characters such as @ and / are written %40 and %2F there.",
        )
    except ssl.SSLError as error:
        yield fault(
            f"No secure connection to the mail server {where}: {error.reason or error}.",
            "Use the server's name as its certificate has it, and the port for your kind of encryption.",
        )
    except (OSError, smtplib.SMTPException) as error:
        yield fault(
            f"The mail server {where} does not take us: {error}.",
            "Look at EMAIL_URL, and whether a firewall lets this machine reach that port.",
        )
    else:
        yield well(f"The mail server {where} lets the site in.")
    finally:
        connection.close()
