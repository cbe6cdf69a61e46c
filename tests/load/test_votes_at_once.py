"""Votes that arrive at the same time, over HTTP, at a server of several processes."""

import secrets
import threading
import time
from collections import Counter

from polls import counting, subscribers
from polls.models import Ballot, BallotKey, Mark
from tests.factories import make_newsletter, make_poll
from tests.load.burst import Client, Crowd, Vote, burst

AT_ONCE = 200
# More than the server's threads: what is to meet in one round meets among them.
TOGETHER = 25


def ballots_path(poll) -> str:
    return f"/polls/{poll.slug}/ballots/"


def voter() -> str:
    return f"voter={secrets.token_hex(16)}"


def test_one_voter_at_once_has_one_ballot(live_site):
    newsletter = make_newsletter()
    for number, size in enumerate([AT_ONCE, *[TOGETHER] * 40]):
        with Crowd(live_site.port, size) as crowd:
            poll = make_poll(newsletter=newsletter, choices=("A", "B", "C"))
            chosen = [choice.pk for choice in poll.choices.all()]
            cookie = voter()
            # An address for each voter: all of them together are more than one network may send.
            origin = {"X-Forwarded-For": f"203.0.113.{number}"}
            replies = crowd.burst(
                [Vote(ballots_path(poll), [chosen[n % 3]], cookie, origin) for n in range(size)]
            )
            assert Counter(reply.status for reply in replies) == {303: size}
            assert Ballot.objects.filter(poll=poll).count() == 1
            assert BallotKey.objects.filter(poll=poll).count() == 1
            assert Mark.objects.filter(ballot__poll=poll).count() == 1
            assert counting.count(poll).respondents == 1


def test_distinct_voters_at_once_have_a_ballot_each(live_site):
    poll = make_poll(choices=("A", "B", "C"))
    chosen = [choice.pk for choice in poll.choices.all()]
    votes = [Vote(ballots_path(poll), [chosen[n % 3]], voter()) for n in range(AT_ONCE)]
    replies = burst(live_site.port, votes)
    assert Counter(reply.status for reply in replies) == {303: AT_ONCE}
    assert [line.votes for line in counting.count(poll).lines] == [67, 67, 66]
    receipts = Ballot.objects.filter(poll=poll).values_list("receipt", flat=True)
    assert len(set(receipts)) == AT_ONCE


def test_first_votes_without_a_cookie_bounce_and_count_once_they_bring_it(live_site):
    poll = make_poll()
    choice = poll.choices.first().pk
    bounced = burst(live_site.port, [Vote(ballots_path(poll), [choice])] * AT_ONCE)
    assert {reply.status for reply in bounced} == {307}
    assert Ballot.objects.count() == 0
    votes = [
        Vote(reply.location, [choice], reply.cookies[0].partition(";")[0]) for reply in bounced
    ]
    assert Counter(reply.status for reply in burst(live_site.port, votes)) == {303: AT_ONCE}
    assert counting.count(poll).respondents == AT_ONCE


def test_browsers_that_take_one_links_vote_over_at_once_leave_one_vote(live_site):
    poll = make_poll(choices=("A", "B", "C"))
    chosen = [choice.pk for choice in poll.choices.all()]
    token = subscribers.make_token(poll.newsletter, "reader@example.com")
    cookies = [f"{voter()}; link-{poll.newsletter_id}={token}" for _ in range(AT_ONCE // 4)]
    first = Vote(ballots_path(poll), [chosen[0]], cookies[0])
    burst(live_site.port, [first])
    # Each twice, as a double click is; and the browser that has the vote changes it meanwhile.
    votes = [
        Vote(ballots_path(poll), [chosen[n % 3]], cookie, button="replace")
        for n, cookie in enumerate(cookies)
        for _ in range(2)
    ]
    replies = burst(live_site.port, [*votes, Vote(ballots_path(poll), [chosen[2]], cookies[0])])
    assert {reply.status for reply in replies} <= {303, 409}
    # 409 is for who had the vote, and lost it while waiting to change it.
    assert Counter(reply.status for reply in replies)[303] >= len(cookies) - 1
    assert counting.count(poll).respondents == Mark.objects.count() == 1
    keys = BallotKey.objects.values_list("kind", flat=True)
    assert sorted(keys) == ["browser", "former", "subscriber"]


def test_closing_early_while_readers_vote_lets_no_vote_in_after_it(live_site):
    poll = make_poll()
    choice = poll.choices.first().pk
    stop = threading.Event()
    statuses = Counter()

    def vote_until_refused():
        client = Client(live_site.port)
        # Bounded: at most 200 votes a thread, fewer where the poll closes before.
        for _ in range(200):
            if stop.is_set():
                break
            client.send(Vote(ballots_path(poll), [choice], voter()))
            statuses[client.receive().status] += 1
        client.close()

    threads = [threading.Thread(target=vote_until_refused) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: statuses[303] >= 40)
    poll.close()
    counted = Ballot.objects.filter(poll=poll).count()
    wait_until(lambda: statuses[409] >= 20)
    stop.set()
    for thread in threads:
        thread.join()

    assert set(statuses) == {303, 409}
    assert Ballot.objects.filter(poll=poll).count() == counted == statuses[303]
    assert not Ballot.objects.filter(poll=poll, cast_at__gte=poll.closes_at).exists()


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened for too long"
        time.sleep(0.01)
