"""`voting.cast`: what one vote stores, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from polls import counting, subscribers, voting
from polls.models import Ballot, BallotKey, Mark, Poll, Status
from polls.voters import Voter
from tests.factories import make_choice, make_poll

pytestmark = pytest.mark.django_db

ANNA, BEN = Voter(browser="a" * 32), Voter(browser="b" * 32)


def ids(poll, *positions):
    by_position = {choice.position: choice.pk for choice in poll.choices.all()}
    return [by_position[position] for position in positions]


def votes(poll):
    return {line.position: line.votes for line in counting.count(poll).lines}


def test_first_vote_stores_a_ballot_with_its_key_and_mark():
    poll = make_poll()
    vote = voting.cast(poll.slug, ANNA, ids(poll, 2), via="mail", address="192.0.2.7")
    ballot = Ballot.objects.get()
    assert vote.ballot == ballot
    assert vote.outcome == "cast"
    assert (ballot.poll, ballot.via, ballot.standing) == (poll, "mail", "counted")
    assert len(ballot.receipt) == 16
    assert len(bytes(ballot.network)) == 16
    assert b"192.0.2.7" not in bytes(ballot.network)
    assert [key.kind for key in BallotKey.objects.all()] == ["browser"]
    assert [mark.choice_id for mark in Mark.objects.all()] == ids(poll, 2)


def test_same_choices_again_answer_as_before():
    poll = make_poll()
    first = voting.cast(poll.slug, ANNA, ids(poll, 1))
    again = voting.cast(poll.slug, ANNA, ids(poll, 1))
    assert again.outcome == "same"
    assert again.ballot.receipt == first.ballot.receipt
    assert Ballot.objects.get().changed_at is None
    assert votes(poll) == {1: 1, 2: 0}


def test_change_replaces_the_marks_and_keeps_the_receipt():
    poll = make_poll(choices=("A", "B", "C"), max_marks=2)
    first = voting.cast(poll.slug, ANNA, ids(poll, 1, 2))
    changed = voting.cast(poll.slug, ANNA, ids(poll, 3))
    assert changed.outcome == "changed"
    assert changed.ballot.receipt == first.ballot.receipt
    assert Ballot.objects.get().changed_at is not None
    assert votes(poll) == {1: 0, 2: 0, 3: 1}


def test_change_is_refused_where_the_poll_allows_none_and_names_the_counted_ballot():
    poll = make_poll(changes_allowed=False)
    first = voting.cast(poll.slug, ANNA, ids(poll, 1))
    with pytest.raises(voting.AlreadyVoted) as refusal:
        voting.cast(poll.slug, ANNA, ids(poll, 2))
    assert refusal.value.ballot == first.ballot
    assert votes(poll) == {1: 1, 2: 0}


def test_voters_have_ballots_of_their_own_in_each_poll():
    polls = make_poll(), make_poll()
    for poll in polls:
        for voter in (ANNA, BEN):
            voting.cast(poll.slug, voter, ids(poll, 1))
    assert [votes(poll) for poll in polls] == [{1: 2, 2: 0}] * 2
    assert len({bytes(key.digest) for key in BallotKey.objects.all()}) == 4


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([], "Choose an answer, then cast your vote."),
        (["own", "own"], "Choose each answer once."),
        (["own", "second"], "Choose one answer, then cast your vote."),
        (["foreign"], "Choose one of the answers below, then cast your vote."),
        ([0], "Choose one of the answers below, then cast your vote."),
        ([-1], "Choose one of the answers below, then cast your vote."),
        ([2**63], "Choose one of the answers below, then cast your vote."),
        ([2**63 - 1], "Choose one of the answers below, then cast your vote."),
    ],
)
@pytest.mark.parametrize("has_voted", [False, True])
@pytest.mark.parametrize("changes_allowed", [False, True])
def test_bad_choices_are_refused_and_store_nothing(sent, sentence, has_voted, changes_allowed):
    poll, other = make_poll(changes_allowed=changes_allowed), make_poll()
    named = {"own": ids(poll, 1)[0], "second": ids(poll, 2)[0], "foreign": ids(other, 1)[0]}
    if has_voted:
        voting.cast(poll.slug, ANNA, ids(poll, 2))
    before = list(Mark.objects.values_list("ballot", "choice"))
    with pytest.raises(voting.InvalidChoices, match=sentence):
        voting.cast(poll.slug, ANNA, [named.get(value, value) for value in sent])
    assert list(Mark.objects.values_list("ballot", "choice")) == before
    assert Ballot.objects.count() == BallotKey.objects.count() == has_voted


def test_several_answers_up_to_the_limit():
    poll = make_poll(choices=("A", "B", "C"), max_marks=2)
    voting.cast(poll.slug, ANNA, ids(poll, 1, 3))
    assert votes(poll) == {1: 1, 2: 0, 3: 1}
    with pytest.raises(voting.InvalidChoices, match="Choose at most 2 answers"):
        voting.cast(poll.slug, BEN, ids(poll, 1, 2, 3))
    with pytest.raises(voting.InvalidChoices, match="Choose at least one answer"):
        voting.cast(poll.slug, BEN, [])


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED])
def test_poll_that_is_not_public_does_not_exist(status):
    poll = make_poll(status=status)
    with pytest.raises(Poll.DoesNotExist):
        voting.cast(poll.slug, ANNA, ids(poll, 1))


OPENS_AT = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
CLOSES_AT = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OPENS_AT - SECOND, Poll.DoesNotExist),
        (OPENS_AT, None),
        (CLOSES_AT - SECOND, None),
        (CLOSES_AT, voting.NotOpen),
    ],
)
def test_field_dates_include_the_opening_and_not_the_closing(now, refusal):
    poll = make_poll(opens_at=OPENS_AT, closes_at=CLOSES_AT)
    with time_machine.travel(now, tick=False):
        if refusal:
            with pytest.raises(refusal):
                voting.cast(poll.slug, ANNA, ids(poll, 1))
        else:
            assert voting.cast(poll.slug, ANNA, ids(poll, 1)).ballot.cast_at == now
    assert Ballot.objects.count() == (refusal is None)


# The newsletter's link. The names are those of DESIGN.md's cases.


def link(poll, address="reader@example.com"):
    token = subscribers.make_token(poll.newsletter, address)
    return subscribers.read_token(poll.newsletter, token)


def test_unknown_cookie_and_unknown_link_make_a_ballot_with_both_keys():
    poll = make_poll()
    voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 1))
    assert sorted(key.kind for key in BallotKey.objects.all()) == ["browser", "subscriber"]


def test_unknown_cookie_and_known_link_have_voted_elsewhere():
    poll = make_poll()
    voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 1))
    with pytest.raises(voting.LinkUsed):
        voting.cast(poll.slug, Voter(BEN.browser, link(poll)), ids(poll, 2))
    assert votes(poll) == {1: 1, 2: 0}
    # Forwarded: the reader votes as herself, without the link.
    voting.cast(poll.slug, BEN, ids(poll, 2))
    assert votes(poll) == {1: 1, 2: 1}


@pytest.mark.parametrize("changes_allowed", [False, True])
def test_unknown_link_joins_the_ballot_of_a_known_cookie(changes_allowed):
    poll = make_poll(changes_allowed=changes_allowed)
    voting.cast(poll.slug, ANNA, ids(poll, 1))
    try:
        voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 2))
    except voting.AlreadyVoted:
        assert not changes_allowed
    with pytest.raises(voting.LinkUsed):
        voting.cast(poll.slug, Voter(BEN.browser, link(poll)), ids(poll, 2))
    assert Ballot.objects.count() == 1


def test_known_cookie_keeps_its_ballot_whatever_link_it_brings():
    poll = make_poll()
    anna, ben = link(poll, "anna@example.com"), link(poll, "ben@example.com")
    voting.cast(poll.slug, Voter(ANNA.browser, anna), ids(poll, 1))
    voting.cast(poll.slug, Voter(BEN.browser, ben), ids(poll, 1))
    changed = voting.cast(poll.slug, Voter(ANNA.browser, ben), ids(poll, 2))
    assert changed.outcome == "changed"
    assert votes(poll) == {1: 1, 2: 1}
    assert BallotKey.objects.count() == 4


def test_link_of_another_newsletter_is_no_credential():
    poll, other = make_poll(), make_poll()
    token = subscribers.make_token(other.newsletter, "reader@example.com")
    assert subscribers.read_token(other.newsletter, token) is not None
    assert subscribers.read_token(poll.newsletter, token) is None


# The link's vote is handed over.


def hand_over(poll, voter, choice, **fields):
    return voting.cast(poll.slug, voter, ids(poll, choice), takes_over=True, **fields)


def keys(ballot):
    return {key.kind: bytes(key.digest) for key in ballot.keys.all()}


def test_vote_of_the_link_is_handed_over_with_all_but_its_receipt():
    poll = make_poll()
    scanner, reader = (Voter(known.browser, link(poll)) for known in (ANNA, BEN))
    scanned = voting.cast(poll.slug, scanner, ids(poll, 1), via="mail", address="192.0.2.7")
    taken = hand_over(poll, reader, 2, address="203.0.113.9")
    assert (taken.outcome, taken.ballot) == ("changed", scanned.ballot)
    assert votes(poll) == {1: 0, 2: 1}
    ballot = Ballot.objects.get()
    assert (ballot.via, ballot.cast_at) == ("mail", scanned.ballot.cast_at)
    assert ballot.receipt == taken.ballot.receipt != scanned.ballot.receipt
    assert bytes(ballot.network) != bytes(scanned.ballot.network)
    found = keys(ballot)
    assert sorted(found) == ["browser", "former", "subscriber"]
    assert found["browser"] == reader.digests(poll)["browser"]
    assert scanner.digests(poll)["browser"] not in found.values()
    # Now it is this browser's as any other ballot is.
    assert voting.cast(poll.slug, reader, ids(poll, 1)).outcome == "changed"
    assert votes(poll) == {1: 1, 2: 0}


def test_same_answer_is_handed_over_too_and_a_second_click_changes_nothing():
    poll = make_poll()
    scanner, reader = (Voter(known.browser, link(poll)) for known in (ANNA, BEN))
    voting.cast(poll.slug, scanner, ids(poll, 1))
    first = hand_over(poll, reader, 1)
    again = hand_over(poll, reader, 1)
    assert [first.outcome, again.outcome] == ["same", "same"]
    assert again.ballot.receipt == first.ballot.receipt
    assert keys(first.ballot)["browser"] == reader.digests(poll)["browser"]


def test_browser_that_lost_its_vote_can_only_do_what_one_can_that_has_none():
    poll = make_poll()
    anna, ben = (Voter(known.browser, link(poll)) for known in (ANNA, BEN))
    voting.cast(poll.slug, anna, ids(poll, 1))
    hand_over(poll, ben, 2)
    with pytest.raises(voting.LinkUsed):
        voting.cast(poll.slug, anna, ids(poll, 1))
    assert votes(poll) == {1: 0, 2: 1}
    # She takes it back, and it was one vote all the time.
    hand_over(poll, anna, 1)
    assert votes(poll) == {1: 1, 2: 0}
    assert keys(Ballot.objects.get())["browser"] == anna.digests(poll)["browser"]
    # Or each votes as herself.
    assert voting.cast(poll.slug, BEN, ids(poll, 2)).outcome == "cast"
    assert votes(poll) == {1: 1, 2: 1}
    assert BallotKey.objects.count() == 4


def test_vote_goes_from_hand_to_hand_and_stays_one():
    poll = make_poll()
    voters = [Voter(letter * 32, link(poll)) for letter in "abcde"]
    voting.cast(poll.slug, voters[0], ids(poll, 1))
    for voter in [*voters[1:], *voters]:
        hand_over(poll, voter, 2)
    assert votes(poll) == {1: 0, 2: 1}
    assert sorted(keys(Ballot.objects.get())) == ["browser", "former", "subscriber"]
    assert BallotKey.objects.count() == 3


def test_browser_that_lost_one_vote_and_cast_another_may_lose_that_too():
    poll = make_poll()
    first, second = link(poll, "anna@example.com"), link(poll, "carl@example.com")
    voting.cast(poll.slug, Voter(ANNA.browser, first), ids(poll, 1))
    hand_over(poll, Voter(BEN.browser, first), 1)
    voting.cast(poll.slug, Voter(ANNA.browser, second), ids(poll, 2))
    hand_over(poll, Voter("c" * 32, second), 2)
    assert votes(poll) == {1: 1, 2: 1}
    former = BallotKey.objects.filter(kind="former")
    assert [key.ballot for key in former] == [Ballot.objects.latest("pk")]


def test_poll_that_allows_no_change_hands_nothing_over():
    poll = make_poll(changes_allowed=False)
    voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 1))
    with pytest.raises(voting.LinkUsed):
        hand_over(poll, Voter(BEN.browser, link(poll)), 2)
    assert votes(poll) == {1: 1, 2: 0}


def test_browser_that_has_voted_takes_no_other_vote_over():
    poll = make_poll()
    voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 1))
    voting.cast(poll.slug, BEN, ids(poll, 1))
    assert hand_over(poll, Voter(BEN.browser, link(poll)), 2).outcome == "changed"
    assert votes(poll) == {1: 1, 2: 1}


@pytest.mark.parametrize("voter", [ANNA, Voter(ANNA.browser, "0" * 24)])
def test_who_would_take_over_a_vote_that_there_is_not_casts_a_first_one(voter):
    poll = make_poll()
    assert hand_over(poll, voter, 1).outcome == "cast"
    assert votes(poll) == {1: 1, 2: 0}


def test_ballot_set_aside_stays_so_when_it_is_handed_over():
    poll = make_poll()
    voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 1))
    Ballot.objects.update(standing=Ballot.Standing.HELD)
    assert hand_over(poll, Voter(BEN.browser, link(poll)), 2).ballot.standing == "held"
    assert votes(poll) == {1: 0, 2: 0}


def test_bad_choices_hand_nothing_over():
    poll = make_poll()
    voting.cast(poll.slug, Voter(ANNA.browser, link(poll)), ids(poll, 1))
    before = keys(Ballot.objects.get())
    with pytest.raises(voting.InvalidChoices):
        voting.cast(poll.slug, Voter(BEN.browser, link(poll)), [2**40], takes_over=True)
    assert keys(Ballot.objects.get()) == before


def test_poll_that_has_forgotten_its_voters_takes_no_vote():
    poll = make_poll()
    Poll.objects.filter(pk=poll.pk).update(voter_key=None)
    with pytest.raises(voting.NotOpen):
        voting.cast(poll.slug, ANNA, ids(poll, 1))


# What a first vote costs.


def test_first_vote_takes_four_statements_in_its_transaction(django_assert_num_queries):
    poll = make_poll(choices=("A", "B", "C"), max_marks=3)
    make_choice(poll)
    chosen = ids(poll, 1, 2, 4)
    # Poll, ballot, key, marks; a test's transaction adds a savepoint and its release.
    with django_assert_num_queries(6):
        voting.cast(poll.slug, ANNA, chosen)
