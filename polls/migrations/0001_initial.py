# Made by makemigrations.

import datetime

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import polls.models.newsletter


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "byline",
                    models.CharField(
                        blank=True,
                        help_text="Stands after the name: role, publication.",
                        max_length=200,
                    ),
                ),
                (
                    "biography",
                    models.TextField(blank=True, help_text="Markdown; printed under every post."),
                ),
                ("biography_html", models.TextField(blank=True, editable=False)),
                ("site", models.URLField(blank=True)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receipt", models.CharField(max_length=16, unique=True)),
                (
                    "via",
                    models.CharField(
                        choices=[("web", "Web"), ("mail", "Mail"), ("embed", "Embed")],
                        default="web",
                        max_length=5,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[("counted", "Counted"), ("held", "Held"), ("void", "Void")],
                        default="counted",
                        max_length=7,
                    ),
                ),
                ("cast_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("network", models.BinaryField(max_length=16, null=True)),
            ],
            options={
                "ordering": ("-cast_at",),
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("as_of", models.DateTimeField(help_text="When the ballots were counted.")),
                (
                    "source",
                    models.CharField(
                        choices=[("ballots", "Counted from ballots"), ("imported", "Imported")],
                        default="ballots",
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(help_text="Why this edition was made.", max_length=300),
                ),
                ("respondents", models.PositiveIntegerField(blank=True, null=True)),
                ("set_aside", models.PositiveIntegerField(default=0)),
                ("decimals", models.PositiveSmallIntegerField()),
                ("ledger_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ("poll", "number"),
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="EditionLedger",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="ledger",
                        serialize=False,
                        to="polls.edition",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Newsletter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "standing_sentence",
                    models.TextField(
                        help_text="Opens every report: what this poll is, in one sentence."
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        help_text="Who reads it and so who is asked, such as “marketing leaders”.",
                        max_length=200,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        help_text="Region and city, such as Europe/Berlin. The weekly hours are read in it.",
                        max_length=64,
                        validators=[polls.models.newsletter.validate_time_zone],
                    ),
                ),
                (
                    "opens_weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=2,
                        verbose_name="polls open on",
                    ),
                ),
                ("opens_time", models.TimeField(default=datetime.time(9, 0), verbose_name="at")),
                (
                    "closes_weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=1,
                        verbose_name="polls close on",
                    ),
                ),
                ("closes_time", models.TimeField(default=datetime.time(17, 0), verbose_name="at")),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "66%"), (1, "65.9%"), (2, "65.87%")],
                        default=2,
                        help_text="How this newsletter prints shares.",
                    ),
                ),
                (
                    "subscriber_key",
                    models.BinaryField(default=polls.models.newsletter.new_key, max_length=32),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decimals__lte", 2)),
                        name="newsletter_prints_at_most_two_decimals",
                        violation_error_message="Shares are printed with two, one or no decimals.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_weekday__lte", 6), ("opens_weekday__lte", 6)),
                        name="newsletter_weekdays_are_monday_to_sunday",
                        violation_error_message="Choose a weekday from Monday to Sunday.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Poll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=300)),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Optional: a sentence or two above the answers. Plain text.",
                    ),
                ),
                (
                    "published",
                    models.BooleanField(
                        default=False,
                        help_text="An unpublished poll is a draft. A published one opens and closes by the clock.",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                (
                    "max_marks",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1 for a single answer.",
                        verbose_name="answers a reader may mark",
                    ),
                ),
                (
                    "changes_allowed",
                    models.BooleanField(
                        default=True,
                        verbose_name="readers may change their vote while the poll is open",
                    ),
                ),
                (
                    "results_shown",
                    models.CharField(
                        choices=[
                            ("always", "Always"),
                            ("after_voting", "After voting"),
                            ("after_closing", "After closing"),
                        ],
                        default="always",
                        max_length=13,
                        verbose_name="results are shown",
                    ),
                ),
                (
                    "result_order",
                    models.CharField(
                        choices=[("votes", "By votes"), ("position", "By position")],
                        default="votes",
                        max_length=8,
                        verbose_name="results are ordered",
                    ),
                ),
                (
                    "shuffled",
                    models.BooleanField(
                        default=False, verbose_name="shuffle the answers in each reader's browser"
                    ),
                ),
                (
                    "sponsor",
                    models.CharField(
                        blank=True,
                        help_text="Who paid for the poll, where somebody did.",
                        max_length=200,
                    ),
                ),
                (
                    "mailed_to",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many subscribers the question was mailed to.",
                        null=True,
                    ),
                ),
                (
                    "methodology",
                    models.TextField(
                        blank=True,
                        help_text="Optional: what else a reader should know about how people were reached.",
                    ),
                ),
                (
                    "voter_key",
                    models.BinaryField(
                        default=polls.models.newsletter.new_key, max_length=32, null=True
                    ),
                ),
                (
                    "newsletter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="polls",
                        to="polls.newsletter",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        help_text="The earlier poll that asked this question.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeated_by",
                        to="polls.poll",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(blank=True, related_name="polls", to="polls.topic"),
                ),
            ],
            options={
                "ordering": ("-opens_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPost",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("headline", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=120)),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One sentence for lists and search engines.",
                        max_length=300,
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.")),
                ("picture", models.TextField(blank=True, max_length=100)),
                (
                    "picture_width",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "picture_height",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "picture_alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, for those who do not see it.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                ("picture_credit", models.CharField(blank=True, max_length=200)),
                (
                    "published",
                    models.BooleanField(default=False, help_text="An unpublished post is a draft."),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Readers see it from then on. Blank: at once.",
                        null=True,
                    ),
                ),
                (
                    "former_path",
                    models.CharField(
                        blank=True,
                        help_text="Its path in an earlier life elsewhere, such as /2012/08/outsourcing/; visitors who follow it are sent here.",
                        max_length=300,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.author",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The edition that this post cites; set when it is published.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "newsletter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.newsletter",
                    ),
                ),
                (
                    "asks",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The poll whose ballot stands under the text: this week's.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.poll",
                    ),
                ),
                (
                    "reports",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The closed poll whose result this post prints.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.poll",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical post",
                "verbose_name_plural": "historical posts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPoll",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=300)),
                ("slug", models.SlugField(max_length=120)),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Optional: a sentence or two above the answers. Plain text.",
                    ),
                ),
                (
                    "published",
                    models.BooleanField(
                        default=False,
                        help_text="An unpublished poll is a draft. A published one opens and closes by the clock.",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                (
                    "max_marks",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1 for a single answer.",
                        verbose_name="answers a reader may mark",
                    ),
                ),
                (
                    "changes_allowed",
                    models.BooleanField(
                        default=True,
                        verbose_name="readers may change their vote while the poll is open",
                    ),
                ),
                (
                    "results_shown",
                    models.CharField(
                        choices=[
                            ("always", "Always"),
                            ("after_voting", "After voting"),
                            ("after_closing", "After closing"),
                        ],
                        default="always",
                        max_length=13,
                        verbose_name="results are shown",
                    ),
                ),
                (
                    "result_order",
                    models.CharField(
                        choices=[("votes", "By votes"), ("position", "By position")],
                        default="votes",
                        max_length=8,
                        verbose_name="results are ordered",
                    ),
                ),
                (
                    "shuffled",
                    models.BooleanField(
                        default=False, verbose_name="shuffle the answers in each reader's browser"
                    ),
                ),
                (
                    "sponsor",
                    models.CharField(
                        blank=True,
                        help_text="Who paid for the poll, where somebody did.",
                        max_length=200,
                    ),
                ),
                (
                    "mailed_to",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many subscribers the question was mailed to.",
                        null=True,
                    ),
                ),
                (
                    "methodology",
                    models.TextField(
                        blank=True,
                        help_text="Optional: what else a reader should know about how people were reached.",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "newsletter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.newsletter",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The earlier poll that asked this question.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.poll",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical poll",
                "verbose_name_plural": "historical polls",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalChoice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="1 is printed first.")),
                ("text", models.CharField(max_length=200)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="polls.poll",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical choice",
                "verbose_name_plural": "historical choices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="edition",
            name="poll",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="polls.poll",
            ),
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="1 is printed first.")),
                ("text", models.CharField(max_length=200)),
                (
                    "poll",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="polls.poll",
                    ),
                ),
            ],
            options={
                "ordering": ("poll", "position"),
            },
        ),
        migrations.CreateModel(
            name="BallotKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("browser", "Browser"), ("subscriber", "Subscriber link")],
                        max_length=10,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "ballot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="polls.ballot",
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="polls.poll",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ballot",
            name="poll",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ballots",
                to="polls.poll",
            ),
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("headline", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One sentence for lists and search engines.",
                        max_length=300,
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.")),
                ("body_html", models.TextField(blank=True, editable=False)),
                ("body_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "picture",
                    models.ImageField(
                        blank=True,
                        height_field="picture_height",
                        upload_to="",
                        width_field="picture_width",
                    ),
                ),
                (
                    "picture_width",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "picture_height",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "picture_alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, for those who do not see it.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                ("picture_credit", models.CharField(blank=True, max_length=200)),
                (
                    "published",
                    models.BooleanField(default=False, help_text="An unpublished post is a draft."),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Readers see it from then on. Blank: at once.",
                        null=True,
                    ),
                ),
                (
                    "former_path",
                    models.CharField(
                        blank=True,
                        help_text="Its path in an earlier life elsewhere, such as /2012/08/outsourcing/; visitors who follow it are sent here.",
                        max_length=300,
                    ),
                ),
                (
                    "asks",
                    models.ForeignKey(
                        blank=True,
                        help_text="The poll whose ballot stands under the text: this week's.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_by",
                        to="polls.poll",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="polls.author",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        help_text="The edition that this post cites; set when it is published.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cited_by",
                        to="polls.edition",
                    ),
                ),
                (
                    "newsletter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="polls.newsletter",
                    ),
                ),
                (
                    "reports",
                    models.ForeignKey(
                        blank=True,
                        help_text="The closed poll whose result this post prints.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reported_by",
                        to="polls.poll",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(blank=True, related_name="posts", to="polls.topic"),
                ),
            ],
            options={
                "ordering": ("-published_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("text", models.TextField(help_text="Markdown.")),
                ("text_html", models.TextField(blank=True, editable=False)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addenda",
                        to="polls.post",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addenda",
                "ordering": ("added_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="EditionLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        help_text="Its place in printed order, from 1."
                    ),
                ),
                ("votes", models.PositiveIntegerField(blank=True, null=True)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                (
                    "choice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="polls.choice",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="polls.edition",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "rank"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "choice"),
                        name="edition_prints_a_choice_once",
                        violation_error_message="This edition prints that answer already.",
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "rank"),
                        name="edition_rank_is_unique",
                        violation_error_message="Two answers of one edition cannot share a place.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                        name="edition_percent_is_from_0_to_100",
                        violation_error_message="A share lies between 0 and 100 percent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="polls.ballot",
                    ),
                ),
                (
                    "choice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="polls.choice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "choice"),
                        name="ballot_marks_a_choice_once",
                        violation_error_message="This ballot marks that answer already.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("poll", "number"),
                name="edition_number_is_unique_in_its_poll",
                violation_error_message="This poll has an edition with that number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)),
                name="edition_numbers_count_from_one",
                violation_error_message="Editions are numbered from 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 2)),
                name="edition_prints_at_most_two_decimals",
                violation_error_message="Shares are printed with two, one or no decimals.",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "ballots"), _negated=True),
                    models.Q(
                        ("respondents__isnull", False),
                        models.Q(("ledger_sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="counted_edition_has_respondents_and_ledger",
                violation_error_message="An edition counted from ballots states its respondents and its ledger.",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(
                fields=("poll", "position"),
                name="choice_position_is_unique_in_its_poll",
                violation_error_message="Two answers of one poll cannot share a position.",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="choice_positions_count_from_one",
                violation_error_message="Positions count from 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotkey",
            constraint=models.UniqueConstraint(
                fields=("poll", "digest"),
                name="voter_has_one_ballot_in_a_poll",
                violation_error_message="This voter has a ballot in this poll already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotkey",
            constraint=models.UniqueConstraint(
                fields=("ballot", "kind"),
                name="ballot_has_one_key_of_each_kind",
                violation_error_message="This ballot has a key of this kind already.",
            ),
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(fields=["poll", "standing"], name="ballot_poll_standing"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["published", "-published_at"], name="post_published_at"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["newsletter", "-published_at"], name="post_newsletter_published_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published", False), ("published_at__isnull", False), _connector="OR"
                ),
                name="published_post_has_a_time",
                violation_error_message="Say from when readers see this post.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published", False),
                    ("reports__isnull", True),
                    ("edition__isnull", False),
                    _connector="OR",
                ),
                name="published_report_cites_an_edition",
                violation_error_message="A published report cites an edition of its poll’s result.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("edition__isnull", True), ("reports__isnull", False), _connector="OR"
                ),
                name="post_with_an_edition_reports_a_poll",
                violation_error_message="Only a post that reports a poll cites an edition.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("reports", models.F("asks")), _negated=True),
                name="post_asks_another_poll_than_it_reports",
                violation_error_message="A post cannot ask the poll that it reports.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", ""), models.Q(("picture_alt", ""), _negated=True), _connector="OR"
                ),
                name="picture_has_alternative_text",
                violation_error_message="Say in the alternative text what the picture shows.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("former_path", ""), _negated=True),
                fields=("former_path",),
                name="former_path_is_unique",
                violation_error_message="Another post had this path already.",
            ),
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(fields=["newsletter", "-opens_at"], name="poll_newsletter_opens_at"),
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(fields=["published", "-opens_at"], name="poll_published_opens_at"),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="poll_closes_after_it_opens",
                violation_error_message="The poll must close after it opens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published", False),
                    models.Q(("closes_at__isnull", False), ("opens_at__isnull", False)),
                    _connector="OR",
                ),
                name="published_poll_has_field_dates",
                violation_error_message="Say when the poll opens and when it closes before you publish it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_marks__gte", 1)),
                name="poll_takes_at_least_one_answer",
                violation_error_message="Readers must be able to mark at least one answer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeats", models.F("id")), _negated=True),
                name="poll_does_not_repeat_itself",
                violation_error_message="A poll cannot repeat itself: choose an earlier one.",
            ),
        ),
    ]
