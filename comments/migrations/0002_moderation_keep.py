from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="moderation",
            name="action",
            field=models.CharField(
                choices=[
                    ("approve", "Approved"),
                    ("hold", "Held for review"),
                    ("reject", "Rejected"),
                    ("spam", "Marked as spam"),
                    ("remove", "Removed"),
                    ("ban", "Banned its author"),
                    ("keep", "Kept"),
                    ("withdraw", "Withdrawn by its author"),
                    ("erase", "Erased"),
                    ("undo", "Undid"),
                ],
                max_length=8,
            ),
        ),
    ]
