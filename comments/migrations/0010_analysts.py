"""Analysts read what was asked, published and answered, and change nothing.

Of the discussion they get what says how much was said where. What readers wrote they read on the public
pages: the queue shows addresses, and words that nobody published.
"""

from importlib import import_module

from django.db import migrations

polls = import_module("polls.migrations.0002_groups")
comments = import_module("comments.migrations.0003_groups")

PERMISSIONS = {
    "polls": [
        *("view_newsletter", "view_poll", "view_choice", "view_ballot", "view_edition"),
        *("view_ruling", "view_post", "view_addendum", "view_author", "view_topic"),
    ],
    "comments": ["view_discussion", "view_followup"],
}


def make_group(apps, schema_editor):
    """Make the group, or give it back what it lacks; what else an administrator granted stays."""
    alias = schema_editor.connection.alias
    polls.make_permissions(apps, alias)
    comments.grant(apps, schema_editor)
    analysts, _ = (
        apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="Analysts")
    )
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for app_label, codenames in PERMISSIONS.items():
        found = permissions.filter(content_type__app_label=app_label, codename__in=codenames)
        analysts.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_authors_by_key"), ("polls", "0012_skipped_weeks")]

    # Going back leaves the group: people are in it.
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
