"""The table of the `default` cache, so that `migrate` is all that a database needs."""

from django.core.management import call_command
from django.db import migrations

TABLE = "smartpulse_cache"


def create(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("smartpulse", "0001_throttle")]

    operations = [migrations.RunPython(create, drop)]
