"""Mail scanners, prefetching browsers and crawlers follow every link: none of them votes."""

import http.client
import itertools

from polls import subscribers
from polls.models import Ballot, BallotKey, Mark
from tests.factories import make_poll, make_post
from tests.load.test_votes_at_once import voter

REQUESTS = 1000
PREFETCH = {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch"}


def test_a_thousand_gets_heads_and_prefetches_cast_no_ballot(live_site):
    poll = make_poll()
    post = make_post(asks=poll, newsletter=poll.newsletter)
    choice = poll.choices.first().pk
    token = subscribers.make_token(poll.newsletter, "reader@example.com")
    addresses = [
        f"/polls/{poll.slug}/?choice={choice}",
        f"/polls/{poll.slug}/ballots/?choice={choice}",
        f"/polls/{poll.slug}/ballots/?bounced=1&choice={choice}",
        f"/polls/{poll.slug}/ballot/?choice={choice}",
        f"/polls/{poll.slug}/ballot/?change=1&choice={choice}",
        f"/v/{token}/{poll.slug}/?choice={choice}",
        f"/posts/{post.slug}/?choice={choice}",
        f"/newsletters/{poll.newsletter.slug}/?choice={choice}",
        f"/?choice={choice}",
    ]
    kinds = [("GET", {}), ("HEAD", {}), ("GET", PREFETCH)]
    # A scanner keeps no cookies; a reader's own browser, which prefetches, brings them.
    cookies = [{}, {"Cookie": voter()}]
    requests = itertools.cycle(itertools.product(addresses, kinds, cookies))

    connection = http.client.HTTPConnection("127.0.0.1", live_site.port, timeout=60)
    seen = set()
    for address, (method, headers), cookie in itertools.islice(requests, REQUESTS):
        connection.request(method, address, headers=headers | cookie)
        response = connection.getresponse()
        response.read()
        seen.add((address, response.status))
    connection.close()

    assert {status for _, status in seen} == {200, 302, 405}
    assert {status for address, status in seen if "/ballots/" in address} == {405}
    assert Ballot.objects.count() == BallotKey.objects.count() == Mark.objects.count() == 0
