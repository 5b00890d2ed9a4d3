import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One person proposes, another puts into force. What one person alone recorded before waits for the second now."""

    dependencies = [
        ("organisations", "0001_initial"),
        ("policies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="confirmation",
            name="a withdrawn confirmation says why",
        ),
        migrations.RemoveConstraint(
            model_name="precedent",
            name="a withdrawn precedent says why",
        ),
        migrations.RenameField(
            model_name="confirmation",
            old_name="recorded_by",
            new_name="proposed_by",
        ),
        migrations.RenameField(
            model_name="confirmation",
            old_name="recorded_at",
            new_name="proposed_at",
        ),
        migrations.RenameField(
            model_name="precedent",
            old_name="recorded_by",
            new_name="proposed_by",
        ),
        migrations.RenameField(
            model_name="precedent",
            old_name="recorded_at",
            new_name="proposed_at",
        ),
        migrations.CreateModel(
            name="ChosenReading",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("effective_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("enforced_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                (
                    "withdrawal_proposed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="提出撤回时间"),
                ),
                ("withdrawal_reason", models.CharField(blank=True, max_length=500, verbose_name="撤回理由")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("reading", models.CharField(max_length=20, verbose_name="所涉读法")),
                ("option", models.CharField(max_length=60, verbose_name="选定的读法")),
                ("statement", models.TextField(verbose_name="内容")),
                (
                    "source",
                    models.CharField(
                        help_text="有权机关作出解释的文件名称和文号，或者会议纪要的编号。",
                        max_length=300,
                        verbose_name="依据的文件",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
            ],
            options={
                "verbose_name": "读法的选定",
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="confirmation",
            options={"verbose_name": "事实的核实"},
        ),
        migrations.AlterModelOptions(
            name="precedent",
            options={"verbose_name": "一件先例"},
        ),
        migrations.AddField(
            model_name="confirmation",
            name="effective_from",
            field=models.DateField(blank=True, null=True, verbose_name="生效日期"),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="effective_to",
            field=models.DateField(blank=True, null=True, verbose_name="失效日期"),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="enforced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="批准时间"),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="enforced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="withdrawal_proposed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提出撤回时间"),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="withdrawal_proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="precedent",
            name="effective_from",
            field=models.DateField(blank=True, null=True, verbose_name="生效日期"),
        ),
        migrations.AddField(
            model_name="precedent",
            name="effective_to",
            field=models.DateField(blank=True, null=True, verbose_name="失效日期"),
        ),
        migrations.AddField(
            model_name="precedent",
            name="enforced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="批准时间"),
        ),
        migrations.AddField(
            model_name="precedent",
            name="enforced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="precedent",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="precedent",
            name="withdrawal_proposed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提出撤回时间"),
        ),
        migrations.AddField(
            model_name="precedent",
            name="withdrawal_proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="confirmation",
            name="proposed_at",
            field=models.DateTimeField(verbose_name="提出时间"),
        ),
        migrations.AlterField(
            model_name="precedent",
            name="proposed_at",
            field=models.DateTimeField(verbose_name="提出时间"),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enforced_by", None),
                    models.Q(("enforced_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="confirmation: two persons put it into force",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_to", None), ("enforced_at", None), ("enforced_by", None), ("office", None)
                    ),
                    models.Q(
                        ("effective_from__isnull", False),
                        ("enforced_at__isnull", False),
                        ("enforced_by__isnull", False),
                        ("office__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="confirmation: in force since a day and by somebody, or not",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_proposed_at", None), ("withdrawal_proposed_by", None)),
                    models.Q(
                        ("enforced_by__isnull", False),
                        ("withdrawal_proposed_at__isnull", False),
                        ("withdrawal_proposed_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="confirmation: a withdrawal is proposed whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effective_to", None), ("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                        models.Q(
                            ("enforced_by", None),
                            models.Q(
                                ("effective_to__gte", models.F("effective_from")),
                                ("withdrawal_proposed_by__isnull", False),
                                models.Q(("withdrawn_by", models.F("withdrawal_proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="confirmation: what held is taken back by two",
            ),
        ),
        migrations.AddConstraint(
            model_name="precedent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enforced_by", None),
                    models.Q(("enforced_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="precedent: two persons put it into force",
            ),
        ),
        migrations.AddConstraint(
            model_name="precedent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_to", None), ("enforced_at", None), ("enforced_by", None), ("office", None)
                    ),
                    models.Q(
                        ("effective_from__isnull", False),
                        ("enforced_at__isnull", False),
                        ("enforced_by__isnull", False),
                        ("office__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="precedent: in force since a day and by somebody, or not",
            ),
        ),
        migrations.AddConstraint(
            model_name="precedent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_proposed_at", None), ("withdrawal_proposed_by", None)),
                    models.Q(
                        ("enforced_by__isnull", False),
                        ("withdrawal_proposed_at__isnull", False),
                        ("withdrawal_proposed_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="precedent: a withdrawal is proposed whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="precedent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effective_to", None), ("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                        models.Q(
                            ("enforced_by", None),
                            models.Q(
                                ("effective_to__gte", models.F("effective_from")),
                                ("withdrawal_proposed_by__isnull", False),
                                models.Q(("withdrawn_by", models.F("withdrawal_proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="precedent: what held is taken back by two",
            ),
        ),
        migrations.AlterConstraint(
            model_name="confirmation",
            name="a fact is confirmed once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("fact",),
                name="a fact is confirmed once",
                violation_error_message="这一事实已经核实过，或者正等待生效。",
            ),
        ),
        migrations.AddField(
            model_name="chosenreading",
            name="enforced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="chosenreading",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="chosenreading",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="chosenreading",
            name="withdrawal_proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="chosenreading",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enforced_by", None),
                    models.Q(("enforced_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="chosenreading: two persons put it into force",
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_to", None), ("enforced_at", None), ("enforced_by", None), ("office", None)
                    ),
                    models.Q(
                        ("effective_from__isnull", False),
                        ("enforced_at__isnull", False),
                        ("enforced_by__isnull", False),
                        ("office__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="chosenreading: in force since a day and by somebody, or not",
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_proposed_at", None), ("withdrawal_proposed_by", None)),
                    models.Q(
                        ("enforced_by__isnull", False),
                        ("withdrawal_proposed_at__isnull", False),
                        ("withdrawal_proposed_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="chosenreading: a withdrawal is proposed whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effective_to", None), ("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                        models.Q(
                            ("enforced_by", None),
                            models.Q(
                                ("effective_to__gte", models.F("effective_from")),
                                ("withdrawal_proposed_by__isnull", False),
                                models.Q(("withdrawn_by", models.F("withdrawal_proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="chosenreading: what held is taken back by two",
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenreading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("enforced_at", None), ("withdrawn_at", None)),
                fields=("reading",),
                name="a reading is proposed once",
                violation_error_message="这一读法已有一项提议等待生效，请先处理它。",
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenreading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("enforced_at__isnull", False), ("withdrawn_at", None)),
                fields=("reading",),
                name="a reading is chosen once",
            ),
        ),
    ]
