"""Closing a discussion at the desk: by hand, by date, and before anybody has commented."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.models import Discussion
from tests.comments.factories import make_comment, make_discussion, make_rules
from tests.comments.test_reading_pages import page as readers_page
from tests.factories import make_newsletter, make_poll, make_post
from tests.polls.admin.pages import form_of

pytestmark = pytest.mark.django_db

ADD = "/admin/comments/discussion/add/"
NOTHING = {"closes_at_0": "", "closes_at_1": "", "closed_note": ""}


@pytest.fixture
def newsletter():
    return make_newsletter(time_zone="America/New_York")


def errors(page) -> dict[str, list[str]]:
    return page.context["adminform"].form.errors


def change(discussion) -> str:
    return f"/admin/comments/discussion/{discussion.pk}/change/"


def typed(desk, discussion, **values) -> dict:
    return form_of(desk.get(change(discussion)), "discussion_form") | values


def test_discussion_is_closed_with_a_sentence_and_reopened(editors_desk):
    discussion = make_discussion()

    form = typed(editors_desk, discussion, closed_note="Thank you all.", _close="x")
    editors_desk.post(change(discussion), form)
    closed = Discussion.objects.get()
    assert not closed.is_open(timezone.now())
    assert closed.closed_sentence == "Thank you all."

    form = typed(editors_desk, discussion, closed_note="Thanks.")
    editors_desk.post(change(discussion), form | {"_save": "x"})
    assert Discussion.objects.get().closed_note == "Thanks."
    assert Discussion.objects.get().closes_at == closed.closes_at

    editors_desk.post(change(discussion), typed(editors_desk, discussion, _reopen="x"))
    history = editors_desk.get(change(discussion).replace("change", "history"))
    assert [entry.get_change_message() for entry in history.context["action_list"]][::2] == [
        "Closed",
        "Reopened",
    ]
    reopened = Discussion.objects.get()
    assert (reopened.closes_at, reopened.closed_note) == (None, "")


def test_date_is_typed_and_shown_in_the_newsletters_zone(editors_desk, newsletter):
    discussion = make_discussion(make_poll(newsletter=newsletter))

    form = typed(editors_desk, discussion, closes_at_0="2027-01-15", closes_at_1="18:00")
    editors_desk.post(change(discussion), form | {"_save": "x"})

    assert Discussion.objects.get().closes_at == datetime(2027, 1, 15, 23, tzinfo=UTC)
    page = editors_desk.get(change(discussion)).content.decode()
    assert "Local time in America/New_York." in page
    assert 'value="18:00"' in page


@pytest.mark.parametrize("kind", ["poll", "post"])
def test_discussion_is_closed_before_anybody_has_commented(editors_desk, newsletter, kind):
    make = {"poll": make_poll, "post": make_post}[kind]
    subject = make(newsletter=newsletter)
    place = f"/admin/polls/{kind}/{subject.pk}/change/"
    link = f"/admin/comments/discussion/of/{kind}/{subject.pk}/"
    assert f'href="{link}"' in editors_desk.get(place).content.decode()
    page = editors_desk.get(link, follow=True)
    assert page.redirect_chain == [(f"{ADD}?{kind}={subject.pk}", 302)]
    assert Discussion.objects.count() == 0

    typed = NOTHING | {kind: subject.pk, "closed_note": "No comments on this."}
    response = editors_desk.post(f"{ADD}?{kind}={subject.pk}", typed | {"_close": "x"})

    assert response.status_code == 302
    discussion = Discussion.objects.get()
    assert discussion.subject == subject
    assert "No comments on this." in readers_page(subject.get_absolute_url())
    assert editors_desk.get(link)["Location"] == change(discussion)


def test_post_that_reports_a_poll_has_its_polls_discussion(editors_desk):
    poll = make_poll(status="closed")
    post = make_post(reports=poll)
    link = f"/admin/comments/discussion/of/post/{post.pk}/"
    assert editors_desk.get(link)["Location"] == f"{ADD}?poll={poll.pk}"
    editors_desk.post(ADD, NOTHING | {"poll": "", "post": post.pk, "_close": "x"})
    assert Discussion.objects.get().poll == poll


def test_date_of_the_rules_is_offered_and_may_be_taken_away(editors_desk, newsletter):
    poll = make_poll(newsletter=newsletter)
    make_rules(Discussion.of(poll), closes_after_days=3)
    form = editors_desk.get(f"{ADD}?poll={poll.pk}").context["adminform"].form
    local = form["closes_at"].value()
    closes_at = (poll.closes_at + timedelta(days=3)).astimezone(newsletter.zone)
    assert f"{local:%Y-%m-%d %H:%M}" == f"{closes_at:%Y-%m-%d %H:%M}"
    editors_desk.post(f"{ADD}?poll={poll.pk}", NOTHING | {"poll": poll.pk, "_save": "x"})
    assert Discussion.objects.get().closes_at is None


@pytest.mark.parametrize("about", [[], ["poll", "post"]])
def test_new_discussion_is_of_one_poll_or_one_post(editors_desk, about):
    made = {"poll": make_poll(), "post": make_post()}
    typed = NOTHING | {name: made[name].pk if name in about else "" for name in made}
    page = editors_desk.post(ADD, typed | {"_close": "x"})
    assert errors(page) == {"poll": ["Choose a poll, or a post."]}
    page = editors_desk.post(f"{ADD}?poll=1", NOTHING | {"poll": "", "_close": "x"})
    assert errors(page) == {"poll": ["Choose a poll, or a post."]}
    assert Discussion.objects.count() == 0


def test_discussion_that_exists_is_named_with_its_link(editors_desk):
    discussion = make_discussion()
    page = editors_desk.post(ADD, NOTHING | {"poll": discussion.poll_id, "post": "", "_save": "x"})
    assert f'href="{change(discussion)}"' in unescape(page.content.decode())
    assert discussion.is_open(timezone.now())


def test_comment_that_came_first_loses_nothing(editors_desk):
    """Somebody comments while the form for a new discussion is open, and is sent after it."""
    poll = make_poll()
    editors_desk.get(f"{ADD}?poll={poll.pk}")
    comment = make_comment(make_discussion(poll))
    page = editors_desk.post(f"{ADD}?poll={poll.pk}", NOTHING | {"poll": poll.pk, "_close": "x"})
    assert list(errors(page)) == ["poll"]
    comment.discussion.refresh_from_db()
    assert (comment.discussion.last_number, comment.discussion.closes_at) == (1, None)


@pytest.mark.parametrize("address", ["of/poll/999999999/", "of/comment/1/"])
def test_discussion_of_nothing_is_not_found(editors_desk, address):
    assert editors_desk.get(f"/admin/comments/discussion/{address}").status_code == 404


def test_discussion_closes_by_its_date_without_anybody(editors_desk):
    discussion = make_discussion()
    at = timezone.now() + timedelta(days=2)
    discussion.close("Closed since noon.", at)
    address = discussion.poll.get_absolute_url()
    assert "comment-form" in readers_page(address)
    with time_machine.travel(at, tick=False):
        html = Client().get(address).content.decode()
    assert "Closed since noon." in html
    assert "comment-form" not in html
