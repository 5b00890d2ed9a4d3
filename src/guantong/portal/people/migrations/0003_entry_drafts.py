"""What was typed and not saved."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from . import _columns as columns


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_employer_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryDraft",
            fields=[
                *columns.record(),
                ("kind", models.CharField(max_length=40)),
                ("row", models.CharField(blank=True, max_length=36)),
                ("content", models.TextField()),
                ("kept_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kept_at"], name="people_draft_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("writer", "person", "kind", "row"), name="one draft a writer and form"
                    )
                ],
            },
        ),
    ]
