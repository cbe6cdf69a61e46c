"""Editions: frozen, numbered, citable; and recounted from the ballots."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from polls import counting, editions, ledger
from polls.models import Ballot, Edition, Mark, Poll, Status
from tests.factories import (
    make_ballots,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
)

pytestmark = pytest.mark.django_db


def closed_poll(counts=(193, 42, 35, 23), **fields):
    fields = {"choices": [f"Answer {n}" for n, _ in enumerate(counts, 1)]} | fields
    poll = make_poll(status=Status.CLOSED, **fields)
    make_ballots(poll, counts)
    return poll


def freeze(poll, reason="First report"):
    return editions.freeze(poll, timezone.now(), reason)


def set_aside(ballots):
    pks = [ballot.pk for ballot in ballots]
    return Ballot.objects.filter(pk__in=pks).update(standing="void")


def test_edition_prints_the_count_to_the_digit():
    edition = freeze(closed_poll())
    result = edition.result()
    assert [(line.position, line.votes, line.percent_text) for line in result.lines] == [
        (1, 193, "65.87"),
        (2, 42, "14.33"),
        (3, 35, "11.95"),
        (4, 23, "7.85"),
    ]
    assert (edition.number, result.respondents, result.set_aside) == (1, 293, 0)


def test_edition_stays_as_printed_when_ballots_and_settings_change():
    poll = closed_poll((3, 2))
    edition = freeze(poll)
    set_aside(poll.ballots.all()[:4])
    poll.newsletter.decimals = 0
    poll.newsletter.save()
    poll.result_order = "position"
    poll.save()
    result = Edition.objects.get(pk=edition.pk).result()
    assert [(line.votes, line.percent_text) for line in result.lines] == [
        (3, "60.00"),
        (2, "40.00"),
    ]


def test_edition_keeps_printed_order_by_votes_and_by_position():
    by_votes = freeze(closed_poll((1, 3, 2)))
    by_position = freeze(closed_poll((1, 3, 2), result_order="position"))
    assert [line.position for line in by_votes.result().lines] == [2, 3, 1]
    assert [line.position for line in by_position.result().lines] == [1, 2, 3]


def test_edition_has_the_ledger_of_its_ballots_and_its_sha256():
    poll = closed_poll((2, 1))
    aside = poll.ballots.first()
    set_aside([aside])
    edition = freeze(poll)
    expected = ledger.lines(
        (
            ballot.receipt,
            None
            if ballot == aside
            else [mark.choice.position for mark in ballot.marks.select_related("choice")],
        )
        for ballot in poll.ballots.all()
    )
    assert edition.ledger.text == expected
    assert edition.ledger_sha256 == ledger.digest(expected)
    recount = ledger.recount(expected)
    assert (recount.respondents, recount.set_aside) == (2, 1)
    assert (edition.respondents, edition.set_aside) == (2, 1)


def test_edition_of_several_answers_has_respondents_as_its_base():
    poll = make_poll(status=Status.CLOSED, choices=("A", "B", "C"), max_marks=3)
    for ballot in make_ballots(poll, (2, 0, 0)):
        Mark.objects.create(ballot=ballot, choice=poll.choices.get(position=2))
    result = freeze(poll).result()
    assert [(line.votes, line.percent_text) for line in result.lines] == [
        (2, "100.00"),
        (2, "100.00"),
        (0, "0.00"),
    ]
    assert result.respondents == 2


def test_edition_of_nobody_prints_zeros():
    edition = freeze(closed_poll((0, 0)))
    assert [line.percent_text for line in edition.result().lines] == ["0.00", "0.00"]
    assert edition.ledger.text == ""


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED, Status.OPEN])
def test_edition_is_made_of_closed_polls_alone(status):
    with pytest.raises(ValidationError, match="The poll has not closed yet"):
        freeze(make_poll(status=status))
    assert not Edition.objects.exists()


def test_editions_are_numbered_in_each_poll():
    one, other = closed_poll((1, 0)), closed_poll((1, 0))
    assert [freeze(one).number, freeze(one).number, freeze(other).number] == [1, 2, 1]


def test_current_edition_is_the_latest_while_the_ballots_stand():
    poll = closed_poll((2, 1))
    now = timezone.now()
    first = editions.current(poll, now, "First report")
    assert editions.current(poll, now, "Again") == first
    set_aside(poll.ballots.all()[:1])
    second = editions.current(poll, now, "A ballot was set aside")
    assert (second.number, second.respondents, second.set_aside) == (2, 2, 1)


def test_current_edition_of_an_imported_poll_is_the_imported_one():
    imported = make_imported_edition(closed_poll((0, 0)), ["65.87", "34.13"])
    assert editions.current(imported.poll, timezone.now(), "First report") == imported


def test_imported_edition_prints_shares_without_counts():
    newsletter = make_newsletter(decimals=1)
    poll = make_poll(status=Status.CLOSED, newsletter=newsletter)
    edition = make_imported_edition(poll, [Decimal("65.9"), Decimal("34.1")])
    result = Edition.objects.get(pk=edition.pk).result()
    assert [(line.votes, line.percent_text) for line in result.lines] == [
        (None, "65.9"),
        (None, "34.1"),
    ]
    assert result.respondents is None


def test_shown_figures_are_the_count_while_open_and_the_edition_once_there_is_one():
    poll = make_poll()
    make_ballots(poll, (2, 1))
    now = timezone.now()
    assert editions.shown(poll, now) == (counting.count(poll), None)
    poll.close()
    after = timezone.now() + timedelta(seconds=1)
    assert editions.shown(poll, after) == (counting.count(poll), None)
    edition = editions.freeze(poll, after, "First report")
    set_aside(poll.ballots.all()[:1])
    assert editions.shown(poll, after) == (edition.result(), edition)


def test_count_leaves_out_what_is_set_aside():
    poll = make_poll(choices=("A", "B"))
    ballots = make_ballots(poll, (3, 2))
    Ballot.objects.filter(pk=ballots[0].pk).update(standing="held")
    Ballot.objects.filter(pk=ballots[4].pk).update(standing="void")
    make_ballots(make_poll(), (5, 5))
    result = counting.count(poll)
    assert [line.votes for line in result.lines] == [2, 1]
    assert (result.respondents, result.set_aside) == (3, 2)


def test_count_takes_one_query(django_assert_num_queries):
    poll = Poll.objects.select_related("newsletter").get(pk=closed_poll().pk)
    with django_assert_num_queries(1):
        counting.count(poll)


# Publishing a report.


def test_publishing_a_report_makes_the_edition_that_it_cites():
    poll = closed_poll((2, 1))
    post = make_post(reports=poll, edition=None, published=False, published_at=None)
    now = timezone.now()
    post.publish(now)
    post.refresh_from_db()
    assert (post.published, post.published_at) == (True, now)
    assert (post.edition.number, post.edition.reason) == (1, "First report")


def test_report_of_an_open_poll_is_not_published():
    post = make_post(
        reports=make_poll(),
        edition=None,
        published=False,
        published_at=None,
    )
    with pytest.raises(ValidationError, match="This poll has not closed yet"):
        post.publish(timezone.now())
    post.refresh_from_db()
    assert not post.published


# manage.py recount


def recount():
    out = StringIO()
    call_command("recount", stdout=out)
    return out.getvalue().splitlines()


def test_recount_finds_nothing_where_editions_and_ballots_agree():
    poll = closed_poll((2, 1), slug="agrees")
    freeze(poll)
    set_aside(poll.ballots.all()[:1])
    freeze(poll)
    lines = recount()
    assert lines[0] == "1 of 2: edition 1 of agrees"
    assert lines[1].endswith("was set aside since (a later edition says so)")
    assert lines[2] == "2 of 2: edition 2 of agrees"
    assert lines[3] == (
        "2 editions recounted, 0 imported ones have no ballots: "
        "0 differences, 1 that a later edition explains."
    )


def remove_a_ballot(edition):
    ballot = edition.poll.ballots.first()
    ballot.marks.all().delete()
    ballot.delete()


def move_a_mark(edition):
    mark = Mark.objects.filter(ballot__poll=edition.poll, choice__position=1).first()
    Mark.objects.filter(pk=mark.pk).update(choice=edition.poll.choices.get(position=2))


def edit_a_figure(edition):
    edition.lines.filter(rank=1).update(votes=9)


def edit_the_respondents(edition):
    Edition.objects.filter(pk=edition.pk).update(respondents=9)


def edit_the_ledger(edition):
    edition.ledger.text = edition.ledger.text.replace("\t1\n", "\t2\n", 1)
    edition.ledger.save()


def spoil_the_ledger(edition):
    edition.ledger.text += "not a line\n"
    edition.ledger.save()


@pytest.mark.parametrize(
    ("tamper", "sentences"),
    [
        (remove_a_ballot, ["is gone"]),
        (lambda edition: make_ballots(edition.poll, (1, 0)), ["is not in its ledger"]),
        (move_a_mark, ["marks 2, the ledger has 1"]),
        (lambda edition: set_aside(edition.poll.ballots.all()[:1]), ["was set aside since"]),
        (edit_a_figure, ["it prints 9 votes for “Answer 1”, its ledger lists 2"]),
        (edit_the_respondents, ["it prints 9 respondents, its ledger lists 3"]),
        (
            edit_the_ledger,
            [
                "its ledger does not have the SHA-256 that it prints",
                "it prints 2 votes for “Answer 1”, its ledger lists 1",
                "it prints 1 votes for “Answer 2”, its ledger lists 2",
                "marks 1, the ledger has 2",
            ],
        ),
        (
            spoil_the_ledger,
            ["its ledger does not have the SHA-256 that it prints", "its ledger cannot be read"],
        ),
    ],
)
def test_recount_names_each_difference(tamper, sentences):
    edition = freeze(closed_poll((2, 1)))
    tamper(edition)
    found = [difference.sentence for difference in editions.differences(fresh(edition))]
    assert len(found) == len(sentences)
    for sentence, expected in zip(found, sentences, strict=True):
        assert expected in sentence
    with pytest.raises(CommandError, match=f"{len(sentences)} differences, 0 that"):
        recount()


def fresh(edition):
    return Edition.objects.select_related("poll").get(pk=edition.pk)
