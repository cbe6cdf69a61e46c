"""Editors hold, release and void ballots, and read what was decided."""

from importlib import import_module

from django.db import migrations

PERMISSIONS = ["add_ruling", "view_ruling"]
groups = import_module("polls.migrations.0002_groups")


def grant(apps, schema_editor):
    alias = schema_editor.connection.alias
    groups.make_permissions(apps, alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    editors, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="Editors")
    found = permissions.filter(content_type__app_label="polls", codename__in=PERMISSIONS)
    editors.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("polls", "0009_corrections_and_rulings")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
