"""The thread under polls and posts, and a comment's own page: what is drawn, and what never is."""

import re
from datetime import timedelta
from html import escape, unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from comments import reading
from comments.models import Comment
from tests.comments.factories import (
    make_comment,
    make_discussion,
    make_post_discussion,
    make_thread,
)
from tests.factories import DAY, make_poll, make_post

pytestmark = pytest.mark.django_db

Status = Comment.Status


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def numbers(html: str) -> list[int]:
    """The comments' numbers as they stand in the page."""
    return [int(number) for number in re.findall(r'id="comment-([0-9]+)"', html)]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


class Active(HTMLParser):
    """Collects what could run: scripts that are not files of ours, handlers, script addresses."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        own_file = given.get("src", "").startswith("/static/")
        if tag in {"svg", "img", "iframe"} and not given.get("class"):
            self.found.append(tag)
        if tag == "script" and not own_file and given.get("type") != "application/ld+json":
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
        self.found += [value for value in given.values() if value and "javascript:" in value]


def active_parts(html: str) -> list[str]:
    parser = Active()
    parser.feed(html)
    return parser.found


class Nesting(HTMLParser):
    """For each comment how many lists of replies it stands in; and which elements are left open."""

    VOID = {"meta", "link", "input", "br", "img", "hr"}

    def __init__(self):
        super().__init__()
        self.open, self.levels = [], {}

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if given.get("id", "").removeprefix("comment-").isdigit() and tag in {"article", "p"}:
            number = int(given["id"].removeprefix("comment-"))
            self.levels[number] = self.open.count("ol thread-replies")
        if tag not in self.VOID:
            self.open.append(f"{tag} {given.get('class', '')}" if tag == "ol" else tag)

    def handle_startendtag(self, tag, attributes):
        """It holds nothing."""

    def handle_endtag(self, tag):
        assert self.open.pop().split()[0] == tag


@pytest.mark.parametrize(
    ("parents", "levels"),
    [
        ([None, None, None], [0, 0, 0]),
        ([None, 0, 1, 2, None], [0, 1, 2, 3, 0]),
        ([None, 0, 1, 0, 3, None, 5], [0, 1, 2, 1, 2, 0, 1]),
        ([None, 0, 1, 2, 3, 4, 2, 0], [0, 1, 2, 3, 3, 3, 3, 1]),
    ],
)
def test_lists_nest_as_the_replies_do(parents, levels):
    discussion = make_discussion()
    make_thread(discussion, parents)
    nesting = Nesting()
    nesting.feed(page(discussion.poll.get_absolute_url()))
    assert nesting.open == []
    assert nesting.levels == dict(enumerate(levels, 1))


def test_thread_stands_under_the_poll_and_under_the_post_that_reports_it():
    poll = make_poll(status="closed", question="Do you outsource?")
    post = make_post(reports=poll, headline="Few do")
    discussion = make_discussion(poll)
    first = make_comment(discussion, name="Priya", body="Never.")
    make_comment(discussion, first, name="Tom", body="Why?")
    for subject, title in ((poll, "Do you outsource?"), (post, "Few do")):
        html = page(subject.get_absolute_url())
        assert numbers(html) == [1, 2]
        assert f"2 responses to “{title}”" in words(html)
        assert "Priya says" in words(html)


def test_post_without_a_poll_has_its_own_thread():
    discussion = make_post_discussion()
    make_comment(discussion)
    assert "1 response to" in words(page(discussion.post.get_absolute_url()))


def test_empty_thread_invites_and_stores_nothing():
    poll = make_poll()
    assert "No responses yet" in words(page(poll.get_absolute_url()))
    assert not hasattr(poll, "discussion")


@pytest.mark.parametrize("status", [Status.HELD, Status.REJECTED, Status.SPAM, Status.REMOVED])
def test_what_is_not_published_leaks_nowhere(status):
    discussion = make_discussion()
    seen = make_comment(discussion)
    hidden = make_comment(
        discussion,
        seen,
        status=status,
        name="Hidden name",
        body="Hidden words.",
        site="http://hid.example",
    )
    for address in (discussion.poll.get_absolute_url(), seen.get_absolute_url()):
        html = page(address)
        assert numbers(html) == [seen.number]
        assert "hidden name" not in html.lower()
        assert "hidden words" not in html.lower()
        assert "hid.example" not in html
    for suffix in ("", "replies/", "own/", "report/"):
        assert Client().get(f"{hidden.get_absolute_url()}{suffix}").status_code == 404


def test_comment_of_a_poll_that_is_not_public_is_not_found():
    comment = make_comment(make_discussion(make_poll(status="scheduled")))
    assert Client().get(comment.get_absolute_url()).status_code == 404


def test_address_of_a_commenter_is_in_no_page():
    comment = make_comment(make_discussion(), email="priya@private.example")
    for address in (comment.discussion.poll.get_absolute_url(), comment.get_absolute_url()):
        assert "private.example" not in page(address)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": Status.REMOVED}, "This comment was removed by a moderator."),
        ({"status": Status.HELD}, "This comment is being reviewed."),
    ],
)
def test_placeholder_keeps_the_place_and_none_of_the_words(fields, sentence):
    discussion = make_discussion()
    first = make_comment(discussion)
    gone = make_comment(
        discussion,
        first,
        name="Hidden name",
        body="Hidden words.",
        in_thread=True,
        published_at=first.published_at,
        **fields,
    )
    reply = make_comment(discussion, gone)
    deep = make_comment(discussion, make_comment(discussion, reply))
    for address in (discussion.poll.get_absolute_url(), deep.get_absolute_url()):
        html = page(address)
        assert sentence in words(html)
        assert "Hidden" not in html
    assert "4 responses to" in words(page(discussion.poll.get_absolute_url()))


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'onmouseover='alert(1)",
    "{% load x %}{{ settings }}",
    "</textarea><script>alert(1)</script>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_typed_is_text_in_every_field(payload):
    discussion = make_discussion()
    comment = make_comment(
        discussion,
        name=payload,
        body=payload,
        site=f"https://e.example/{payload}",
        recent_title=payload,
        recent_url=f"https://e.example/{payload}",
    )
    for address in (discussion.poll.get_absolute_url(), comment.get_absolute_url()):
        assert active_parts(page(address)) == []
        assert escape(payload) in escape(unescape(page(address)))


def test_links_of_commenters_are_no_recommendation():
    comment = make_comment(
        make_discussion(),
        site="https://site.example/",
        recent_title="Mine",
        recent_url="https://recent.example/",
        body="See https://body.example/ or [this](https://body.example/).",
    )
    html = page(comment.discussion.poll.get_absolute_url())
    links = re.findall(r'<a [^>]*href="https://(?:site|recent|body)\.example/"[^>]*>', html)
    assert len(links) == 4
    assert all('rel="ugc nofollow noopener"' in link for link in links)


def test_deep_reply_is_flattened_and_says_what_it_replies_to():
    discussion = make_discussion()
    above = None
    for name in ("A", "B", "C", "D", "E"):
        above = make_comment(discussion, above, name=name)
    html = page(discussion.poll.get_absolute_url())
    assert numbers(html) == [1, 2, 3, 4, 5]
    assert html.count('<ol class="thread-replies"') == 3
    # The fourth level stands under its parent on a wide page; the fifth no longer does.
    assert re.findall(r'<p class="comment-parent([^"]*)">', html) == [
        " comment-parent-narrow",
        " comment-parent-narrow",
        "",
    ]
    assert "in reply to D" in words(html)


@pytest.mark.parametrize("order", ["oldest", "newest", "replies"])
def test_roots_paged_in_any_order_come_once_each(order):
    discussion = make_discussion()
    number = 2 * reading.ROOTS + 3
    # Every third root has a reply.
    parents = [None] * number + list(range(0, number, 3))
    made = make_thread(discussion, parents)
    roots = {comment.number for comment in made if comment.parent_id is None}
    address = discussion.poll.get_absolute_url()
    query, seen = f"?order={order}", []
    while query:
        html = page(address + query)
        seen += [each for each in numbers(html) if each in roots]
        following = re.search(r'href="([^"]*)#continued" rel="next"', html)
        query = following and following[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(roots)
    expected = {
        "oldest": sorted(roots),
        "newest": sorted(roots, reverse=True),
        "replies": sorted(roots, key=lambda each: ((each - 1) % 3 > 0, each)),
    }
    assert seen == expected[order]


def test_nonsense_for_order_and_place_shows_the_beginning():
    discussion = make_discussion()
    make_comment(discussion)
    address = discussion.poll.get_absolute_url()
    assert numbers(page(f"{address}?order=best&after=here")) == [1]


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REMOVED, Status.HELD])
def test_further_replies_are_all_reached_even_where_the_root_is_gone(status):
    discussion = make_discussion()
    # A chain and a fan below one root.
    made = make_thread(discussion, [None, *range(70), *[0] * 60])
    Comment.objects.filter(pk=made[0].pk).update(status=status, name="Root name")
    html = page(discussion.poll.get_absolute_url())
    assert numbers(html) == list(range(1, reading.REPLIES + 2))
    address = re.search(r'<a href="([^"]+/replies/[^"]+)"', html)[1]
    seen = set(numbers(html))
    while address:
        html = page(address)
        assert ("Root name" in html) == (status == Status.PUBLISHED)
        seen |= set(numbers(html))
        more = re.search(r'href="(\?after=[0-9]+)" rel="next"', html)
        address = more and f"{made[0].get_absolute_url()}replies/{more[1]}"
    assert seen == {comment.number for comment in made}


def test_link_says_how_many_replies_follow():
    discussion = make_discussion()
    make_thread(discussion, [None, *[0] * 13], name="Priya")
    html = page(discussion.poll.get_absolute_url())
    assert "3 more replies to Priya" in words(html)
    assert "Show 13 replies to comment 1" in words(html)


@pytest.mark.parametrize("number", [12, 60])
def test_further_replies_say_where_they_belong(number, django_assert_num_queries):
    discussion = make_discussion()
    # Twelve below the first, and one of them below the last that the page shows.
    parents = [None, *[0] * reading.REPLIES, *[reading.REPLIES] * (number - reading.REPLIES)]
    made = make_thread(discussion, parents)
    address = f"{made[0].get_absolute_url()}more/?after={made[reading.REPLIES].pk}"
    assert address in page(discussion.poll.get_absolute_url())
    with django_assert_num_queries(6):
        html = page(address)
    assert re.findall('hx-swap-oob="([^"]*)"', html) == [f"beforeend:#item-{reading.REPLIES + 1}"]
    assert numbers(html) == list(range(reading.REPLIES + 2, number + 2))
    assert "thread-further" not in html


@pytest.mark.parametrize("after", ["", "x", "0", "1", "-1", "9" * 18, "9" * 40])
def test_further_replies_after_nothing_of_the_tree(after):
    discussion = make_discussion()
    *_, root, _, _ = make_thread(discussion, [None, None, 1, 2])
    html = page(f"{root.get_absolute_url()}more/?after={after}")
    assert numbers(html) == ([] if after == "9" * 18 else [3, 4])


@pytest.mark.parametrize("status", [Status.HELD, Status.SPAM])
def test_further_replies_of_what_is_not_public_are_not_found(status):
    hidden = make_comment(make_discussion(), status=status)
    scheduled = make_comment(make_discussion(make_poll(status="scheduled")))
    reply = make_comment(hidden.discussion, make_comment(hidden.discussion))
    for comment in (hidden, scheduled, reply):
        assert Client().get(f"{comment.get_absolute_url()}more/").status_code == 404


@pytest.mark.parametrize("page", ["", "replies/", "more/"])
@pytest.mark.parametrize("number", [0, 10**18 - 1, 2**63, 10**40])
def test_no_number_is_too_large_to_be_not_found(page, number):
    assert Client().get(f"/comments/{number}/{page}").status_code == 404


def test_own_page_shows_what_is_above_and_below():
    discussion = make_discussion()
    first = make_comment(discussion, name="Root")
    middle = make_comment(discussion, first, name="Middle")
    last = make_comment(discussion, middle, name="Last")
    make_comment(discussion, first, name="Aside")
    html = page(middle.get_absolute_url())
    assert numbers(html) == [first.number, middle.number, last.number]
    assert f'name="parent" value="{middle.pk}"' in html


@pytest.mark.parametrize("parents", [[None], [None, 0], [None, *range(40), *[20] * 20]])
def test_comments_page_asks_a_fixed_number_of_times(django_assert_max_num_queries, parents):
    made = make_thread(make_discussion(), parents)
    for comment in (made[0], made[-1], made[len(made) // 2]):
        with django_assert_max_num_queries(7):
            page(comment.get_absolute_url())


def test_closed_discussion_says_so_in_place_of_the_form():
    discussion = make_discussion(closes_at=-DAY, closed_note="Thank you all for a good week.")
    comment = make_comment(discussion)
    for address in (discussion.poll.get_absolute_url(), comment.get_absolute_url()):
        html = page(address)
        assert "Thank you all for a good week." in html
        assert "comment-form" not in html
        assert "Reply<" not in html


def test_only_a_young_comment_offers_a_change():
    discussion = make_discussion()
    young = make_comment(discussion)
    old = make_comment(discussion, created_at=-timedelta(minutes=20))
    html = page(discussion.poll.get_absolute_url())
    assert f"/comments/{young.pk}/own/" in html
    assert f"/comments/{old.pk}/own/" not in html


def test_badge_pick_and_shown_vote_are_words():
    poll = make_poll(choices=("Tea", "Coffee"))
    make_comment(
        make_discussion(poll),
        badge="editor",
        picked=True,
        voted_choice=poll.choices.get(text="Tea"),
    )
    text = words(page(poll.get_absolute_url()))
    assert "Editor says" in text
    assert "Editor’s pick" in text
    assert "Voted: Tea" in text
