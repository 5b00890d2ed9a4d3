"""What officers settle for this installation: facts confirmed, precedents, and readings chosen. Each is a ruling.

A ruling is proposed by one person and put into force by another, and it is taken back in the same way. Nothing in here
is changed or removed: what turns out wrong is taken back, by whom, when and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..organisations.models import Office
from ..records import Record

if TYPE_CHECKING:
    from datetime import date

LONGEST_FACT: Final = 200
LONGEST_SOURCE: Final = 300
LONGEST_REASON: Final = 500


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )


class Ruling(Record):
    """What one person proposed, another put into force, and two may take back. It holds from a day until a day.

    `effective_from` may be wished when it is proposed, and is never before the day on which it is put into force.
    A proposal that is dropped has `withdrawn_by` alone: it never held, so one person is enough.
    """

    class State(models.TextChoices):
        """How far a ruling has come."""

        PROPOSED = "proposed", _("等待生效")
        COMING = "coming", _("已批准，尚未到生效日期")
        IN_FORCE = "in_force", _("已生效")
        LEAVING = "leaving", _("已生效，提出撤回")
        OVER = "over", _("已撤回")
        DROPPED = "dropped", _("未采纳")

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"))
    effective_from = models.DateField(_("生效日期"), null=True, blank=True)
    enforced_by = _person()
    enforced_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawal_proposed_by = _person()
    withdrawal_proposed_at = models.DateTimeField(_("提出撤回时间"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("撤回理由"), max_length=LONGEST_REASON, blank=True)
    withdrawn_by = _person()
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s: two persons put it into force",
                condition=Q(enforced_by=None) | ~Q(enforced_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="%(class)s: in force since a day and by somebody, or not",
                condition=Q(enforced_by=None, enforced_at=None, office=None, effective_to=None)
                | Q(
                    enforced_by__isnull=False,
                    enforced_at__isnull=False,
                    office__isnull=False,
                    effective_from__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="%(class)s: a withdrawal is proposed whole",
                condition=Q(withdrawal_proposed_by=None, withdrawal_proposed_at=None)
                | Q(
                    withdrawal_proposed_by__isnull=False,
                    withdrawal_proposed_at__isnull=False,
                    enforced_by__isnull=False,
                )
                & ~Q(withdrawal_reason=""),
            ),
            models.CheckConstraint(
                name="%(class)s: what held is taken back by two",
                condition=Q(withdrawn_by=None, withdrawn_at=None, effective_to=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawal_reason="")
                & (
                    Q(enforced_by=None)
                    | Q(withdrawal_proposed_by__isnull=False, effective_to__gte=F("effective_from"))
                    & ~Q(withdrawn_by=F("withdrawal_proposed_by"))
                ),
            ),
        ]

    def state(self, today: date) -> State:
        """How far it has come by that day."""
        if self.enforced_at is None:
            return self.State.PROPOSED if self.withdrawn_at is None else self.State.DROPPED
        if self.effective_to is not None and self.effective_to <= today:
            return self.State.OVER
        if self.withdrawal_proposed_at is not None and self.withdrawn_at is None:
            return self.State.LEAVING
        if self.effective_from is not None and self.effective_from > today:
            return self.State.COMING
        return self.State.IN_FORCE

    @property
    def waits(self) -> bool:
        """Whether a second person has still to say yes or no to something."""
        return self.withdrawn_at is None and (
            self.enforced_at is None or self.withdrawal_proposed_at is not None
        )

    @property
    def waits_for_withdrawal(self) -> bool:
        """Whether what waits is that it be taken back."""
        return self.waits and self.enforced_at is not None


class Confirmation(Ruling):
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

    class Meta(Ruling.Meta):
        abstract = False
        verbose_name = _("事实的核实")
        constraints = [
            *Ruling.Meta.constraints,
            models.UniqueConstraint(
                fields=["fact"],
                condition=Q(withdrawn_at=None),
                name="a fact is confirmed once",
                violation_error_message=_("这一事实已经核实过，或者正等待生效。"),
            ),
        ]

    def __str__(self) -> str:
        return self.fact


class Precedent(Ruling):
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

    class Meta(Ruling.Meta):
        abstract = False
        verbose_name = _("一件先例")
        constraints = [
            *Ruling.Meta.constraints,
            models.UniqueConstraint(
                fields=["question", "subject"],
                condition=Q(withdrawn_at=None),
                name="a point is decided once",
                violation_error_message=_("这一事项已有认定，请先撤回原来的认定。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.subject}"


class ChosenReading(Ruling):
    """How a point that the text leaves open is read in this installation; it may be the default, which is then settled.

    `statement` is the question with the option as the pack wrote them on that day: a later version of the pack that
    asks or offers something else is not settled by it.
    """

    reading = models.CharField(_("所涉读法"), max_length=20)
    option = models.CharField(_("选定的读法"), max_length=60)
    statement = models.TextField(_("内容"))
    source = models.CharField(
        _("依据的文件"),
        max_length=LONGEST_SOURCE,
        help_text=_("有权机关作出解释的文件名称和文号，或者会议纪要的编号。"),
    )
    reason = models.CharField(_("理由"), max_length=LONGEST_REASON)

    class Meta(Ruling.Meta):
        abstract = False
        verbose_name = _("读法的选定")
        constraints = [
            *Ruling.Meta.constraints,
            models.UniqueConstraint(
                fields=["reading"],
                condition=Q(withdrawn_at=None, enforced_at=None),
                name="a reading is proposed once",
                violation_error_message=_("这一读法已有一项提议等待生效，请先处理它。"),
            ),
            models.UniqueConstraint(
                fields=["reading"],
                condition=Q(withdrawn_at=None, enforced_at__isnull=False),
                name="a reading is chosen once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading} {self.option}"


RULINGS: Final[tuple[type[Ruling], ...]] = (ChosenReading, Confirmation, Precedent)
"""Every kind of ruling."""
