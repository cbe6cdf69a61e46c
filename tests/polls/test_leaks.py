"""Drafts, scheduled polls and hidden results show at no address, to readers and to editors alike."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from polls.models import Choice, Poll, Status
from tests.comments.factories import make_comment, make_discussion
from tests.factories import (
    DAY,
    make_author,
    make_ballots,
    make_newsletter,
    make_poll,
    make_post,
    make_superuser,
    make_topic,
)
from tests.public_site import PUBLIC, addresses, make_site

SEARCHES = [
    "/polls/?q=quagga",
    "/polls/?q=umbrella+quagga",
    "/polls/?topic=zebras",
    "/sitemap.xml?p=1",
]
# The hidden result: 36 of 37 ballots. No page prints these figures of anything else.
HIDDEN_FIGURES = re.compile(r"97\.3|\b3[67] (?:votes|readers|respondents)|\": 3[67]\b|,3[67],")


@pytest.fixture
def site(db):
    """The public site, and beside it rows that nobody may see: each says “zebra” and “quagga”."""
    make_site()
    weather = Poll.objects.get(slug="open").newsletter
    zebras = make_topic(name="Zebras", slug="zebras")
    zoologist = make_author(name="Zebra Quagga", slug="zoologist")
    text = {"question": "Zebra or quagga?", "choices": ("Zebra", "Quagga"), "topics": [zebras]}
    make_poll(status=Status.DRAFT, newsletter=weather, slug="zebra-draft", **text)
    scheduled = make_poll(
        status=Status.SCHEDULED,
        newsletter=weather,
        slug="zebra-scheduled",
        repeats=Poll.objects.get(slug="closed"),
        introduction="Zebra",
        sponsor="Zebra",
        **text,
    )
    # This newsletter has no open poll: its page says when the next one opens.
    make_poll(
        status=Status.SCHEDULED,
        newsletter=make_newsletter(name="Coming", slug="coming"),
        slug="zebra-coming",
        **text,
    )
    words = {"body": "Zebra quagga", "summary": "Zebra", "author": zoologist, "topics": [zebras]}
    words |= {"newsletter": weather, "headline": "Zebra quagga"}
    draft = make_post(published=False, slug="zebra-post", former_path="/2012/zebra/", **words)
    make_post(published_at=DAY, slug="zebra-future", former_path="/2013/zebra/", **words)
    # A post that was taken back, and comments that nobody may see in a discussion that everybody may.
    make_comment(make_discussion(draft), name="Zebra", body="Quagga")
    discussion = Poll.objects.get(slug="closed").discussion
    for status in set(Comment.Status) - {Comment.Status.PUBLISHED}:
        make_comment(discussion, name="Zebra", body="Quagga", status=status)
    make_post(newsletter=weather, asks=scheduled, slug="asks-scheduled")

    for shown in (Poll.Shown.AFTER_VOTING, Poll.Shown.AFTER_CLOSING):
        hidden = make_poll(
            newsletter=weather,
            slug=f"hidden-{shown.replace('_', '-')}",
            results_shown=shown,
            opens_at=-2 * DAY,
            topics=Poll.objects.get(slug="open").topics.all(),
        )
        make_ballots(hidden, [36, 1])
        make_post(newsletter=weather, asks=hidden, slug=f"asks-{hidden.slug}")


def everywhere() -> list[str]:
    found = [address for name in PUBLIC if name != "picture" for address in addresses(name)]
    found += SEARCHES
    for slug in ("zebra-draft", "zebra-scheduled", "zebra-coming"):
        found += of_poll(slug)
    for slug in ("hidden-after-voting", "hidden-after-closing"):
        found += of_poll(slug)
        found.append(reverse("post", args=[f"asks-{slug}"]))
    found += [
        reverse("newsletter", args=["coming"]),
        *(
            reverse(name, args=[slug])
            for name in ("post", "post_comments_feed")
            for slug in ("zebra-post", "zebra-future")
        ),
        reverse("post", args=["asks-scheduled"]),
        reverse("topic", args=["zebras"]),
        reverse("author", args=["zoologist"]),
        "/2012/zebra/",
        "/2013/zebra/",
    ]
    return found


def of_poll(slug: str) -> list[str]:
    return [
        *(
            reverse(name, args=[slug])
            for name in (
                *("poll", "poll_json", "poll_csv", "ballot", "poll_comments_feed"),
                *("waves", "waves_json", "waves_csv"),
                *("arrivals", "arrivals_json", "arrivals_csv"),
            )
        ),
        *(reverse(name, args=[slug, 1]) for name in ("edition", "ledger")),
        reverse("subscriber_link", args=["token", slug]),
    ]


def reader() -> Client:
    return Client()


def editor() -> Client:
    client = Client()
    client.force_login(make_superuser())
    return client


def json_reader() -> Client:
    return Client(HTTP_ACCEPT="application/json")


@pytest.mark.parametrize("visitor", [reader, editor, json_reader])
def test_nothing_hidden_shows_anywhere(site, visitor):
    client = visitor()
    for address in everywhere():
        caches["pages"].clear()
        response = client.get(address)
        said = f"{response.get('Location', '')} {b''.join(response).decode()}"
        # What the visitor brings along, in the address or the search box, is no secret.
        said = said.replace(address, "").replace('value="quagga"', "")
        said = without_ids(said.replace('value="umbrella quagga"', "").lower())
        assert "zebra" not in said, address
        assert "quagga" not in said, address
        assert not HIDDEN_FIGURES.findall(said), address


def without_ids(said: str) -> str:
    """The ids of answers, in JSON and CSV, are any numbers: those of hidden figures among them."""
    for pk, position in Choice.objects.values_list("pk", "position"):
        said = said.replace(f'"id": {pk},', "").replace(f",{pk},{position},", ",")
    return said


def test_hidden_rows_would_show_if_they_were_public(site, client):
    """The words and figures above are what the pages print once they may."""
    Poll.objects.filter(slug="hidden-after-closing").update(results_shown=Poll.Shown.ALWAYS)
    for name in ("poll", "poll_json", "poll_csv"):
        page = client.get(reverse(name, args=["hidden-after-closing"])).content.decode()
        assert HIDDEN_FIGURES.search(page), name


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("poll", ["zebra-draft", "zebra-scheduled"]),
        ("poll_json", ["zebra-draft", "zebra-scheduled", "hidden-after-voting"]),
        ("poll_csv", ["zebra-draft", "zebra-scheduled", "hidden-after-closing"]),
        ("waves", ["zebra-draft", "zebra-scheduled", "hidden-after-voting"]),
        ("waves_json", ["zebra-draft", "zebra-scheduled", "hidden-after-voting"]),
        ("waves_csv", ["zebra-draft", "zebra-scheduled", "hidden-after-voting"]),
        ("arrivals", ["zebra-draft", "zebra-scheduled", "hidden-after-voting", "open"]),
        ("arrivals_json", ["zebra-draft", "zebra-scheduled", "hidden-after-voting", "open"]),
        ("arrivals_csv", ["zebra-draft", "zebra-scheduled", "hidden-after-voting", "open"]),
        ("post", ["zebra-post", "zebra-future"]),
        ("poll_comments_feed", ["zebra-draft", "zebra-scheduled"]),
        ("post_comments_feed", ["zebra-post", "zebra-future"]),
        ("topic", ["zebras"]),
        ("author", ["zoologist"]),
    ],
)
def test_what_is_not_public_is_not_found(site, client, name, slugs):
    for slug in slugs:
        response = client.get(reverse(name, args=[slug]))
        assert response.status_code == 404, slug


def test_next_opening_says_when_and_not_what(site, client):
    page = client.get(reverse("newsletter", args=["coming"])).content.decode()
    assert "The next question opens on" in page
