"""Mail goes by SMTP to a real server on loopback; `mailbox` is what came."""

import pytest

from tests.services.mail import mail_server


@pytest.fixture(scope="session")
def running_mail_server():
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(running_mail_server, settings):
    running_mail_server.clear()
    settings.EMAIL_BACKEND = "smartpulse.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running_mail_server.port
    return running_mail_server
