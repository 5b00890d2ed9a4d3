"""Changes of who may issue what: each proposed by one person with the document it rests on, and decided by another."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...records import Record
from .authorities import IssuingAuthority, Remit
from .certificates import Outcome


class Step(models.TextChoices):
    """What a mandate changes."""

    ENTER = "enter", _("登记发证机关")
    RENAME = "rename", _("更名")
    RING = "ring", _("指定密钥环")
    FORMAL = "formal", _("取消演示标记")
    END = "end", _("停止发证")
    REMIT = "remit", _("授予权限")
    REMIT_END = "remit-end", _("终止权限")


class Mandate(Record):
    """One change of an authority or a remit. The confirmed ones are the history of the register of authorities.

    `content` holds what the step needs: name, code, kind, office, body and ring of an authority; subject, specialty,
    levels, days and confidence of a remit; the name before of one that is renamed. `effective_on` is from when a name
    holds, the first day without an authority, the last day of a remit. `about` names what the step is on, so that two
    proposals on one thing cannot wait at once.
    """

    step = models.CharField(_("事项"), max_length=10, choices=Step)
    authority = models.ForeignKey(
        IssuingAuthority,
        models.PROTECT,
        related_name="mandates",
        null=True,
        blank=True,
        verbose_name=_("发证机关"),
    )
    remit = models.ForeignKey(Remit, models.PROTECT, related_name="mandates", null=True, blank=True)
    about = models.CharField(max_length=160)
    content = models.JSONField(default=dict, blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    document = models.CharField(_("文号"), max_length=80)
    clause = models.CharField(_("依据条款"), max_length=80, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["about"], condition=Q(outcome="open"), name="one open mandate about one thing"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["confirmed", "rejected"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="two persons decide who issues what",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="a mandate names its document"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.about}"
