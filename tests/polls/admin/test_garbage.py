"""Addresses of the desk that somebody mistyped: an answer, and never an error of ours."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.urls import reverse

from polls.models import Poll, Post
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
MODELS = [Poll, Post]


@pytest.fixture
def desk(client):
    client.force_login(make_superuser())
    return client


def address(model: type[models.Model], page: str) -> str:
    return reverse(f"admin:polls_{model._meta.model_name}_{page}")


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("model", MODELS)
def test_form_opens_whatever_its_address_offers(desk, model, garbage):
    make_newsletter()
    found = {}
    request = desk.get("/admin/").wsgi_request
    for field in flatten_fieldsets(site.get_model_admin(model).get_fieldsets(request)):
        found[field] = desk.get(f"{address(model, 'add')}?{field}={garbage}").status_code
    assert found == dict.fromkeys(found, 200)


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("model", MODELS)
def test_list_answers_whatever_is_asked_of_its_filters(desk, model, garbage):
    make_post(asks=make_poll())
    names = "status year newsletter__id__exact topics__id__exact author__id__exact publication"
    for name in (*names.split(), "p", "o", "q", "all", "e", "_to_field", "_facets"):
        answer = desk.get(f"{address(model, 'changelist')}?{name}={garbage}")
        assert answer.status_code in (200, 302, 400), name


@pytest.mark.parametrize("garbage", GARBAGE)
def test_other_pages_find_nothing_of_garbage(desk, garbage):
    for page in ("slot/?newsletter=", "verbs/close-early/?id="):
        assert desk.get(f"/admin/polls/poll/{page}{garbage}").status_code == 404
    search = "autocomplete/?app_label=polls&model_name=post&field_name=asks"
    assert desk.get(f"/admin/{search}&term={garbage}").status_code in (200, 400)
    assert desk.get(f"/admin/{search}&p={garbage}").status_code in (200, 404)
