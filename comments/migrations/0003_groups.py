"""What editors and moderators need for the discussion, and no more."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

# To change a comment is to moderate it: nobody edits what a reader wrote.
MODERATION = ["view_comment", "change_comment", "view_moderation", "view_discussion"]
PERMISSIONS = {
    "Editors": [
        *MODERATION,
        # Made by 0006, which grants it.
        "erase_comment",
        "change_discussion",
        "add_rules",
        "change_rules",
        "view_rules",
        "add_followup",
        "change_followup",
        "delete_followup",
        "view_followup",
    ],
    "Moderators": MODERATION,
}


def grant(apps, schema_editor):
    """Give the groups what they lack; what else an administrator granted stays."""
    alias = schema_editor.connection.alias
    app = apps.get_app_config("comments")
    # Django makes permissions after the last migration, and passes over apps without modules, as a
    # migration's are.
    app.models_module = getattr(app, "models_module", True)
    create_permissions(app, apps=apps, using=alias, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for name, codenames in PERMISSIONS.items():
        group, _ = groups.get_or_create(name=name)
        found = permissions.filter(content_type__app_label="comments", codename__in=codenames)
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_moderation_keep"), ("polls", "0002_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
