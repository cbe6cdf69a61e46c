"""An address gets mail once its reader has said, by a button, that the comment is theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments import moderation, own, subscriptions
from comments.commenters import Commenter
from comments.models import Comment, Confirmation, Subscription
from comments.refusals import TooMany
from tests.comments.factories import (
    ANNA,
    BEN,
    make_comment,
    make_discussion,
    make_draft,
    post,
)
from tests.comments.mail.reading import html_of, path_in, press, stop_path, text_of
from tests.factories import make_moderator, make_poll

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.com"
CLARA = Commenter("c" * 32)


@pytest.fixture
def discussion():
    return make_discussion(make_poll(question="Tea or coffee?"), rules={})


def asking(discussion, commenter=ANNA, **fields) -> Comment:
    return post(discussion, commenter, **{"email": EMAIL, "wants_replies": True} | fields)


def again(comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def test_comment_that_wants_replies_has_a_link_mailed(discussion, mailbox):
    asking(discussion)
    (mail,) = mailbox.mails
    assert mailbox.recipients == [EMAIL]
    assert mailbox.subjects() == ["Is this your address? Replies on “Tea or coffee?”"]
    assert path_in(mail).startswith("/mail/confirmations/")
    assert path_in(mail) in html_of(mail)


def test_comment_without_the_wish_has_nothing_mailed(discussion, mailbox):
    post(discussion, email=EMAIL)
    assert mailbox.mails == []
    assert Subscription.objects.count() == 0


def test_link_carries_nothing_that_the_commenter_chose(discussion, mailbox):
    chosen = {
        "name": "Quagga",
        "body": "Quagga [zebra](https://zebra.example/)",
        "site": "https://zebra.example",
        "recent_title": "Quagga",
        "recent_url": "https://zebra.example/quagga",
    }
    asking(discussion, **chosen)
    (mail,) = mailbox.mails
    whole = f"{mail} {text_of(mail)} {html_of(mail)}".lower()
    assert "quagga" not in whole
    assert "zebra" not in whole


def test_opening_the_link_confirms_nothing_and_pressing_the_button_does(discussion, mailbox):
    comment = asking(discussion, body="I *prefer* tea.")
    address = path_in(mailbox.mails[0])
    page = Client().get(address)
    assert "I <em>prefer</em> tea." in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    Client().head(address)
    assert again(comment).email_confirmed_at is None
    # In another browser than the comment's: on the telephone, where the mail is read.
    response = press(address, comment)
    assert response.status_code == 200
    assert "Your address is confirmed" in response.content.decode()
    assert again(comment).email_confirmed_at is not None
    assert "Nothing to confirm" in Client().get(address).content.decode()


def test_button_on_another_site_confirms_nothing(discussion, mailbox):
    comment = asking(discussion)
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert press(path_in(mailbox.mails[0]), comment, stranger).status_code == 403
    assert again(comment).email_confirmed_at is None


def test_link_works_for_three_days(discussion, mailbox):
    comment = asking(discussion)
    address = path_in(mailbox.mails[0])
    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=2), tick=False):
        response = press(address, comment)
    assert response.status_code == 410
    assert "This link is too old" in response.content.decode()
    assert again(comment).email_confirmed_at is None


@pytest.mark.parametrize("token", ["x", "1", "1~x~y", "~", "1~1tZ4Mx~AAAA", "é~ü~ö", "1-AAAA"])
def test_link_not_of_our_making_leads_nowhere(token):
    for client in (Client().get, Client().post):
        assert client(f"/mail/confirmations/{token}/").status_code == 404


def test_while_unconfirmed_one_link_is_mailed_for_a_discussion(discussion, mailbox):
    asking(discussion, ANNA, body="First.")
    asking(discussion, ANNA, body="Second.")
    asking(discussion, BEN, body="Third.")
    assert len(mailbox.mails) == 1
    asking(make_discussion(rules={}), ANNA)
    assert len(mailbox.mails) == 2
    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=2), tick=False):
        asking(discussion, ANNA, body="Fourth.")
    assert len(mailbox.mails) == 3


def test_further_comments_of_the_same_browser_need_no_link(discussion, mailbox):
    first = asking(discussion, ANNA, body="First.")
    press(path_in(mailbox.mails[0]), first)
    second = asking(discussion, ANNA, body="Second.")
    assert again(second).email_confirmed_at == second.created_at
    # In another discussion, for a browser that remembers this one.
    elsewhere = make_discussion(rules={})
    third = asking(elsewhere, Commenter(ANNA.browser, remembered=(discussion.pk,)))
    assert again(third).email_confirmed_at == third.created_at
    assert len(mailbox.mails) == 1


def test_comments_before_the_link_was_used_are_confirmed_with_it(discussion, mailbox):
    first = asking(discussion, ANNA, body="First.")
    second = asking(discussion, ANNA, body="Second.")
    press(path_in(mailbox.mails[0]), second)
    assert again(first).email_confirmed_at is not None


def test_stranger_who_types_a_confirmed_address_has_confirmed_nothing(discussion, mailbox):
    first = asking(discussion, ANNA)
    press(path_in(mailbox.mails[0]), first)
    rules = discussion.newsletter.comment_rules
    rules.holds = "first_timers"
    rules.save()
    stranger = asking(discussion, BEN, body="I am not Anna.")
    assert (stranger.status, stranger.hold_rule) == ("held", "first comment")
    assert again(stranger).email_confirmed_at is None
    assert asking(discussion, ANNA, body="I am.").is_visible


def test_confirmed_browser_of_an_approved_address_is_known_good(discussion, mailbox):
    laptop = asking(discussion, ANNA)
    press(path_in(mailbox.mails[0]), laptop)
    rules = discussion.newsletter.comment_rules
    rules.holds = "first_timers"
    rules.save()
    phone = asking(discussion, BEN, body="From my telephone.")
    press(path_in(mailbox.mails[1]), phone)
    assert again(phone).status == "held"
    assert asking(discussion, BEN, body="And once more.").is_visible


def test_reader_of_the_mail_chooses_among_the_browsers_that_gave_the_address(discussion, mailbox):
    stranger = asking(discussion, BEN, body="I am not Anna.")
    own = asking(discussion, ANNA, body="I am.")
    address = path_in(mailbox.mails[0])
    page = Client().get(address).content.decode()
    assert page.count("Yes, mail me the replies") == 2
    answer = press(address, own).content.decode()
    assert "Did you write this, too?" in answer
    assert again(own).email_confirmed_at is not None
    assert again(stranger).email_confirmed_at is None


SPAM = "Buy it! //a.example //b.example //c.example"


def test_link_leads_to_no_text_that_a_rule_holds(mailbox):
    discussion = make_discussion()
    first = asking(discussion, body="An innocent first comment.")
    held = asking(discussion, body=SPAM)
    address = path_in(mailbox.mails[0])
    page = Client().get(address).content.decode()
    assert "An innocent first comment." in page
    assert "Buy it!" not in page
    # Nor where the first has become one.
    own.edit(first.pk, make_draft(body=f"{SPAM} Now!"), ANNA)
    page = Client().get(address).content.decode()
    assert "Nothing to confirm" in page
    assert "Buy it!" not in page
    moderation.moderate(again(held), "approve", actor=make_moderator())
    press(address, held)
    assert again(first).email_confirmed_at is not None


def test_button_confirms_no_comment_of_another_address(discussion, mailbox):
    comment = asking(discussion)
    other = make_comment(discussion, email="ben@example.com", wants_replies=True)
    response = press(path_in(mailbox.mails[0]), other)
    assert response.status_code == 200
    assert again(other).email_confirmed_at is None
    assert again(comment).email_confirmed_at is None


@pytest.mark.parametrize("sent", ["", "x", "9" * 30, "²"])
def test_button_without_a_comment_confirms_nothing(discussion, mailbox, sent):
    comment = asking(discussion)
    Client().post(path_in(mailbox.mails[0]), {"comment": sent})
    assert again(comment).email_confirmed_at is None


# Nobody is bombed with links.


def test_address_is_mailed_five_links_a_day(mailbox):
    with time_machine.travel("2026-12-01T10:00:00Z", tick=False) as clock:
        for _ in range(7):
            asking(make_discussion(rules={}))
        assert len(mailbox.mails) == 5
        clock.shift(timedelta(days=1))
        asking(Subscription.objects.last().discussion, body="Tomorrow.")
        assert len(mailbox.mails) == 6


def test_network_asks_for_ten_links_an_hour(mailbox):
    with time_machine.travel("2026-12-01T10:00:00Z", tick=False):
        discussion = make_discussion(rules={})
        for number in range(10):
            fields = {"email": f"victim-{number}@example.com", "wants_replies": True}
            post(discussion, Commenter(f"{number:032x}"), **fields)
        with pytest.raises(TooMany, match="untick “Mail me the replies”"):
            asking(discussion)
        assert Comment.objects.count() == 10
        post(discussion, email=EMAIL)
        asking(discussion, BEN, address="198.51.100.7")
    assert len(mailbox.mails) == 11


def test_spam_has_no_link_mailed(discussion, mailbox):
    asking(discussion, trap="x")
    assert mailbox.mails == []
    assert Subscription.objects.count() == 0


def test_first_comment_that_waits_has_its_link_mailed_at_once(mailbox):
    assert asking(make_discussion()).is_held
    assert len(mailbox.mails) == 1


def test_what_a_rule_holds_has_its_link_mailed_when_it_is_approved(discussion, mailbox):
    comment = asking(discussion, body="//a.example //b.example //c.example")
    assert comment.hold_rule == "links"
    assert mailbox.mails == []
    moderation.moderate(comment, "approve", actor=make_moderator())
    assert len(mailbox.mails) == 1
    press(path_in(mailbox.mails[0]), comment)
    assert again(comment).email_confirmed_at is not None


def test_reader_who_wants_no_links_gets_none_from_any_discussion(discussion, mailbox):
    asking(discussion)
    response = Client().post(stop_path(mailbox.mails[0]), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    asking(make_discussion(rules={}))
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        asking(discussion, body="Again.")
    assert len(mailbox.mails) == 1


def test_comment_erased_before_its_link_is_sent_sends_none(discussion, mailbox):
    comment = asking(discussion)
    mailbox.clear()
    Comment.objects.filter(pk=comment.pk).update(status="removed")
    subscription = Subscription.objects.get()
    Confirmation.objects.create(subscription=subscription, due_at=timezone.now())
    assert subscriptions.unconfirmed(subscription) == []
    asking(make_discussion(rules={}), email="ben@example.com")
    assert mailbox.recipients == ["ben@example.com"]
