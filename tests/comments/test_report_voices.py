"""What stands beside a report's text to be quoted: published words, without anybody's vote."""

import pytest
from django.urls import reverse

from comments.templatetags import report_voices
from smartpulse.markup import render_post
from tests.comments.factories import make_comment, make_discussion, make_follow_up
from tests.factories import make_editor, make_poll, make_post

pytestmark = pytest.mark.django_db


def voices(poll):
    context = {"perms": {"comments": {"add_followup": True}}}
    found = report_voices.report_voices(context, poll)
    asked = [
        (each.question, [voice.comment.body for voice in each.voices]) for each in found["asked"]
    ]
    return asked, [voice.comment.body for voice in found["picks"]]


def test_best_answers_are_picks_then_those_with_most_replies():
    poll = make_poll(status="closed")
    discussion, question = make_discussion(poll), make_follow_up(poll, "Why not?")

    def answer(body, replies=0, **fields):
        made = make_comment(discussion, follow_up=question, body=body, **fields)
        for _ in range(replies):
            make_comment(discussion, made)
        return made

    answer("Quiet")
    answer("Loud", replies=2)
    answer("Also loud", replies=1)
    answer("Picked", picked=True)
    for status in ("held", "rejected", "spam", "removed"):
        answer(f"Secret {status}", picked=True, status=status)
    make_comment(discussion, body="Pick of all", picked=True)
    make_comment(discussion, body="Not picked")
    make_comment(make_discussion(), body="Elsewhere", picked=True)

    assert voices(poll) == ([("Why not?", ["Picked", "Loud", "Also loud"])], ["Pick of all"])


def test_poll_without_a_question_and_a_discussion():
    assert voices(make_poll()) == ([], [])


def test_quotation_names_its_author_and_nothing_of_the_vote():
    poll = make_poll(status="closed", choices=["Aubergine", "No"])
    comment = make_comment(
        make_discussion(poll),
        name="A_n [x](y)",
        body="*So*, {{share:1}}\n\n> _said_ <b>",
        voted_choice=poll.choices.first(),
    )
    quotation = report_voices.Voice(comment, 0).quotation
    html = render_post(f"Before.\n\n{quotation}\n\nAfter.", lambda blank: "FILLED")
    assert html == (
        "<p>Before.</p>\n<blockquote>\n<p>So, {{share:1}} said &lt;b&gt;</p>\n"
        f'<p>— <a href="/comments/{comment.pk}/" rel="noopener">A_n [x](y)</a></p>\n'
        "</blockquote>\n<p>After.</p>\n"
    )
    assert "Aubergine" not in quotation


@pytest.mark.parametrize("number", [1, 3])
def test_two_statements_however_many_answers(django_assert_num_queries, number):
    poll = make_poll(status="closed")
    discussion, question = make_discussion(poll), make_follow_up(poll)
    for _ in range(number):
        make_comment(discussion, follow_up=question)
    with django_assert_num_queries(2):
        voices(poll)


def test_they_stand_in_the_reports_form(client):
    poll = make_poll(status="closed")
    comment = make_comment(
        make_discussion(poll), follow_up=make_follow_up(poll, "What held you?"), body="The *price*."
    )
    post = make_post(reports=poll)
    client.force_login(make_editor())
    page = client.get(reverse("admin:polls_post_change", args=[post.pk])).content.decode()
    assert "What held you?" in page
    assert "The price." in page
    assert f"](/comments/{comment.pk}/)" in page
