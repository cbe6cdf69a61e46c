"""What holds of every mail, of whatever kind and with whatever words in it.

A template for which `tests.mails` knows no way to be sent fails all of this.
"""

import html
import re
import unicodedata

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from comments import delivery
from comments.letters import letter
from comments.models import Address, Comment, Subscription
from comments.models.mail import Mailing, ReaderMailing
from tests.comments.mail.reading import html_of, stop_path, text_of
from tests.mails import MAKERS, READER, Words, sent, templates

pytestmark = pytest.mark.django_db

ALWAYS = {
    *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"),
}
STOPS = {"List-Unsubscribe", "List-Unsubscribe-Post"}
THREAD = {"In-Reply-To", "References"}
TEXT_ALONE = {"Content-Transfer-Encoding"}
MORE = {
    "email/confirmation": STOPS,
    "email/removal": STOPS,
    "email/reply": STOPS | THREAD,
    "account/email/login_code": TEXT_ALONE,
    "account/email/password_reset_key": TEXT_ALONE,
}
TURNING = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067")

VICTIM = "victim@example.com"
LINES = f"Eve\r\nBcc: {VICTIM}\r\n\r\nHello\x0b\x85\u2028there"
WORDS = {
    "ordinary": Words(),
    "other letters": Words("Wöchentlich", "Tee oder Kaffee – für Größere?", "Zoë 🫖", "Käse."),
    "right to left": Words("نشرة الأسبوع", "هل تستعين بجهات خارجية؟", "דנה", "فعلنا الشيء نفسه."),
    "long": Words(
        "N" * 120, "W" * 150 + " " + "i" * 149, "Wolfeschlegelsteinhausen" * 2, "x" * 4000
    ),
    "long right to left": Words("نشرة " * 24, "جهات " * 60, "דנה " * 15, "فعلنا " * 600),
    # Past the forms, which let none of it through.
    "lines": Words(LINES, LINES, LINES, LINES),
    "turned": Words("\u202eab", "\u202ecd\u2067", "\u2067ef\u202e", "\u202egh"),
}
EVERY = pytest.mark.parametrize("template", templates())
ANY_WORDS = pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)


@EVERY
@ANY_WORDS
def test_headers_are_these_whatever_the_words(mailbox, template, words):
    mail = sent(template, mailbox, words)
    names = [name for name, _ in mail.raw_items()]
    assert sorted(names) == sorted(ALWAYS | MORE.get(template, set()))
    assert all(value.isascii() for _, value in mail.raw_items())
    assert [fault for header in mail.values() for fault in header.defects] == []
    assert mailbox.recipients == [mail["To"]] == [READER]
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Precedence"] == "bulk"
    # Not of this machine, which Django would name.
    assert re.fullmatch(r"<[\w.-]+@testserver>", mail["Message-ID"])


@EVERY
@ANY_WORDS
def test_subject_is_one_line_that_ends_what_it_begins(mailbox, template, words):
    subject = sent(template, mailbox, words)["Subject"].strip()
    assert not {unicodedata.category(letter) for letter in subject} & {"Cc", "Zl", "Zp"}
    assert not set(subject) & TURNING
    assert subject.count("\u2068") == subject.count("\u2069")
    assert subject.count("“") == subject.count("”")
    assert len(subject) <= 320


@EVERY
@ANY_WORDS
def test_nobody_elses_address_is_in_it(mailbox, template, words):
    mail = sent(template, mailbox, words)
    headers = [str(mail[name]) for name in mail if name not in THREAD | {"Message-ID"}]
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    found = set(re.findall(r"[\w.+-]+@[\w.-]+\w", "\n".join([*headers, *parts])))
    # Who is told of in a mail to nobody but its reader.
    assert found - {VICTIM} == {READER, "no-reply@testserver"}


@EVERY
def test_mail_to_a_subscription_is_stopped_by_a_post_without_cookies(mailbox, template):
    mail = sent(template, mailbox)
    assert ("List-Unsubscribe" in mail) == Subscription.objects.exists()
    if "List-Unsubscribe" not in mail:
        return
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    service = Client(enforce_csrf_checks=True, headers={"Origin": "https://mail.example"})
    assert service.get(stop_path(mail)).status_code == 200
    assert Subscription.objects.get().is_active
    answer = service.post(stop_path(mail), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, len(service.cookies)) == (200, 0)
    assert not Subscription.objects.get().is_active


def links(text: str) -> set[str]:
    return set(re.findall(r"http://testserver[^\s\"<>,]*", html.unescape(text)))


@pytest.mark.parametrize("template", [name for name in templates() if name.startswith("email/")])
def test_text_and_html_lead_to_the_same_pages(mailbox, template):
    mail = sent(template, mailbox)
    assert links(text_of(mail)) == links(html_of(mail))
    assert len(links(text_of(mail))) >= 1


def kinds(parent=Mailing) -> set[type[Mailing]]:
    """The models of which each row is a mail."""
    found = {kind for child in parent.__subclasses__() for kind in kinds(child)}
    return found if parent._meta.abstract else {parent}


@pytest.fixture
def first_of_each(mailbox) -> list[Mailing]:
    """The first row of each kind, sent."""
    for template, make in MAKERS.items():
        make(Words(newsletter=template, name=template.rpartition("/")[2]))
    return [kind.objects.filter(state="sent").earliest("pk") for kind in delivery.KINDS]


def test_every_kind_of_mail_is_sent_here_and_again_under_the_same_name(mailbox, first_of_each):
    assert kinds() == set(delivery.KINDS)
    ids = [mail["Message-ID"] for mail in mailbox.mails]
    assert len(set(ids)) == len(ids)
    for mailing in first_of_each:
        again = letter(mailing, timezone.now())
        assert again.extra_headers["Message-ID"] in ids


def still_sent(mailings) -> set[str]:
    """The kinds of mail that would be written now, of those to readers."""
    to_readers = [mailing for mailing in mailings if isinstance(mailing, ReaderMailing)]
    again = [type(mailing).objects.get(pk=mailing.pk) for mailing in to_readers]
    return {type(mailing).__name__ for mailing in again if letter(mailing, timezone.now())}


def test_address_that_nobody_confirmed_gets_a_link_to_confirm_alone(first_of_each):
    assert still_sent(first_of_each) == {"Confirmation", "ReplyNotice", "RemovalNotice"}
    Comment.objects.update(email_confirmed_at=None)
    assert still_sent(first_of_each) == {"Confirmation"}


def test_address_that_wants_no_mail_gets_none(first_of_each):
    Address.objects.update(stopped_at=timezone.now())
    assert still_sent(first_of_each) == set()


def test_of_a_comment_that_is_not_public_its_author_alone_is_mailed(first_of_each):
    Comment.objects.update(status="removed", in_thread=False)
    assert still_sent(first_of_each) == {"RemovalNotice"}
