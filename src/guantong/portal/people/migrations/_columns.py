"""What the tables of records share, as it was when they were made."""

import uuid
from typing import Any

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import models


def record() -> list[tuple[str, Any]]:
    """The columns of `records.Record`."""
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("created_at", models.DateTimeField(auto_now_add=True)),
        ("updated_at", models.DateTimeField(auto_now=True)),
        ("row_version", models.PositiveIntegerField(default=1, editable=False)),
    ]


def entry() -> list[tuple[str, Any]]:
    """The columns of `Entry`."""
    return [
        *record(),
        ("position", models.PositiveIntegerField(default=0, editable=False)),
        (
            "source",
            models.CharField(
                choices=[("self", "本人填写"), ("employer", "单位填写"), ("register", "登记库")],
                default="self",
                max_length=10,
                verbose_name="来源",
            ),
        ),
        (
            "verification",
            models.CharField(
                choices=[
                    ("unverified", "尚未核实"),
                    ("verified", "真实"),
                    ("doubted", "存疑"),
                    ("not_verifiable", "无法核实"),
                ],
                default="unverified",
                max_length=20,
                verbose_name="核实",
            ),
        ),
        ("verified_at", models.DateTimeField(blank=True, null=True)),
        ("verification_note", models.TextField(blank=True, verbose_name="核实意见")),
        (
            "months",
            models.JSONField(blank=True, default=list, help_text="dates of which only the month is known"),
        ),
        (
            "files",
            models.ManyToManyField(
                blank=True, related_name="+", to="files.storedfile", verbose_name="证明材料"
            ),
        ),
        (
            "person",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
            ),
        ),
        (
            "verified_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]


def period() -> list[tuple[str, Any]]:
    """The columns of `Period`."""
    return [
        ("start", models.DateField(blank=True, null=True, verbose_name="开始日期")),
        ("end", models.DateField(blank=True, null=True, verbose_name="结束日期")),
    ]


def verified(model: str) -> models.CheckConstraint:
    """What is verified has its time."""
    return models.CheckConstraint(
        condition=models.Q(
            models.Q(("verification", "unverified"), ("verified_at", None)),
            models.Q(models.Q(("verification", "unverified"), _negated=True), ("verified_at__isnull", False)),
            _connector="OR",
        ),
        name=f"{model}: what is verified has its time",
    )


def ends_after_it_begins(model: str) -> models.CheckConstraint:
    """A period ends after it begins."""
    return models.CheckConstraint(
        condition=models.Q(("start", None), ("end", None), ("end__gte", models.F("start")), _connector="OR"),
        name=f"{model}: ends after it begins",
    )
