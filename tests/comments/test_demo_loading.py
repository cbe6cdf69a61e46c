"""How the demo's discussions are made, at any hour and always the same."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine

from comments.demo.crowd import crowd
from comments.demo.loader import Loading
from comments.demo.talks import TALKS
from comments.models import Comment
from polls.models import Status
from tests.factories import DAY, make_editor, make_poll, make_post

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_report_that_has_just_come_out_has_its_responses():
    talk = next(talk for talk in TALKS if talk.poll == "outsourcing-social-media")
    with time_machine.travel(NOON, tick=False):
        poll = make_poll(
            status=Status.CLOSED,
            slug=talk.poll,
            choices=("All", "Part", "Considering it", "No"),
            opens_at=-7 * DAY,
            closes_at=-DAY,
        )
        make_post(reports=poll, published_at=0 * DAY)
        Loading(NOON, make_editor()).talk(talk)
    times = list(Comment.objects.visible().order_by("number").values_list("created_at", flat=True))
    assert len(times) == 9
    assert times == sorted(times)
    assert poll.opens_at < times[0] < times[2] < poll.closes_at
    assert times[3:] == [NOON] * 6


def test_crowd_says_the_same_each_time():
    one, two = (crowd(60, author="Ines", editor="Hanneke") for _ in range(2))
    assert [(said.voice, said.text, said.hours) for said in one] == [
        (said.voice, said.text, said.hours) for said in two
    ]


def test_crowd_is_in_order_and_varied():
    said = crowd(1000, author="Ines", editor="Hanneke")
    assert sum(not each.removed for each in said) == 1000
    places = {each: place for place, each in enumerate(said)}
    assert all(places[each.after] < places[each] for each in said if each.after)
    assert all(each.after is None or each.after.voice is not each.voice for each in said)
    hours = [each.hours for each in said]
    assert hours == sorted(hours)
    lengths = sorted(len(each.text) for each in said)
    assert lengths[0] < 20 < 600 < lengths[-1]
    assert max(each.depth for each in said) > 8
    assert not [each.text for each in said if "{" in each.text or "\n>" in each.text]
    # Short words of assent come again, what somebody thinks does not.
    assert max(Counter(each.text for each in said if len(each.text) > 150).values()) == 1
