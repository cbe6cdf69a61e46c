"""From a closed poll to its report: the draft, and figures in its text that follow the edition."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from polls import editions, reports, wording
from polls.models import Addendum, Ballot, Edition, Post
from tests.factories import (
    DAY,
    make_author,
    make_ballots,
    make_editor,
    make_imported_edition,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)

pytestmark = pytest.mark.django_db


def start(poll, user=None) -> Post:
    return reports.start(poll, user or make_editor(), timezone.now())


def closed_poll(votes=(2, 1), **overrides):
    poll = make_poll(status="closed", **overrides)
    make_ballots(poll, votes)
    return poll


def plain(post: Post) -> list[str]:
    return [
        line.replace("<bdi>", "").replace("</bdi>", "")
        for line in post.body_html.split("\n")
        if line
    ]


def test_draft_says_the_result_and_places_the_next_ballot():
    newsletter, topic, editor = make_newsletter(), make_topic(), make_editor()
    author = make_author(account=editor)
    poll = closed_poll(
        newsletter=newsletter, topics=[topic], question="Tea or coffee?", choices=["Tea", "Coffee"]
    )
    make_poll(status="scheduled", newsletter=newsletter)
    asked = make_poll(newsletter=newsletter)
    make_poll(status="draft", newsletter=newsletter)
    make_poll()

    post = start(poll, editor)

    assert (post.published, post.published_at) == (False, None)
    assert (post.headline, post.slug) == ("Tea or coffee?", "tea-or-coffee")
    assert (post.newsletter, post.author, post.asks) == (newsletter, author, asked)
    assert list(post.topics.all()) == [topic]
    edition = Edition.objects.get()
    assert (post.reports, post.edition) == (poll, edition)
    assert (edition.number, edition.reason) == (1, "First report")
    opened, closed = (f"{day.day} {day:%B %Y}" for day in (poll.opens_at, poll.closes_at))
    assert post.summary == "Of 3 readers who answered, 66.67% chose “Tea”."
    assert plain(post) == [
        f"<p>Of 3 readers who answered between {opened} and {closed}, "
        "66.67% (2) chose “Tea” and 33.33% (1) “Coffee”.</p>"
    ]


def test_without_an_open_poll_the_next_one_is_asked():
    poll = closed_poll()
    later = {"opens_at": 8 * DAY, "closes_at": 14 * DAY}
    make_poll(status="scheduled", newsletter=poll.newsletter, **later)
    following = make_poll(status="scheduled", newsletter=poll.newsletter)
    assert start(poll).asks == following


def test_draft_says_what_changed_where_the_question_was_asked_before():
    earlier = closed_poll([1, 3], opens_at=-30 * DAY, closes_at=-20 * DAY, slug="tea-once")
    poll = closed_poll([3, 1], repeats=earlier, newsletter=earlier.newsletter)
    assert plain(start(poll))[1] == (
        '<p>We have <a href="/polls/tea-once/" rel="noopener">asked this before</a>. Since then '
        "“Yes” is up 50.00 points (from 25.00% to 75.00%) and “No” is down 50.00 points (from "
        "75.00% to 25.00%). Different volunteers answered each time.</p>"
    )


def test_answers_that_changed_are_not_compared():
    earlier = closed_poll(
        [1, 3], choices=["Ay", "Nay"], opens_at=-30 * DAY, closes_at=-20 * DAY, slug="ay"
    )
    paragraphs = plain(start(closed_poll(repeats=earlier)))
    assert paragraphs[1].endswith(
        "asked this before</a>, in a way that does not compare with this time.</p>"
    )


def test_nobody_voted():
    post = start(make_poll(status="closed"))
    assert post.summary == ""
    assert plain(post)[0].startswith("<p>Nobody answered this time. Voting closed on ")


def test_question_comes_into_the_headline_as_it_is():
    post = start(closed_poll(question=r"Is {{share:1}} a \form?", slug="form"))
    assert post.headline == r"Is {{share:1}} a \form?"
    post.save()
    assert post.headline == r"Is {{share:1}} a \form?"
    assert start(closed_poll(question="Word " * 60, slug="long")).headline.endswith("Word…")


def test_markup_in_answers_is_text():
    post = start(closed_poll(choices=["*A* <b> [x](y)", "{{respondents}}"]))
    assert "“*A* &lt;b&gt; [x](y)” and 33.33% (1) “{{respondents}}”.</p>" in plain(post)[0]


def test_pressed_twice_it_is_the_one_draft():
    poll = closed_poll()
    first = start(poll)
    Post.objects.filter(pk=first.pk).update(body="Mine")
    assert (start(poll), Post.objects.get().body) == (first, "Mine")


def test_report_that_readers_see_is_not_begun_again_and_a_draft_comes_first():
    poll = closed_poll()
    post = make_post(reports=poll)
    assert start(poll) == post
    draft = make_post(reports=poll, published=False)
    assert start(poll) == draft


def test_newest_edition_since_the_closing_is_cited():
    poll = closed_poll()
    editions.freeze(poll, timezone.now(), "One")
    second = editions.freeze(poll, timezone.now(), "Two")
    assert start(poll).edition == second
    assert Edition.objects.count() == 2


def test_edition_from_before_it_was_reopened_is_not_cited():
    poll = closed_poll()
    old = editions.freeze(poll, timezone.now(), "First report")
    Edition.objects.filter(pk=old.pk).update(as_of=poll.closes_at - DAY)
    assert start(poll).edition.number == 2


def test_edition_with_shares_alone_is_told_without_counts():
    poll = make_poll(status="closed")
    make_imported_edition(poll, [60, 40])
    post = start(poll)
    assert post.summary == "Of the readers who answered, 60.00% chose “Yes”."


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("open", "This poll has not closed yet: its report can be written then."),
        ("scheduled", "This poll has not closed yet: its report can be written then."),
        ("withdrawn", "This poll was withdrawn: restore it before you report its result."),
    ],
)
def test_poll_without_a_final_result_is_refused(status, sentence):
    poll = make_poll(status=status)
    with pytest.raises(ValidationError) as refusal:
        start(poll)
    assert refusal.value.messages == [sentence]
    assert not Post.objects.exists()
    assert not Edition.objects.exists()


# Figures in the text.


def reported(**fields):
    """A published report with figures all over, and its poll, three votes to one."""
    poll = closed_poll([3, 1])
    post = Post(
        newsletter=poll.newsletter, slug="report", reports=poll, body=fields.get("body", "")
    )
    post.write("headline", fields.get("headline", "Report"))
    post.write("summary", fields.get("summary", ""))
    post.publish(timezone.now())
    return post, poll


def test_every_figure_follows_the_edition_that_is_cited():
    text = {"headline": "{{share:1}} for it", "summary": "{{votes:1}} of {{respondents}}."}
    post, poll = reported(body="*{{share:1}}*", **text)
    note = Addendum.objects.create(post=post, added_at=timezone.now(), text="Now {{share:1}}.")
    assert (post.headline, post.summary) == ("75.00% for it", "3 of 4.")
    assert (post.body_html, note.text_html) == ("<p><em>75.00%</em></p>\n", "<p>Now 75.00%.</p>\n")

    Ballot.objects.filter(pk=poll.ballots.first().pk).update(standing="void")
    second = editions.freeze(poll, timezone.now(), "One void")
    post.refresh_from_db()
    assert post.headline == "75.00% for it"
    post.cite(second)

    post.refresh_from_db()
    note.refresh_from_db()
    assert (post.headline, post.summary) == ("66.67% for it", "2 of 3.")
    assert (post.body_html, note.text_html) == ("<p><em>66.67%</em></p>\n", "<p>Now 66.67%.</p>\n")
    assert [post.typed(name) for name in post.LINES] == list(text.values())
    assert post.history.first().headline == "66.67% for it"


def test_other_words_for_the_headline_leave_no_figure_behind():
    post, _ = reported(headline="{{share:1}} for it")
    post.write("headline", "All for it")
    post.save()
    post.refresh_from_db()
    assert (post.headline, post.typed("headline")) == ("All for it", "All for it")


def test_publishing_refuses_a_figure_that_there_is_not():
    with pytest.raises(ValidationError) as refusal:
        reported(body="One\n\n{{share:9}}")
    assert refusal.value.message_dict == {
        "body": ["Line 3: {{share:9}}: There is no answer 9. The answers are 1 “Yes”; 2 “No”."]
    }


def test_citing_refuses_an_edition_that_lacks_a_figure_of_the_text():
    post, poll = reported(body="{{votes:1}}")
    shares_alone = make_imported_edition(poll, [60, 40])
    with pytest.raises(ValidationError, match="This edition has shares alone and no votes"):
        post.cite(shares_alone)
    assert Post.objects.get().edition.number == 1


def test_post_without_figures_asks_the_database_for_nothing_more(django_assert_num_queries):
    post, _ = reported(body="Text.")
    post = Post.objects.get(pk=post.pk)
    # The row, its history, and whether a note has figures.
    with django_assert_num_queries(3):
        post.save()


def test_wording_that_is_mended_is_mended_in_the_report_too():
    text = {"headline": "{{choice:1}}, you say", "body": "“{{choice:1}}” is {{share:1}}."}
    post, poll = reported(**text)
    versions = post.history.count()
    words = wording.Wording.of(poll)
    first = poll.choices.first()
    wording.correct(poll, replace(words, answers=words.answers | {first.pk: "Yea"}), "A typo.")

    post.refresh_from_db()
    assert post.headline == "Yea, you say"
    assert plain(post) == ["<p>“Yea” is 75.00%.</p>"]
    assert post.history.count() == versions


def test_mended_wording_takes_no_figure_from_what_is_published():
    earlier = closed_poll([1, 3], opens_at=-30 * DAY, closes_at=-20 * DAY)
    poll = closed_poll([3, 1], repeats=earlier)
    post = start(poll)
    post.body = "It is {{change:1}}."
    post.publish(timezone.now())
    words = wording.Wording.of(poll)
    first = poll.choices.first()
    wording.correct(poll, replace(words, answers=words.answers | {first.pk: "Yea"}), "A typo.")
    post.refresh_from_db()
    assert plain(post) == ["<p>It is up 50.00 points.</p>"]


def test_report_is_behind_once_ballots_are_decided_on_until_there_is_an_edition():
    poll = closed_poll()
    post = start(poll)
    assert not reports.is_behind(post)
    Ballot.objects.filter(pk=poll.ballots.first().pk).update(standing="held")
    assert reports.is_behind(post)
    editions.freeze(poll, timezone.now(), "One held")
    assert not reports.is_behind(post)
    imported = make_imported_edition(poll, [60, 40])
    assert not reports.is_behind(make_post(reports=poll, edition=imported))
    assert not reports.is_behind(make_post())


# A question asked a third time: what each report says of the time before.


@pytest.fixture
def chain():
    """Three polls, each repeating the one before, and a published report of each with what changed."""
    polls, posts = [], []
    for place, votes in enumerate(([1, 3], [2, 2], [3, 1])):
        poll = closed_poll(
            votes,
            repeats=polls[-1] if polls else None,
            opens_at=(place * 10 - 40) * DAY,
            closes_at=(place * 10 - 35) * DAY,
        )
        post = start(poll)
        if polls:
            post.write("headline", "It is {{change:1}}")
            post.body = "It was {{before:1}}."
        post.publish(timezone.now())
        polls.append(poll)
        posts.append(post)
    Addendum.objects.create(post=posts[1], added_at=timezone.now(), text="Now {{change:1}}.")
    return polls, posts


def printed(posts) -> list[tuple[str, str]]:
    found = [Post.objects.get(pk=post.pk) for post in posts]
    return [(post.headline, post.body_html) for post in found]


def test_correction_of_an_earlier_poll_reaches_the_report_that_compares_with_it(chain):
    polls, posts = chain
    second, third = printed(posts[1:])
    assert second == ("It is up 25.00 points", "<p>It was 25.00%.</p>\n")
    assert third == ("It is up 25.00 points", "<p>It was 50.00%.</p>\n")
    versions = [post.history.count() for post in posts]

    voter = polls[0].ballots.filter(marks__choice__position=2).first()
    Ballot.objects.filter(pk=voter.pk).update(standing="void")
    editions.freeze(polls[0], timezone.now(), "One void")

    assert printed(posts[1:]) == [("It is up 16.67 points", "<p>It was 33.33%.</p>\n"), third]
    assert posts[1].addenda.get().text_html == "<p>Now <bdi>up 16.67 points</bdi>.</p>\n"
    assert [post.history.count() for post in posts] == versions

    voter = polls[1].ballots.filter(marks__choice__position=2).first()
    Ballot.objects.filter(pk=voter.pk).update(standing="void")
    editions.freeze(polls[1], timezone.now(), "One void")
    # The second report goes on saying what its own edition does, until it cites another.
    assert printed(posts[1:]) == [
        ("It is up 16.67 points", "<p>It was 33.33%.</p>\n"),
        ("It is up 8.33 points", "<p>It was 66.67%.</p>\n"),
    ]


def test_correction_takes_no_figure_from_a_report_that_compares_with_it(chain):
    polls, posts = chain
    before = printed(posts)
    Ballot.objects.filter(poll=polls[0]).update(standing="void")
    editions.freeze(polls[0], timezone.now(), "All void")
    assert printed(posts) == before


def test_figures_typed_in_a_note_are_looked_at_as_those_of_the_text_are():
    post, _ = reported(body="Of you 75.01% agree.")
    hour = DAY / 24
    post.addenda.create(added_at=timezone.now(), text="One\n\nOf you 75.02% agree.")
    post.addenda.create(added_at=timezone.now() - hour, text="Then 75.00% agreed.")
    told = [
        (name, note.line, note.typed, note.is_right) for name, note in reports.typed_notes(post)
    ]
    assert told == [
        ("body", 1, "75.01%", False),
        ("addenda-0-text", 1, "75.00%", True),
        ("addenda-1-text", 3, "75.02%", False),
    ]
