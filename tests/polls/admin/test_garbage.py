"""Addresses of the desk that somebody mistyped: an answer, and never an error of ours."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.urls import reverse

from polls.models import Idea, Poll, Post
from tests.factories import make_newsletter, make_poll, make_post, make_superuser

pytestmark = pytest.mark.django_db

GARBAGE = [
    "x",
    "²",
    "-1",
    "0",
    "1",
    "9999",
    "9" * 20,
    "99999999",
    "",
    "%00",
    "1,²",
    "2026-13-40",
    "1&1=1",
]
MODELS = [Idea, Poll, Post]


@pytest.fixture
def desk(client):
    client.force_login(make_superuser())
    return client


def address(model: type[models.Model], page: str) -> str:
    return reverse(f"admin:polls_{model._meta.model_name}_{page}")


@pytest.mark.parametrize("model", MODELS)
def test_form_opens_whatever_its_address_offers(desk, model):
    make_newsletter()
    admin = site.get_model_admin(model)
    fields = flatten_fieldsets(admin.get_fieldsets(desk.get("/admin/").wsgi_request))
    # A form takes long to draw. Each field that an address may fill gets each kind of garbage, as do
    # all fields at once; each field gets one kind.
    offers = [f"{field}={garbage}" for field in admin.offered for garbage in GARBAGE]
    offers += ["&".join(f"{field}={garbage}" for field in fields) for garbage in GARBAGE]
    offers += [f"{field}={GARBAGE[0]}" for field in fields]
    found = {offer: desk.get(f"{address(model, 'add')}?{offer}").status_code for offer in offers}
    assert found == dict.fromkeys(offers, 200)


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("model", MODELS)
def test_list_answers_whatever_is_asked_of_its_filters(desk, model, garbage):
    make_post(asks=make_poll())
    names = "status year newsletter__id__exact topics__id__exact author__id__exact publication used"
    for name in (*names.split(), "p", "o", "q", "all", "e", "_to_field", "_facets"):
        answer = desk.get(f"{address(model, 'changelist')}?{name}={garbage}")
        assert answer.status_code in (200, 302, 400), name


@pytest.mark.parametrize("garbage", GARBAGE)
def test_other_pages_find_nothing_of_garbage(desk, garbage):
    for page in ("poll/slot/?newsletter=", "poll/verbs/close-early/?id=", "idea/verbs/use/?id="):
        assert desk.get(f"/admin/polls/{page}{garbage}").status_code == 404
    search = "autocomplete/?app_label=polls&model_name=post&field_name=asks"
    assert desk.get(f"/admin/{search}&term={garbage}").status_code in (200, 400)
    assert desk.get(f"/admin/{search}&p={garbage}").status_code in (200, 404)
