"""People whose title was revoked for fraud are on the integrity record; rows keep by which hashes their people are found there."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0006_replace_once_more"),
    ]

    operations = [
        migrations.AddField(
            model_name="batchentry",
            name="identity_hashes",
            field=models.JSONField(
                blank=True, default=list, help_text="under every key known when the row was judged"
            ),
        ),
        migrations.CreateModel(
            name="IntegrityRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("identity_hash", models.CharField(db_index=True, max_length=64)),
                ("identity_hash_key", models.CharField(max_length=16)),
                ("begins_on", models.DateField(verbose_name="第一天")),
                ("ends_on", models.DateField(db_index=True, verbose_name="最后一天")),
                ("document", models.CharField(max_length=80, verbose_name="决定文号")),
                ("clause", models.CharField(max_length=80, verbose_name="记录期依据的条款")),
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="integrity_record",
                        to="certificates.change",
                    ),
                ),
            ],
            options={
                "ordering": ["begins_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="an integrity record ends after it begins",
                    )
                ],
            },
        ),
    ]
