"""What an officer has found out about the policies: confirmed facts, and decisions that answer the next case alike.

Nothing in here is changed or removed. What turns out wrong is withdrawn, by whom, when and why.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..records import Record

LONGEST_FACT: Final = 200
LONGEST_SOURCE: Final = 300
LONGEST_REASON: Final = 500


class Withdrawable(Record):
    """A record that stands until somebody withdraws it, with a reason."""

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("撤回理由"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        abstract = True

    @property
    def stands(self) -> bool:
        """Whether nobody has withdrawn it."""
        return self.withdrawn_at is None


def _whole_withdrawal(name: str) -> models.CheckConstraint:
    """A withdrawal says who, when and why, or there is none."""
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawal_reason="")
        | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
    )


class Confirmation(Withdrawable):
    """An officer has held a fact of the packs or the catalogue against its source.

    `statement` is what the fact said on that day: a later version of the packs that says something else is not
    confirmed by it.
    """

    fact = models.CharField(_("事实"), max_length=LONGEST_FACT)
    statement = models.TextField(_("内容"))
    source = models.CharField(
        _("核对的出处"),
        max_length=LONGEST_SOURCE,
        help_text=_("写明文件名称和文号，或者公布该内容的网址，便于别人复核。"),
    )
    note = models.CharField(_("说明"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            _whole_withdrawal("a withdrawn confirmation says why"),
            models.UniqueConstraint(
                fields=["fact"],
                condition=Q(withdrawn_at=None),
                name="a fact is confirmed once",
                violation_error_message=_("这一事实已经核实过。"),
            ),
        ]

    def __str__(self) -> str:
        return self.fact


class Precedent(Withdrawable):
    """What an authority decided on a point that the text leaves to it, and that the next case is answered by.

    `about` is the subject as a finding of a case has it: a name, or the pairs of a map with its codes.
    """

    class Question(models.TextChoices):
        """The questions whose answer holds for everybody, and not for one person alone."""

        HONOUR = "honour_equality", _("外省荣誉是否与所列荣誉同类")
        SPECIALTY = "specialty_relation", _("职业与职称专业是否相同或相近")
        OCCUPATION = "occupation_relation", _("两个职业是否相同或相近")
        MAJOR = "major_relation", _("所学专业与职业是否相关")

    question = models.CharField(_("问题"), max_length=30, choices=Question)
    about: models.JSONField[Any, Any] = models.JSONField(_("所涉事项"))
    subject = models.CharField(_("所涉事项"), max_length=LONGEST_FACT, editable=False)
    answer = models.BooleanField(_("结论"), choices=[(True, _("是")), (False, _("否"))])
    decided_by = models.CharField(_("认定机关"), max_length=100)
    decided_on = models.DateField(_("认定日期"))
    source = models.CharField(
        _("认定文件"), max_length=LONGEST_SOURCE, help_text=_("文号，或者会议纪要的编号。")
    )
    reason = models.CharField(_("理由"), max_length=LONGEST_REASON)

    class Meta:
        constraints = [
            _whole_withdrawal("a withdrawn precedent says why"),
            models.UniqueConstraint(
                fields=["question", "subject"],
                condition=Q(withdrawn_at=None),
                name="a point is decided once",
                violation_error_message=_("这一事项已有认定，请先撤回原来的认定。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.subject}"
