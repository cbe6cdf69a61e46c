"""An editor of one newsletter tries every page, form, filter and action of the desk for another's."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import models
from django.test import RequestFactory
from django.urls import reverse

from polls.models import Poll, Post
from smartpulse.own_newsletters import is_limited
from tests.desk_walk import IDS, addresses, limited_models, make_world, own_models, rows_naming
from tests.factories import make_analyst, make_editor, make_moderator
from tests.polls.admin.pages import errors_of, form_of

pytestmark = pytest.mark.django_db

# New rows get ids above all that there are: these must not look like the other newsletter's.
FOREIGN, OWN = 400_000, 900_000
WORD, OWN_WORD = "Zebra", "Apple"


def make_powerful(**overrides):
    """Somebody whom no missing permission keeps from anything; not an administrator, though."""
    user = make_editor(**overrides)
    user.user_permissions.set(Permission.objects.all())
    return user


PEOPLE = {"powerful": make_powerful, "moderator": make_moderator, "analyst": make_analyst}
# Who may do less asks the databases for nothing else.
WALKERS = ["powerful", pytest.param("moderator", marks=pytest.mark.only_on("sqlite"))]


@pytest.fixture
def worlds(db):
    make_world(FOREIGN, WORD, make_editor(username="Ben"))

    def enter(client, who):
        user = PEOPLE[who](username="Ada")
        make_world(OWN, OWN_WORD, user)
        point_at_own()
        client.force_login(user)
        return user

    return enter


def point_at_own() -> None:
    """The other newsletter's unpublished rows are about this one's polls: nor do they show there."""
    models.QuerySet(Poll).filter(pk=FOREIGN + 1).update(repeats=OWN)
    models.QuerySet(Post).filter(pk=FOREIGN + 1).update(reports=OWN, asks=OWN + 3, edition=OWN)


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def sink(pk: int) -> dict:
    """All that any page takes from its address or a form by name, each naming `pk`."""
    fields = {
        field.name
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.is_relation
    }
    names = fields | {model._meta.model_name for model in own_models()} | {"id", "in_poll", "of"}
    return dict.fromkeys(sorted(names), pk)


def everywhere() -> list[str]:
    """Every address that names either newsletter, and once each that names none."""
    return [*dict.fromkeys([*addresses(FOREIGN), *addresses(OWN)])]


def queries(address: str, user) -> list[dict]:
    """What a page may be asked beside its address."""
    model_admin = next(
        (each for model, each in site._registry.items() if address == list_address(model)), None
    )
    if model_admin is None:
        asked = {"_popup": 1, "_to_field": "id"} | sink(FOREIGN)
        # What names nothing in its path, such as a verb, is also asked about this person's own.
        return [{}, asked] if str(OWN) in address else [{}, asked, sink(OWN)]
    filters = [
        {getattr(each, "parameter_name", None) or f"{each}__id__exact": FOREIGN}
        for each in model_admin.get_list_filter(request_of(user))
    ]
    # The list repeats what is searched for: a part of the word.
    return [{"o": "-2"}, {"q": WORD[:-1]}, {"_popup": 1, "_to_field": "id"}, *filters]


def list_address(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def shows(response, word: str) -> bool:
    told = "".join(f"{key}: {value}" for key, value in response.headers.items())
    return word.lower() in (response.content.decode() + told).lower()


@pytest.mark.parametrize("who", WALKERS)
def test_no_page_shows_anything_of_another_newsletter(client, worlds, who):
    user = worlds(client, who)
    leaks, opened, seen = [], [], set()
    for address in everywhere():
        for query in queries(address, user):
            page = client.get(address, query)
            if shows(page, WORD):
                leaks.append((address, query, page.status_code))
            if str(FOREIGN) in address and page.status_code == 200:
                opened.append((address, query))
            if shows(page, OWN_WORD):
                seen.add(address)
    assert leaks == []
    assert opened == []
    # Not because nothing was to be seen.
    allowed = [
        model
        for model in limited_models()
        if site._registry[model].has_view_permission(request_of(user))
    ]
    assert {list_address(model) for model in allowed} - seen == set()
    assert len(allowed) >= 3


def everything_posted(user, model, address="") -> list[dict]:
    """The buttons of all pages, and the actions of a list, each on what is another newsletter's.

    What names nothing in its path, such as a verb, is also done to this person's own.
    """
    buttons = {
        "act": f"approve {FOREIGN + 1}",
        "seen": [f"{FOREIGN}:published", f"{FOREIGN + 1}:held"],
        "email": "reader@example.com",
        "reason": "Because.",
        "confirmed": "yes",
        "post": "yes",
        "newest": FOREIGN + IDS,
        "last": FOREIGN + IDS,
        "service": "other",
        "tag": "{{tag}}",
        "_save": "Save",
    }
    actions = site._registry[model].get_actions(request_of(user)) if model else {}
    chosen = {"_selected_action": [FOREIGN, FOREIGN + 1], "select_across": "0", "index": 0}
    to_own = [] if model or not address or str(OWN) in address else [buttons | sink(OWN)]
    return [buttons | sink(FOREIGN), *to_own] + [
        buttons | chosen | {"action": action} for action in actions if action
    ]


@pytest.mark.parametrize("who", WALKERS)
def test_nothing_of_another_newsletter_is_changed_by_any_page_or_action(client, worlds, who):
    user = worlds(client, who)
    models = {list_address(model): model for model in site._registry}
    before = rows_naming(FOREIGN)
    told = []
    for address in everywhere():
        for data in everything_posted(user, models.get(address), address):
            page = client.post(address, data)
            # The pages to which it leads are walked above: of them, only what they say now is new.
            said = " ".join(str(message) for message in get_messages(page.wsgi_request))
            client.cookies.pop("messages", None)
            if shows(page, WORD) or WORD in said:
                told.append((address, data.get("action"), page.status_code))
    assert told == []
    assert rows_naming(FOREIGN) ^ before == set()


def test_no_form_offers_or_takes_anything_of_another_newsletter(client, worlds):
    worlds(client, "powerful")
    offered, taken, tried = [], [], set()
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for address in (reverse(f"{name}_add"), reverse(f"{name}_change", args=[OWN])):
            page = client.get(address)
            adminform = page.context and page.context.get("adminform")
            if page.status_code != 200 or not adminform:
                continue
            fields = adminform.form.fields
            related = [name for name in fields if hasattr(fields[name], "queryset")]
            limited = [name for name in related if is_limited(fields[name].queryset.model)]
            for name in limited:
                ids = {row.pk for row in fields[name].queryset}
                offered += [(address, name)] if ids & set(range(FOREIGN, FOREIGN + IDS)) else []
            if limited:
                sent = form_of(page, f"{model._meta.model_name}_form")
                answer = client.post(address, sent | dict.fromkeys(limited, FOREIGN))
                errors = errors_of(answer) if answer.status_code == 200 else {}
                taken += [(address, name) for name in limited if name not in errors]
                tried |= {(model._meta.model_name, name) for name in limited}
    assert (offered, taken) == ([], [])
    assert {("poll", "newsletter"), ("post", "reports"), ("followup", "choice")} <= tried


def test_no_search_of_a_form_finds_anything_of_another_newsletter(client, worlds):
    worlds(client, "powerful")
    found = {}
    for model, model_admin in site._registry.items():
        for field in model_admin.get_autocomplete_fields(None):
            query = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field,
            }
            for term in ("", WORD[:-1], OWN_WORD[:-1]):
                page = client.get("/admin/autocomplete/", query | {"term": term})
                found[model, field, term] = shows(page, WORD), shows(page, OWN_WORD)
    assert not any(foreign for foreign, _ in found.values())
    assert any(own for _, own in found.values())


def test_analysts_read_every_page_and_change_nothing(client, worlds):
    user = worlds(client, "analyst")
    before = rows_naming(OWN)
    allowed = [
        model
        for model in site._registry
        if site._registry[model].has_view_permission(request_of(user))
    ]
    assert {model._meta.label for model in allowed} == {
        *("polls.Newsletter", "polls.Poll", "polls.Post", "polls.Edition", "polls.Ballot"),
        *("polls.Ruling", "polls.Author", "polls.Topic"),
        *("comments.Discussion", "comments.FollowUp"),
    }
    assert {client.get(list_address(model)).status_code for model in allowed} == {200}
    for address in addresses(OWN):
        model = next((each for each in allowed if list_address(each) == address), None)
        for data in everything_posted(user, model):
            named = {key: about_own(value) for key, value in data.items()}
            client.post(address, named)
    assert rows_naming(OWN) ^ before == set()


def about_own(value):
    """The same, about the analyst's own newsletter."""
    if isinstance(value, list):
        return [about_own(each) for each in value]
    return value + OWN - FOREIGN if isinstance(value, int) and value >= FOREIGN else value
