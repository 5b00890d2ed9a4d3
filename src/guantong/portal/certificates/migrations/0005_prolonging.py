"""Time stamps on the signatures of issued PDFs, and what came of each run that put them there."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_mandates"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProlongingRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("service", models.CharField(max_length=200, verbose_name="时间戳服务")),
                ("began_at", models.DateTimeField(verbose_name="开始")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已加时间戳")),
                ("failed", models.PositiveIntegerField(default=0, verbose_name="没有成功")),
                ("halted", models.CharField(blank=True, max_length=300, verbose_name="停下的原因")),
            ],
            options={
                "ordering": ["-began_at"],
            },
        ),
        migrations.AlterField(
            model_name="certificatefile",
            name="form",
            field=models.CharField(
                choices=[
                    ("pdf", "PDF"),
                    ("ofd", "OFD"),
                    ("credential", "可验证凭证"),
                    ("prolonged", "PDF（长期保存）"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Prolonging",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("level", models.CharField(blank=True, max_length=8, verbose_name="签名级别")),
                ("stamped_at", models.DateTimeField(blank=True, null=True, verbose_name="时间戳时间")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="时间戳证书到期")),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("leased_by", models.CharField(blank=True, max_length=40)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prolonging",
                        to="certificates.certificate",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certificates.certificatefile",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["until", "tried_at"], name="certificates_stamps_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", None), ("stamped_at", None), ("until", None)),
                            models.Q(
                                ("file__isnull", False),
                                ("stamped_at__isnull", False),
                                ("until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="what is stamped says when and until when",
                    )
                ],
            },
        ),
    ]
