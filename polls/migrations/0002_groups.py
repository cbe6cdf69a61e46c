"""Editors and moderators, each with no more than their work needs."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PERMISSIONS = {
    "Editors": [
        "view_newsletter",
        "add_poll",
        "change_poll",
        "delete_poll",
        "view_poll",
        "add_choice",
        "change_choice",
        "delete_choice",
        "view_choice",
        "view_ballot",
        "add_edition",
        "view_edition",
        "add_post",
        "change_post",
        "delete_post",
        "view_post",
        "add_addendum",
        "change_addendum",
        "delete_addendum",
        "view_addendum",
        "add_author",
        "change_author",
        "delete_author",
        "view_author",
        "add_topic",
        "change_topic",
        "delete_topic",
        "view_topic",
    ],
    # What readers see of polls and posts is all that they need, and drafts are none of it.
    "Moderators": [],
}


def make_groups(apps, schema_editor):
    """Make the groups, or give them back what they lack; what else an administrator granted stays."""
    alias = schema_editor.connection.alias
    make_permissions(apps, alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for name, codenames in PERMISSIONS.items():
        group, _ = groups.get_or_create(name=name)
        found = permissions.filter(content_type__app_label="polls", codename__in=codenames)
        group.permissions.add(*found)


def make_permissions(apps, alias):
    """Django makes them after the last migration; the groups need them now."""
    app = apps.get_app_config("polls")
    # A migration's apps have no modules, and create_permissions passes over those.
    app.models_module = getattr(app, "models_module", True)
    create_permissions(app, apps=apps, using=alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Going back leaves the groups: people are in them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
