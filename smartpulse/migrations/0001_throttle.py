from django.db import migrations, models


def keep_out_of_the_log(apps, schema_editor):
    """PostgreSQL need not log the counts: an update then waits for no flush, a crash clears them."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE smartpulse_throttle SET UNLOGGED")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                (
                    "window",
                    models.BigIntegerField(
                        help_text="The window's first second since 1970 in UTC."
                    ),
                ),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(keep_out_of_the_log, migrations.RunPython.noop),
    ]
