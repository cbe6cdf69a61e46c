"""One's own comment, and reports of others': private pages of one browser."""

from datetime import timedelta

import pytest
from django.test import Client

from comments import erasure
from comments.models import Comment, Report
from tests.comments.factories import ANNA, make_comment, make_discussion, make_follow_up
from tests.factories import make_poll

pytestmark = pytest.mark.django_db

Status = Comment.Status


@pytest.fixture
def discussion():
    poll = make_poll(question="Tea or coffee?", choices=("Tea", "Coffee"))
    return make_discussion(poll, rules={})


@pytest.fixture
def anna():
    client = Client()
    client.cookies["commenter"] = ANNA.browser
    return client


@pytest.fixture
def ben():
    client = Client()
    client.cookies["commenter"] = "b" * 32
    return client


def annas(discussion, **overrides) -> Comment:
    return make_comment(discussion, author_key=ANNA.key_in(discussion), **overrides)


def own(comment) -> str:
    return f"/comments/{comment.pk}/own/"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.PUBLISHED, "Your comment is published."),
        (Status.HELD, "Your comment waits for a moderator."),
        (Status.SPAM, "Your comment waits for a moderator."),
        (Status.REJECTED, "not published."),
        (Status.REMOVED, "removed by a moderator."),
    ],
)
def test_author_is_told_what_became_of_the_comment(discussion, anna, ben, status, sentence):
    comment = annas(discussion, status=status, hold_rule="word", hold_match="casino")
    response = anna.get(own(comment))
    assert sentence in response.content.decode()
    assert "casino" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    for other in (ben, Client()):
        assert other.get(own(comment)).status_code == 404


def test_author_is_told_how_long_it_can_be_changed(discussion, anna):
    comment = annas(discussion, created_at=-timedelta(minutes=4, seconds=30))
    page = anna.get(own(comment)).content.decode()
    assert "You can change or delete it for another 11 minutes, until" in page


def test_author_changes_the_text_and_the_thread_says_so(discussion, anna):
    comment = annas(discussion)
    response = anna.post(own(comment), {"act": "edit", "body": "Other words."})
    assert (response.status_code, response["Location"]) == (303, own(comment))
    html = Client().get(comment.get_absolute_url()).content.decode()
    assert "Other words." in html
    assert "<span>edited</span>" in html


def test_empty_change_comes_back_with_its_sentence(discussion, anna):
    comment = annas(discussion, body="First words.")
    response = anna.post(own(comment), {"act": "edit", "body": " "})
    assert response.status_code == 422
    assert "Write your comment." in response.content.decode()
    comment.refresh_from_db()
    assert comment.body == "First words."


@pytest.mark.parametrize("act", ["edit", "delete", "hide_vote", "show_vote"])
def test_nobody_else_changes_it(discussion, ben, act):
    choice = discussion.poll.choices.first()
    comment = annas(discussion, body="Mine.", voted_choice=choice)
    for other in (ben, Client()):
        response = other.post(own(comment), {"act": act, "body": "Yours."})
        assert response.status_code == 404
    comment.refresh_from_db()
    assert (comment.body, comment.voted_choice) == ("Mine.", choice)


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_after_a_quarter_of_an_hour_it_stays(discussion, anna, act):
    comment = annas(discussion, created_at=-timedelta(minutes=16), body="First words.")
    assert "Delete my comment" not in anna.get(own(comment)).content.decode()
    response = anna.post(own(comment), {"act": act, "body": "Other words."})
    assert response.status_code == 409
    assert "15 minutes" in response.content.decode()
    comment.refresh_from_db()
    assert comment.body == "First words."


@pytest.mark.parametrize(
    "late", [{"created_at": -timedelta(minutes=16)}, {"status": Status.REMOVED}]
)
def test_change_that_comes_too_late_is_given_back(discussion, anna, late):
    comment = annas(discussion, body="First words.", **late)
    response = anna.post(own(comment), {"act": "edit", "body": "\nOther <words>."})
    html = response.content.decode()
    assert response.status_code == 409
    # HTML takes one line break after the tag away.
    assert "readonly>\n\nOther &lt;words&gt;.</textarea>" in html
    assert "What you typed" not in anna.get(own(comment)).content.decode()


def test_change_that_comes_too_late_is_given_back_whatever_else_is_wrong_with_it(discussion, anna):
    comment = annas(discussion, body="First words.", created_at=-timedelta(minutes=16))
    text = "Other words. " * 1_000
    response = anna.post(own(comment), {"act": "edit", "body": text})
    html = response.content.decode()
    assert response.status_code == 409
    assert "A comment can be changed for 15 minutes after it was posted." in html
    assert f"readonly>\n{text}</textarea>" in html


@pytest.mark.parametrize("sent", [{}, {"act": ""}, {"act": "publish", "body": "Other words."}])
def test_what_no_button_sends_changes_nothing_and_says_so(discussion, anna, sent):
    comment = annas(discussion, body="First words.")
    response = anna.post(own(comment), sent)
    assert response.status_code == 422
    assert "Nothing was changed:" in response.content.decode()
    comment.refresh_from_db()
    assert (comment.body, comment.edited_at) == ("First words.", None)


def test_author_deletes_it_and_leaves_no_word(discussion, anna):
    comment = annas(discussion, name="Anna", body="First words.")
    make_comment(discussion, comment)
    response = anna.post(own(comment), {"act": "delete"})
    address = discussion.poll.get_absolute_url()
    assert (response.status_code, response["Location"]) == (303, f"{address}#deleted")
    html = Client().get(address).content.decode()
    assert "This comment was deleted." in html
    assert "First words." not in html
    assert Client().get(comment.get_absolute_url()).status_code == 404


def test_vote_is_taken_back_at_any_time(discussion, anna):
    choice = discussion.poll.choices.get(text="Tea")
    comment = annas(discussion, voted_choice=choice, created_at=-timedelta(days=3))
    assert "Voted:" in Client().get(comment.get_absolute_url()).content.decode()
    anna.post(own(comment), {"act": "hide_vote"})
    comment.refresh_from_db()
    assert comment.voted_choice is None


def test_question_that_tells_the_vote_goes_with_it(discussion, anna):
    asked = make_follow_up(discussion.poll, question="Green or black?")
    comment = annas(discussion, follow_up=asked)
    assert "Take my vote back" in anna.get(own(comment)).content.decode()
    anna.post(own(comment), {"act": "hide_vote"})
    comment.refresh_from_db()
    assert (comment.voted_choice, comment.follow_up) == (None, None)
    assert "Green or black?" not in Client().get(comment.get_absolute_url()).content.decode()


def test_vote_that_is_not_there_is_not_shown_later(discussion, anna):
    comment = annas(discussion)
    response = anna.post(own(comment), {"act": "show_vote"})
    assert response.status_code == 409
    assert "This browser has no vote in this poll" in response.content.decode()


def test_one_of_several_marks_is_no_vote_to_show(anna):
    poll = make_poll(choices=("Tea", "Coffee"), max_marks=2)
    anna.cookies["voter"] = "c" * 32
    anna.post(f"/polls/{poll.slug}/ballots/", {"choice": poll.choices.first().pk})
    comment = annas(make_discussion(poll))
    assert "Show how I voted" not in anna.get(own(comment)).content.decode()
    assert anna.post(own(comment), {"act": "show_vote"}).status_code == 409


def test_vote_is_shown_later_from_the_browsers_own_ballot(discussion, anna):
    poll = discussion.poll
    anna.cookies["voter"] = "c" * 32
    anna.post(f"/polls/{poll.slug}/ballots/", {"choice": poll.choices.get(text="Coffee").pk})
    comment = annas(discussion)
    assert "Coffee" not in Client().get(comment.get_absolute_url()).content.decode()
    anna.post(own(comment), {"act": "show_vote", "choice": poll.choices.get(text="Tea").pk})
    comment.refresh_from_db()
    assert comment.voted_choice.text == "Coffee"


def test_waiting_comments_are_told_to_their_browser_alone(discussion, anna, ben):
    waiting = annas(discussion, status=Status.HELD, body="I *wait*.")
    reply = annas(discussion, status=Status.SPAM, parent=make_comment(discussion), body="So do I.")
    make_comment(discussion, status=Status.HELD, body="Another's.")
    address = f"/comments/mine/?discussion={discussion.pk}"
    expected = [
        {"url": own(waiting), "excerpt": "I wait.", "parent": None},
        {"url": own(reply), "excerpt": "So do I.", "parent": reply.parent.number},
    ]
    assert anna.get(address).json()["waiting"] == expected
    assert ben.get(address).json()["waiting"] == []
    assert Client().get(address).json()["waiting"] == []


# Reports.


def report(client, comment, **fields):
    return client.post(f"/comments/{comment.pk}/report/", {"reason": "abuse"} | fields)


def test_report_is_stored_once_for_each_browser(discussion, anna):
    comment = make_comment(discussion)
    response = report(anna, comment, note="Look at the second line.")
    assert response.status_code == 200
    assert "A moderator will read the comment." in response.content.decode()
    assert report(anna, comment).status_code == 409
    stored = Report.objects.get()
    assert (stored.reason, stored.note) == ("abuse", "Look at the second line.")


def test_first_report_bounces_with_the_cookie(discussion):
    comment = make_comment(discussion)
    response = report(Client(), comment)
    assert response.status_code == 307
    assert list(response.cookies) == ["commenter"]
    assert Report.objects.count() == 0
    without = Client().post(f"/comments/{comment.pk}/report/?bounced=1", {"reason": "abuse"})
    assert without.status_code == 403


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_report_without_a_reason_asks_for_it(discussion, anna, reason):
    assert report(anna, make_comment(discussion), reason=reason).status_code == 422
    assert Report.objects.count() == 0


def test_report_from_another_site_is_refused(discussion, anna):
    comment = make_comment(discussion)
    anna.defaults["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert report(anna, comment).status_code == 403
    assert anna.post(own(comment), {"act": "delete"}).status_code == 403
    assert Report.objects.count() == 0


# What is said of all this.


def test_privacy_page_names_the_discussions_cookies_and_spans(monkeypatch):
    monkeypatch.setattr(erasure, "NETWORK_KEPT", timedelta(days=55))
    page = " ".join(Client().get("/privacy/").content.decode().split())
    assert "deleted after 55 days" in page
    assert "for 15 minutes" in page
    for name in ("commenter", "commented", "commenter-details", "staff"):
        assert f"<code>{name}</code>" in page
