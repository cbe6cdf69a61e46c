"""The desk's first page: each newsletter's week."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from polls import desk as week_of_desk
from polls.missing import Missing
from tests.factories import (
    DAY,
    make_analyst,
    make_ballot,
    make_ballots,
    make_editor,
    make_newsletter,
    make_poll,
    make_post,
    make_superuser,
)
from tests.polls.admin.pages import form_of

# Wednesday, ten in the morning in Berlin; the newsletter's polls open at nine.
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newsletter(db):
    return make_newsletter(name="The Kettle", time_zone="Europe/Berlin")


@pytest.fixture
def analyst(db):
    return make_analyst()


def words_of(response) -> str:
    html = re.sub(
        r"<style.*?</style>|<script.*?</script>", "", response.content.decode(), flags=re.S
    )
    return " ".join(re.sub(r"<[^>]*>", " ", html).split()).replace(" .", ".").replace("\xa0", " ")


def missing_of(user, *newsletters) -> list[Missing]:
    weeks = week_of_desk.weeks(user, newsletters, NOW)
    return [missing for week in weeks for missing in week.missing]


def plan(newsletter):
    """A poll for the next week."""
    return make_poll(
        newsletter=newsletter, status="scheduled", opens_at=7 * DAY - HOUR, closes_at=13 * DAY
    )


def fill(newsletter):
    """Polls for this week and the next: no poll is missing."""
    plan(newsletter)
    return make_poll(newsletter=newsletter, opens_at=-HOUR, closes_at=6 * DAY)


# The poll as it stands.


def test_open_poll_stands_there_with_its_result_and_when_votes_came(desk, newsletter):
    poll = make_poll(newsletter=newsletter, opens_at=-HOUR, closes_at=6 * DAY)
    make_ballots(poll, (2, 1), cast_at=NOW - HOUR / 2)
    make_ballot(poll, standing="held", cast_at=-HOUR / 2)

    page = desk.get("/admin/")

    words = words_of(page)
    assert f"Open until Tue 1 Dec, 10:00 CET {poll.question}" in words
    assert "So far 3 readers" in words
    assert "Yes : 66.67% , 2 votes No : 33.33% , 1 vote" in words
    assert "1 ballot was set aside and not counted." in words
    assert "Votes per hour the most, 3, from Wed 25 Nov, 09:00" in words
    assert "From To Votes Wed 25 Nov, 09:00 Wed 25 Nov, 10:00 3" in words
    bars = re.findall(r'<rect class="turnout-bar" ([^/]*) />', page.content.decode())
    assert bars == ['x="0.000%" y="0.000%" width="0.690%" height="100.000%"']


def test_hour_that_comes_twice_is_told_apart(desk, newsletter):
    """The clocks go back in Berlin at three in the morning of 25 October 2026."""
    opens_at = datetime(2026, 10, 24, 22, tzinfo=UTC)
    with time_machine.travel(opens_at + 4 * HOUR, tick=False):
        poll = make_poll(newsletter=newsletter, opens_at=opens_at, closes_at=opens_at + 20 * HOUR)
        make_ballots(poll, (2, 1), cast_at=opens_at + 2 * HOUR)

        words = words_of(desk.get("/admin/"))

    assert "from Sun 25 Oct, 02:00 CEST" in words
    assert "Sun 25 Oct, 02:00 CEST Sun 25 Oct, 02:10 CEST 3" in words
    assert "Sun 25 Oct, 02:50 CEST Sun 25 Oct, 02:00 CET 0" in words
    assert "Sun 25 Oct, 02:50 CET Sun 25 Oct, 03:00 0" in words


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        ("always", ""),
        ("after_voting", "Readers see this result only once they have voted."),
        ("after_closing", "Readers see no result until the poll closes."),
    ],
)
def test_desk_says_who_may_not_see_the_result_yet(desk, newsletter, shown, sentence):
    poll = make_poll(newsletter=newsletter, results_shown=shown)
    make_ballots(poll, (2, 1))

    words = words_of(desk.get("/admin/"))

    assert "66.67%" in words
    assert re.findall(r"Readers see [^.]*\.", words) == [sentence] * bool(sentence)


def test_poll_without_votes_has_a_chart_and_no_figures(desk, newsletter):
    make_poll(newsletter=newsletter)

    page = desk.get("/admin/")

    assert "No votes yet. Votes per hour nobody has voted yet" in words_of(page)
    assert "turnout-bar" not in page.content.decode()
    assert "The figures" not in words_of(page)


def test_last_result_stands_there_between_two_polls(desk, newsletter):
    poll = make_poll(newsletter=newsletter, status="closed")
    make_ballots(poll, (3, 1))
    make_post(reports=poll)

    words = words_of(desk.get("/admin/"))

    assert f"Closed Tue 24 Nov, 10:00 CET. No poll is open. {poll.question}" in words
    assert "75.00%" in words
    assert "Votes per" not in words


# What is missing.


def test_week_without_a_poll_leads_to_the_form_with_its_slot(desk, editor, newsletter):
    make_poll(newsletter=newsletter, opens_at=-HOUR, closes_at=6 * DAY)

    (missing,) = missing_of(editor, newsletter)

    assert (missing.sentence, missing.button) == ("No poll for Wed 2 Dec", "Plan it")
    form = desk.get(missing.url).context["adminform"].form
    assert form.get_initial_for_field(form.fields["newsletter"], "newsletter") == newsletter.pk
    offered = form.get_initial_for_field(form.fields["opens_at"], "opens_at")
    assert offered == datetime(2026, 12, 2, 8, tzinfo=UTC)


def test_last_weeks_poll_without_a_report_leads_to_it(desk, editor, newsletter):
    fill(newsletter)
    poll = make_poll(newsletter=newsletter, status="closed")
    make_poll(newsletter=newsletter, opens_at=-20 * DAY, closes_at=-14 * DAY)

    (missing,) = missing_of(editor, newsletter)

    assert missing.sentence == "Last week’s poll has no report"
    assert (missing.about, missing.button) == (f"“{poll}”", "Write the report")
    form = form_of(desk.get(missing.url), "verb_form")
    page = desk.post(missing.url.partition("?")[0], form, follow=True)
    assert form_of(page, "post_form")["reports"] == str(poll.pk)


def test_poll_that_closed_earlier_is_named_by_its_day_and_after_four_weeks_no_more(
    editor, newsletter
):
    fill(newsletter)
    make_poll(newsletter=newsletter, opens_at=-20 * DAY, closes_at=-14 * DAY)
    idle = make_newsletter()
    fill(idle)
    make_poll(newsletter=idle, opens_at=-40 * DAY, closes_at=-29 * DAY)

    (missing,) = missing_of(editor, newsletter, idle)

    assert missing.sentence == "The poll that closed on Wed 11 Nov has no report"


def test_draft_of_a_report_is_to_be_finished(desk, editor, newsletter):
    fill(newsletter)
    poll = make_poll(newsletter=newsletter, status="closed")
    draft = make_post(reports=poll, edition=None, published=False)

    (missing,) = missing_of(editor, newsletter)

    assert missing.sentence == "The report of last week’s poll is still a draft"
    assert missing.about == f"“{draft.headline}”"
    assert missing.url == f"/admin/polls/post/{draft.pk}/change/"


def test_draft_beside_a_published_report_is_not_missing(editor, newsletter):
    fill(newsletter)
    poll = make_poll(newsletter=newsletter, status="closed")
    make_post(reports=poll, published=False, published_at=-2 * HOUR)
    make_post(reports=poll)

    assert missing_of(editor, newsletter) == []


@pytest.mark.parametrize(
    ("opens_at", "sentence"),
    [
        (-HOUR, "This poll was to open Wed 25 Nov 2026, 09:00 CET, and is still a draft"),
        (24 * HOUR, "This poll opens Thu 26 Nov 2026, 10:00 CET, and is still a draft"),
    ],
)
def test_draft_that_should_open_is_published_from_here(
    desk, editor, newsletter, opens_at, sentence
):
    fill(newsletter)
    draft = make_poll(newsletter=newsletter, status="draft", opens_at=opens_at, closes_at=3 * DAY)

    (missing,) = missing_of(editor, newsletter)

    assert (missing.sentence, missing.about) == (sentence, f"“{draft}”")
    desk.post(missing.url, {"id": draft.pk})
    draft.refresh_from_db()
    assert draft.published


def test_draft_for_later_is_not_missing(editor, newsletter):
    fill(newsletter)
    make_poll(newsletter=newsletter, status="draft", opens_at=24 * HOUR + DAY, closes_at=3 * DAY)

    assert missing_of(editor, newsletter) == []


def test_held_ballots_wait_for_a_decision(desk, editor, newsletter):
    poll = fill(newsletter)
    for standing in ("held", "held", "void", "counted"):
        make_ballot(poll, standing=standing)

    (missing,) = missing_of(editor, newsletter)

    assert missing.sentence == "2 ballots wait and are not counted"
    listed = desk.get(missing.url).context["cl"].result_list
    assert [ballot.standing for ballot in listed] == ["held", "held"]


def test_nothing_is_missing_in_a_week_that_runs_by_itself(desk, newsletter):
    poll = fill(newsletter)
    make_post(reports=make_poll(newsletter=newsletter, status="closed"))

    words = words_of(desk.get("/admin/"))

    assert f"To do Nothing. Next, “{poll}” closes by itself." in words


def test_week_that_has_begun_without_a_poll_is_planned_all_the_same(desk, editor, newsletter):
    plan(newsletter)
    make_post(reports=make_poll(newsletter=newsletter, status="closed"))

    (missing,) = missing_of(editor, newsletter)

    assert missing.sentence == "This week, from Wed 25 Nov, has no poll"
    form = desk.get(missing.url).context["adminform"].form
    offered = form.get_initial_for_field(form.fields["opens_at"], "opens_at")
    assert offered == NOW - HOUR


def test_week_that_is_to_have_no_poll_is_not_missing(editor, newsletter):
    make_poll(newsletter=newsletter, opens_at=-HOUR, closes_at=6 * DAY)
    newsletter.skipped_weeks.create(day=date(2026, 12, 3))

    assert missing_of(editor, newsletter) == []


def test_newsletter_that_rests_is_left_in_peace(desk, newsletter):
    make_poll(newsletter=newsletter, opens_at=-70 * DAY, closes_at=-64 * DAY)

    assert "To do Nothing: this newsletter rests." in words_of(desk.get("/admin/"))


def test_new_newsletter_is_asked_for_its_first_poll(editor, newsletter):
    assert [missing.sentence for missing in missing_of(editor, newsletter)] == [
        "No poll for Wed 2 Dec"
    ]


# What comes.


def test_what_comes_is_in_order_and_on_the_newsletters_clock(desk, newsletter):
    opened = make_poll(newsletter=newsletter, opens_at=-HOUR, closes_at=6 * DAY)
    following = plan(newsletter)
    last = make_poll(newsletter=newsletter, status="closed")
    report = make_post(reports=last, published_at=2 * DAY)
    later = make_poll(
        newsletter=newsletter, status="draft", opens_at=14 * DAY - HOUR, closes_at=20 * DAY
    )

    words = words_of(desk.get("/admin/"))

    assert (
        f"Next Fri 27 Nov, 10:00 CET {report.headline} appears in 2 days. "
        f"Tue 1 Dec, 10:00 CET {opened.question} closes in 6 days. "
        f"Wed 2 Dec, 09:00 CET {following.question} opens in 6 days. "
        "The mail "
        f"Wed 9 Dec, 09:00 CET {later.question} opens in 1 week, once it is published."
    ) in words


# Who sees what.


def test_analyst_sees_what_is_missing_and_no_button(client, analyst, newsletter):
    poll = make_poll(newsletter=newsletter, status="closed")
    make_ballot(poll, standing="held")
    client.force_login(analyst)

    page = client.get("/admin/")

    sentences = [missing.sentence for missing in missing_of(analyst, newsletter)]
    assert sentences == [
        "Last week’s poll has no report",
        "This week, from Wed 25 Nov, has no poll",
        "No poll for Wed 2 Dec",
        "1 ballot waits and is not counted",
    ]
    assert all(f"{sentence}." in words_of(page) for sentence in sentences)
    assert 'class="button"' not in page.content.decode()


def test_newsletter_of_others_is_not_at_the_desk(desk, newsletter):
    theirs = make_newsletter(name="Theirs")
    theirs.editors.add(make_editor(username="Bob"))
    for status in ("draft", "scheduled", "open", "closed"):
        make_ballots(
            make_poll(newsletter=theirs, status=status, question=f"Secret {status}?"), (1, 1)
        )

    words = words_of(desk.get("/admin/"))

    assert "The Kettle" in words
    assert "Theirs" not in words
    assert "Secret" not in words


@pytest.mark.parametrize(
    ("who", "then"),
    [
        (make_editor, "Tell whoever runs the site."),
        (make_superuser, "Start the site with `manage.py serve`"),
    ],
)
def test_desk_says_that_no_mail_goes_out(client, db, who, then):
    hour_ago = NOW - HOUR
    DBTaskResult.objects.create(
        args_kwargs={}, task_path="comments.tasks.send", run_after=hour_ago, backend_name="default"
    )
    DBTaskResult.objects.update(enqueued_at=hour_ago)
    client.force_login(who())

    sentence = "1 job waits for 1 hour: the jobs&#x27; worker does not run."
    assert f"The desk {sentence} {then}" in words_of(client.get("/admin/"))


def test_desk_without_a_newsletter_says_how_to_begin(desk, client):
    assert "How it begins" in words_of(desk.get("/admin/"))
    assert "An administrator adds it: ask yours." in words_of(desk.get("/admin/"))


def test_newsletter_without_a_poll_says_what_will_stand_there(desk, newsletter):
    assert "This newsletter has asked nothing so far." in words_of(desk.get("/admin/"))


@pytest.mark.parametrize(("number", "tables"), [(2, 0), (3, 1)])
def test_several_newsletters_stand_at_a_glance(desk, number, tables):
    for _ in range(number):
        make_ballots(make_poll(), (1, 1))

    assert desk.get("/admin/").content.decode().count('class="glance"') == tables


@pytest.mark.parametrize("number", [1, 3])
def test_desk_asks_as_often_for_three_newsletters_as_for_one(
    desk, number, django_assert_num_queries
):
    newsletters = [make_newsletter() for _ in range(number)]
    for newsletter in newsletters:
        for status in ("draft", "scheduled", "open", "closed"):
            poll = make_poll(newsletter=newsletter, status=status)
            make_ballots(poll, (2, 1))
        make_post(reports=poll)

    with django_assert_num_queries(21):
        page = desk.get("/admin/")

    assert page.content.decode().count('<svg class="turnout-chart"') == number
