"""Writing the week's report: drafts, previews, publishing, corrections, pictures."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from polls import editions
from polls.models import Addendum, Ballot, Edition, Post
from tests.factories import (
    make_author,
    make_ballots,
    make_newsletter,
    make_poll,
    make_post,
    make_topic,
)

from .pages import errors_of, form_of, messages_of
from .test_pictures import encoded

pytestmark = pytest.mark.django_db

ADD = "/admin/polls/post/add/"


def change(post):
    return reverse("admin:polls_post_change", args=[post.pk])


def typed(desk, url=ADD, **values):
    return form_of(desk.get(url), "post_form") | values


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("holiday.png", content, content_type="image/png")


def test_report_link_offers_the_newsletter_and_this_weeks_poll(desk):
    closed = make_poll(status="closed")
    asked = make_poll(newsletter=closed.newsletter)
    make_poll()

    form = typed(desk, f"{ADD}?reports={closed.pk}")

    assert form["reports"] == str(closed.pk)
    assert form["newsletter"] == str(closed.newsletter_id)
    assert form["asks"] == str(asked.pk)


def test_draft_is_saved_and_not_seen(desk, client):
    make_newsletter()

    desk.post(ADD, typed(desk, headline="A draft", body="# Heading\n\n*Text*", _save="1"))

    post = Post.objects.get()
    assert (post.published, post.slug) == (False, "a-draft")
    assert post.body_html == "<h2>Heading</h2>\n<p><em>Text</em></p>\n"
    assert client.get(post.get_absolute_url()).status_code == 404


def confirm(desk, address, **values):
    """Press the button of the page that asks."""
    form = form_of(desk.get(address), "verb_form") | values
    return desk.post(address.partition("?")[0], form, follow=True)


def verb(post, name) -> str:
    return f"{reverse('admin:polls_post_verb', args=[name])}?id={post.pk}"


def test_publish_saves_asks_and_then_cites_an_edition(desk, client):
    poll = make_poll(status="closed")
    make_ballots(poll, [2, 1])
    form = typed(desk, f"{ADD}?reports={poll.pk}", headline="Report", _then="publish")

    answer = desk.post(ADD, form)

    post = Post.objects.get()
    assert (post.published, answer.url) == (False, verb(post, "publish"))
    page = confirm(desk, answer.url)
    post.refresh_from_db()
    assert (post.published, post.edition.number, post.edition.respondents) == (True, 1, 3)
    assert messages_of(page)[-1] == "“Report” is published. Readers see it now."
    assert client.get(post.get_absolute_url()).status_code == 200
    assert LogEntry.objects.first().get_change_message() == "Publish"


def test_publish_is_refused_while_the_poll_is_open_and_says_when_it_closes(desk):
    poll = make_poll(status="open")
    post = make_post(reports=poll, published=False, edition=None)

    page = confirm(desk, verb(post, "publish"))

    sentence = "This poll has not closed yet: its result can be reported then."
    assert messages_of(page) == [f"“{post}”: {sentence}"]
    asked = desk.get(verb(post, "publish")).content.decode()
    assert f"It cannot be published yet: it reports “{poll}”: that closes" in asked
    assert not Post.objects.get().published
    assert not Edition.objects.exists()


def test_publish_at_a_time_in_the_newsletters_zone(desk, client):
    post = make_post(newsletter=make_newsletter(time_zone="Europe/Berlin"), published=False)

    at = {"published_at_0": "2099-01-13", "published_at_1": "09:00"}
    page = confirm(desk, verb(post, "publish"), **at)

    post.refresh_from_db()
    assert post.published_at == datetime(2099, 1, 13, 8, tzinfo=UTC)
    assert "Readers will see it from Tue 13 Jan 2099, 09:00 CET." in messages_of(page)[0]
    assert client.get(post.get_absolute_url()).status_code == 404

    now = {"published_at_0": "", "published_at_1": ""}
    confirm(desk, verb(post, "publish"), **now)
    assert client.get(post.get_absolute_url()).status_code == 200


def test_blank_time_of_a_published_post_stays_as_it_was(desk):
    post = make_post()

    desk.post(change(post), typed(desk, change(post), published_at_0="", published_at_1=""))

    assert Post.objects.get().published_at == post.published_at


def test_take_back_asks_and_keeps_what_was_typed(desk, client):
    post = make_post()

    answer = desk.post(change(post), typed(desk, change(post), summary="Mine.", _then="take-back"))
    assert Post.objects.get().published
    confirm(desk, answer.url)

    assert client.get(post.get_absolute_url()).status_code == 404
    taken = Post.objects.get()
    assert (taken.published_at, taken.summary) == (post.published_at, "Mine.")


def test_what_is_done_to_a_post_overwrites_nothing_that_was_saved_meanwhile():
    post = make_post(headline="Old")
    Post.objects.update(headline="New")

    post.unpublish()

    assert Post.objects.values_list("headline", "published").get() == ("New", False)


def test_correction_is_cited_after_its_figures_were_compared(desk, client):
    poll = make_poll(status="closed")
    first, *_ = make_ballots(poll, [2, 1])
    post = make_post(reports=poll)
    assert "cite-correction" not in desk.get(change(post)).content.decode()
    Ballot.objects.filter(pk=first.pk).update(standing="void")

    edition = reverse("admin:polls_poll_verb", args=["publish-edition"])
    page = desk.post(edition, {"id": poll.pk, "reason": "One ballot void."}, follow=True)
    assert f'{change(post)}">“{post}”</a>' in messages_of(page)[0]
    assert "Cite edition 2" in desk.get(change(post)).content.decode()
    form = typed(desk, change(post), summary="Corrected.", _then="cite-correction")
    answer = desk.post(change(post), form)
    asked = desk.get(answer.url).content.decode()
    assert '<th scope="row">Yes</th><td>66.67%</td><td>50.00%</td>' in asked
    confirm(desk, answer.url)

    post.refresh_from_db()
    assert (post.edition.number, post.edition.reason) == (2, "One ballot void.")
    assert post.summary == "Corrected."
    readers = " ".join(client.get(post.get_absolute_url()).content.decode().split())
    assert "One ballot void. The figures above are the corrected ones." in readers
    assert '"correction":"One ballot void."' in readers.replace('": "', '":"')


def test_cite_refuses_an_edition_of_another_poll():
    poll, other = make_poll(status="closed"), make_poll(status="closed")
    post = make_post(reports=poll)
    edition = editions.freeze(other, timezone.now(), "Other")

    with pytest.raises(ValidationError, match="another poll than the post reports"):
        post.cite(edition)


def test_published_post_that_reports_another_poll_cites_that_ones_edition(desk):
    poll, other = make_poll(status="closed"), make_poll(status="closed")
    post = make_post(reports=poll)

    desk.post(change(post), typed(desk, change(post), reports=other.pk))
    post.refresh_from_db()
    assert post.edition.poll == other

    desk.post(change(post), typed(desk, change(post), reports=""))
    post.refresh_from_db()
    assert (post.reports, post.edition) == (None, None)


def test_notes_are_added_with_their_time(desk):
    post = make_post()
    notes = {"addenda-TOTAL_FORMS": "1", "addenda-0-text": "One *more* thing."}

    desk.post(change(post), typed(desk, change(post)) | notes)

    note = Addendum.objects.get()
    assert note.text_html == "<p>One <em>more</em> thing.</p>\n"
    assert note.added_at <= timezone.now()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("headline", "", "Fill this in."),
        ("newsletter", "", "Fill this in."),
        ("published_at_0", "2099-01-01", "Give the time as hours and minutes, such as 09:00."),
        ("former_path", "/2012/08/taken/", "Another post had this path already."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk, field, value, sentence):
    make_post(former_path="/2012/08/taken/")

    page = desk.post(ADD, typed(desk) | {"headline": "New", field: value})

    assert errors_of(page) == {field.removesuffix("_0"): [sentence]}


def test_post_does_not_ask_what_it_reports(desk):
    poll = make_poll(status="closed")
    form = typed(desk, f"{ADD}?reports={poll.pk}", headline="Round", asks=poll.pk)

    page = desk.post(ADD, form)

    assert errors_of(page) == {"asks": ["A post cannot ask the poll that it reports."]}


# Pictures.


def test_picture_is_stored_re_encoded_and_served(desk, client):
    make_newsletter()
    picture = upload(encoded("PNG", size=(3200, 1600)))
    form = typed(desk, headline="Seen", picture_alt="A red field.")

    desk.post(ADD, form | {"picture": picture})

    post = Post.objects.get()
    post.publish_from(None)
    assert (post.picture_width, post.picture_height) == (1600, 800)
    address = reverse("picture", args=[post.picture.name])
    assert f'<a href="{address}">' in desk.get(change(post)).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"


@pytest.mark.parametrize(
    ("content", "alt", "errors"),
    [
        (
            encoded("PNG"),
            "",
            {
                "picture_alt": ["Say in the alternative text what the picture shows."],
                "picture": ["Choose the picture again: browsers do not keep it."],
            },
        ),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "A drawing.",
            {
                "picture": [
                    "This file could not be read as a picture. Upload a JPEG, PNG, WebP or GIF; "
                    "if it is one, save it anew in your picture editor."
                ]
            },
        ),
    ],
)
def test_picture_that_cannot_stand_is_refused_at_its_field(desk, content, alt, errors):
    make_newsletter()
    before = stored_files()
    form = typed(desk, headline="Seen", picture_alt=alt, picture=upload(content))

    page = desk.post(ADD, form)

    assert errors_of(page) == errors
    assert stored_files() == before


def test_picture_is_asked_for_again_where_something_else_was_refused(desk):
    post = make_post()
    wrong = {"addenda-TOTAL_FORMS": "1", "addenda-0-text": "Now {{share:7}}."}
    form = typed(desk, change(post), picture_alt="A field.") | wrong

    page = desk.post(change(post), form | {"picture": upload(encoded("PNG"))})
    assert errors_of(page)["picture"] == ["Choose the picture again: browsers do not keep it."]
    assert "picture" not in errors_of(desk.post(change(post), form))


def stored_files():
    return default_storage.listdir("")[1] if default_storage.exists("") else []


# The preview.


def test_preview_is_the_page_itself_and_stores_nothing(desk):
    poll = make_poll(status="closed", question="What was asked?")
    make_ballots(poll, [2, 1])
    asked = make_poll(newsletter=poll.newsletter, question="What is asked?")
    topic = make_topic(name="Outsourcing")
    author = make_author(name="Grace Hopper")
    before, files = stored_rows(), stored_files()
    form = typed(
        desk,
        f"{ADD}?reports={poll.pk}",
        headline="Unsaved headline",
        body="Unsaved *text*.",
        topics=topic.pk,
        author=author.pk,
        picture=upload(encoded("PNG")),
        picture_alt="A field.",
    )
    asked_form = {"addenda-TOTAL_FORMS": "1", "addenda-0-text": "Unsaved note."}

    page = desk.post(ADD, form | asked_form | {"_preview": "1"})

    shown = page.content.decode()
    assert page.status_code == 200
    assert "Preview: nothing here is stored." in shown
    for words in ("Unsaved headline", "<p>Unsaved <em>text</em>.</p>", "Unsaved note."):
        assert words in shown
    for words in ("What was asked?", "66.67%", asked.question, "Outsourcing", "Grace Hopper"):
        assert words in shown
    assert "no-store" in page["Cache-Control"]
    assert stored_rows() == before
    assert stored_files() == files


def stored_rows():
    models = (Post, Post.history.model, Post.topics.through, Addendum, Edition, LogEntry)
    return {model.__name__: model.objects.count() for model in models}


def test_preview_of_a_saved_post_leaves_it_as_it_was(desk):
    post = make_post(headline="Saved")
    before = Post.objects.values().get()

    page = desk.post(change(post), typed(desk, change(post), headline="Typed", _preview="1"))

    assert "Typed" in page.content.decode()
    assert Post.objects.values().get() == before


def test_preview_of_what_cannot_be_saved_says_why(desk):
    make_newsletter()

    page = desk.post(ADD, typed(desk, headline="", _preview="1"))

    assert errors_of(page) == {"headline": ["Fill this in."]}
