"""Signed links that show what is not public yet, to whoever has them, for two weeks."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from polls import previews
from polls.models import Ballot, BallotKey, Mark
from tests.factories import DAY, make_author, make_ballots, make_poll, make_post, make_topic

pytestmark = pytest.mark.django_db


def rows():
    return [model.objects.count() for model in (Ballot, BallotKey, Mark)]


@pytest.mark.parametrize("status", ["draft", "scheduled", "open", "closed"])
def test_a_vote_in_a_preview_leads_to_the_result_and_is_not_stored(client, status):
    poll = make_poll(status=status, question="Secret question?", choices=["Yes", "No"])
    address = previews.address(poll)

    ballot = client.get(address)
    answer = client.post(address, {"choice": poll.choices.first().pk})

    assert f'action="{address}"' in ballot.content.decode()
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Preview: nothing here is stored." in shown
    assert "Your vote" in shown
    assert "Secret question?" in shown
    assert rows() == [0, 0, 0]
    assert not answer.cookies


def test_answer_named_in_the_address_is_chosen(client):
    poll = make_poll(status="draft", choices=["Yes", "No"])
    no = poll.choices.get(text="No").pk

    page = client.get(f"{previews.address(poll)}?choice={no}").content.decode()

    assert re.findall(r'value="(\d+)"[^>]* checked', page) == [str(no)]


def test_a_draft_without_dates_can_be_previewed(client):
    poll = make_poll(status="draft", opens_at=None, closes_at=None)
    poll.newsletter.refresh_from_db()

    assert client.get(previews.address(poll)).status_code == 200


def test_a_vote_that_the_real_ballot_would_refuse_is_refused(client):
    address = previews.address(make_poll(status="draft"))

    page = client.post(address, {})

    assert page.status_code == 422
    assert "Choose an answer, then cast your vote." in page.content.decode()


@pytest.mark.parametrize(
    ("status", "shown_when", "figure"),
    [
        ("open", "always", "66.67%"),
        ("closed", "after_closing", "66.67%"),
        ("open", "after_closing", "made-up"),
        ("open", "after_voting", "made-up"),
    ],
)
def test_preview_shows_the_present_result_only_where_everybody_may_see_it(
    client, status, shown_when, figure
):
    poll = make_poll(status=status, results_shown=shown_when)
    make_ballots(poll, [2, 1])

    shown = client.get(previews.address(poll)).content.decode()

    assert figure in shown
    assert ("66.67%" in shown) == (figure == "66.67%")


def test_draft_post_is_shown_with_a_ballot_that_casts_nothing(client):
    closed, asked = make_poll(status="closed"), make_poll(status="open")
    make_ballots(closed, [2, 1])
    post = make_post(
        reports=closed, edition=None, asks=asked, published=False, headline="Secret headline"
    )

    address = previews.address(post)
    page = client.get(address).content.decode()

    assert "Secret headline" in page
    assert "66.67%" in page
    assert f"/polls/{asked.slug}/ballots/" not in page
    assert f'action="{address}"' in page


def test_a_vote_in_a_posts_preview_is_not_stored_and_prolongs_nothing(client):
    asked = make_poll(status="draft", question="Secret question?")
    address = previews.address(make_post(asks=asked, published=False))

    page = client.get(address).content.decode()
    answer = client.post(address, {"choice": asked.choices.first().pk}).content.decode()

    for text in (page, answer):
        assert "Secret question?" in text
        assert "/preview/polls/" not in text
    assert "Your vote" in answer
    assert rows() == [0, 0, 0]
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        assert client.post(address, {"choice": asked.choices.first().pk}).status_code == 410


def test_a_preview_of_a_post_that_asks_nothing_takes_no_vote(client):
    address = previews.address(make_post(published=False, headline="Secret headline"))

    assert "Secret headline" in client.post(address, {"choice": 1}).content.decode()


@pytest.mark.parametrize("make", [make_poll, make_post])
def test_preview_is_listed_nowhere_and_kept_by_no_cache(client, make):
    answer = client.get(previews.address(make()))

    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("make", [make_poll, make_post])
def test_link_works_for_two_weeks(client, make):
    address = previews.address(make())
    now = timezone.now()

    with time_machine.travel(now + timedelta(days=13, hours=23)):
        assert client.get(address).status_code == 200
    with time_machine.travel(now + timedelta(days=14, minutes=1)):
        page = client.get(address)
    assert page.status_code == 410
    assert "This preview has expired" in page.content.decode()


@pytest.mark.parametrize("forgery", ["{}x", "x{}", "1", "1:{}", ":"])
def test_forged_link_opens_nothing(client, forgery):
    poll = make_poll(question="Secret question?")
    *_, token, _ = previews.address(poll).split("/")

    page = client.get(f"/preview/polls/{forgery.format(token)}/")

    assert page.status_code == 404
    assert "There is no such preview" in page.content.decode()
    assert "Secret" not in page.content.decode()


def test_link_to_a_poll_opens_no_post_and_link_to_what_is_gone_opens_nothing(client):
    poll, post = make_poll(status="draft"), make_post()
    assert poll.pk
    token = previews.address(poll).split("/")[-2]
    assert client.get(f"/preview/posts/{token}/").status_code == 404

    address = previews.address(post)
    post.delete()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("make", "dates", "is_shown"),
    [
        (make_poll, {"status": "draft"}, False),
        (make_poll, {"status": "scheduled"}, False),
        (make_poll, {"status": "open"}, True),
        (make_poll, {"status": "withdrawn"}, True),
        (make_post, {"published": False}, False),
        (make_post, {"published_at": DAY}, False),
        (make_post, {}, True),
    ],
)
def test_the_desk_leads_to_the_site_only_where_there_is_a_page(desk, make, dates, is_shown):
    obj = make(**dates)
    kind = ContentType.objects.get_for_model(obj)
    on_site = reverse("admin:view_on_site", args=[kind.pk, obj.pk])
    page = desk.get(reverse(f"admin:polls_{kind.model}_change", args=[obj.pk])).content.decode()

    assert (f'href="{on_site}"' in page) == is_shown
    assert 'href="/preview/' in page
    assert (desk.get(on_site).status_code == 302) == is_shown


@pytest.mark.parametrize(("make", "name"), [(make_author, "author"), (make_topic, "topics")])
def test_the_desk_leads_to_an_author_or_topic_once_something_public_is_there(desk, make, name):
    obj = make()
    values = [obj] if name == "topics" else obj
    post = make_post(published=False, **{name: values})
    change = reverse(f"admin:polls_{obj._meta.model_name}_change", args=[obj.pk])
    assert "View on site" not in desk.get(change).content.decode()

    post.publish(timezone.now())
    assert "View on site" in desk.get(change).content.decode()
