"""The list of ballots: narrowed by poll, network and hour; held, released, made void after a preview."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from polls import editions
from polls.models import Ballot, Ruling, Status
from tests.factories import (
    make_ballot,
    make_ballots,
    make_editor,
    make_moderator,
    make_newsletter,
    make_poll,
    make_post,
)

from .pages import form_of, messages_of

pytestmark = pytest.mark.django_db

OFFICE, FARM = b"\x0f" * 16, b"\xfa" * 16
FARM_LABEL = "fafafafa"
LIST = "/admin/polls/ballot/"


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def listed(page) -> set[int]:
    return {ballot.pk for ballot in page.context["cl"].result_list}


def filters(page) -> dict[str, list[str]]:
    return {
        spec.title: [str(label) for value, label in spec.lookup_choices]
        for spec in page.context["cl"].filter_specs
        if hasattr(spec, "lookup_choices") and spec.title in {"poll", "network", "hour", "decision"}
    }


@pytest.fixture
def poll():
    """Eight ballots from a farm within one hour, all for “No”; six from an office, and one of nobody."""
    poll = make_poll(
        question="Rain?",
        choices=["Yes", "No"],
        newsletter=make_newsletter(time_zone="Asia/Kolkata"),
    )
    at = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)
    make_ballots(poll, [0, 8], network=FARM, cast_at=at)
    make_ballots(poll, [4, 2], network=OFFICE, cast_at=at + timedelta(hours=3))
    make_ballot(poll, network=b"\x01" * 16, via="mail", cast_at=at + timedelta(hours=3))
    return poll


def farm(poll):
    return Ballot.objects.filter(poll=poll, network=FARM)


def address(poll, **query) -> str:
    pairs = {"in_poll": poll.pk} | query
    return LIST + "?" + "&".join(f"{name}={value}" for name, value in pairs.items())


def choose(desk, at: str, action: str, ballots, *, across=False):
    return desk.post(
        at,
        {
            "action": action,
            "index": 0,
            "select_across": int(across),
            "_selected_action": [ballot.pk for ballot in ballots],
        },
    )


def confirm(desk, at: str, page, reason="A farm."):
    return desk.post(at, form_of(page, "rule_form") | {"reason": reason}, follow=True)


def test_networks_and_hours_are_offered_within_a_poll_alone(desk, poll):
    other = make_poll()
    make_ballots(other, [2, 0], network=FARM)

    assert filters(desk.get(LIST)) == {}
    page = desk.get(address(poll))
    assert filters(page) == {
        "poll": ["Rain?"],
        "network": [f"{FARM_LABEL} (8)", "0f0f0f0f (6)"],
        "hour": [
            "Fri 20 Nov 2026, 14:30 IST (8)",
            "Fri 20 Nov 2026, 17:30 IST (7)",
        ],
    }
    assert len(listed(page)) == 15


def test_list_is_narrowed_by_network_hour_and_way(desk, poll):
    ids = set(farm(poll).values_list("pk", flat=True))
    assert listed(desk.get(address(poll, net=FARM_LABEL))) == ids
    assert listed(desk.get(address(poll, hour="2026-11-20T09Z"))) == ids
    assert len(listed(desk.get(address(poll, via__exact="mail")))) == 1
    for nothing in (
        {"net": "ffffffff"},
        {"hour": "x"},
        {"hour": "2026-11-20T09Z", "net": "0f0f0f0f"},
    ):
        assert listed(desk.get(address(poll, **nothing))) == set()
    # Without its poll, a label means nothing.
    assert listed(desk.get(f"{LIST}?net={FARM_LABEL}")) == set()


def test_list_shows_a_label_and_neither_hash_nor_receipt_nor_answer(desk, poll):
    page = desk.get(address(poll)).content.decode()
    assert FARM_LABEL in page
    assert FARM.hex() not in page
    for ballot in poll.ballots.all():
        assert ballot.receipt not in page


def test_network_is_made_void_after_a_preview_and_the_record_says_so(desk, poll, editor):
    at = address(poll, net=FARM_LABEL)
    page = choose(desk, at, "void", farm(poll)[:1], across=True)
    told = words(page)
    assert "8 ballots of “Rain?”, from network fafafafa." in told
    assert "Yes 5 33.33% 5 71.43%" in told
    assert "No 10 66.67% 2 28.57%" in told
    assert "Respondents 15 7" in told
    assert "Set aside 0 8" in told
    assert not Ruling.objects.exists()

    page = confirm(desk, at, page)
    ruling = Ruling.objects.get()
    assert messages_of(page) == [
        f'Made void: 8 ballots. <a href="/admin/polls/ruling/{ruling.pk}/change/">'
        "See or undo this decision</a>"
    ]
    assert (ruling.actor, ruling.reason, ruling.scope) == (
        editor,
        "A farm.",
        "from network fafafafa",
    )
    assert set(Ballot.objects.set_aside()) == set(farm(poll))

    history = words(desk.get(reverse("admin:polls_poll_history", args=[poll.pk])))
    assert "Made void 8 ballots, from network fafafafa: A farm." in history


def test_preview_of_one_ballot_does_not_tell_what_it_marks(desk, poll):
    page = choose(desk, address(poll), "hold", farm(poll)[:1])
    told = words(page)
    assert "1 ballot of “Rain?”, chosen one by one." in told
    assert "Respondents 15 14" in told
    assert "what a single reader marked stays secret" in told
    assert "No share moves by more than 6.67 points." in told
    assert "66.67%" not in told
    assert "Yes" not in told.split("What it does to the count")[1]


def test_ballots_that_came_after_the_preview_are_not_ruled_on(desk, poll):
    at = address(poll, net=FARM_LABEL)
    page = choose(desk, at, "hold", farm(poll)[:1], across=True)
    (late,) = make_ballots(poll, [1, 0], network=FARM)
    confirm(desk, at, page)
    assert Ballot.objects.set_aside().count() == 8
    late.refresh_from_db()
    assert late.is_counted


def test_reason_is_needed(desk, poll):
    at = address(poll)
    page = choose(desk, at, "hold", farm(poll)[:2])
    page = confirm(desk, at, page, reason="  ")
    assert "This field is required." in words(page)
    assert not Ruling.objects.exists()
    confirm(desk, at, page)
    assert Ballot.objects.set_aside().count() == 2


def test_ballots_of_no_chosen_poll_are_not_ruled_on(desk, poll):
    page = desk.post(
        LIST,
        {"action": "void", "index": 0, "_selected_action": [poll.ballots.first().pk]},
        follow=True,
    )
    assert messages_of(page) == ["Choose a poll first: its page leads to its ballots."]


def test_decision_is_undone_from_its_page(desk, poll):
    at = address(poll, net=FARM_LABEL)
    confirm(desk, at, choose(desk, at, "void", farm(poll)[:1], across=True))
    ruling = Ruling.objects.get()
    its_page = reverse("admin:polls_ruling_change", args=[ruling.pk])
    undo = reverse("admin:polls_ruling_verb", args=["undo"])
    before = desk.get(its_page)
    assert "Made void" in words(before)
    assert undo in before.content.decode()
    assert listed(desk.get(address(poll, ruling=ruling.pk))) == set(
        farm(poll).values_list("pk", flat=True)
    )

    form = form_of(desk.get(undo, {"id": ruling.pk}), "verb_form") | {"reason": "An office."}
    page = desk.post(undo, form, follow=True)
    assert "was undone for 8 ballots." in messages_of(page)[0]
    assert not Ballot.objects.set_aside().exists()
    assert undo not in desk.get(its_page).content.decode()


def test_after_closing_the_next_edition_is_offered_and_the_report_says_corrected(desk, client):
    poll = make_poll(status=Status.CLOSED, question="Rain?", choices=["Yes", "No"])
    make_ballots(poll, [5, 4], network=OFFICE)
    make_ballots(poll, [0, 8], network=FARM)
    post = make_post(reports=poll, slug="report")
    at = address(poll, net=FARM_LABEL)

    page = confirm(desk, at, choose(desk, at, "void", farm(poll)[:1], across=True), "A farm voted.")
    offer = messages_of(page)[1]
    assert "Readers still see edition 1." in offer
    link = re.search("href='([^']+)'", offer)[1].replace("&amp;", "&")
    form = form_of(desk.get(link), "verb_form")
    assert form["reason"] == "A farm voted."
    desk.post(link.split("?")[0], form)

    assert poll.editions.order_by("number").last().respondents == 9
    report = words(client.get(post.get_absolute_url()))
    assert "This result was corrected on" in report
    assert "A farm voted." in report
    assert editions.shown(poll, timezone.now())[0].set_aside == 8


@pytest.mark.parametrize("action", ["hold", "release", "void"])
def test_only_editors_rule(client, poll, action):
    client.force_login(make_moderator())
    assert choose(client, address(poll), action, farm(poll)).status_code == 403
    viewer = make_editor()
    viewer.groups.clear()
    viewer.user_permissions.set(
        Permission.objects.filter(codename__in=["view_ballot", "view_ruling"])
    )
    client.force_login(viewer)
    page = client.get(address(poll))
    assert page.status_code == 200
    assert "_selected_action" not in page.content.decode()
    sent = {"action": action, "index": 0, "_selected_action": [b.pk for b in farm(poll)]}
    client.post(address(poll), sent | {"confirmed": "1", "reason": "R."})
    assert not Ruling.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_a_polls_ballots_takes_a_fixed_number_of_queries(
    desk, number, django_assert_num_queries
):
    poll = make_poll()
    for n in range(number):
        make_ballots(poll, [1, 1], network=bytes([n]) * 16)
    desk.get(address(poll))
    with django_assert_num_queries(13):
        assert len(listed(desk.get(address(poll)))) == 2 * number
