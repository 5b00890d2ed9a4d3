"""The tables of records."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from . import _columns as columns


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                *columns.record(),
                ("name", models.TextField(blank=True, verbose_name="姓名")),
                ("identity_stated", models.BooleanField(default=False)),
                ("identity_type", models.CharField(blank=True, max_length=40, verbose_name="证件类型")),
                ("identity_cipher", models.TextField(blank=True, editable=False)),
                ("identity_key", models.CharField(blank=True, editable=False, max_length=16)),
                ("identity_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("identity_hash_key", models.CharField(blank=True, editable=False, max_length=16)),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("status", models.CharField(blank=True, max_length=40, verbose_name="人员状况")),
                (
                    "lawful_work_in_region",
                    models.BooleanField(blank=True, null=True, verbose_name="在广西合法工作"),
                ),
                ("region_code", models.CharField(blank=True, max_length=6, verbose_name="工作地")),
                (
                    "continuing_education",
                    models.CharField(blank=True, max_length=10, verbose_name="继续教育"),
                ),
                ("results", models.CharField(blank=True, max_length=10, verbose_name="业绩成果")),
                (
                    "without",
                    models.JSONField(
                        blank=True, default=list, help_text="lists of which the person has nothing"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("identity_hash", ""), _negated=True),
                        fields=("identity_type", "identity_hash"),
                        name="one person an identity document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("identity_cipher", ""),
                                ("identity_hash", ""),
                                ("identity_hash_key", ""),
                                ("identity_key", ""),
                            ),
                            models.Q(
                                models.Q(("identity_cipher", ""), _negated=True),
                                models.Q(("identity_hash", ""), _negated=True),
                                models.Q(("identity_key", ""), _negated=True),
                                models.Q(("identity_hash_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a number is encrypted and hashed",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["identity_key"], name="people_identity_key"),
                    models.Index(fields=["identity_hash_key"], name="people_identity_hash_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                *columns.record(),
                ("name", models.TextField(verbose_name="曾用名")),
                ("until", models.DateTimeField(verbose_name="用到")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="people.person",
                    ),
                ),
            ],
            options={"ordering": ["-until"]},
        ),
        migrations.CreateModel(
            name="HonourReceived",
            fields=[
                *columns.entry(),
                ("honour", models.CharField(max_length=60)),
                ("granted_on", models.DateField(blank=True, null=True)),
                ("jurisdiction", models.CharField(blank=True, max_length=20)),
                ("medal", models.CharField(blank=True, max_length=20)),
                ("current", models.BooleanField(blank=True, null=True)),
                ("category", models.CharField(blank=True, max_length=20)),
                ("name", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("honourreceived")],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                *columns.entry(),
                ("direction", models.CharField(max_length=40)),
                ("series", models.CharField(blank=True, max_length=40)),
                ("specialty", models.TextField(blank=True)),
                ("level", models.CharField(blank=True, max_length=40)),
                ("occupation", models.TextField(blank=True)),
                ("field", models.CharField(blank=True, max_length=40)),
                ("matter", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("goal")],
            },
        ),
        migrations.CreateModel(
            name="FindingMade",
            fields=[
                *columns.entry(),
                ("question", models.CharField(max_length=40)),
                ("about", models.JSONField(blank=True, null=True)),
                ("answer", models.BooleanField()),
                ("by", models.TextField(blank=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("findingmade")],
            },
        ),
        migrations.CreateModel(
            name="EmploymentPeriod",
            fields=[
                *columns.entry(),
                *columns.period(),
                ("employer", models.TextField(blank=True)),
                ("sector", models.CharField(blank=True, max_length=40)),
                ("post", models.TextField(blank=True)),
                ("occupation", models.TextField(blank=True)),
                ("engaged_level", models.CharField(blank=True, max_length=40)),
                ("exam_fields", models.JSONField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.employer",
                        verbose_name="登记的单位",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [
                    columns.verified("employmentperiod"),
                    columns.ends_after_it_begins("employmentperiod"),
                ],
                "indexes": [models.Index(fields=["organisation", "end"], name="people_employed_by")],
            },
        ),
        migrations.CreateModel(
            name="EducationCompleted",
            fields=[
                *columns.entry(),
                ("kind", models.CharField(blank=True, max_length=40)),
                ("school_class", models.CharField(blank=True, max_length=40)),
                ("major", models.TextField(blank=True)),
                ("proof", models.CharField(blank=True, max_length=20)),
                ("degree", models.BooleanField(blank=True, null=True)),
                ("graduated_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("educationcompleted")],
            },
        ),
        migrations.CreateModel(
            name="ContinuingEducation",
            fields=[
                *columns.entry(),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("content", models.TextField(verbose_name="学习内容")),
                ("hours", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="学时")),
                ("organiser", models.TextField(blank=True, verbose_name="举办单位")),
            ],
            options={
                "ordering": ["year", "position"],
                "abstract": False,
                "constraints": [columns.verified("continuingeducation")],
            },
        ),
        migrations.CreateModel(
            name="Apprenticeship",
            fields=[
                *columns.entry(),
                *columns.period(),
                ("apprentice", models.TextField(verbose_name="徒弟姓名")),
                ("occupation", models.TextField(blank=True, verbose_name="职业")),
                ("outcome", models.TextField(blank=True, verbose_name="带徒成效")),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [
                    columns.verified("apprenticeship"),
                    columns.ends_after_it_begins("apprenticeship"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalYear",
            fields=[
                *columns.entry(),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("grade", models.CharField(max_length=40)),
                ("occupation", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["year"],
                "abstract": False,
                "constraints": [
                    columns.verified("appraisalyear"),
                    models.UniqueConstraint(fields=("person", "year"), name="one appraisal a year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Achievement",
            fields=[
                *columns.entry(),
                *columns.period(),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contest_award", "技能竞赛获奖"),
                            ("construction_method", "行业工法"),
                            ("operation_method", "操作法"),
                            ("completed_project", "完成项目"),
                            ("technical_report", "技术报告"),
                            ("experience_summary", "经验总结"),
                            ("industry_standard", "行业标准"),
                            ("evaluation_norm", "评价规范"),
                            ("question_bank", "题库开发"),
                        ],
                        max_length=30,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.TextField(verbose_name="成果名称")),
                ("role", models.TextField(blank=True, verbose_name="本人作用")),
                ("effect", models.TextField(blank=True, verbose_name="成效")),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("achievement"), columns.ends_after_it_begins("achievement")],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                *columns.entry(),
                *columns.period(),
                ("kind", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("sanction"), columns.ends_after_it_begins("sanction")],
            },
        ),
        migrations.CreateModel(
            name="SkillCertificate",
            fields=[
                *columns.entry(),
                ("kind", models.CharField(blank=True, max_length=40)),
                ("level", models.CharField(max_length=40)),
                ("occupation", models.TextField()),
                ("issued_on", models.DateField()),
                ("number", models.TextField(blank=True)),
                ("query_result", models.CharField(blank=True, max_length=10)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("skillcertificate")],
            },
        ),
        migrations.CreateModel(
            name="TitleHeld",
            fields=[
                *columns.entry(),
                ("series", models.CharField(max_length=40)),
                ("specialty", models.TextField(blank=True)),
                ("level", models.CharField(max_length=40)),
                ("obtained_on", models.DateField()),
                ("obtained_by", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["position", "created_at", "id"],
                "abstract": False,
                "constraints": [columns.verified("titleheld")],
            },
        ),
    ]
