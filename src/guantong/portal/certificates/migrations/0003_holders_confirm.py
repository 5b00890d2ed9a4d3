"""Holders may be asked, before a certificate is issued, whether what will stand on it is right."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_protect"),
        ("people", "0004_own_year_beside_disputed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="asks_holders",
            field=models.BooleanField(default=False, verbose_name="请本人核对"),
        ),
        migrations.AlterField(
            model_name="batchentry",
            name="state",
            field=models.CharField(
                choices=[
                    ("wrong", "有错误"),
                    ("waiting", "等待签发"),
                    ("issued", "已签发"),
                    ("failed", "签发失败"),
                    ("taken_out", "已移出名单"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="batchentry",
            index=models.Index(fields=["identity_hash"], name="certificates_holder"),
        ),
        migrations.CreateModel(
            name="Preview",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待本人核对"),
                            ("confirmed", "本人已核对"),
                            ("reported", "本人说有误"),
                            ("went_on", "经办人注明理由后继续"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="本人核对",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lines",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="what is wrong: keys of the face, or photo",
                        verbose_name="哪几项",
                    ),
                ),
                (
                    "what",
                    models.CharField(blank=True, max_length=500, verbose_name="哪里不对，应当是什么"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="previews",
                        to="certificates.batchentry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
                "indexes": [models.Index(fields=["told_at", "asked_at"], name="certificates_to_tell")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("superseded_at", None)),
                        fields=("entry",),
                        name="one preview of a row at a time",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("state__in", ("confirmed", "reported")), _negated=True),
                            ("answered_by__isnull", False),
                            _connector="OR",
                        ),
                        name="an answer has who gave it",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("state", "reported"), _negated=True),
                            Q(("what", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a reported error has its words",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("state", "went_on"), _negated=True),
                            Q(("decided_by__isnull", False), Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="who goes on says why",
                    ),
                ],
            },
        ),
    ]
