"""The demo as it stands once it is loaded: figures to the digit, texts, dates, the editor."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import override_settings

from comments.models import Comment
from polls import counting, editions
from polls.demo import account, loader
from polls.demo.newsletters import NEWSLETTERS
from polls.models import Addendum, Author, Ballot, BallotKey, Edition, Newsletter, Poll, Post
from polls.series import polls_like, series

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)  # a Thursday: both newsletters' questions are open
SOCIAL_WEATHER, CORNER_DESK = (plan.slug for plan in NEWSLETTERS)
pytestmark = pytest.mark.usefixtures("demo", "db")

PERCENT = re.compile(r"\d+(?:\.\d+)?(?=%)")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo as it was loaded at NOON, in a transaction that ends with the module."""
    files = tmp_path_factory.mktemp("demo")
    with (
        override_settings(VAR_DIR=files, MEDIA_ROOT=files / "pictures"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        with time_machine.travel(NOON, tick=False):
            loaded = loader.load(lambda line: None)
        # Once for all tests, each of which would do it again at its end.
        connection.check_constraints()
        yield loaded
        transaction.set_rollback(True)


def printed(result):
    return [(line.text, line.votes, line.percent_text) for line in result.lines]


def result_of(slug, number=1):
    return Edition.objects.get(poll__slug=slug, number=number).result()


def test_outsourcing_poll_prints_its_shares():
    poll = Poll.objects.get(slug="outsourcing-social-media")
    result = counting.count(poll)
    assert printed(result) == [
        ("No, and I don’t plan to", 193, "65.87"),
        ("Yes — part of my social media presence", 42, "14.33"),
        ("No, but I’m considering it", 35, "11.95"),
        ("Yes — all of my social media presence", 23, "7.85"),
    ]
    assert result.rounding_note == ""
    assert result_of(poll.slug) == result


def test_six_answers_print_their_shares_and_the_note():
    result = result_of("one-thing-from-social-media")
    assert [(line.votes, line.percent_text) for line in result.lines] == [
        (88, "28.57"),
        (80, "25.97"),
        (69, "22.40"),
        (41, "13.31"),
        (26, "8.44"),
        (4, "1.30"),
    ]
    assert "99.99%" in result.rounding_note


def test_archive_holds_the_cases_that_occur():
    assert printed(result_of("first-chart"))[-1] == ("The one that went down", 0, "0.00")
    assert [line.percent_text for line in result_of("reply-to-every-comment").lines][:2] == [
        "39.27",
        "39.27",
    ]
    assert "100.01%" in result_of("holiday-schedule").rounding_note
    several = result_of("what-you-dropped")
    assert (several.respondents, several.max_marks) == (261, 3)
    assert sum(line.votes for line in several.lines) == 521
    assert result_of("annual-review").lines[0].percent_text == "36.3"


def test_every_count_is_the_one_written_down():
    counted = {
        plan.slug: {
            line.position: line.votes
            for line in counting.count(Poll.objects.get(slug=plan.slug)).lines
        }
        for newsletter in NEWSLETTERS
        for plan in newsletter.polls
        if plan.weeks_ago and plan.weeks_ago > 0
    }
    written = {
        plan.slug: {place: votes for place, (_, votes) in enumerate(plan.answers, start=1)}
        for newsletter in NEWSLETTERS
        for plan in newsletter.polls
        if plan.slug in counted
    }
    assert len(counted) == 28 + 17
    assert counted | {"approval-time": None} == written | {"approval-time": None}


def test_texts_name_shares_that_are_printed():
    for post in Post.objects.select_related("reports__repeats"):
        polls = [post.reports, post.reports.repeats]
        shares = {
            line.percent_text
            for edition in Edition.objects.filter(poll__in=[poll for poll in polls if poll])
            for line in edition.result().lines
        }
        shares.add(str(post.edition.result().total))
        texts = [post.headline, post.summary, post.body_html]
        texts += post.addenda.values_list("text", flat=True)
        named = set(PERCENT.findall(" ".join(texts)))
        assert named
        assert named <= shares, post


def test_recount_finds_only_what_the_correction_explains():
    found = [row for edition in Edition.objects.all() for row in editions.differences(edition)]
    assert [row.explained for row in found] == [True] * 17
    assert {str(row.edition.poll.slug) for row in found} == {"approval-time"}


def test_corrected_poll_has_two_editions_and_its_post_cites_the_first():
    post = Post.objects.get(reports__slug="approval-time")
    second = post.reports.editions.get(number=2)
    assert post.edition.number == 1
    assert (post.edition.respondents, post.edition.set_aside) == (299, 0)
    assert (second.respondents, second.set_aside) == (282, 17)
    assert second.reason.startswith("17 ballots set aside")
    assert second.as_of > post.published_at
    assert second.result() == counting.count(post.reports)


def test_each_newsletter_has_one_open_one_scheduled_and_one_draft():
    for slug, closed in ((SOCIAL_WEATHER, 28), (CORNER_DESK, 17)):
        polls = Poll.objects.filter(newsletter__slug=slug)
        assert polls.open(NOON).count() == 1
        assert polls.scheduled(NOON).count() == 1
        assert polls.drafts().count() == 1
        assert polls.closed(NOON).count() == closed


def test_last_closed_poll_asks_about_outsourcing():
    closed = Poll.objects.filter(newsletter__slug=SOCIAL_WEATHER).last_week(NOON)
    assert closed.first().slug == "outsourcing-social-media"


def test_repeated_poll_asked_the_same_a_year_earlier():
    poll = Poll.objects.get(slug="written-policy-again")
    earlier = poll.repeats
    assert (earlier.question, [str(choice) for choice in earlier.choices.all()]) == (
        poll.question,
        [str(choice) for choice in poll.choices.all()],
    )
    zone = ZoneInfo("America/New_York")
    days = poll.opens_at.astimezone(zone).date() - earlier.opens_at.astimezone(zone).date()
    assert days == timedelta(weeks=52)


def test_repeated_poll_is_one_line_back_to_the_answer_that_was_new():
    poll = Poll.objects.get(slug="written-policy-again")
    first, second = series(polls_like(poll, NOON), NOON).stretches
    assert [wave.slug for wave in first.waves] == ["written-policy-first"]
    assert [wave.slug for wave in second.waves] == ["written-policy", "written-policy-again"]
    assert [sentence.partition(" on ")[2] for sentence in second.breaks] == [
        "the answer “We are writing one” was new."
    ]


def test_field_dates_are_weekly_slots():
    wall_clock = {
        SOCIAL_WEATHER: ("Wed 09:00", "Tue 17:00"),
        CORNER_DESK: ("Tue 10:00", "Mon 18:00"),
    }
    for poll in Poll.objects.filter(opens_at__isnull=False):
        zone = poll.newsletter.zone
        dates = (poll.opens_at, poll.closes_at)
        assert (
            tuple(f"{moment.astimezone(zone):%a %H:%M}" for moment in dates)
            == wall_clock[poll.newsletter.slug]
        )


def test_reports_follow_the_closing_and_ask_the_next_question():
    for slug in (SOCIAL_WEATHER, CORNER_DESK):
        posts = list(Post.objects.filter(newsletter__slug=slug).published(NOON))
        assert len(posts) >= 12
        for post in posts:
            assert post.reports.closes_at < post.published_at == post.edition.as_of
        for later, earlier in pairwise(posts[:12]):
            assert earlier.asks == later.reports
        assert posts[0].asks in Poll.objects.open(NOON)
    labels = Counter(post.question_label for post in Post.objects.all())
    assert labels == {"Last week’s poll question": 24, "Last poll": 1}


def test_ballots_are_cast_within_their_polls_field_dates():
    early_or_late = Q(cast_at__lt=F("poll__opens_at")) | Q(cast_at__gte=F("poll__closes_at"))
    assert not Ballot.objects.filter(early_or_late).exists()
    assert Ballot.objects.filter(cast_at__gt=NOON).count() == 0
    for poll in Poll.objects.open(NOON):
        assert counting.count(poll).respondents > 50


def test_ballots_have_keys_receipts_and_ways():
    assert set(Ballot.objects.values_list("via", flat=True)) == {"web", "mail", "embed"}
    browsers = BallotKey.objects.filter(kind=BallotKey.Kind.BROWSER)
    links = BallotKey.objects.filter(kind=BallotKey.Kind.SUBSCRIBER)
    assert browsers.count() == Ballot.objects.count()
    assert links.count() == Ballot.objects.filter(via="mail").count()
    # Those of polls that closed over 30 days ago lead to nobody any more.
    forgotten = Poll.objects.filter(voter_key__isnull=True)
    assert set(forgotten) == set(Poll.objects.closed(NOON - timedelta(days=30)))
    assert forgotten
    assert not Ballot.objects.filter(poll__in=forgotten, network__isnull=False).exists()
    assert not Ballot.objects.exclude(poll__in=forgotten).filter(network=None).exists()


def test_rows_are_valid_and_their_history_lies_in_the_past():
    for row in (*Newsletter.objects.all(), *Author.objects.all(), *Addendum.objects.all()):
        row.full_clean()
    for poll in Poll.objects.all():
        poll.full_clean()
        for choice in poll.choices.all():
            choice.full_clean()
        if poll.is_public(NOON):
            assert poll.history.latest().history_date < poll.opens_at
            assert poll.history.latest().closes_at == poll.closes_at
        assert poll.history.latest().history_user.username == "editor"
    for post in Post.objects.all():
        post.full_clean()
        assert post.history.latest().history_date == post.published_at


def test_posts_hold_what_an_archive_holds():
    assert Post.objects.exclude(former_path="").count() == 1
    assert Addendum.objects.count() == 2
    post = Post.objects.exclude(picture="").get()
    assert re.fullmatch(r"[0-9a-f]{32}\.webp", post.picture.name)
    assert (post.picture_width, post.picture_height) == (1600, 900)
    with post.picture.open() as file:
        assert file.read(4) == b"RIFF"
    assert post.picture_alt
    assert post.picture_credit
    for post in Post.objects.all():
        assert post.topics.exists()
        assert post.author.biography_html


def test_editor_signs_in_with_the_password_that_was_printed(demo, rf):
    username, password = re.fullmatch(r"as (\S+), password (\S{16})", demo.sign_in).groups()
    user = authenticate(rf.post("/"), username=username, password=password)
    assert user.username == "editor"
    assert user.is_staff
    assert not user.is_superuser
    assert [str(group) for group in user.groups.all()] == ["Editors"]


def test_sign_in_is_kept_for_its_owner_alone(demo):
    path = account.sign_in_file()
    assert path.read_text() == f"{demo.sign_in}\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_other_apps_add_their_part(demo):
    assert demo.counts == {
        "newsletters": 2,
        "polls": 51,
        "posts": 25,
        "ballots": Ballot.objects.count(),
        "comments": Comment.objects.count(),
    }
    assert Comment.objects.count() > 1000


def test_second_run_changes_nothing():
    before, password = everything(), account.sign_in_file().read_text()
    output = StringIO()
    call_command("demo", stdout=output)
    assert output.getvalue() == "The demo content was there already; nothing has changed.\n"
    assert everything() == before
    assert account.sign_in_file().read_text() == password


def everything():
    """How many rows each table has, and the newest versions of those that are edited."""
    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return (
        counts,
        list(Poll.objects.order_by("pk").values()),
        get_user_model().objects.get().password,
    )
