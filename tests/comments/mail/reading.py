"""What a test reads in a mail, and the button behind its link."""

import re

from django.test import Client

from comments.models import Comment


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def html_of(mail) -> str:
    return mail.get_body(("html",)).get_content()


def path_in(mail) -> str:
    """The path of the one link that a mail is about, taken from its text."""
    return re.search(r"http://testserver(/\S*)", text_of(mail))[1]


def stop_path(mail) -> str:
    return re.fullmatch(r"<http://testserver(/\S*)>", mail["List-Unsubscribe"].strip())[1]


def press(address: str, comment: Comment, client: Client | None = None):
    """The button of the page behind a link that confirms, pressed in whatever browser."""
    return (client or Client()).post(address, {"comment": comment.pk})
