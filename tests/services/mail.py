"""A real SMTP server on loopback, which keeps what it is sent and refuses what a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

from aiosmtpd.controller import Controller

from tests.services.site import free_port


class Mailbox:
    """The mail that came, and how the server answers.

    `recipient` and `text` are its answers to RCPT and to the text, such as “550 No such user”; with
    `stalls_at`, it says nothing more from that command on, and sets `reached` when it gets there; with
    `breaks_at`, it closes the connection there.
    """

    def __init__(self):
        self.port = 0
        self.clear()

    def clear(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.recipient = self.text = ""
        self.stalls_at = self.breaks_at = ""
        self.reached = Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def subjects(self) -> list[str]:
        return [mail["Subject"].strip() for mail in self.mails]

    # What aiosmtpd calls.

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        await self.fail("EHLO", server)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        await self.fail("RCPT", server)
        if self.recipient:
            return self.recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.text:
            return self.text
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        await self.fail("DATA", server)
        return "250 OK"

    async def fail(self, command: str, server) -> None:
        if self.breaks_at == command:
            server.transport.close()
        if self.stalls_at == command:
            self.reached.set()
        if command in (self.breaks_at, self.stalls_at):
            # Until the client is gone.
            await server._reader.read()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, ready_timeout=60)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
