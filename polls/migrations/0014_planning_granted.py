"""Editors collect ideas, and say which weeks have no poll."""

from importlib import import_module

from django.db import migrations

PERMISSIONS = [
    *("add_idea", "change_idea", "delete_idea", "view_idea"),
    *("add_skippedweek", "delete_skippedweek", "view_skippedweek"),
]
groups = import_module("polls.migrations.0002_groups")


def grant(apps, schema_editor):
    alias = schema_editor.connection.alias
    groups.make_permissions(apps, alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    editors, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="Editors")
    found = permissions.filter(content_type__app_label="polls", codename__in=PERMISSIONS)
    editors.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("polls", "0013_ideas")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
