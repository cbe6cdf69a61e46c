"""To erase what a person wrote has a permission of its own, which editors get."""

from importlib import import_module

from django.db import migrations

grant = import_module("comments.migrations.0003_groups").grant


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_ways_to_read")]

    operations = [
        migrations.AlterModelOptions(
            name="comment",
            options={
                "ordering": ("discussion", "number"),
                "permissions": [("erase_comment", "Can erase what a person wrote")],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
