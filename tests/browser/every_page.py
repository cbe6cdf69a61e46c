"""Every page and every state of one that a reader can meet, for tests that look at all of them."""

from collections.abc import Iterator
from http import HTTPStatus

from django.core.cache import caches
from django.urls import reverse
from playwright.sync_api import Page

from polls import subscribers
from polls.models import Poll, Status
from tests.browser.reader import exhaust_network_limit
from tests.factories import (
    DAY,
    make_author,
    make_ballot,
    make_ballots,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)
from tests.public_site import PUBLIC, addresses, make_site

LONG_WORD = 60
# Nor a whole page.
NOT_HTML = {
    *("poll_json", "poll_csv", "waves_json", "waves_csv", "ledger", "picture"),
    *("arrivals_json", "arrivals_csv"),
    *("sitemap", "robots", "comment_more"),
    *("posts_feed", "polls_feed", "comments_feed", "poll_comments_feed", "post_comments_feed"),
}

# Past htmx, as a browser without scripts sends it.
SEND = """address => {
    const form = document.querySelector("form.ballot");
    if (address) form.action = address;
    form.submit();
}"""


def every_page(page: Page) -> Iterator[str]:
    """Opens one after the other and yields what it is called; the page shows it then."""
    yield opened(page, "/", name="front page of an empty site")
    make_site()
    caches["pages"].clear()
    for name in PUBLIC.keys() - NOT_HTML:
        for address in addresses(name):
            yield opened(page, address)
    yield opened(page, reverse("account_login"))
    yield from unusual_words(page)
    yield from refusals(page)
    yield from own_vote(page)
    yield from links(page)
    yield from between_polls(page)
    yield busy_network(page)


def unusual_words(page: Page) -> Iterator[str]:
    """Words longer than a phone is wide, and a script that runs from right to left."""
    long = [letter * LONG_WORD for letter in "QAB"]
    arabic = ["هل تقرأ النشرة كل أسبوع؟", "نعم، كل أسبوع", "لا"]
    for question, *choices in (long, arabic):
        newsletter = make_newsletter(name=question)
        topic = make_topic(name=question)
        fields = {"question": question, "choices": choices, "topics": [topic]}
        closed = asked_before(newsletter, fields)
        make_ballots(closed, [2, 1])
        poll = make_poll(newsletter=newsletter, **fields)
        author = make_author(name=question)
        post = make_post(
            headline=f"{question}!",
            body=question,
            author=author,
            reports=closed,
            asks=poll,
            topics=[topic],
        )
        for row in (newsletter, closed, poll, post, post.edition, author, topic):
            yield opened(page, row.get_absolute_url(), name=f"{row._meta.verbose_name}: {question}")
        yield opened(page, reverse("waves", args=[closed.slug]), name=f"waves: {question}")


def asked_before(newsletter, fields: dict) -> Poll:
    """A closed poll, the last of a series that breaks once; the others have their votes."""
    poll, choices = None, fields["choices"]
    for weeks, asked in ((12, choices[:1]), (8, choices)):
        dates = {"opens_at": -weeks * 7 * DAY, "closes_at": -weeks * 6 * DAY}
        row = fields | dates | {"choices": asked, "repeats": poll}
        poll = make_poll(status=Status.CLOSED, newsletter=newsletter, **row)
        make_ballots(poll, [7] * len(asked))
    return make_poll(status=Status.CLOSED, newsletter=newsletter, repeats=poll, **fields)


def refusals(page: Page) -> Iterator[str]:
    poll = Poll.objects.get(slug="open")
    ballots = reverse("ballots", args=[poll.slug])
    for address in ("/nothing/", "/receipts/no-receipt/", "/receipts/ABCDEFGHJKMNPQRS/"):
        yield opened(page, address, HTTPStatus.NOT_FOUND)

    page.goto(poll.get_absolute_url())
    yield sent(page, f"{ballots}?bounced=1", HTTPStatus.FORBIDDEN, "vote without a cookie")
    page.goto(poll.get_absolute_url())
    yield sent(page, None, HTTPStatus.UNPROCESSABLE_ENTITY, "vote without an answer")
    several = make_poll(
        choices=("Red", "Green", "Blue"), max_marks=2, results_shown="after_closing"
    )
    yield opened(page, several.get_absolute_url())
    for box in page.get_by_role("checkbox").all():
        box.check()
    yield "more answers marked than may be"
    yield sent(page, None, HTTPStatus.UNPROCESSABLE_ENTITY, "vote with too many answers")
    page.get_by_role("checkbox", name="Red").uncheck()
    yield sent(page, None, HTTPStatus.OK, "own vote without a result")

    closing = make_poll()
    page.goto(closing.get_absolute_url())
    closing.close()
    yield sent(page, None, HTTPStatus.CONFLICT, "vote after closing")

    origin = page.url.partition("/polls/")[0]
    page.goto("about:blank")
    page.set_content(f'<form class="ballot" method="post" action="{origin}{ballots}"></form>')
    yield sent(page, None, HTTPStatus.FORBIDDEN, "vote from another site")


def own_vote(page: Page) -> Iterator[str]:
    poll = make_poll(choices=("Yes", "No"), slug="asked")
    page.goto(poll.get_absolute_url())
    page.get_by_role("radio", name="No").check()
    yield "poll with an answer marked"
    yield sent(page, None, HTTPStatus.OK, "own vote")
    page.get_by_text("Check my vote").click()
    yield "own vote with its receipt"
    page.goto(poll.get_absolute_url())
    page.get_by_role("heading", name="Your vote counts.").wait_for()
    yield "poll with the own vote"
    yield opened(page, reverse("ballot", args=[poll.slug]) + "?change=1", name="change of a vote")
    for standing in ("counted", "held", "void"):
        ballot = make_ballot(poll, standing=standing)
        yield opened(page, ballot.get_absolute_url(), name=f"receipt of a {standing} ballot")
    yield opened(page, reverse("ballot", args=["closed"]), name="no vote in a closed poll")


def links(page: Page) -> Iterator[str]:
    newsletter = make_newsletter()
    poll = make_poll(newsletter=newsletter)
    token = subscribers.make_token(newsletter, "reader@example.com")
    coming = make_poll(newsletter=newsletter, status=Status.SCHEDULED)
    yield opened(
        page, reverse("subscriber_link", args=[token, coming.slug]), name="link before opening"
    )
    for _ in range(2):
        page.context.clear_cookies()
        page.goto(reverse("subscriber_link", args=[token, poll.slug]))
        page.get_by_role("radio", name="Yes").check()
        with page.expect_navigation() as answer:
            page.evaluate(SEND)
    assert answer.value.status == HTTPStatus.CONFLICT
    yield "link that has voted"


def between_polls(page: Page) -> Iterator[str]:
    newsletter = make_newsletter()
    make_ballots(make_poll(newsletter=newsletter, status=Status.CLOSED), [2, 1])
    make_poll(newsletter=newsletter, status=Status.SCHEDULED)
    yield opened(page, newsletter.get_absolute_url(), name="newsletter between two polls")


def busy_network(page: Page) -> str:
    poll = make_poll()
    page.goto(poll.get_absolute_url())
    page.get_by_role("radio", name="Yes").check()
    sent(page, None, HTTPStatus.OK, "vote")
    page.goto(reverse("ballot", args=[poll.slug]) + "?change=1")
    exhaust_network_limit()
    return sent(page, None, HTTPStatus.TOO_MANY_REQUESTS, "vote from a busy network")


def opened(page: Page, address: str, status: int = HTTPStatus.OK, name: str = "") -> str:
    assert page.goto(address).status == status, address
    return name or address


def sent(page: Page, address: str | None, status: int, name: str) -> str:
    """Sends the ballot that the page shows."""
    with page.expect_navigation() as answer:
        page.evaluate(SEND, address)
    assert answer.value.status == status, name
    return name
