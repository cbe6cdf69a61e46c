"""What an editor types wrongly is said in words that say what to type, and what is doubtful is pointed out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from polls.models import Poll, Post
from tests.factories import make_newsletter, make_poll, make_post, make_superuser

from .pages import errors_of, form_of, messages_of

pytestmark = pytest.mark.django_db

FORMS = {"poll": "poll_form", "post": "post_form", "newsletter": "newsletter_form"}
SLUG = "Letters, figures and hyphens alone, without spaces, such as “four-day-week”."


@pytest.fixture
def administrators_desk(client):
    client.force_login(make_superuser())
    return client


def send(client, kind, **values):
    """An empty form with these values in it."""
    address = f"/admin/polls/{kind}/add/"
    return client.post(address, form_of(client.get(address), FORMS[kind]) | values)


@pytest.mark.parametrize(
    ("kind", "values", "errors"),
    [
        ("poll", {"slug": "a b/c"}, {"slug": [SLUG]}),
        ("poll", {"slug": "taken"}, {"slug": ["This is taken: choose another."]}),
        ("poll", {"mailed_to": "-1"}, {"mailed_to": ["At least 0."]}),
        ("poll", {"sponsor": "s" * 201}, {"sponsor": ["At most 200 characters; these are 201."]}),
        (
            "poll",
            {"choices-0-text": "a" * 201, "choices-1-text": "No"},
            {"choices": ["At most 200 characters; these are 201."]},
        ),
        ("poll", {"newsletter": "999"}, {"newsletter": ["Choose one of the list."]}),
        ("post", {"slug": "a b"}, {"slug": [SLUG]}),
        (
            "post",
            {"former_path": "2012/08/outsourcing"},
            {
                "former_path": [
                    "Begin with a slash, such as /2012/08/outsourcing/, or copy the whole address "
                    "here."
                ]
            },
        ),
        ("newsletter", {"slug": "a b"}, {"slug": [SLUG]}),
        (
            "newsletter",
            {"time_zone": "Berlin"},
            {
                "time_zone": [
                    "“Berlin” is not a time zone. Write it as region and city, such as "
                    "Europe/Berlin."
                ]
            },
        ),
        (
            "newsletter",
            {"opens_time": "nine"},
            {"opens_time": ["Give the time as hours and minutes, such as 09:00."]},
        ),
    ],
)
def test_error_says_what_to_type(administrators_desk, kind, values, errors):
    make_poll(newsletter=make_newsletter(), slug="taken")
    whole = {
        "poll": {"question": "What now?"},
        "post": {"headline": "What now?"},
        "newsletter": {"name": "N", "slug": "n", "standing_sentence": "S.", "audience": "all"},
    }

    page = send(administrators_desk, kind, **whole[kind] | values)

    assert errors_of(page) == errors


def test_former_address_may_be_pasted_whole(desk):
    make_newsletter()
    address = "https://old.example.com/2012/08/outsourcing/"
    send(desk, "post", headline="Moved", former_path=address)
    assert Post.objects.get().former_path == "/2012/08/outsourcing/"


def test_models_own_sentence_is_better_than_the_general_one(desk):
    post = make_post(former_path="/old/")
    page = send(
        desk, "post", headline="New", newsletter=post.newsletter_id, former_path=post.former_path
    )
    assert errors_of(page) == {"former_path": ["Another post had this path already."]}


def test_poll_that_is_open_beside_another_is_saved_and_the_other_is_named(desk):
    newsletter = make_newsletter()
    now = timezone.now()
    dates = {"opens_at": now + timedelta(days=10), "closes_at": now + timedelta(days=12)}
    other = make_poll(newsletter=newsletter, status="scheduled", **dates)
    make_poll(status="scheduled", **dates)

    def planned(first, last):
        days = [now + timedelta(days=first), now + timedelta(days=last)]
        dates = {
            f"{name}_{part}": f"{day:{form}}"
            for name, day in zip(("opens_at", "closes_at"), days, strict=True)
            for part, form in enumerate(("%Y-%m-%d", "%H:%M"))
        }
        page = send(desk, "poll", newsletter=newsletter.pk, question="Beside it?", **dates)
        assert page.status_code == 302
        return [text for text in messages_of(desk.get(page.url)) if "same time" in text]

    (sentence,) = planned(11, 14)
    assert sentence.startswith(f"“{other}” is open at the same time, from ")
    assert planned(20, 21) == []
    assert Poll.objects.filter(question="Beside it?").count() == 2
