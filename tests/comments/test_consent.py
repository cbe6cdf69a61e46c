"""Commenting never reveals a vote without consent.

Two readers vote and comment. Then their votes are exchanged behind everybody's back: the count stays, and so
must every page, feed, list and export of the site, to the last byte. What changed with the vote would tell it.
"""

import re
from contextlib import contextmanager

import pytest
import time_machine
from django.contrib import admin
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from polls import voters
from polls.models import BallotKey, Mark, Poll
from tests.comments.commenting import opened_at
from tests.comments.factories import make_follow_up, make_rules
from tests.factories import make_ballot, make_superuser
from tests.public_site import PUBLIC, addresses, make_site

pytestmark = [
    pytest.mark.django_db,
    # Of what pages tell, whatever database their rows are from.
    pytest.mark.only_on("sqlite"),
]

READERS = {"a" * 32: "Anna Quagga", "b" * 32: "Ben Zebra"}
# Of ballots, each with its marks: what they say is public or the desk's own, and nothing of it names a
# commenter.
BALLOTS = {"ledger", "admin:polls_ballot_changelist", "admin:polls_ballot_change"}
# Made anew for each page.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def site():
    """An open and a closed poll in which both have voted, each another way, and commented."""
    make_site()
    with time_machine.travel(timezone.now(), tick=False):
        polls = [Poll.objects.get(slug=slug) for slug in ("open", "closed")]
        make_rules(polls[1].discussion)
        for poll in polls:
            for choice, credential in zip(poll.choices.all(), READERS, strict=True):
                vote(poll, choice, credential)
                comment(poll, credential)
        make_follow_up(polls[0])
        yield polls


def vote(poll, choice, credential):
    ballot = make_ballot(poll, choice)
    own = voters.digest(poll, BallotKey.Kind.BROWSER, credential)
    BallotKey.objects.filter(ballot=ballot).update(digest=own)


def browser_of(credential) -> Client:
    client = Client()
    client.cookies["voter"] = client.cookies["commenter"] = credential
    return client


def comment(poll, credential):
    fields = {
        "name": READERS[credential],
        "body": f"{READERS[credential]} on {poll}",
        "email": "reader@example.com",
        "opened": opened_at(poll),
    }
    response = browser_of(credential).post(f"/polls/{poll.slug}/comments/", fields)
    assert response.status_code == 303


def exchange(poll):
    """The two readers' marks."""
    keys = [voters.digest(poll, BallotKey.Kind.BROWSER, credential) for credential in READERS]
    first, second = Mark.objects.filter(ballot__keys__digest__in=keys)
    Mark.objects.filter(pk=first.pk).update(choice=second.choice)
    Mark.objects.filter(pk=second.pk).update(choice=first.choice)


def pages_of_readers() -> dict[str, str]:
    """Every public address, and those of the comments: by the address, its name."""
    found = {address: name for name in PUBLIC for address in addresses(name)}
    for poll in Poll.objects.all():
        for choice in poll.choices.all():
            found[f"{poll.get_absolute_url()}?answer={choice.pk}"] = "poll"
    for one in Comment.objects.all():
        for name in ("comment", "comment_replies", "comment_more", "report_comment"):
            found[reverse(name, args=[one.pk])] = name
    return found


def pages_of_the_desk() -> dict[str, str]:
    """Every list of the desk, and the page of every row."""
    found = {"/admin/": "admin:index"}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found[reverse(f"{name}_changelist")] = f"{name}_changelist"
        for row in model._default_manager.all():
            found[reverse(f"{name}_change", args=[row.pk])] = f"{name}_change"
    for state in ("all", "held", "published"):
        found[f"/admin/comments/comment/?state={state}"] = "admin:comments_comment_changelist"
    return found


def contents(client, pages) -> dict[str, bytes]:
    found = {}
    for address, name in pages.items():
        if name not in BALLOTS:
            caches["pages"].clear()
            response = client.get(address)
            found[address] = TOKEN.sub(b"", b"".join(response))
    return found


@contextmanager
def same_before_and_after(polls, read):
    """`read` gives the same before and after the votes were exchanged."""
    before = read()
    for poll in polls:
        exchange(poll)
    after = read()
    assert before.keys() == after.keys()
    assert [address for address in before if before[address] != after[address]] == []
    yield before


@pytest.mark.parametrize("who", ["reader", "program", "editor"])
def test_no_page_feed_or_export_changes_with_the_vote_of_a_commenter(site, who):
    client = Client(HTTP_ACCEPT="application/json") if who == "program" else Client()
    if who == "editor":
        client.force_login(make_superuser())
    with same_before_and_after(site, lambda: contents(client, pages_of_readers())) as pages:
        assert b"Anna Quagga" in pages["/polls/open/"]


def test_nothing_at_the_desk_changes_with_the_vote_of_a_commenter(site):
    client = Client()
    client.force_login(make_superuser())
    with same_before_and_after(site, lambda: contents(client, pages_of_the_desk())) as pages:
        assert b"Anna Quagga" in pages["/admin/comments/comment/?state=all"]


def test_no_answer_to_a_commenter_tells_more_of_the_vote_than_was_asked(site):
    """Their own pages, previews, refusals and what their scripts are told."""

    def read():
        found = {}
        for credential, name in READERS.items():
            browser = browser_of(credential)
            for one in Comment.objects.filter(name=name):
                own = reverse("own_comment", args=[one.pk])
                mine = f"/comments/mine/?discussion={one.discussion_id}"
                found |= contents(browser, {own: "own_comment", mine: "my_comments"})
            for poll in site:
                for fields in ({"preview": "1", "name": name, "body": "x"}, {"name": ""}):
                    response = browser.post(f"/polls/{poll.slug}/comments/", fields)
                    found[f"{name} {poll} {list(fields)}"] = response.content
        return found

    with same_before_and_after(site, read) as answers:
        assert b"Anna Quagga" in b"".join(answers.values())
    # Their votes were exchanged indeed.
    own = voters.digest(site[0], BallotKey.Kind.BROWSER, "a" * 32)
    assert Mark.objects.get(ballot__keys__digest=own).choice == site[0].choices.last()


def test_lists_of_ballots_name_no_commenter(site):
    client = Client()
    client.force_login(make_superuser())
    for address, name in (pages_of_readers() | pages_of_the_desk()).items():
        if name in BALLOTS:
            page = client.get(address).content
            for secret in (b"Quagga", b"Zebra", b"reader@example.com"):
                assert secret not in page


def test_vote_that_is_shown_by_consent_would_be_found(site):
    """The words above are what the pages print once the commenter says so."""
    Comment.objects.filter(name="Anna Quagga").update(voted_choice=site[0].choices.first())
    assert "Voted: <bdi>Yes</bdi>" in Client().get("/polls/open/").content.decode()
