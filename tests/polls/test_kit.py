"""The newsletter kit: its links, the last result and its figures, subject lines; and what it keeps quiet."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils import timezone

from polls import editions, kit, previews
from polls.models import Poll
from tests.factories import (
    DAY,
    make_ballots,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
)

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL

# The counts of the outsourcing poll: 65.87, 14.33, 11.95 and 7.85 percent.
COUNTS = (23, 193, 42, 35)
ANSWERS = ("Yes — all", "No, and I don’t plan to", "Yes — part", "No, but I’m considering it")


@pytest.fixture
def newsletter():
    return make_newsletter(name="The Kettle", time_zone="Europe/Berlin")


@pytest.fixture
def poll(newsletter):
    return make_poll(
        newsletter=newsletter,
        question="Tea or coffee?",
        slug="tea",
        choices=("Tea & “milk”", "<b>Coffee</b>"),
    )


def last_week(newsletter, **overrides):
    fields = {"question": "Are you outsourcing?", "slug": "outsourcing", "status": "closed"}
    fields |= {"choices": ANSWERS, "closes_at": -DAY - timedelta(hours=1)}
    poll = make_poll(newsletter=newsletter, **fields | overrides)
    make_ballots(poll, COUNTS)
    return poll


def made(poll, address=None) -> kit.Kit:
    now = timezone.now()
    poll = Poll.objects.select_related("newsletter").get(pk=poll.pk)
    address = address or kit.subscriber_address(poll)
    return kit.make(poll, kit.last_result(poll, now), now, address)


def everything(poll) -> str:
    found = made(poll)
    return "\n".join([found.html, found.text, *found.subjects])


class Words(HTMLParser):
    """What a program shows that knows no styles: the words, and where the links lead."""

    def __init__(self, html: str):
        super().__init__()
        self.words, self.links, self.tags, self.skipped = [], {}, set(), False
        self.address = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.skipped = tag == "style"
        if tag == "a":
            self.address = dict(attrs)["href"]

    def handle_endtag(self, tag):
        self.skipped = False
        if tag == "a":
            self.address = None

    def handle_data(self, text):
        text = " ".join(text.split())
        if text and not self.skipped:
            self.words.append(text)
            if self.address:
                self.links[text] = self.address


# Links.


def test_each_answer_links_to_the_ballot_with_the_newsletters_merge_tag(poll):
    tea, coffee = (choice.pk for choice in poll.choices.all())
    address = f"{SITE}/v/*|SPTOKEN|*/tea/"
    found = made(poll)
    assert Words(found.html).links == {
        "Tea & “milk”": f"{address}?choice={tea}",
        "<b>Coffee</b>": f"{address}?choice={coffee}",
        "Vote as yourself": f"{SITE}/polls/tea/",
    }
    assert f"* <b>Coffee</b>\n  {address}?choice={coffee}\n" in found.text


@pytest.mark.parametrize("tag", ["{{sptoken}}", "{{ contact.SPTOKEN }}", "%SPTOKEN%"])
def test_links_carry_the_tag_as_the_service_writes_it(poll, tag):
    type(poll.newsletter).objects.update(merge_tag=tag)
    found = made(poll)
    for text in (found.html, found.text):
        assert text.count(f"/v/{tag}/tea/?choice=") == 2


def test_test_links_lead_to_the_preview(poll):
    address = kit.test_address(poll)
    found = made(poll, address)
    assert "/v/" not in found.html + found.text
    assert found.text.count(f"{address}?choice=") == 2
    token = address.rstrip("/").rpartition("/")[2]
    assert previews.read(Poll, token) == poll.pk


# The last result.


def bars(html: str) -> list[str]:
    return re.findall(r'<td class="sp-share"[^>]* width="(\d+)%"', html)


def test_result_is_printed_to_the_digit_of_its_edition_and_links_to_the_report(poll, newsletter):
    last = last_week(newsletter)
    post = make_post(reports=last, headline="Nobody outsources", slug="nobody-outsources")
    # Counted anew, it would print other figures.
    make_ballots(last, (50, 0, 0, 0))
    found = made(poll)
    page = Words(found.html)
    start = page.words.index("Last week’s result")
    assert page.words[start:] == [
        *("Last week’s result", "Are you outsourcing?"),
        *("No, and I don’t plan to", "65.87%", "Yes — part", "14.33%"),
        *("No, but I’m considering it", "11.95%", "Yes — all", "7.85%"),
        *("293 readers. A nonscientific reader poll.", "Read the report:", "Nobody outsources"),
    ]
    assert page.links["Nobody outsources"] == f"{SITE}{post.get_absolute_url()}"
    assert bars(found.html) == ["66", "14", "12", "8"]
    assert found.text.endswith(
        "Last week’s result\n\nAre you outsourcing?\n\n"
        "* No, and I don’t plan to: 65.87%\n* Yes — part: 14.33%\n"
        "* No, but I’m considering it: 11.95%\n* Yes — all: 7.85%\n\n"
        "293 readers. A nonscientific reader poll.\n\n"
        f"Read the report, “Nobody outsources”:\n{SITE}/posts/nobody-outsources/\n"
    )


def test_figures_without_counts_are_printed_as_an_archive_has_them(poll, newsletter):
    last = make_poll(
        newsletter=newsletter, status="closed", choices=("A", "B", "C"), closes_at=-2 * DAY
    )
    make_imported_edition(last, ["99.61", "0.39", "0.00"])
    found = made(poll)
    assert bars(found.html) == ["100", "1"]
    assert Words(found.html).words[-8:-2] == ["A", "99.61%", "B", "0.39%", "C", "0.00%"]
    assert Words(found.html).words[-2] == "A nonscientific reader poll."


def test_result_without_an_edition_is_provisional_and_says_of_when(poll, newsletter):
    last_week(newsletter)
    found = made(poll)
    page = Words(found.html)
    assert "Last week’s result, provisional" in page.words
    assert "65.87%" in page.words
    (note,) = [words for words in page.words if words.startswith("293 readers")]
    assert re.fullmatch(
        r"293 readers\. A nonscientific reader poll\. Counted \w+ \d+ \w+ \d{4}, \d\d:\d\d CES?T; "
        r"the figures may still change\.",
        note,
    )
    assert page.links["All about this result"] == f"{SITE}/polls/outsourcing/"
    assert [line for line in found.subjects if "65.87" in line] == []


def test_poll_after_a_pause_tells_the_last_result_and_not_last_weeks(newsletter):
    last_week(newsletter, opens_at=-20 * DAY, closes_at=-13 * DAY)
    words = Words(made(make_poll(newsletter=newsletter)).html).words
    assert "The last result, provisional" in words


def test_result_is_the_newsletters_own_and_of_before_the_opening(poll, newsletter):
    last_week(make_newsletter())
    make_ballots(make_poll(newsletter=newsletter), (1, 0))
    assert kit.last_result(poll, timezone.now()) is None


# What the kit keeps quiet.


@pytest.mark.parametrize("shown", ["after_voting", "after_closing"])
def test_hidden_result_shows_nowhere_in_the_kit(newsletter, shown):
    last = last_week(newsletter, status="open", results_shown=shown, closes_at=6 * DAY)
    dates = {"opens_at": 7 * DAY, "closes_at": 9 * DAY}
    poll = make_poll(
        newsletter=newsletter, status="scheduled", question="Tea?", slug="tea", **dates
    )
    assert kit.last_result(poll, timezone.now()).poll == last
    # The ids of answers, in their links, are any figures.
    said = re.sub(r"choice=\d+", "", everything(poll))
    for secret in ("65.87", "193", "293", "outsourcing", "I don’t plan to"):
        assert secret not in said

    last.results_shown = Poll.Shown.ALWAYS
    last.save()
    assert "65.87%" in everything(poll)


@pytest.mark.parametrize(
    "hidden", [{"status": "draft"}, {"status": "scheduled"}], ids=["draft", "scheduled"]
)
def test_poll_that_readers_have_not_seen_is_never_the_last_one(newsletter, hidden):
    last_week(newsletter, opens_at=2 * DAY, closes_at=3 * DAY, **hidden)
    poll = make_poll(newsletter=newsletter, status="draft", opens_at=4 * DAY)
    said = everything(poll)
    assert "outsourcing" not in said
    assert "65.87" not in said


def test_unpublished_report_is_neither_named_nor_linked(poll, newsletter):
    last = last_week(newsletter)
    make_post(reports=last, headline="Secret headline", published=False)
    make_post(reports=last, headline="Secret future", published_at=DAY)
    said = everything(poll)
    assert "Secret" not in said
    assert "/polls/outsourcing/" in said


def test_nobody_voted_is_no_result(poll, newsletter):
    make_poll(newsletter=newsletter, status="closed", closes_at=-2 * DAY)
    assert "result" not in made(poll).text


# The mail's HTML.


def test_html_needs_no_picture_no_script_and_nothing_from_elsewhere(poll, newsletter):
    last_week(newsletter)
    html = re.sub("<!--.*?-->", "", made(poll).html)
    assert Words(html).tags == {
        *("style", "table", "tbody", "tr", "td", "p", "h2", "h3", "a", "bdi"),
    }
    assert not re.search(r"url\(|@import|@font-face|src=|background=", html)
    # Outside the element that only turns colours, every style stands in its element.
    assert html.count("<style") == 1
    assert html.startswith("<style>")
    assert re.findall(r"<(?:td|p|a|h2|h3)(?![^>]* style=)[^>]*>", html) == []


def test_words_of_editors_are_text(newsletter):
    poll = make_poll(
        newsletter=newsletter,
        question="<script>alert(1)</script>?",
        introduction="<img src=x>\nand more",
        sponsor="<i>Them</i>",
        choices=('"><script>', "No"),
    )
    html = made(poll).html
    assert not re.search("<(script|img|i)[ >]", html)
    assert '"&gt;&lt;script&gt;' in html


def test_several_answers_say_so(newsletter):
    poll = make_poll(newsletter=newsletter, choices=("A", "B", "C"), max_marks=2)
    found = made(poll)
    for text in (found.html, found.text):
        assert "on the page you may choose up to 2, and confirm." in text


def test_draft_without_dates_has_a_kit(newsletter):
    poll = make_poll(newsletter=newsletter, status="draft", opens_at=None, closes_at=None)
    last_week(newsletter)
    found = made(poll)
    assert "Open until" not in found.text
    assert "65.87%" in found.text


# Subject lines.


def test_subjects_ask_the_question_and_tell_the_final_result(poll, newsletter):
    last = last_week(newsletter)
    editions.freeze(last, timezone.now(), "First report")
    assert made(poll).subjects == [
        "Tea or coffee?",
        "The Kettle: Tea or coffee?",
        "One question, two taps: Tea or coffee?",
        "65.87% said “No, and I don’t plan to”. And now: Tea or coffee?",
        "65.87% said “No, and I don’t plan to”. The result, and a new question",
    ]


def test_subjects_name_no_leader_where_several_tie(poll, newsletter):
    last = make_poll(newsletter=newsletter, status="closed", closes_at=-2 * DAY)
    make_ballots(last, (2, 2))
    editions.freeze(last, timezone.now(), "First report")
    assert "50.00%" in made(poll).text
    assert [line for line in made(poll).subjects if "said" in line] == []


def test_long_question_stands_alone(newsletter):
    poll = make_poll(newsletter=newsletter, question="Why " * 40 + "?")
    assert made(poll).subjects == [poll.question]
