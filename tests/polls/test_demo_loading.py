"""Loading the demo: at any hour of the week, once, and all of it or nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import override_settings

from comments.models import Comment
from polls import counting
from polls.demo import account, ballots, loader, weather_polls
from polls.demo.newsletters import NEWSLETTERS
from polls.demo.outline import Poll as PollOutline
from polls.demo.weeks import LEAST_LEFT_OPEN, calendar
from polls.models import Ballot, Mark, Newsletter, Poll
from polls.schedule import Week

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)


def load():
    return loader.load(lambda line: None)


@pytest.fixture
def own_files(tmp_path):
    """The demo's files go into a directory of the test's own; polls and reports alone are loaded."""
    with override_settings(VAR_DIR=tmp_path, MEDIA_ROOT=tmp_path / "pictures", DEMO_PARTS=[]):
        yield tmp_path


# Of dates that Python finds: that the demo loads on both, test_demo sees.
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-11T09:00-04:00",  # at an opening, days after New York's clocks went forward
        "2026-10-27T20:00-04:00",  # in New York's gap, two days after Berlin's clocks went back
        "2026-05-04T23:30+02:00",  # in Berlin's gap
    ],
)
@pytest.mark.django_db
def test_demo_keeps_its_promise_at(moment, own_files):
    now = datetime.fromisoformat(moment)
    with time_machine.travel(now, tick=False):
        load()
    for newsletter in Newsletter.objects.all():
        question = newsletter.polls.open(now).get()
        assert counting.count(question).respondents > 10
        report = newsletter.posts.latest(now).first()
        assert report.asks == question
        assert report.reports == newsletter.polls.last_week(now).first()
        following = newsletter.polls.scheduled(now).get()
        assert question.closes_at <= following.opens_at
    result = counting.count(Poll.objects.get(slug="outsourcing-social-media"))
    assert [line.percent_text for line in result.lines] == ["65.87", "14.33", "11.95", "7.85"]


@pytest.mark.parametrize("plan", NEWSLETTERS, ids=lambda plan: plan.slug)
def test_calendar_has_an_open_slot_at_every_hour_of_a_year(plan):
    week = Week(ZoneInfo(plan.time_zone), *plan.opens, *plan.closes)
    for hour in range(366 * 24):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        slots = calendar(week, now, oldest=2, coming=2)
        newest = slots[0]
        assert newest.opens_at <= now
        assert newest.closes_at - now >= LEAST_LEFT_OPEN or newest.closes_at == slots[-1].opens_at
        assert now < newest.closes_at <= slots[-1].opens_at < slots[-2].opens_at
        assert slots[2].closes_at < slots[1].opens_at < slots[1].closes_at < newest.opens_at


def test_calendar_reaches_as_far_as_it_is_asked_to():
    week = Week(ZoneInfo("Europe/Berlin"), 1, time(10), 0, time(18))
    slots = calendar(week, NOON, oldest=55, coming=3)
    assert {-3, -2, -1, 0, 1, 55} <= set(slots)
    assert slots[0].opens_at - slots[55].opens_at in (
        timedelta(weeks=55),
        timedelta(weeks=55, hours=1),
        timedelta(weeks=55, hours=-1),
    )


def test_calendar_reaches_as_far_in_the_hour_that_a_clock_change_has_moved():
    week = Week(ZoneInfo("America/New_York"), 2, time(9), 1, time(17))
    # Opens at 14:00 UTC this week, and at 13:00 UTC in the summer time of 55 weeks ago and before.
    for minute in range(12 * 60, 16 * 60, 30):
        now = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minute)
        for oldest in range(52, 60):
            assert oldest in calendar(week, now, oldest=oldest, coming=1)


def test_deal_gives_each_answer_its_votes():
    votes = {1: 131, 2: 118, 3: 109, 4: 74, 5: 52, 6: 37}
    marks = ballots.deal(votes, 261, 3)
    assert len(marks) == 261
    assert Counter(position for ballot in marks for position in ballot) == votes
    assert {len(ballot) for ballot in marks} == {1, 2, 3}
    assert all(len(set(ballot)) == len(ballot) for ballot in marks)


@pytest.mark.parametrize(
    ("votes", "respondents", "max_marks"),
    [({1: 2, 2: 2}, 3, 1), ({1: 1}, 2, 1), ({1: 3, 2: 0}, 2, 2)],
)
def test_deal_refuses_votes_that_no_ballots_have(votes, respondents, max_marks):
    with pytest.raises(ValueError, match="ballots"):
        ballots.deal(votes, respondents, max_marks)


def test_content_gives_each_poll_of_a_newsletter_a_week_of_its_own():
    for plan in NEWSLETTERS:
        weeks = [poll.weeks_ago for poll in plan.polls]
        assert len(set(weeks)) == len(weeks)
        assert {report.poll for report in plan.reports} < {poll.slug for poll in plan.polls}
    recent = {poll.weeks_ago for poll in weather_polls.POLLS}
    assert set(range(27)) < recent


@pytest.mark.django_db
def test_existing_account_of_the_name_is_left_alone(own_files, monkeypatch):
    # Of the content, the newest polls are enough.
    plan = NEWSLETTERS[1]
    newest = [poll for poll in plan.polls if poll.weeks_ago is None or poll.weeks_ago < 2]
    monkeypatch.setattr(loader, "NEWSLETTERS", [replace(plan, polls=newest, reports=[])])
    user = get_user_model().objects.create_user("editor", password="chosen by its owner")
    loaded = load()
    kept = get_user_model().objects.get()
    assert (kept.password, kept.is_staff) == (user.password, False)
    assert loaded.sign_in == ""
    assert not account.sign_in_file().exists()


@pytest.mark.django_db
@override_settings(DEMO_PARTS=["comments.demo.loader.load"])
def test_failed_run_leaves_no_row_and_no_file(own_files):
    # The sign-in is written last; a directory in its place makes that fail.
    account.sign_in_file().mkdir()
    with pytest.raises(OSError, match=account.sign_in_file().name):
        load()
    assert Newsletter.objects.count() == Ballot.objects.count() == Mark.objects.count() == 0
    assert Comment.objects.count() == 0
    assert not get_user_model().objects.exists()
    assert list((own_files / "pictures").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_load_once(own_files):
    def run(_):
        try:
            return load()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(run, range(2)))
    assert [outcome is None for outcome in sorted(outcomes, key=bool)] == [True, False]
    assert Newsletter.objects.count() == 2
    assert Poll.objects.count() == 51
    assert sorted(path.name for path in own_files.iterdir()) == [
        "demo-editor.txt",
        "demo.lock",
        "pictures",
    ]


def test_outline_knows_no_draft_with_votes():
    drafts = [poll for plan in NEWSLETTERS for poll in plan.polls if poll.draft]
    assert all(isinstance(poll, PollOutline) for poll in drafts)
    assert [votes for poll in drafts for _, votes in poll.answers] == [0] * 8
