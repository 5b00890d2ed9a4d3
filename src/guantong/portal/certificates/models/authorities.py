"""Who issues certificates, for what and from when until when; and the counters that their numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guantong.catalogue import catalogue
from guantong.certificates import numbers

from ...organisations.models import EvaluationBody, Office, SkillLevel, TitleLevel, clean_uscc
from ...records import Record

if TYPE_CHECKING:
    from datetime import date


class Kind(models.TextChoices):
    """The kinds of certificate."""

    TITLE = "title", _("职称证书")
    SKILL = "skill", _("职业技能等级证书")


class Confidence(models.TextChoices):
    """How sure it is that a document says what is entered. Only the first is not marked 未核实."""

    HIGH = "H", _("已与文件原文核对")
    LOW = "L", _("待核实：没有见到原文")
    PROPOSAL = "P", _("建议：还没有文件，或者是演示")


LEVELS: dict[str, type[TitleLevel] | type[SkillLevel]] = {"title": TitleLevel, "skill": SkillLevel}
"""The levels of each kind, the lowest first."""


class IssuingAuthority(Record):
    """Who stands on certificates as their issuer. `office` confirms revocations; a body issues skill certificates.

    `demonstration` stays true until an authority says otherwise, and every certificate shows it. `ring` names its
    ring of keys, empty where it has none; `source` says which document gives the power. `ended_on` is the first day on
    which it issues no more. Rows are made and changed by mandates (`mandates`).
    """

    name = models.CharField(_("发证机关"), max_length=120)
    code = models.CharField(_("统一社会信用代码"), max_length=18)
    kind = models.CharField(_("证书种类"), max_length=10, choices=Kind)
    unit = models.CharField(_("编号中的单位代码"), max_length=4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("职改办"))
    body = models.ForeignKey(
        EvaluationBody, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("评价机构")
    )
    ring = models.SlugField(_("密钥环"), max_length=40, blank=True)
    source = models.CharField(_("发证权限的依据"), max_length=200)
    active = models.BooleanField(_("在用"), default=True)
    ended_on = models.DateField(_("停用自"), null=True, blank=True)
    demonstration = models.BooleanField(_("演示"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "issuing authorities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "unit"], name="one authority a unit of numbers"),
            models.CheckConstraint(
                condition=Q(kind="title", body=None) | Q(kind="skill", body__isnull=False),
                name="a body certifies skills",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Write the code as printed; refuse a unit that numbers cannot hold."""
        try:
            self.code = clean_uscc(self.code)
        except ValidationError as error:
            raise ValidationError({"code": error}) from error
        try:
            numbers.compose(Kind(self.kind).value, 2000, self.unit, 1)  # type: ignore[arg-type]
        except ValueError as error:
            raise ValidationError({"unit": str(error)}, code="unit") from error


class Remit(Record):
    """What an authority may issue: one series or occupation, from the lowest to the highest level, for a time.

    Without a specialty it is the whole series. `source` and `clause` say which document gives it, `confidence` whether
    somebody has held it against that document.
    """

    authority = models.ForeignKey(IssuingAuthority, models.CASCADE, related_name="remits")
    subject = models.CharField(_("职称系列或职业"), max_length=40)
    specialty = models.CharField(_("职称专业"), max_length=60, blank=True)
    lowest = models.CharField(_("最低层级"), max_length=20)
    highest = models.CharField(_("最高层级"), max_length=20)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True, help_text=_("含当日；不填即未定"))
    source = models.CharField(_("依据"), max_length=200)
    clause = models.CharField(_("依据条款"), max_length=80, blank=True)
    confidence = models.CharField(
        _("核实程度"), max_length=1, choices=Confidence, default=Confidence.PROPOSAL
    )

    class Meta:
        ordering: ClassVar = ["subject", "specialty", "valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a remit ends after it begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.lowest}-{self.highest}"

    def clean(self) -> None:
        """Refuse series, occupations and levels that do not exist, and a lowest level above the highest."""
        kind, known = self.authority.kind, catalogue()
        if self.subject not in (known.series if kind == Kind.TITLE else known.occupations):
            raise ValidationError({"subject": _("须从系列目录或职业目录中选取。")}, code="subject")
        if self.specialty and (kind != Kind.TITLE or self.specialty not in known.specialties(self.subject)):
            raise ValidationError({"specialty": _("这个系列没有这个专业。")}, code="specialty")
        levels = LEVELS[kind].values
        for name in ("lowest", "highest"):
            if getattr(self, name) not in levels:
                raise ValidationError({name: _("没有这个层级。")}, code="level")
        if levels.index(self.lowest) > levels.index(self.highest):
            raise ValidationError({"lowest": _("最低层级不能高于最高层级。")}, code="levels")

    @property
    def unconfirmed(self) -> bool:
        """Whether nobody has held it against its document."""
        return self.confidence != Confidence.HIGH

    def covers(self, level: str, day: date) -> bool:
        """Whether a level could be issued on a day."""
        return level in self.levels() and self.holds_on(day)

    def holds_on(self, day: date) -> bool:
        """Whether the remit is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def levels(self) -> list[str]:
        """The levels, the lowest first."""
        levels = LEVELS[self.authority.kind].values
        return levels[levels.index(self.lowest) : levels.index(self.highest) + 1]

    def overlaps(self, other: Remit) -> bool:
        """Whether two remits of one authority say the same at least in part: direction, levels and time meet."""
        return (
            self.subject == other.subject
            and (not self.specialty or not other.specialty or self.specialty == other.specialty)
            and bool(set(self.levels()) & set(other.levels()))
            and (other.valid_to is None or self.valid_from <= other.valid_to)
            and (self.valid_to is None or other.valid_from <= self.valid_to)
        )


class Counter(models.Model):
    """The last of a run of numbers; whoever draws the next holds the row until the transaction ends."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
