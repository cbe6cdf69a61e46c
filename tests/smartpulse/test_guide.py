"""The guide at the desk: its text and pictures, and the way to it from every page."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from smartpulse import guide
from tests.factories import make_editor, make_moderator

pytestmark = pytest.mark.django_db

DOCUMENTS = sorted(path.stem for path in guide.DIRECTORY.glob("*.md"))


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def test_guide_stands_at_the_desk_with_a_list_of_its_sections(desk):
    page = desk.get("/admin/guide/").content.decode()
    for section in guide.read().sections:
        assert f'<li><a href="#{section.anchor}">{section.title}</a></li>' in page
        assert f'<section id="{section.anchor}"' in page


def test_guide_is_for_the_staff(client, admin_user):
    for address in (
        "/admin/guide/",
        "/admin/guide/pictures/desk.png",
        "/admin/guide/moderation.md",
    ):
        assert client.get(address).status_code == 302
    client.force_login(make_moderator())
    assert client.get("/admin/guide/").status_code == 200


def test_sections_that_pages_link_to_are_there():
    anchors = {section.anchor for section in guide.read().sections}
    assert set(guide.SECTIONS.values()) - anchors == set()


def test_every_list_and_form_of_the_desk_links_to_its_section():
    models = {model._meta.label_lower for model in admin.site._registry}
    without = {label for label in models if not guide.anchor_for("", label)}
    # An administrator's, and no editor's.
    assert without == {"account.emailaddress", "django_tasks_database.dbtaskresult"}


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("admin:index", "the-desk"),
        ("admin:polls_poll_changelist", "plan-a-poll"),
        ("admin:polls_post_add", "write-the-report"),
        ("admin:comments_comment_changelist", "the-discussion"),
    ],
)
def test_page_links_to_its_section(desk, name, section):
    content = desk.get(reverse(name)).content.decode()
    assert re.findall(r'<a class="desk-help" href="([^"]*)"[^>]*>Help</a>', content) == [
        f"/admin/guide/#{section}"
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_of_a_document_lead_somewhere(desk, name):
    text = (guide.DIRECTORY / f"{name}.md").read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        if target.startswith("../"):
            assert (guide.DIRECTORY / target).exists(), target
        else:
            assert desk.get(f"/admin/guide/{target}").status_code == 200, target


def test_no_picture_lies_unused():
    texts = [
        path.read_text()
        for path in (*guide.DIRECTORY.glob("*.md"), guide.DIRECTORY.parent / "README.md")
    ]
    unused = {
        path.name
        for path in guide.PICTURES.iterdir()
        if not any(f"pictures/{path.name}" in text for text in texts)
    }
    assert unused == set()


@pytest.mark.parametrize(
    "address", ["nothing.md", "pictures/nothing.png", "../README.md", "README.md"]
)
def test_what_is_no_document_is_not_found(desk, address):
    assert desk.get(f"/admin/guide/{address}").status_code == 404


def test_guide_asks_the_database_for_nothing_but_its_reader(desk, django_assert_num_queries):
    with django_assert_num_queries(4):
        desk.get("/admin/guide/")


def test_every_empty_list_says_what_will_stand_in_it(admin_client):
    silent = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        if model._meta.app_label in {"polls", "comments"}:
            page = admin_client.get(reverse(name)).content.decode()
            silent += [model._meta.label_lower] if 'class="if-empty"' not in page else []
    # The queue has a sentence of its own for each of its lists.
    assert silent == ["comments.comment"]
