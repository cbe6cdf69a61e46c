"""Corrections and care: every page that asks, the ballots, and what readers see of it, with axe and our policy."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from polls import editions
from polls.models import Ballot
from polls.wording import Wording, correct
from tests.browser.axe import violations_in_every_view
from tests.browser.desk import problems_of, sign_in
from tests.factories import DAY, make_ballots, make_editor, make_poll, make_post

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")


def test_pages_that_ask_and_what_readers_see_of_it(page, base_url, complaints):
    sign_in(page.context, base_url, make_editor())
    closed, withdrawn = (make_poll(status=status) for status in ("closed", "withdrawn"))
    make_ballots(closed, [8, 4], network=b"1" * 16)
    make_ballots(closed, [6, 2])
    post = make_post(reports=closed)
    Ballot.objects.filter(pk=closed.ballots.first().pk).update(standing="held")
    editions.freeze(closed, timezone.now(), "One ballot held.")
    # The pages that ask have one template: those with every kind of field stand for all.
    verbs = "/admin/polls/{}/verbs/{}/?id={}"
    addresses = [verbs.format("poll", slug, closed.pk) for slug in ("correct-wording", "reopen")]
    addresses.append(verbs.format("post", "cite-correction", post.pk))
    addresses.append(f"/admin/polls/poll/{closed.pk}/change/")
    addresses.append(f"/admin/polls/ballot/?in_poll={closed.pk}")
    problems = [found for each in addresses for found in problems_of(page, each, complaints)]

    page.goto(f"/admin/polls/ballot/?in_poll={closed.pk}&net=31313131")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("hold")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("table", name="What it does to the count")).to_be_visible()
    problems += violations_in_every_view(page)
    complaints.clear()

    closed.reopen(timezone.now() + DAY, "The letter was late.")
    correct(closed, Wording("Corrected?"), "A slip.")
    public = [closed.get_absolute_url(), f"{closed.get_absolute_url()}editions/1/"]
    public.append(withdrawn.get_absolute_url())
    problems += [found for each in public for found in problems_of(page, each, complaints)]

    assert "\n".join(problems) == ""
