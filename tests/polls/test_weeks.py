"""The weeks of newsletters: each poll stands in exactly one, and a gap is what is still to be filled."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from polls import weeks
from polls.models import Newsletter, Poll, SkippedWeek
from polls.schedule import WEEK, day_of, slot_on
from tests.factories import make_newsletter, make_poll, make_post

pytestmark = pytest.mark.django_db

# A Thursday. The newsletter's week in Berlin is from Wednesday 10:00 to Tuesday 18:00.
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newsletter():
    return make_newsletter(time_zone="Europe/Berlin", opens_time="10:00", closes_time="18:00")


def make_week(newsletter, number: int, *, late=timedelta(0), **overrides) -> Poll:
    """A poll in the slot that many weeks from now, or somewhat off its hour."""
    slot = slot_on(Newsletter.objects.get(pk=newsletter.pk).week, TODAY + number * WEEK)
    fields = {"opens_at": slot.opens_at + late, "closes_at": slot.closes_at}
    return make_poll(newsletter=newsletter, **fields | overrides)


def plan_of(newsletter, **arguments) -> weeks.Plan:
    (plan,) = weeks.plans([Newsletter.objects.get(pk=newsletter.pk)], NOW, **arguments)
    return plan


def rows(plan) -> list[tuple[str, list[str]]]:
    """Each week: what it is, and its questions."""
    return [
        (
            "skipped" if week.is_skipped else "gap" if week.is_gap else "empty",
            [],
        )
        if not week.is_filled
        else (
            "past" if week.is_past else "present" if week.is_present else "coming",
            [f"{planned.status} {planned.poll}" for planned in week.planned],
        )
        for week in plan.weeks
    ]


def test_weeks_hold_what_opens_in_them_and_gaps_are_those_still_to_be_filled(newsletter):
    make_week(newsletter, -2, question="A?")
    make_week(newsletter, 0, question="B?")
    make_week(newsletter, 1, question="C?", published=False)
    make_week(newsletter, 3, question="D?")
    newsletter.skipped_weeks.create(day=date(2026, 12, 24), reason="Christmas")
    make_poll(newsletter=newsletter, status="draft", opens_at=None, closes_at=None)
    make_week(make_newsletter(), 2, question="Elsewhere?")
    plan = plan_of(newsletter, past=3, ahead=5)
    assert rows(plan) == [
        ("empty", []),
        ("past", ["closed A?"]),
        ("empty", []),
        ("present", ["open B?"]),
        ("coming", ["draft C?"]),
        ("gap", []),
        ("coming", ["scheduled D?"]),
        ("skipped", []),
        ("gap", []),
    ]
    assert [week.day for week in plan.gaps] == [date(2026, 12, 9), date(2026, 12, 30)]
    assert plan.present.day == TODAY


def test_poll_off_its_hour_stands_in_the_week_on_whose_days_it_opens(newsletter):
    make_week(newsletter, 0, late=-9 * HOUR, question="Early?")
    make_week(newsletter, 1, late=100 * HOUR, question="Late?")
    assert rows(plan_of(newsletter, ahead=1)) == [
        ("present", ["open Early?"]),
        ("coming", ["scheduled Late?"]),
    ]
    # Another hour of the newsletter, and what was planned before stays where it was.
    Newsletter.objects.update(opens_time=time(20))
    assert rows(plan_of(newsletter, ahead=1))[0] == ("present", ["open Early?"])


def test_poll_that_goes_on_fills_the_weeks_that_it_is_open_in(newsletter):
    make_week(newsletter, 0, question="Long?", closes_at=NOW + 2 * WEEK - 24 * HOUR)
    plan = plan_of(newsletter, ahead=2)
    assert [str(week.goes_on) for week in plan.weeks] == ["None", "Long?", "None"]
    assert [week.day for week in plan.gaps] == [TODAY + 2 * WEEK]


def test_withdrawn_poll_leaves_its_week_to_be_filled(newsletter):
    make_week(newsletter, 0, withdrawn_at=NOW, withdrawn_reason="A slip.")
    (week,) = plan_of(newsletter, ahead=0).weeks
    assert [planned.status for planned in week.planned] == ["withdrawn"]
    assert week.is_gap


def test_weeks_reach_to_the_last_planned_poll_but_not_for_ever(newsletter):
    make_week(newsletter, 0)
    assert len(plan_of(newsletter).weeks) == 1 + weeks.AHEAD
    make_week(newsletter, 11)
    assert len(plan_of(newsletter).weeks) == 12
    make_week(newsletter, 400)
    assert len(plan_of(newsletter).weeks) == 1 + weeks.FARTHEST


def test_newsletter_that_rests_is_not_asked_to_fill_its_gaps(newsletter):
    assert plan_of(newsletter).is_resting
    assert plan_of(newsletter).weeks[0].is_gap
    assert plan_of(newsletter).gaps == []
    make_week(newsletter, -9)
    assert plan_of(newsletter).is_resting
    make_week(newsletter, -7)
    assert not plan_of(newsletter).is_resting
    Poll.objects.all().delete()
    make_week(newsletter, 3, published=False)
    assert len(plan_of(newsletter).gaps) == weeks.AHEAD


def test_report_is_the_published_one_before_a_draft(newsletter):
    reported, drafted, _ = (make_week(newsletter, -number) for number in (3, 2, 1))
    published = make_post(reports=reported)
    make_post(reports=reported, published=False, published_at=None)
    draft = make_post(reports=drafted, published=False, published_at=None)
    reports = [week.planned[0].report for week in plan_of(newsletter, past=3).weeks[:3]]
    assert reports == [published, draft, None]


def test_only_the_polls_that_may_be_seen_are_told(newsletter):
    make_week(newsletter, 0, question="Mine?")
    make_week(newsletter, 1, question="Theirs?")
    plan = plan_of(newsletter, ahead=1, polls=Poll.objects.filter(question="Mine?"))
    assert rows(plan) == [("present", ["open Mine?"]), ("gap", [])]


@pytest.mark.parametrize("number", [1, 3])
def test_weeks_of_many_newsletters_take_four_queries(number, django_assert_num_queries):
    for _ in range(number):
        each = make_newsletter()
        make_post(reports=make_week(each, -1))
        make_week(each, 0)
        make_week(each, 2)
        each.skipped_weeks.create(day=TODAY + 3 * WEEK)
    newsletters = list(Newsletter.objects.all())
    with django_assert_num_queries(4):
        found = weeks.plans(newsletters, NOW, past=2)
        asked = [
            str(planned.poll.newsletter) for plan in found for planned in plan.weeks[1].planned
        ]
    assert asked == [str(newsletter) for newsletter in newsletters]


def test_week_is_skipped_once(newsletter):
    newsletter.skipped_weeks.create(day=TODAY)
    again = SkippedWeek(newsletter=newsletter, day=TODAY)
    with pytest.raises(ValidationError, match="This week has no poll already"):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_next_free_slot_passes_over_planned_and_skipped_weeks(newsletter):
    make_week(newsletter, 1, late=3 * HOUR, published=False)
    newsletter.skipped_weeks.create(day=TODAY + 2 * WEEK + timedelta(days=6))
    slot = Newsletter.objects.get(pk=newsletter.pk).next_free_slot(NOW)
    assert slot.opens_at == datetime(2026, 12, 16, 9, tzinfo=UTC)


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Tokyo"]


class EachPollInOneWeek(HypothesisTestCase):
    @settings(max_examples=40)
    @given(
        zone=st.sampled_from(ZONES),
        opens=st.tuples(st.integers(0, 6), st.times()),
        closes=st.tuples(st.integers(0, 6), st.times()),
        # A year round every change of clocks, in minutes.
        openings=st.lists(st.integers(0, 300 * 24 * 60), min_size=1, max_size=5),
    )
    def test_each_poll_stands_in_exactly_one_week(self, zone, opens, closes, openings):
        newsletter = Newsletter.objects.create(
            name="N",
            slug="n",
            time_zone=zone,
            opens_weekday=opens[0],
            opens_time=opens[1],
            closes_weekday=closes[0],
            closes_time=closes[1],
        )
        start = datetime(2026, 2, 1, tzinfo=UTC)
        Poll.objects.bulk_create(
            Poll(
                newsletter=newsletter,
                question=str(place),
                slug=str(place),
                opens_at=start + timedelta(minutes=minutes),
                closes_at=start + timedelta(minutes=minutes + 1),
            )
            for place, minutes in enumerate(openings)
        )
        (plan,) = weeks.plans([newsletter], start, past=1, ahead=44)
        days = [week.day for week in plan.weeks]
        assert days == [days[0] + number * WEEK for number in range(46)]
        where = {planned.poll.pk: week.day for week in plan.weeks for planned in week.planned}
        assert sum(len(week.planned) for week in plan.weeks) == len(where) == len(openings)
        for poll in Poll.objects.all():
            assert where[poll.pk] == day_of(newsletter.week, poll.opens_at)
            opened = poll.opens_at.astimezone(newsletter.zone).date()
            assert timedelta(0) <= opened - where[poll.pk] < WEEK
