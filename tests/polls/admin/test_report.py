"""Write the report: from a closed poll's page to the draft, figures in its form and its preview."""

import pytest
from django.urls import reverse

from polls import editions, previews
from polls.models import Ballot, Edition, Post
from tests.factories import DAY, make_ballots, make_editor, make_newsletter, make_poll, make_post

from .pages import errors_of, form_of, messages_of

pytestmark = pytest.mark.django_db

VERB = "/admin/polls/poll/verbs/write-report/"
LIST = "/admin/polls/poll/"


def change(obj):
    return reverse(f"admin:polls_{obj._meta.model_name}_change", args=[obj.pk])


def closed_poll(votes=(2, 1), **overrides):
    poll = make_poll(status="closed", **overrides)
    make_ballots(poll, votes)
    return poll


def typed(desk, post, **values):
    return form_of(desk.get(change(post)), "post_form") | values


def text_of(response) -> str:
    return response.content.decode()


def test_button_makes_the_draft_and_opens_it(desk):
    poll = closed_poll(question="Tea or coffee?")
    page = text_of(desk.get(change(poll)))
    assert f'action="{VERB}"' in page

    response = desk.post(VERB, {"id": poll.pk}, follow=True)

    post = Post.objects.get()
    assert response.redirect_chain == [(change(post), 302)]
    assert messages_of(response) == [
        "“Tea or coffee?” has this draft of its report, which cites edition 1."
    ]
    assert form_of(response, "post_form")["body"].startswith("Of {{respondents}} readers who")
    assert post.history.get().history_user.username == "Ada"


def test_address_asks_first_and_then_leads_to_the_one_draft(desk):
    poll = closed_poll()
    page = text_of(desk.get(VERB, {"id": poll.pk}))
    assert "Its result is published as an edition, which the report cites." in page
    assert not Post.objects.exists()
    assert not Edition.objects.exists()

    desk.post(VERB, {"id": poll.pk})
    post = Post.objects.get()
    assert desk.get(VERB, {"id": poll.pk}).url == change(post)
    assert desk.post(VERB, {"id": poll.pk}).url == change(post)
    assert Post.objects.get() == post
    assert "The draft of the report" in text_of(desk.get(change(poll)))


def test_second_edition_is_named_before_it_is_cited(desk):
    poll = closed_poll()
    editions.freeze(poll, poll.closes_at + DAY / 2, "One ballot void.")
    assert "It cites edition 1: One ballot void." in text_of(desk.get(VERB, {"id": poll.pk}))


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("open", "has not closed yet"), ("withdrawn", "was withdrawn: restore it")],
)
def test_poll_without_a_final_result_is_refused_in_a_sentence(desk, status, sentence):
    poll = make_poll(status=status)
    assert VERB not in text_of(desk.get(change(poll)))
    response = desk.post(VERB, {"id": poll.pk}, follow=True)
    assert response.redirect_chain == [(change(poll), 302)]
    assert sentence in messages_of(response)[0]
    assert not Post.objects.exists()


def test_who_may_write_no_posts_is_offered_nothing_and_refused(client):
    poll = closed_poll()
    client.force_login(make_editor(group="Moderators"))
    assert client.get(VERB, {"id": poll.pk}).status_code == 403
    assert client.post(VERB, {"id": poll.pk}).status_code == 403
    assert not Post.objects.exists()


def test_poll_of_another_editors_newsletter_is_not_there(desk):
    newsletter = make_newsletter()
    newsletter.editors.add(make_editor())
    poll = closed_poll(newsletter=newsletter)
    assert desk.get(VERB, {"id": poll.pk}).status_code == 404
    assert desk.post(VERB, {"id": poll.pk}).status_code == 404
    assert not Post.objects.exists()


def test_list_offers_it_for_closed_polls_without_a_report(desk):
    poll, reported = closed_poll(), closed_poll()
    make_post(reports=reported, published=False)
    make_poll(), make_poll(status="withdrawn")
    page = text_of(desk.get(LIST))
    assert page.count(f"{VERB}?id=") == page.count(f"{VERB}?id={poll.pk}") == 1


# The form.


def draft(desk, **overrides) -> Post:
    poll = closed_poll(**overrides)
    desk.post(VERB, {"id": poll.pk})
    return Post.objects.get(reports=poll)


def test_form_shows_what_was_typed_and_readers_what_it_stands_for(desk, client):
    post = draft(desk)
    lines = {"headline": "{{share:1}} say yes", "summary": "It is {{votes:1}} of {{respondents}}."}
    desk.post(change(post), typed(desk, post, **lines, body="*{{share:1}}*"))
    Post.objects.get().publish_from(None)

    assert {name: typed(desk, post)[name] for name in lines} == lines
    post.refresh_from_db()
    assert post.published
    page = text_of(client.get(post.get_absolute_url()))
    assert "<title>66.67% say yes" in page
    assert '<meta name="description" content="It is 2 of 3.">' in page
    assert '"headline":"66.67% say yes"' in page.replace('": "', '":"')
    addresses = ["/", "/posts/", "/feeds/posts/", f"/newsletters/{post.newsletter.slug}/"]
    addresses += [post.reports.get_absolute_url(), post.get_absolute_url()]
    for address in addresses:
        text = text_of(client.get(address))
        assert ("66.67% say yes" in text, "{{" in text) == (True, False), address


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("body", "Fine.\n\n{{share:7}}", "Line 3: {{share:7}}: There is no answer 7. The answers are 1 “Yes”; 2 “No”."),
        ("headline", "{{change:1}}", "{{change:1}}: This poll repeats no earlier one whose result readers can see."),
        ("summary", "{{share}}", "{{share}}: Say of which answer, by its position: {{share:1}}."),
        ("headline", "{{question}}" * 10, "With its figures it is longer than 200 characters."),
    ],
)  # fmt: skip
def test_form_that_stands_for_nothing_is_told_at_its_field(desk, field, text, sentence):
    post = draft(desk, question="Word " * 20)
    page = desk.post(change(post), typed(desk, post, **{field: text}))
    assert errors_of(page) == {field: [sentence]}
    assert form_of(page, "post_form")[field] == text
    assert Post.objects.get().typed("headline") == ("Word " * 20).strip()


def test_note_under_the_post_has_figures_too(desk):
    post = draft(desk)
    post.publish_from(None)
    notes = {"addenda-TOTAL_FORMS": "1", "addenda-0-text": "Now {{share:7}}."}
    page = desk.post(change(post), typed(desk, post) | notes)
    assert errors_of(page)["addenda"][0].startswith("Line 1: {{share:7}}: There is no answer 7.")
    desk.post(change(post), typed(desk, post) | notes | {"addenda-0-text": "Now {{share:1}}."})
    assert post.addenda.get().text_html == "<p>Now 66.67%.</p>\n"


def test_correction_reaches_every_figure_by_one_button(desk, client):
    post = draft(desk)
    lines = {"headline": "{{share:1}} say yes", "body": "{{share:1}}, not 66.67%."}
    desk.post(change(post), typed(desk, post, **lines))
    post.publish_from(None)
    Ballot.objects.filter(pk=post.reports.ballots.order_by("pk").first().pk).update(standing="void")
    editions.freeze(post.reports, post.reports.closes_at + DAY / 2, "One void.")

    answer = desk.post(change(post), typed(desk, post, _then="cite-correction"))
    desk.post(answer.url, form_of(desk.get(answer.url), "verb_form"))

    page = text_of(client.get(post.get_absolute_url()))
    assert "50.00% say yes" in page
    form = text_of(desk.get(change(post)))
    assert "“66.67%” was right in edition 1; it is now 50.00%, <code>{{share:1}}</code>" in form
    preview = text_of(desk.post(change(post), typed(desk, post, _preview="1")))
    assert "“66.67%” was right in edition 1; it is now 50.00%" in preview
    assert "was right in edition" not in page


def test_beside_the_text_stand_figures_and_typed_ones_that_match(desk):
    post = draft(desk)
    desk.post(change(post), typed(desk, post, body="Of 3 readers 66.67%, or 66.61%."))
    page = desk.get(change(post))
    at_hand = page.context["at_hand"]
    assert [(answer.share.printed, answer.votes.printed) for answer in at_hand.answers] == [
        ("66.67%", "2"),
        ("33.33%", "1"),
    ]
    assert [remark.note.typed for remark in at_hand.right] == ["3", "66.67%"]
    assert [remark.note.typed for remark in at_hand.wrong] == ["66.61%"]
    assert "“66.61%” is no figure of this poll; the nearest is 66.67%" in text_of(page)
    assert "2 typed figures that match" in text_of(page)


def test_figure_typed_in_a_note_is_pointed_out_with_the_field_of_the_note(desk):
    post = draft(desk)
    post.publish_from(None)
    note = "Hardly news.\n\nOf readers, 66.61% agree."
    notes = {"addenda-TOTAL_FORMS": "1", "addenda-0-text": note}
    desk.post(change(post), typed(desk, post) | notes)

    page = desk.get(change(post))
    told = " ".join(text_of(page).split())
    assert "“Edited to add” note, line 3: “66.61%” is no figure of this poll" in told
    (remark,) = page.context["at_hand"].wrong
    assert f'data-field="id_{remark.name}"' in text_of(page)
    assert f'<textarea name="{remark.name}"' in text_of(page)
    preview = text_of(desk.post(change(post), typed(desk, post, _preview="1")))
    assert "“66.61%” is no figure of this poll; the nearest is 66.67%" in preview


def test_draft_of_an_open_poll_shows_no_figure_before_its_time(desk, client):
    poll = make_poll(results_shown="after_closing")
    make_ballots(poll, [31, 6])
    post = make_post(reports=poll, edition=None, published=False, body="Early")
    desk.post(change(post), typed(desk, post, body="So far {{share:1}} of {{respondents}}."))

    post.refresh_from_db()
    assert post.body_html == "<p>So far <bdi>[share:1]</bdi> of <bdi>[respondents]</bdi>.</p>\n"
    page = text_of(desk.get(change(post)))
    assert ("83.78%" in page, "come with the edition" in page) == (False, True)
    # The votes of a preview are made up, in the text as in the result above it.
    preview = client.get(previews.address(post)).context
    made_up = preview["result"]
    assert preview["post"].body_html == (
        f"<p>So far {made_up.lines[0].percent_text}% of {made_up.respondents}.</p>\n"
    )


def test_preview_of_a_post_without_a_poll(desk):
    post = make_post()
    page = desk.post(change(post), typed(desk, post, body="{{share:1}}", _preview="1"))
    assert errors_of(page)["body"][0].startswith("Line 1: {{share:1}}: This post reports no poll.")


@pytest.mark.parametrize("number", [1, 3])
def test_forms_statements_do_not_grow_with_editions(desk, django_assert_num_queries, number):
    post = draft(desk)
    for each in range(number):
        editions.freeze(post.reports, post.reports.closes_at + DAY / 2, f"Edition {each}")
    desk.get(change(post))
    with django_assert_num_queries(30):
        desk.get(change(post))


def test_form_says_when_the_ballots_no_longer_stand_as_the_edition_has_them(desk):
    post = draft(desk)
    sentence = "Ballots were set aside or released since edition 1 was made"
    assert sentence not in text_of(desk.get(change(post)))
    Ballot.objects.filter(pk=post.reports.ballots.order_by("pk").first().pk).update(standing="void")
    assert sentence in text_of(desk.get(change(post)))
    asks = desk.get("/admin/polls/post/verbs/publish/", {"id": post.pk})
    assert "Ballots were set aside or released since: publish an edition" in text_of(asks)
    editions.freeze(post.reports, post.reports.closes_at + DAY / 2, "One void.")
    # There is an edition to cite now: its own button says so.
    page = text_of(desk.get(change(post)))
    assert (sentence in page, "Cite edition 2" in page) == (False, True)
