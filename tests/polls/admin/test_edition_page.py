"""An edition at the desk: what was published, to be looked at."""

import pytest
from django.urls import reverse

from polls import editions
from tests.factories import make_ballots, make_imported_edition, make_poll

pytestmark = pytest.mark.django_db


def shown(desk, edition) -> dict[str, str]:
    """What the page says, by its labels."""
    page = desk.get(reverse("admin:polls_edition_change", args=[edition.pk]))
    fields = [
        field for fieldset in page.context["adminform"] for line in fieldset for field in line
    ]
    return {field.field["label"]: field.contents() for field in fields}


def test_edition_shows_its_figures_and_the_checksum_of_its_ledger(desk):
    poll = make_poll(status="closed")
    make_ballots(poll, [2, 1])
    edition = editions.current(poll, poll.closes_at, reason="First report")

    said = shown(desk, edition)

    assert said["SHA-256 of its ledger"] == edition.ledger_sha256
    assert said["Figures"] == "<ol><li>Yes: 66.67% (2)</li><li>No: 33.33% (1)</li></ol>"


def test_imported_edition_says_that_it_has_no_ledger(desk):
    edition = make_imported_edition(make_poll(status="closed"), ["60.00", "40.00"])
    assert shown(desk, edition)["SHA-256 of its ledger"] == "none: it was imported"
