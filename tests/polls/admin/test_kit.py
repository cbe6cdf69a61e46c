"""The newsletter kit at the desk: its page, the mail in its frame, the merge tag, the test."""

import html
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse

from polls import editions, previews
from polls.models import Ballot, Newsletter
from tests.factories import (
    DAY,
    make_ballots,
    make_editor,
    make_moderator,
    make_newsletter,
    make_poll,
    make_post,
    moment,
)
from tests.polls.admin.pages import messages_of

pytestmark = pytest.mark.django_db


def address(page, poll):
    return reverse(f"admin:polls_poll_{page}", args=[poll.pk])


def notices(response) -> list[str]:
    found = re.findall(r'<p class="notice">(.*?)</p>', response.content.decode(), re.DOTALL)
    return [html.unescape(re.sub("<[^>]+>", "", notice)) for notice in found]


def test_page_offers_html_text_and_subjects_to_copy(desk):
    poll = make_poll(question="Tea or coffee?", slug="tea", choices=("Tea", "Coffee"))

    page = desk.get(address("kit", poll)).content.decode()

    fields = dict(
        re.findall(r'<textarea id="([\w-]+)"[^>]*readonly[^>]*>(.*?)</textarea>', page, re.DOTALL)
    )
    tea = poll.choices.get(text="Tea").pk
    pasted = html.unescape(fields["kit-html"])
    assert f'href="{settings.SITE_URL}/v/*|SPTOKEN|*/tea/?choice={tea}"' in pasted
    assert pasted.startswith("<style>")
    assert f"/v/*|SPTOKEN|*/tea/?choice={tea}" in html.unescape(fields["kit-text"])
    assert "/v/" not in fields["kit-test"]
    assert "/preview/polls/" in fields["kit-test"]
    assert 'value="Tea or coffee?" readonly' in page


def test_change_page_and_list_lead_to_the_kit(desk):
    poll = make_poll()
    for page in (desk.get(address("change", poll)), desk.get("/admin/polls/poll/")):
        assert f'href="{address("kit", poll)}"' in page.content.decode()


@pytest.mark.parametrize("polls", [1, 3])
def test_page_takes_as_many_queries_however_much_there_is(desk, django_assert_num_queries, polls):
    newsletter = make_newsletter()
    for number in range(polls):
        last = make_poll(
            newsletter=newsletter,
            status="closed",
            opens_at=-(30 + number) * DAY,
            closes_at=-(20 + number) * DAY,
        )
        make_ballots(last, (2, 1))
        make_post(reports=last)
    answers = [f"Answer {number}" for number in range(2 * polls)]
    poll = make_poll(newsletter=newsletter, choices=answers)
    desk.get(address("kit", poll))
    # Session, user, permissions (2); poll, newsletter, answers; last poll, edition, lines, report.
    with django_assert_num_queries(11):
        desk.get(address("kit", poll))


# What the page says of the poll and of the last result.


def test_page_says_what_stands_in_the_way(desk):
    assert notices(desk.get(address("kit", make_poll(status="draft")))) == [
        "This poll is a draft, and its links lead nowhere yet. Publish it before you send the mail."
    ]
    (notice,) = notices(desk.get(address("kit", make_poll(status="scheduled"))))
    assert re.fullmatch(
        r"Voting opens \w+ \d+ \w+ \d{4}, \d\d:\d\d UTC\. A subscriber who follows a link before "
        r"then is told when\.",
        notice,
    )
    assert notices(desk.get(address("kit", make_poll(status="closed")))) == [
        "This poll has closed: its links now lead to the result."
    ]
    assert notices(desk.get(address("kit", make_poll()))) == []


def test_page_says_how_the_last_result_becomes_final(desk):
    poll = make_poll(opens_at=-DAY / 2)
    last = make_poll(newsletter=poll.newsletter, status="closed", question="Last one?")
    assert notices(desk.get(address("kit", poll))) == [
        "The mail tells no earlier result: nobody voted in “Last one?”."
    ]
    make_ballots(last, (2, 1))
    assert notices(desk.get(address("kit", poll))) == [
        "The result of “Last one?” is marked as provisional: publish its report or an edition, and "
        "the mail prints that."
    ]
    editions.freeze(last, moment(DAY * 0), "First report")
    assert notices(desk.get(address("kit", poll))) == [
        "The result of “Last one?” links to its page until its report is published."
    ]
    make_post(reports=last)
    assert notices(desk.get(address("kit", poll))) == []


def test_hidden_result_shows_neither_on_the_page_nor_in_the_mail(desk):
    newsletter = make_newsletter()
    last = make_poll(
        newsletter=newsletter,
        question="Secretive?",
        results_shown="after_closing",
        closes_at=DAY,
    )
    make_ballots(last, (36, 1))
    poll = make_poll(newsletter=newsletter, status="scheduled", opens_at=2 * DAY)
    page = desk.get(address("kit", poll))
    (_, notice) = notices(page)
    assert notice.startswith(
        "The mail tells no earlier result: “Secretive?” has one when it closes, "
    )
    said = page.content.decode() + desk.get(address("kit_mail", poll)).content.decode()
    for figure in ("97.30", "2.70", "37 readers"):
        assert figure not in said


def test_mail_of_the_week_after_next_waits_for_the_result_in_between(desk):
    newsletter = make_newsletter()
    earlier = make_poll(newsletter=newsletter, status="closed", choices=("Yes", "No"))
    make_ballots(earlier, (2, 1))
    make_poll(newsletter=newsletter, status="scheduled", question="In between?", closes_at=2 * DAY)
    poll = make_poll(newsletter=newsletter, status="draft", opens_at=3 * DAY)
    page = desk.get(address("kit", poll))
    assert notices(page)[1].startswith(
        "The mail tells no earlier result: “In between?” has one when it closes, "
    )
    assert "66.67" not in page.content.decode()
    assert "In between?" not in desk.get(address("kit_mail", poll)).content.decode()


# The mail in its frame.


def test_mail_is_a_page_that_may_do_nothing_and_that_only_we_may_frame(desk):
    poll = make_poll(status="draft", choices=("Tea", "Coffee"))

    answer = desk.get(address("kit_mail", poll))

    policy = dict(
        rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; ") if rule
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "/v/" not in page
    assert page.count(f"{previews.address(poll).rpartition(':')[0]}") == 2


def test_no_other_page_of_the_desk_allows_more_than_before(desk):
    poll = make_poll()
    frames = desk.get(address("kit", poll))["Content-Security-Policy"]
    assert "frame-src 'self'" in frames
    assert "unsafe" not in frames
    other = desk.get(address("change", poll))["Content-Security-Policy"]
    assert "frame-src" not in other
    assert "unsafe" not in other


def test_answer_in_the_mail_opens_the_preview_with_that_answer_chosen(desk, client):
    poll = make_poll(status="draft", choices=("Tea", "Coffee"))
    page = html.unescape(desk.get(address("kit_mail", poll)).content.decode())
    links = {text: link for link, text in re.findall(r'href="([^"]+)"[^>]*>(Tea|Coffee)</a>', page)}

    ballot = client.get(links["Coffee"].removeprefix(settings.SITE_URL)).content.decode()

    coffee = poll.choices.get(text="Coffee").pk
    assert re.findall(r'value="(\d+)"[^>]* checked', ballot) == [str(coffee)]
    assert "nothing here is stored" in ballot


# The merge tag.


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"service": "beehiiv"}, "{{sptoken}}"),
        ({"service": "beehiiv", "tag": "<half typed"}, "{{sptoken}}"),
        ({"service": "mailchimp"}, "*|SPTOKEN|*"),
        ({"service": "other", "tag": " [sp-token] "}, "[sp-token]"),
    ],
)
def test_merge_tag_is_kept_for_the_newsletter(desk, sent, kept):
    poll = make_poll(slug="tea")
    other = make_poll(newsletter=poll.newsletter, slug="coffee")

    answer = desk.post(address("kit_tag", poll), sent, follow=True)

    assert Newsletter.objects.get().merge_tag == kept
    assert messages_of(answer) == [f"The links of {poll.newsletter} now carry {kept}."]
    assert f"/v/{html.escape(kept)}/coffee/" in desk.get(address("kit", other)).content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"service": "other", "tag": ""}, "Type the merge tag of your mail service."),
        ({"service": "other", "tag": "sptoken"}, "Type the tag as your mail service shows it"),
        ({"service": "other", "tag": '{{x"}}'}, "Type the tag as your mail service shows it"),
        ({"service": "pigeon"}, "Select a valid choice. pigeon is not one of the available"),
    ],
)
def test_merge_tag_that_no_link_can_carry_is_refused(desk, sent, sentence):
    poll = make_poll()

    answer = desk.post(address("kit_tag", poll), sent)

    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert page.count(sentence) == 1
    assert Newsletter.objects.get().merge_tag == "*|SPTOKEN|*"


def test_kept_tag_of_ones_own_is_shown_in_its_field(desk):
    newsletter = make_newsletter(merge_tag="[sptoken]")
    page = desk.get(address("kit", make_poll(newsletter=newsletter))).content.decode()
    assert 'name="tag" value="[sptoken]"' in page
    assert re.search(r'value="other"[^>]* checked', page)


def test_who_may_only_look_sees_the_kit_and_changes_nothing(client):
    analyst = make_moderator()
    analyst.user_permissions.add(Permission.objects.get(codename="view_poll"))
    client.force_login(analyst)
    poll = make_poll()
    page = client.get(address("kit", poll)).content.decode()
    assert "carry the merge tag" in page
    assert "Keep this merge tag" not in page
    assert "revoked by itself" not in page
    assert client.post(address("kit_tag", poll), {"service": "beehiiv"}).status_code == 403
    assert Newsletter.objects.get().merge_tag == "*|SPTOKEN|*"


@pytest.mark.parametrize("page", ["kit_tag", "kit_test"])
def test_forms_of_the_kit_are_posted(desk, page):
    assert desk.get(address(page, make_poll())).status_code == 405


# The test.


def test_test_goes_to_who_asks_for_it_and_its_links_store_nothing(desk, editor):
    poll = make_poll(question="Tea or coffee?", choices=("Tea", "Coffee"))

    answer = desk.post(address("kit_test", poll), follow=True)

    assert messages_of(answer) == [f"The test is on its way to {editor.email}."]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([editor.email], "Test: Tea or coffee?")
    (page, kind), *_ = sent.alternatives
    assert kind == "text/html"
    links = re.findall(rf"{settings.SITE_URL}(/preview/\S+)", sent.body)
    assert len(links) == page.count("/preview/") == 2
    assert "/v/" not in sent.body + page
    tea = poll.choices.get(text="Tea").pk
    voted = desk.post(links[0].partition("?")[0], {"choice": tea}).content.decode()
    assert "nothing here is stored" in voted
    assert not Ballot.objects.exists()


def test_test_that_cannot_be_sent_says_so(desk, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

    answer = desk.post(address("kit_test", make_poll()), follow=True)

    (message,) = messages_of(answer)
    assert message.startswith("The test could not be sent (")
    assert message.endswith("Ask who runs the site to look at EMAIL_URL.")


def test_who_has_no_address_is_told_how_to_get_a_test(client):
    client.force_login(make_editor(email=""))
    poll = make_poll()
    page = client.get(address("kit", poll)).content.decode()
    assert "have an administrator enter your e-mail address" in page
    assert "Send a test" not in page
    assert client.post(address("kit_test", poll)).status_code == 302
    assert mail.outbox == []
