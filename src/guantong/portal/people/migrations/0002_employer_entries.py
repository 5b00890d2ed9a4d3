"""Rows that an employer writes, and their dispute by the person."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_ENTRIES = (
    "achievement",
    "appraisalyear",
    "apprenticeship",
    "continuingeducation",
    "educationcompleted",
    "employmentperiod",
    "findingmade",
    "goal",
    "honourreceived",
    "sanction",
    "skillcertificate",
    "titleheld",
)


def _columns(model: str) -> list[migrations.AddField]:
    one: dict[str, Any] = {
        "blank": True,
        "null": True,
        "on_delete": django.db.models.deletion.PROTECT,
        "related_name": "+",
    }
    return [
        migrations.AddField(model, name, field)
        for name, field in (
            (
                "stated_by",
                models.ForeignKey(to="organisations.employer", verbose_name="填写的单位", **one),
            ),
            ("written_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **one)),
            ("disputed_at", models.DateTimeField(blank=True, null=True)),
            ("dispute_reason", models.TextField(blank=True, verbose_name="与实际不符的地方")),
        )
    ]


def _constraints(model: str) -> list[migrations.AddConstraint]:
    names_it = models.Q(
        models.Q(("source", "employer"), ("stated_by__isnull", False), ("written_by__isnull", False)),
        models.Q(models.Q(("source", "employer"), _negated=True), ("stated_by", None), ("written_by", None)),
        _connector="OR",
    )
    has_reason = models.Q(
        models.Q(("dispute_reason", ""), ("disputed_at", None)),
        models.Q(
            ("disputed_at__isnull", False),
            ("source", "employer"),
            models.Q(("dispute_reason", ""), _negated=True),
        ),
        _connector="OR",
    )
    return [
        migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=f"{model}: {name}"))
        for name, condition in (
            ("what an employer states names it", names_it),
            ("a dispute has time and reason", has_reason),
        )
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [operation for model in _ENTRIES for operation in (*_columns(model), *_constraints(model))]
