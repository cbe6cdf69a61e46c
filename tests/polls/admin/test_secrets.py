"""No list of the desk, asked in whatever way, tells what no page shows."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.views.main import ChangeList
from django.test import RequestFactory
from django.urls import reverse

from polls.models import Ballot
from tests.factories import make_ballot, make_editor, make_moderator, make_poll, make_superuser

pytestmark = pytest.mark.django_db

SECRETS = {
    "polls.Newsletter": {"subscriber_key"},
    "polls.RevokedLink": {"identity"},
    "polls.Poll": {"voter_key"},
    "polls.Ballot": {"receipt", "network"},
    "polls.BallotKey": {"digest"},
    "polls.Mark": {"choice"},
    "polls.EditionLedger": {"text"},
    "comments.Discussion": {"key"},
    "comments.Comment": {"email", "author_key", "network", "voted_choice"},
    "comments.Report": {"reporter_key", "network"},
    "auth.User": {"password"},
    "mfa.Authenticator": {"data"},
    "django_tasks_database.DBTaskResult": {"args_kwargs", "return_value", "traceback"},
}
PEOPLE = {"editor": make_editor, "moderator": make_moderator, "superuser": make_superuser}
REGISTERED = {admin.opts.label: admin for admin in site._registry.values()}


def paths(model, steps=3, prefix="", through=()):
    """Every lookup path from `model` over at most `steps` fields, with the field at its end."""
    for field in model._meta.get_fields():
        path = prefix + field.name
        yield path, field
        related = field.related_model
        if steps > 1 and field.is_relation and related and related not in through:
            yield from paths(related, steps - 1, f"{path}__", (*through, model))


def is_secret(field) -> bool:
    return field.name in SECRETS.get(field.model._meta.label, ())


def secret_paths(model) -> list[str]:
    return [path for path, field in paths(model) if is_secret(field)]


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_walk_finds_secrets_near_and_far():
    assert {
        "receipt",
        "poll__voter_key",
        "keys__digest",
        "poll__newsletter__subscriber_key",
    } <= set(secret_paths(Ballot))
    assert "polls__voter_key" in secret_paths(REGISTERED["polls.Newsletter"].model)


# Refused before any database is asked.
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("label", REGISTERED)
def test_list_is_not_filtered_by_a_secret(client, label, who):
    admin = REGISTERED[label]
    user = PEOPLE[who]()
    client.force_login(user)
    address = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")
    plain = client.get(address).status_code
    assert plain == (200 if admin.has_view_permission(request_of(user)) else 403)

    found = {}
    for path in secret_paths(admin.model):
        for suffix in ("__startswith", ""):
            found[path + suffix] = client.get(address, {path + suffix: "8"}).status_code

    assert found == dict.fromkeys(found, 400 if plain == 200 else 403)


@pytest.mark.parametrize("label", REGISTERED)
def test_list_takes_no_lookup_but_those_of_its_filters(label):
    admin = REGISTERED[label]
    request = request_of(make_superuser())
    listed = admin.get_list_filter(request)
    filters = {each for each in listed if isinstance(each, str)}
    # A filter of our own may have a field's name for its parameter, and reads it itself.
    parameters = {each.parameter_name for each in listed if hasattr(each, "parameter_name")}

    taken = {
        path
        for path, _ in paths(admin.model)
        for suffix in ("", "__exact", "__startswith", "__gt", "__contains", "__regex", "__in")
        if admin.lookup_allowed(path + suffix, "8", request)
    }

    assert taken <= filters | parameters | {f"{path}__id" for path in filters}
    for path in filters:
        assert admin.lookup_allowed(f"{path}__exact", "8", request)


@pytest.mark.parametrize("label", REGISTERED)
def test_list_is_neither_searched_nor_ordered_nor_dated_by_a_secret(label):
    admin = REGISTERED[label]
    request = request_of(make_superuser())
    changes = ChangeList.__new__(ChangeList)
    changes.model_admin, changes.lookup_opts, changes.model = admin, admin.opts, admin.model
    columns = [changes.get_ordering_field(name) for name in admin.get_list_display(request)]
    used = [*columns, *admin.get_search_fields(request), *(admin.ordering or ())]

    names = {str(name).lstrip("-^=@") for name in (*used, admin.date_hierarchy)}
    assert not names & set(secret_paths(admin.model))


def test_list_of_ballots_does_not_tell_a_receipt(client):
    ballot = make_ballot(make_poll())
    client.force_login(make_editor())
    address = reverse("admin:polls_ballot_changelist")

    guessed = client.get(address, {"receipt__startswith": ballot.receipt[:3]})
    searched = client.get(address, {"q": "no receipt at all"})

    assert guessed.status_code == 400
    # The list has no search: what is asked for so changes nothing.
    assert list(searched.context["cl"].result_list) == [ballot]
