"""The settings of the site itself, and what its address answers."""

import http.client
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core import checks

from smartpulse.doctor import Finding, fault, is_public, note, serious, well

SHORTEST_KEY = 50
FEWEST_LETTERS = 5
PATIENCE_SECONDS = 5
PORTS_UNSAID = {"http": 80, "https": 443}


def examine() -> Iterator[Finding]:
    yield from secrecy()
    yield from forwarding()
    yield from answers()
    yield from system_checks()


def secrecy() -> Iterator[Finding]:
    if settings.DEBUG:
        yield serious(
            is_public(),
            "DEBUG is on: whoever causes an error reads the site's code and settings.",
            "Set DEBUG=false.",
        )
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS:
        yield serious(
            is_public(),
            "SECRET_KEY is easily guessed, and with it every session and every link that the site signs.",
            "Set it to 50 random characters. Staff have to sign in again then.",
        )
    if settings.SECURE:
        yield well(f"The site is {settings.SITE_URL}, and browsers are held to https.")
    elif is_public():
        yield fault(
            f"The site is {settings.SITE_URL}: what readers and staff send can be read on its way.",
            "Put a proxy that speaks TLS before it, and give SITE_URL its https address.",
        )
    else:
        yield note(
            f"The site is {settings.SITE_URL}, which only this machine reaches.",
            "To let readers in, give SITE_URL the https address that they will use.",
        )


def forwarding() -> Iterator[Finding]:
    proxies = settings.TRUSTED_PROXIES
    everyone = [str(network) for network in proxies if network.prefixlen == 0]
    if everyone:
        yield fault(
            f"TRUSTED_PROXIES holds {everyone[0]}, which is everybody: whoever likes says which address "
            "they vote and write from, and no limit holds.",
            "List the proxies' own addresses alone.",
        )
    elif proxies:
        listed = ", ".join(str(network) for network in proxies)
        yield well(f"What {listed} forwards is believed, and nobody else.")
    elif settings.SECURE:
        yield fault(
            "SITE_URL is https and TRUSTED_PROXIES is empty: every request looks like plain http and is "
            "redirected for ever.",
            "Set TRUSTED_PROXIES to the address of the proxy that speaks TLS, such as 127.0.0.1.",
        )


def answers() -> Iterator[Finding]:
    """Ask the site for a probe and for its front page, at the address that readers use."""
    try:
        status, body, _ = get("/healthz")
        if (status, body) != (HTTPStatus.OK, b"ok\n"):
            yield fault(
                f"{settings.SITE_URL} is answered by something else than SmartPulse: its /healthz gives "
                f"status {status}.",
                "Look where the name leads and to which port the proxy forwards.",
            )
            return
        status, _, location = get("/")
    except ssl.SSLError as error:
        yield fault(
            f"{settings.SITE_URL} has a certificate that browsers refuse: {error.reason or error}.",
            "Renew it, or let the proxy present the one for this name with its whole chain.",
        )
    except (OSError, http.client.HTTPException) as error:
        yield note(
            f"Nothing answers at {settings.SITE_URL} ({error}).",
            "Start the site with `manage.py serve`. If it runs, this machine may not reach its own public "
            "address; then ask from outside.",
        )
    else:
        yield front_page(status, urljoin(f"{settings.SITE_URL}/", location))


def front_page(status: int, location: str) -> Finding:
    match status:
        case HTTPStatus.OK:
            return well("It answers there, with its front page.")
        case HTTPStatus.BAD_REQUEST:
            return fault(
                "The site refuses requests for its own name.",
                "Let the proxy pass the Host header on (nginx: proxy_set_header Host $host).",
            )
        case HTTPStatus.MOVED_PERMANENTLY if location == f"{settings.SITE_URL}/":
            return fault(
                "The front page is redirected to itself for ever.",
                "Let the proxy set X-Forwarded-Proto, and name the proxy in TRUSTED_PROXIES.",
            )
        case _:
            return fault(
                f"The front page answers with status {status}.",
                "Look into the server's log, which has the reason.",
            )


def get(path: str) -> tuple[int, bytes, str]:
    """Status, the body's beginning and Location of a page of ours; OSError or HTTPException if none."""
    parts = urlsplit(settings.SITE_URL)
    kind = http.client.HTTPSConnection if settings.SECURE else http.client.HTTPConnection
    port = parts.port or PORTS_UNSAID[parts.scheme]
    connection = kind(settings.SITE_HOST, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"User-Agent": "SmartPulse doctor"})
        response = connection.getresponse()
        return response.status, response.read(100), response.getheader("Location", "")
    finally:
        connection.close()


def system_checks() -> Iterator[Finding]:
    """Django's own checks; of a site without https those of deployment would only say so seven times."""
    for message in checks.run_checks(include_deployment_checks=settings.SECURE):
        if not message.is_silenced():
            sentence = " ".join(message.msg.split())
            found = serious(
                message.is_serious() or is_public(),
                f"{sentence} ({message.id})",
                message.hint or "",
            )
            yield found
