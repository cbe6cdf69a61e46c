from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0010_analysts"),
    ]

    operations = [
        migrations.AddField(
            model_name="moderation",
            name="batch",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
