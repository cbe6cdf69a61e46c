"""The thread read by answer or by follow-up question, and editor's picks before all else."""

import re

import pytest
from django.core.cache import caches
from django.test import Client

from comments import reading
from comments.models import Comment
from polls.models import Poll
from tests.comments.factories import (
    make_comment,
    make_discussion,
    make_follow_up,
    make_post_discussion,
)
from tests.comments.test_reading_pages import numbers, page, words
from tests.factories import make_poll, make_post

pytestmark = pytest.mark.django_db

# A thread that one page holds, and one that takes more.
LENGTHS = pytest.mark.parametrize("silent", [6, reading.ROOTS + 6])


@pytest.fixture
def poll():
    return make_poll(status="closed", choices=("Tea", "Coffee", "Water"))


@pytest.fixture
def discussion(poll):
    return make_discussion(poll)


def show(discussion, text, people, *, each=1, **fields):
    """Comments of so many people who show that they voted so."""
    choice = discussion.poll.choices.get(text=text)
    return [
        make_comment(
            discussion, voted_choice=choice, author_key=f"{text} {n}".ljust(32).encode(), **fields
        )
        for n in range(people)
        for _ in range(each)
    ]


def keep_silent(discussion, number):
    for _ in range(number):
        make_comment(discussion)


def ways(html: str) -> list[str]:
    """What the page offers to read, without the orders."""
    nav = re.search(r'<nav class="thread-ways".*?</nav>', html, re.DOTALL)[0]
    return [words(link) for link in re.findall(r"<a .*?</a>", nav)][3:]


@LENGTHS
def test_answers_that_commenters_show_are_offered_with_their_numbers(poll, discussion, silent):
    show(discussion, "Coffee", 5, each=2)
    show(discussion, "Tea", 6)
    keep_silent(discussion, silent)
    assert ways(page(poll.get_absolute_url())) == ["Tea (6)", "Coffee (10)"]


@LENGTHS
def test_fewer_than_five_people_are_not_counted_however_much_they_write(poll, discussion, silent):
    show(discussion, "Tea", 4, each=3)
    show(discussion, "Coffee", 5)
    keep_silent(discussion, silent)
    assert ways(page(poll.get_absolute_url())) == ["Tea", "Coffee (5)"]


def test_number_kept_back_is_not_left_by_subtraction(poll, discussion):
    show(discussion, "Tea", 8)
    show(discussion, "Coffee", 2)
    keep_silent(discussion, 4)
    assert ways(page(poll.get_absolute_url())) == ["Tea", "Coffee"]
    keep_silent(discussion, 1)
    caches["pages"].clear()
    assert ways(page(poll.get_absolute_url())) == ["Tea (8)", "Coffee"]


def test_no_number_is_told_while_the_poll_keeps_its_result_to_itself():
    poll = make_poll(choices=("Tea", "Coffee"), results_shown=Poll.Shown.AFTER_VOTING)
    discussion = make_discussion(poll)
    show(discussion, "Tea", 9)
    keep_silent(discussion, 9)
    assert ways(page(poll.get_absolute_url())) == ["Tea"]


def test_what_waits_or_is_gone_counts_nowhere(poll, discussion):
    keep_silent(discussion, 9)
    show(discussion, "Tea", 5)
    show(discussion, "Tea", 2, status="held")
    show(discussion, "Coffee", 5, status="spam")
    assert ways(page(poll.get_absolute_url())) == ["Tea (5)"]


@pytest.mark.parametrize("of_post", [False, True])
def test_thread_is_read_by_answer_under_the_poll_and_its_report(poll, discussion, of_post):
    subject = make_post(reports=poll, headline="Most drink tea") if of_post else poll
    first = make_comment(discussion, name="Priya", body="Silent words.")
    (reply,) = show(discussion, "Tea", 1, parent=first)
    show(discussion, "Coffee", 2)
    show(discussion, "Tea", 1, status="held")
    make_comment(discussion, reply)
    tea = poll.choices.get(text="Tea")

    html = page(f"{subject.get_absolute_url()}?answer={tea.pk}")

    assert numbers(html) == [reply.number]
    assert "From readers who show that they voted “Tea”" in words(html)
    assert "in reply to Priya" in words(html)
    assert f'<a href="{first.get_absolute_url()}"><bdi>Priya</bdi></a>' in html
    assert f'<a href="{reply.get_absolute_url()}#replies">1 reply<' in html
    assert "Silent words." not in html


def test_selection_is_paged_by_key_and_each_comment_comes_once(poll, discussion):
    shown = []
    for _ in range(2 * reading.ROOTS + 1):
        shown += show(discussion, "Tea", 1)
        make_comment(discussion)
    address = poll.get_absolute_url()
    query, seen = f"?answer={poll.choices.get(text='Tea').pk}", []
    while query:
        html = page(address + query)
        seen += numbers(html)
        following = re.search(r'href="([^"]*)#continued" rel="next"', html)
        query = following and following[1].replace("&amp;", "&")
    assert seen == [comment.number for comment in shown]


def test_answer_that_nobody_shows_says_what_to_do(poll, discussion):
    show(discussion, "Tea", 2)
    html = page(f"{poll.get_absolute_url()}?answer={poll.choices.get(text='Water').pk}")
    assert numbers(html) == []
    assert "Nobody who shows this vote has written yet." in words(html)


@pytest.mark.parametrize("query", ["answer", "asked"])
@pytest.mark.parametrize("value", ["0", "x", "-1", "9" * 30, "²", "{foreign}"])
def test_what_the_poll_does_not_have_shows_the_whole_thread(poll, discussion, query, value):
    make_comment(discussion)
    other = make_poll()
    foreign = other.choices.first() if query == "answer" else make_follow_up(other)
    html = page(f"{poll.get_absolute_url()}?{query}={value.format(foreign=foreign.pk)}")
    assert numbers(html) == [1]


def test_post_without_a_poll_has_no_answers_to_read_by():
    discussion = make_post_discussion()
    keep_silent(discussion, 2)
    choice = make_poll().choices.first()
    html = page(f"{discussion.post.get_absolute_url()}?answer={choice.pk}")
    assert (numbers(html), ways(html)) == ([1, 2], [])


@LENGTHS
def test_replies_to_one_follow_up_are_read_together(poll, discussion, silent):
    asked = make_follow_up(poll, question="With milk?")
    post = make_post(reports=poll, headline="Most drink tea")
    answers = [make_comment(discussion, follow_up=asked) for _ in range(3)]
    make_comment(discussion, follow_up=asked, status="held")
    keep_silent(discussion, silent)
    for subject in (poll, post):
        assert ways(page(subject.get_absolute_url())) == ["“With milk?”"]
        html = page(f"{subject.get_absolute_url()}?asked={asked.pk}")
        assert numbers(html) == [comment.number for comment in answers]
        assert "In answer to the editor’s question “With milk?”" in words(html)


@pytest.mark.parametrize("status", [None, "held", "spam", "removed"])
def test_question_that_nobody_has_answered_is_told_nowhere(poll, discussion, status):
    asked = make_follow_up(poll, question="With milk?")
    keep_silent(discussion, reading.ROOTS + 1)
    if status:
        make_comment(discussion, follow_up=asked, status=status)
    for query in ("", f"?asked={asked.pk}"):
        assert "With milk" not in page(poll.get_absolute_url() + query)


@LENGTHS
def test_editors_picks_stand_first_and_lead_to_their_place(poll, discussion, silent):
    keep_silent(discussion, silent)
    above = make_comment(discussion, name="Sam")
    pick = make_comment(discussion, above, name="Priya", body="We *stopped*.", picked=True)
    make_comment(discussion, picked=True, status="removed", body="Gone words.")
    html = page(poll.get_absolute_url())
    picks = re.search(r'<section class="thread-picks".*?</section>', html, re.DOTALL)[0]
    assert words(picks) == "Editor’s pick We stopped. Priya"
    assert f'href="{pick.get_absolute_url()}"' in picks
    assert html.index("thread-picks") < html.index('id="comment-1"')
    assert "Gone words." not in html
    assert "thread-picks" in page(f"{poll.get_absolute_url()}?order=oldest")
    assert "thread-picks" not in page(f"{poll.get_absolute_url()}?order=newest")


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 9), ("?after=1", 8), ("?answer={tea}", 8), ("?asked={asked}", 8)],
)
def test_long_thread_asks_as_often_for_three_rows_as_for_one(
    poll, discussion, django_assert_num_queries, query, queries
):
    make_post(reports=poll)
    asked = make_follow_up(poll)
    keep_silent(discussion, reading.ROOTS)
    query = query.format(tea=poll.choices.get(text="Tea").pk, asked=asked.pk)
    for rows in (1, 2):
        for _ in range(rows):
            make_comment(discussion, picked=True, follow_up=asked)
            show(discussion, "Tea", 1)
            show(discussion, "Coffee", 1, parent=Comment.objects.latest("pk"))
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            assert Client().get(f"{poll.get_absolute_url()}{query}").status_code == 200
