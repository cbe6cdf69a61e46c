"""Lists, the desk's first page, the verbs, and the history."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Ballot, Edition, Poll
from tests.factories import (
    make_ballot,
    make_ballots,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)

from .pages import form_of, messages_of

pytestmark = pytest.mark.django_db

POLLS = "/admin/polls/poll/"


def listed(page) -> list[str]:
    return [poll.question for poll in page.context["cl"].result_list]


def make_voted(newsletter, votes, **overrides):
    poll = make_poll(newsletter=newsletter, choices=["Yes", "No"], **overrides)
    make_ballots(poll, [votes, 0])
    return poll


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_polls_takes_a_fixed_number_of_queries(desk, number, django_assert_num_queries):
    newsletter = make_newsletter()
    for votes in range(number):
        make_voted(newsletter, votes)
    desk.get(POLLS)

    with django_assert_num_queries(9):
        page = desk.get(POLLS)

    assert len(listed(page)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_posts_takes_a_fixed_number_of_queries(desk, number, django_assert_num_queries):
    newsletter = make_newsletter()
    for _ in range(number):
        make_post(reports=make_poll(status="closed", newsletter=newsletter))
    desk.get("/admin/polls/post/")

    with django_assert_num_queries(9):
        page = desk.get("/admin/polls/post/")

    assert len(page.context["cl"].result_list) == number


def test_list_shows_status_dates_votes_and_their_share_of_the_most(desk):
    newsletter = make_newsletter(time_zone="Asia/Kathmandu")
    half, most = make_voted(newsletter, 2), make_voted(newsletter, 4, status="closed")
    make_ballot(most, standing=Ballot.Standing.HELD)

    page = desk.get(POLLS).content.decode()

    assert re.findall(r'class="votes">(\d+)<.*?<rect width="(\d+)%"', page) == [
        ("2", "50"),
        ("4", "100"),
    ]
    assert re.findall(r'state-dot"></span>(\w+)<', page) == ["Open", "Closed"]
    assert half.opens_at.astimezone(newsletter.zone).strftime("%H:%M UTC+05:45") in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=draft", ["Draft"]),
        ("status=scheduled", ["Scheduled"]),
        ("status=open", ["Open"]),
        ("status=closed", ["Old", "Closed"]),
        ("year=2019", ["Old"]),
        ("year=x", ["Draft", "Scheduled", "Open", "Closed", "Old"]),
        ("topics__id__exact={topic}", ["Open"]),
        ("newsletter__id__exact={newsletter}", ["Closed"]),
        ("q=unheard", ["Scheduled"]),
    ],
)
def test_filters_and_search(desk, query, expected):
    topic, newsletter = make_topic(), make_newsletter()
    make_poll(question="Draft", status="draft")
    make_poll(question="Scheduled", status="scheduled", choices=["Unheard of", "No"])
    make_poll(question="Open", topics=[topic])
    make_poll(question="Closed", status="closed", newsletter=newsletter)
    then = timezone.now().replace(year=2019, month=6, day=5)
    make_poll(question="Old", opens_at=then, closes_at=then + timedelta(days=6))

    page = desk.get(f"{POLLS}?{query.format(topic=topic.pk, newsletter=newsletter.pk)}")

    assert sorted(listed(page)) == sorted(expected)


# Verbs.


def test_close_early_asks_once_more_and_speaks_for_each_poll(desk):
    opened, closed = make_poll(question="Open?"), make_poll(question="Closed?", status="closed")
    make_ballot(opened)
    before = closed.closes_at

    asked = desk.post(POLLS, {"action": "close_early", "_selected_action": [opened.pk, closed.pk]})
    confirmation = desk.get(asked.url)
    assert "no vote counts after it" in confirmation.content.decode()
    opened.refresh_from_db()
    assert opened.is_open(timezone.now())
    page = desk.post(asked.url, {"id": [opened.pk, closed.pk]}, follow=True)

    opened.refresh_from_db()
    closed.refresh_from_db()
    assert opened.is_closed(timezone.now())
    assert closed.closes_at == before
    assert sorted(messages_of(page)) == [
        "“Closed?”: Only an open poll can be closed early.",
        "“Open?” is closed, with 1 vote.",
    ]


def test_edition_is_published_with_its_reason(desk):
    poll, still_open = make_poll(status="closed"), make_poll()
    make_ballots(poll, [2, 1])
    address = reverse("admin:polls_poll_verb", args=["publish-edition"])

    page = desk.post(address, {"id": [poll.pk, still_open.pk], "reason": ""})
    assert "This field is required." in page.content.decode()
    assert not Edition.objects.exists()
    page = desk.post(address, {"id": [poll.pk, still_open.pk], "reason": "By hand"}, follow=True)

    edition = Edition.objects.get()
    assert (edition.poll, edition.reason, edition.respondents) == (poll, "By hand", 3)
    assert sorted(messages_of(page)) == sorted(
        [
            f"“{poll}” has edition 1 now.",
            f"“{still_open}”: The poll has not closed yet: its result can be published then.",
        ]
    )


def test_too_many_polls_at_once_are_not_taken(desk):
    newsletter = make_newsletter()
    polls = [make_poll(newsletter=newsletter) for _ in range(51)]
    chosen = {"_selected_action": [poll.pk for poll in polls], "select_across": "1"}

    page = desk.post(POLLS, {"action": "close_early", **chosen}, follow=True)

    assert messages_of(page) == ["Choose at most 50 polls at once."]


def test_unknown_verbs_and_polls_are_not_found(desk):
    poll = make_poll()
    assert desk.get(f"/admin/polls/poll/verbs/void/?id={poll.pk}").status_code == 404
    for query in ("", "?id=x", f"?id={poll.pk + 1}", f"?id={2**63}"):
        assert desk.get(f"/admin/polls/poll/verbs/close-early/{query}").status_code == 404


# History.


def change(desk, obj, form_id, **values):
    address = reverse(f"admin:polls_{obj._meta.model_name}_change", args=[obj.pk])
    desk.post(address, form_of(desk.get(address), form_id) | values)


def test_history_says_who_changed_what_of_poll_and_answers(desk):
    poll = make_poll(status="scheduled", question="First?", choices=["Yes", "No"])
    change(desk, poll, "poll_form", **{"choices-0-text": "Perhaps"})
    change(desk, poll, "poll_form", question="Second?", **{"choices-0-text": "Surely"})

    page = desk.get(reverse("admin:polls_poll_history", args=[poll.pk]))

    words = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    words = re.sub(r"\s+", " ", words)
    assert "Changed Question First? Second?" in words
    assert "Changed answer “Surely” Text Perhaps Surely" in words
    assert words.count("Ada") >= 2
    assert "voter" not in words.lower()
    assert bytes(Poll.objects.get().voter_key).hex() not in page.content.decode()


def test_history_of_a_swap_shows_the_places_from_which_and_to_which(desk):
    poll = make_poll(status="draft", choices=["Yes", "No"])
    change(desk, poll, "poll_form", **{"choices-0-text": "Yes!", "choices-1-text": "No!"})
    change(desk, poll, "poll_form", **{"choices-0-place": 2, "choices-1-place": 1})

    page = desk.get(reverse("admin:polls_poll_history", args=[poll.pk])).content.decode()

    places = re.findall(r"<dt>Position</dt>\s*<dd><del>(\d)</del></dd>\s*<dd><ins>(\d)</ins>", page)
    assert sorted(places) == [("1", "2"), ("2", "1")]


def test_history_of_a_long_text_shows_the_lines_that_differ(desk):
    lines = [f"Line {number} of a long text that goes on." for number in range(30)]
    post = make_post(body="\n".join(lines))
    # The browser sends the lines of a text area with CRLF.
    changed = [*lines[:10], "An altered line.", *lines[11:]]
    post.body = "\n".join(changed)
    post.save()

    page = desk.get(reverse("admin:polls_post_history", args=[post.pk])).content.decode()

    assert re.findall("<del>(.*)</del>", page) == [lines[10]]
    assert re.findall("<ins>(.*)</ins>", page) == ["An altered line."]
