"""Ballots held, released and made void: what it does to the result, and its record."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from polls import counting, editions, rulings
from polls.models import Ballot, Mark, RuledBallot, Ruling, Status
from tests.factories import make_ballots, make_editor, make_poll

pytestmark = pytest.mark.django_db

TARGETS = {"hold": "held", "release": "counted", "void": "void"}


def figures(result):
    lines = sorted(result.lines, key=lambda line: line.position)
    return [line.votes for line in lines], result.respondents, result.set_aside


def standings(poll) -> dict[str, int]:
    return {
        standing: poll.ballots.filter(standing=standing).count()
        for standing in Ballot.Standing.values
    }


@pytest.mark.parametrize("action", TARGETS)
def test_preview_is_the_count_of_afterwards(action):
    poll = make_poll(choices=("A", "B", "C"), max_marks=2)
    for standing, network in (("counted", b"n" * 16), ("held", b"n" * 16), ("void", b"n" * 16)):
        for ballot in make_ballots(poll, [3, 2, 1], standing=standing, network=network):
            if ballot.marks.filter(choice__position=1).exists():
                Mark.objects.create(ballot=ballot, choice=poll.choices.get(position=2))
    make_ballots(poll, [4, 4, 4], network=b"o" * 16)
    network = Ballot.objects.filter(network=b"n" * 16)

    before = counting.count(poll)
    seen = rulings.preview(poll, network, action)
    assert counting.count(poll) == seen.before == before
    ruling = rulings.rule(poll, network, action, "A machine.")

    assert counting.count(poll) == seen.after
    assert seen.changed == ruling.ballots.count() == 12
    assert standings(poll)[TARGETS[action]] == 18 + 12 * (action == "release")
    assert poll.ballots.filter(network=b"o" * 16).counted().count() == 12


def test_ballots_of_another_poll_are_never_ruled_on():
    poll, other = make_poll(), make_poll()
    make_ballots(poll, [1, 0])
    make_ballots(other, [1, 0])
    rulings.rule(poll, Ballot.objects.all(), "void", "All.")
    assert (standings(poll)["void"], standings(other)["void"]) == (1, 0)


@pytest.mark.parametrize(("number", "secret"), [(4, True), (5, False)])
def test_preview_of_few_ballots_tells_no_answer_but_how_far_a_share_can_move(number, secret):
    poll = make_poll()
    make_ballots(poll, [60, 40])
    few = [ballot.pk for ballot in poll.ballots.all()[:number]]
    some = Ballot.objects.filter(pk__in=few)
    # Held ballots that become void are many, and hide none of the few that leave the count.
    make_ballots(poll, [9, 0], standing="held")
    wide = some | poll.ballots.filter(standing="held")
    assert rulings.preview(poll, some, "void").is_secret == secret
    seen = rulings.preview(poll, wide, "void")
    assert (seen.is_secret, seen.changed, seen.moving) == (secret, number + 9, number)
    assert seen.furthest == Decimal(f"{number}.00")


def test_ruling_says_who_what_when_and_why_and_how_each_ballot_stood():
    poll, editor = make_poll(), make_editor()
    make_ballots(poll, [1, 0])
    make_ballots(poll, [1, 0], standing="held")
    begun = timezone.now()
    ruling = rulings.rule(
        poll, poll.ballots.all(), "void", "A machine.", actor=editor, scope="from network ab"
    )
    assert begun <= ruling.made_at <= timezone.now()
    assert (ruling.actor, ruling.action, ruling.reason) == (editor, "void", "A machine.")
    assert ruling.scope == "from network ab"
    changes = ruling.ballots.values_list("before", "after")
    assert sorted(changes) == [("counted", "void"), ("held", "void")]


def test_what_changes_nothing_is_refused():
    poll = make_poll()
    make_ballots(poll, [2, 0], standing="void")
    for ballots in (poll.ballots.all(), poll.ballots.none()):
        with pytest.raises(ValidationError, match="None of these ballots would change"):
            rulings.rule(poll, ballots, "void", "Again.")
    assert not Ruling.objects.exists()


def test_undo_gives_each_ballot_back_its_standing_unless_it_was_decided_about_anew():
    poll = make_poll()
    make_ballots(poll, [2, 0])
    (held,) = make_ballots(poll, [1, 0], standing="held")
    ruling = rulings.rule(poll, poll.ballots.all(), "void", "A machine.")
    anew = poll.ballots.exclude(pk=held.pk).first()
    rulings.rule(poll, Ballot.objects.filter(pk=anew.pk), "hold", "This one waits.")

    undoing = rulings.undo(ruling, "It was an office.")
    assert standings(poll) == {"counted": 1, "held": 2, "void": 0}
    assert (undoing.undoes, undoing.ballots.count()) == (ruling, 2)
    with pytest.raises(ValidationError, match="was undone already"):
        rulings.undo(ruling, "Again.")
    rulings.undo(undoing, "It was a machine after all.")
    assert standings(poll) == {"counted": 0, "held": 1, "void": 2}


def test_undo_of_what_was_all_decided_about_anew_is_refused():
    poll = make_poll()
    make_ballots(poll, [2, 0])
    ruling = rulings.rule(poll, poll.ballots.all(), "void", "A machine.")
    rulings.rule(poll, poll.ballots.all(), "release", "An office.")
    with pytest.raises(ValidationError, match="decided about anew"):
        rulings.undo(ruling, "Undo.")


def test_edition_after_a_ruling_differs_with_an_explanation():
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, [6, 3])
    first = editions.freeze(poll, timezone.now(), "First report")
    some = poll.ballots.filter(marks__choice__position=1)[:5].values_list("pk", flat=True)
    rulings.rule(poll, Ballot.objects.filter(pk__in=list(some)), "void", "A machine.")
    assert editions.shown(poll, timezone.now())[1] == first
    second = editions.current(poll, timezone.now(), "Five ballots set aside")
    assert figures(second.result()) == ([1, 3], 4, 5)
    assert all(difference.explained for difference in editions.differences(first))
    assert len(list(editions.differences(first))) == 5


def test_a_ruling_takes_as_many_statements_for_thirty_ballots_as_for_three(
    django_assert_num_queries,
):
    for number in (3, 30):
        poll = make_poll()
        make_ballots(poll, [number, 0])
        with transaction.atomic(), django_assert_num_queries(7):
            rulings.rule(poll, poll.ballots.all(), "hold", "A machine.")
    assert RuledBallot.objects.count() == 33
