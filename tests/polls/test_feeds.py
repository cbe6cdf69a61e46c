"""The feeds of reports and polls, as feed readers get them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from polls import editions
from polls.models import Post, Status
from tests.factories import (
    DAY,
    make_author,
    make_ballots,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)
from tests.feed import HOSTILE, XML, Html, read
from tests.public_site import PICTURE, save_picture

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
SITE = settings.SITE_URL


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as stopped:
        yield stopped


def at(moment):
    return moment.isoformat()


def saved(row, moment):
    """The row, last saved by an editor at that moment."""
    row.history.update(history_date=moment)
    return row


@pytest.fixture
def weather():
    return make_newsletter(
        name="Weather", slug="weather", standing_sentence="We ask, it rains.", time_zone="UTC"
    )


@pytest.fixture
def closed(weather):
    poll = make_poll(
        status=Status.CLOSED,
        newsletter=weather,
        slug="umbrella",
        question="Do you own an umbrella?",
        choices=("Yes", "No"),
        opens_at=NOON - 8 * DAY,
        closes_at=NOON - 2 * DAY,
    )
    make_ballots(poll, [2, 1])
    return saved(poll, NOON - 9 * DAY)


@pytest.fixture
def report(weather, closed):
    save_picture(PICTURE)
    post = make_post(
        newsletter=weather,
        slug="rain",
        headline="It rains & pours",
        summary="Two of three <own> one.",
        body="Says *who*? [The archive](/polls/), [below](#table), [they](https://example.org/).",
        reports=closed,
        asks=make_poll(newsletter=weather, slug="hail", question="Does it hail?"),
        author=make_author(name="Writer", slug="writer"),
        topics=[make_topic(name="Rain", slug="rain")],
        picture=PICTURE,
        picture_alt="An umbrella",
        picture_width=3,
        picture_height=2,
        published_at=NOON - DAY,
    )
    return saved(post, NOON - 2 * DAY)


def test_report_is_whole_with_its_result_as_text(report):
    feed = read("/feeds/posts/")
    assert (feed.text("title"), feed.root.get(f"{XML}lang")) == ("SmartPulse: reports", "en")
    assert (feed.link("self"), feed.link("alternate")) == (f"{SITE}/feeds/posts/", f"{SITE}/posts/")
    (entry,) = feed.entries
    assert (entry.title, entry.address) == ("It rains & pours", f"{SITE}/posts/rain/")
    assert entry.id == f"tag:{settings.SITE_HOST},2026:posts/{report.pk}"
    assert entry.summary == "Two of three &lt;own&gt; one."
    assert (entry.author, entry.site) == ("Writer", f"{SITE}/authors/writer/")
    assert entry.published == entry.updated == at(NOON - DAY)
    assert entry.topics == ["Rain"]
    assert entry.text == (
        "We ask, it rains. Last week’s poll question: Do you own an umbrella? "
        "Yes: 66.67%, 2 votes No: 33.33%, 1 vote 3 readers; nonscientific reader poll. "
        "Says who? The archive, below, they. This week’s question: Does it hail? What readers say"
    )


def test_every_address_is_absolute(report):
    (entry,) = read("/feeds/posts/").entries
    assert Html(entry.html).addresses == [
        f"{SITE}/polls/umbrella/",
        f"{SITE}/pictures/{PICTURE}",
        f"{SITE}/polls/",
        f"{SITE}/posts/rain/#table",
        "https://example.org/",
        f"{SITE}/polls/hail/",
        f"{SITE}/posts/rain/#discussion",
    ]


def test_addresses_and_ids_do_not_follow_the_host_that_asks(report):
    expected = Client().get("/feeds/posts/").content
    assert read("/feeds/posts/", Client(SERVER_NAME="127.0.0.1")).entries
    assert Client(SERVER_NAME="127.0.0.1").get("/feeds/posts/").content == expected


def test_report_is_updated_by_an_edit_a_note_and_a_correction(report, closed, clock):
    def updated():
        return [entry.updated for entry in read("/feeds/posts/").entries]

    clock.move_to(NOON + timedelta(hours=1))
    report.summary = "Three of three."
    report.save()
    assert updated() == [at(NOON + timedelta(hours=1))]
    report.addenda.create(added_at=NOON + timedelta(hours=2), text="It *still* rains.")
    clock.move_to(NOON + timedelta(hours=3))
    assert updated() == [at(NOON + timedelta(hours=2))]
    editions.freeze(closed, NOON + timedelta(hours=3), reason="Counted again.")
    feed = read("/feeds/posts/")
    (entry,) = feed.entries
    assert entry.updated == feed.text("updated") == at(NOON + timedelta(hours=3))
    assert "corrected on 16 April 2026: Counted again. See edition 2." in entry.text
    assert "Edited to add, 16 April 2026 It still rains." in entry.text
    assert f"{SITE}/polls/umbrella/editions/2/" in Html(entry.html).addresses


def test_result_that_was_corrected_before_the_report_is_no_correction(closed):
    make_imported_edition(closed, ["60", "40"], as_of=NOON - DAY)
    second = make_imported_edition(closed, ["50", "50"], as_of=NOON - DAY / 2)
    make_post(reports=closed, edition=second)
    (entry,) = read("/feeds/posts/").entries
    assert "Yes: 50.00% No: 50.00%" in entry.text
    assert "corrected" not in entry.text


def test_post_without_author_poll_and_topics():
    make_post(headline="Notes", body="Nothing.", summary="")
    feed = read("/feeds/posts/")
    (entry,) = feed.entries
    # The feed's own author stands for it.
    assert (entry.author, feed.root.findtext("{*}author/{*}name")) == (None, "SmartPulse")
    assert (entry.summary, entry.topics) == (None, [])


def test_open_poll_leads_to_its_ballot_and_gives_no_figures(weather):
    poll = make_poll(
        newsletter=weather,
        slug="hail",
        question="Does it hail?",
        introduction="Look <out>.",
        opens_at=NOON - DAY,
        closes_at=NOON + DAY,
        choices=("Yes", "No"),
    )
    make_ballots(saved(poll, NOON - 2 * DAY), [5, 2])
    feed = read("/feeds/polls/")
    (entry,) = feed.entries
    assert entry.id == f"tag:{settings.SITE_HOST},2026:polls/{poll.pk}"
    assert (entry.title, entry.address) == ("Does it hail?", f"{SITE}/polls/hail/")
    assert entry.published == entry.updated == at(NOON - DAY)
    assert entry.text == (
        "Look <out>. Yes No Open until Friday 17 April 2026, 12:00 UTC. "
        "A nonscientific reader poll by Weather. What readers say"
    )
    assert Html(entry.html).addresses == [
        *(f"{SITE}/polls/hail/?choice={choice.pk}" for choice in poll.choices.all()),
        f"{SITE}/polls/hail/#discussion",
    ]


def test_poll_is_updated_when_it_closes_and_when_it_is_counted_again(weather, closed):
    (entry,) = read("/feeds/polls/").entries
    assert (entry.published, entry.updated) == (at(NOON - 8 * DAY), at(NOON - 2 * DAY))
    assert "Yes: 66.67%, 2 votes No: 33.33%, 1 vote" in entry.text
    assert "8 April 2026 to 14 April 2026, by Weather." in entry.text
    editions.freeze(closed, NOON, reason="Counted again.")
    assert [entry.updated for entry in read("/feeds/polls/").entries] == [at(NOON)]


def test_imported_result_has_shares_alone(closed):
    make_imported_edition(closed, ["65.87", "34.13"], as_of=NOON - DAY)
    (entry,) = read("/feeds/polls/").entries
    assert "Yes: 65.87% No: 34.13% Nonscientific reader poll." in entry.text


@pytest.mark.parametrize(("kind", "make"), [("posts", make_post), ("polls", make_poll)])
def test_feed_of_one_newsletter(weather, kind, make):
    mine = make(newsletter=weather)
    make()
    feed = read(f"/feeds/{kind}/?newsletter=weather")
    assert [entry.title for entry in feed.entries] == [str(mine)]
    assert feed.text("title") == f"Weather: {'reports' if kind == 'posts' else 'polls'}"
    assert feed.text("subtitle") == "We ask, it rains."
    assert feed.link("self") == f"{SITE}/feeds/{kind}/?newsletter=weather"
    assert feed.link("alternate") == f"{SITE}/{kind}/?newsletter=weather"
    assert feed.text("id") == f"tag:{settings.SITE_HOST},2026:feeds/{kind}/{weather.pk}"
    assert Client().get(f"/feeds/{kind}/?newsletter=none").status_code == 404


@pytest.mark.parametrize("kind", ["posts", "polls"])
def test_empty_feed_is_the_same_at_any_time(kind, clock):
    first = read(f"/feeds/{kind}/")
    assert (first.entries, first.text("updated")) == ([], "1970-01-01T00:00:00+00:00")
    clock.move_to(NOON + DAY)
    assert read(f"/feeds/{kind}/").text("updated") == first.text("updated")


def test_feed_holds_the_newest_twenty(weather):
    for number in range(22):
        make_poll(newsletter=weather, question=f"Number {number}?", opens_at=-(number + 1) * DAY)
        make_post(newsletter=weather, headline=f"Post {number}", published_at=-(number + 1) * DAY)
    assert [entry.title for entry in read("/feeds/polls/").entries] == [
        f"Number {number}?" for number in range(20)
    ]
    assert [entry.title for entry in read("/feeds/posts/").entries] == [
        f"Post {number}" for number in range(20)
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile):
    text = hostile[:200]
    newsletter = make_newsletter(name=f"N {text}", standing_sentence=text)
    poll = make_poll(
        status=Status.CLOSED,
        newsletter=newsletter,
        question=f"{text}?",
        choices=(text, f"{text}!"),
        introduction=text,
        sponsor=text,
    )
    make_ballots(poll, [1, 0])
    make_post(
        newsletter=newsletter,
        headline=text,
        summary=text,
        body=f"{text}\n\n- {text}\n\n> {text}",
        reports=poll,
        author=make_author(name=text),
        topics=[make_topic(name=text[:80])],
        picture=PICTURE,
        picture_alt=f"{text}",
        picture_credit=text,
        picture_width=3,
        picture_height=2,
    ).addenda.create(added_at=NOON, text=text)
    for kind in ("posts", "polls"):
        (entry,) = read(f"/feeds/{kind}/").entries
        assert Html(entry.html).unexpected == []
        assert "alert" not in "".join(Html(entry.html).addresses)


def test_what_xml_forbids_is_left_out():
    Post.objects.filter(pk=make_post(headline="x").pk).update(
        headline="A\x0bbell\x07 and \ufffewords\uffff", body_html="<p>One\x08two</p>"
    )
    (entry,) = read("/feeds/posts/").entries
    assert (entry.title, entry.text) == (
        "Abell and words",
        f"{Post.objects.get().newsletter.standing_sentence} Onetwo What readers say",
    )


def test_pages_name_the_feeds(client, report, closed):
    def named(address):
        page = client.get(address).content.decode()
        head = page.partition("</head>")[0].split("<link ")
        links = [link for link in head if 'type="application/atom+xml"' in link]
        return [link.partition('href="')[2].partition('"')[0] for link in links]

    site = ["/feeds/posts/", "/feeds/polls/"]
    assert named("/") == named("/privacy/") == site
    assert named("/newsletters/weather/") == [
        "/feeds/posts/?newsletter=weather",
        "/feeds/polls/?newsletter=weather",
    ]
    assert named("/polls/umbrella/") == [*site, "/polls/umbrella/comments/feed/"]
    assert named("/posts/rain/") == [*site, "/posts/rain/comments/feed/"]
    footer = client.get("/").content.decode().partition("<footer")[2]
    for address in (*site, "/feeds/comments/"):
        assert f'<a href="{address}" type="application/atom+xml">' in footer


def test_draft_and_scheduled_rows_stand_in_no_feed(weather):
    make_post(newsletter=weather, published=False)
    make_post(newsletter=weather, published_at=DAY)
    make_poll(newsletter=weather, status=Status.DRAFT)
    asked = make_poll(newsletter=weather, status=Status.SCHEDULED, question="Zebra?")
    make_post(newsletter=weather, headline="Asks", asks=asked)
    (entry,) = read("/feeds/posts/").entries
    assert entry.title == "Asks"
    assert "Zebra" not in entry.html
    assert read("/feeds/polls/").entries == []
