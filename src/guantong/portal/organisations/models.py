"""Regions, and the organisations of the process: employers, offices, committee offices, evaluation bodies."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NotANumber

from guantong.catalogue import catalogue

from ..records import Record


def clean_uscc(number: str) -> str:
    """Return the unified social credit code as it is printed: 18 digits and letters, the last a check digit.

    Raises ValidationError for anything else.
    """
    try:
        return str(uscc.validate(number))
    except NotANumber as error:
        text = _("统一社会信用代码校验不符，请对照营业执照或法人证书核对：共 18 位，不含字母 I、O、S、V、Z。")
        raise ValidationError(text, code="uscc") from error


def _at_field(number: str) -> str:
    try:
        return clean_uscc(number)
    except ValidationError as error:
        raise ValidationError({"uscc": error}) from error


def check_series(codes: list[str]) -> None:
    """Refuse codes, at the field `series`, that are not title series of the catalogue."""
    if not set(map(str, codes)) <= set(catalogue().series):
        raise ValidationError({"series": _("职称系列须从系列目录中选取。")}, code="series")


class Region(models.Model):
    """A region by its code of GB/T 2260. The rows come from the catalogue and are not edited."""

    code = models.CharField(_("区划代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="parts", verbose_name=_("上级"), null=True, blank=True
    )
    confidence = models.CharField(max_length=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if (translation.get_language() or "").startswith("en") else self.name


class TitleLevel(models.TextChoices):
    """The levels of titles, the lowest first."""

    JUNIOR = "junior", _("员级")
    ASSISTANT = "assistant", _("助理级")
    INTERMEDIATE = "intermediate", _("中级")
    ASSOCIATE_SENIOR = "associate_senior", _("副高级")
    FULL_SENIOR = "full_senior", _("正高级")


class SkillLevel(models.TextChoices):
    """The levels of skill that an evaluation body may certify, the lowest first."""

    JUNIOR_WORKER = "junior_worker", _("初级工（五级）")
    INTERMEDIATE_WORKER = "intermediate_worker", _("中级工（四级）")
    SENIOR_WORKER = "senior_worker", _("高级工（三级）")
    TECHNICIAN = "technician", _("技师（二级）")
    SENIOR_TECHNICIAN = "senior_technician", _("高级技师（一级）")


class Organisation(Record):
    """What all organisations share: a name, a region, how to reach them, and whether they still act."""

    name = models.CharField(_("名称"), max_length=120)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("所在地"))
    phone = models.CharField(_("联系电话"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    hours = models.CharField(_("接待时间"), max_length=120, blank=True)
    contact_source = models.CharField(
        _("联系方式的来源"),
        max_length=200,
        blank=True,
        help_text=_("如公开文件的名称和日期；没有来源的标为未核实"),
    )
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def contact_confirmed(self) -> bool:
        """Whether somebody said where the contact comes from."""
        return bool(self.contact_source)


class EmployerNature(models.TextChoices):
    """What kind of employer this is."""

    PUBLIC_INSTITUTION = "public_institution", _("事业单位")
    GOVERNMENT = "government", _("机关")
    STATE_OWNED = "state_owned", _("国有企业")
    PRIVATE = "private", _("民营企业")
    FOREIGN = "foreign", _("外商及港澳台投资企业")
    SOCIAL = "social", _("社会组织")
    AGENCY = "agency", _("人事代理机构")


class SizeClass(models.TextChoices):
    """How big the employer is."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class Employer(Organisation):
    """Somebody's employer, or the agency that acts for people without one."""

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    nature = models.CharField(_("单位性质"), max_length=20, choices=EmployerNature)
    size_class = models.CharField(_("规模"), max_length=10, choices=SizeClass, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="parts", verbose_name=_("上级单位"), null=True, blank=True
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="no employer is its own superior"),
        ]

    def clean(self) -> None:
        """Write the code as it is printed; refuse a chain of superiors that comes back to this employer."""
        self.uscc = _at_field(self.uscc)
        above, seen = self.parent, {self.id}
        while above is not None:
            if above.id in seen:
                raise ValidationError({"parent": _("上级单位不能绕回本单位。")}, code="circle")
            seen.add(above.id)
            above = above.parent


class OfficeKind(models.TextChoices):
    """Whose title-reform office it is."""

    REGIONAL = "regional", _("自治区职改办")
    SERIES = "series", _("系列（行业）职改办")
    CITY = "city", _("设区市职改办")
    COUNTY = "county", _("县（市、区）职改办")
    UNIT = "unit", _("单位职改办")


class Office(Organisation):
    """A title-reform office: for which region and series it is competent, and up to which level."""

    kind = models.CharField(_("类别"), max_length=10, choices=OfficeKind)
    series = models.JSONField(_("负责的职称系列"), default=list, blank=True, help_text=_("不选即全部系列"))
    level_cap = models.CharField(
        _("最高层级"), max_length=20, choices=TitleLevel, blank=True, help_text=_("不选即不限")
    )

    class Meta:
        ordering = ["region", "name"]

    def clean(self) -> None:
        """Refuse series that the catalogue does not know."""
        check_series(self.series)

    def covers(self, series: str | None, level: str | None = None) -> bool:
        """Whether the office is competent for a series up to a level; what nobody asks is not a bound."""
        levels = TitleLevel.values
        if level is not None and self.level_cap and levels.index(level) > levels.index(self.level_cap):
            return False
        return series is None or not self.series or series in self.series


class OfficeClosure(Record):
    """Days on which an office does not work although others do: they do not count. Its leader decides."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closures")
    first = models.DateField(_("自"))
    last = models.DateField(_("至"), help_text=_("含当日"))
    reason = models.CharField(_("理由"), max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="a closure ends after it begins",
                violation_error_message=_("结束日期不能早于开始日期。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class CommitteeOffice(Organisation):
    """The office that runs a review committee from day to day."""

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="committee_offices", verbose_name=_("所属职改办")
    )
    committee = models.CharField(_("评委会名称"), max_length=120)
    series = models.JSONField(_("评审的职称系列"), default=list)
    level_cap = models.CharField(_("最高层级"), max_length=20, choices=TitleLevel)
    filing = models.CharField(_("备案文号"), max_length=80, blank=True)
    valid_from = models.DateField(_("备案自"), null=True, blank=True)
    valid_to = models.DateField(_("备案至"), null=True, blank=True, help_text=_("含当日"))

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a filing ends after it begins",
                violation_error_message=_("备案的结束日期不能早于开始日期。"),
            )
        ]

    def clean(self) -> None:
        """Refuse series that the catalogue does not know; a committee reviews at least one."""
        check_series(self.series)


class EvaluationBody(Organisation):
    """A body that certifies skill levels, within the occupations and levels it has filed."""

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True)
    filing = models.CharField(_("备案编号"), max_length=80, blank=True)
    valid_from = models.DateField(_("备案自"), null=True, blank=True)
    valid_to = models.DateField(_("备案至"), null=True, blank=True, help_text=_("含当日"))

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "evaluation bodies"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="the filing of a body ends after it begins",
                violation_error_message=_("备案的结束日期不能早于开始日期。"),
            )
        ]

    def clean(self) -> None:
        """Write the code as it is printed."""
        self.uscc = _at_field(self.uscc) if self.uscc else None


class EvaluationScope(Record):
    """One occupation that a body certifies, from the lowest to the highest level."""

    body = models.ForeignKey(EvaluationBody, models.CASCADE, related_name="scopes")
    occupation = models.CharField(_("职业代码"), max_length=20)
    lowest = models.CharField(_("最低等级"), max_length=20, choices=SkillLevel)
    highest = models.CharField(_("最高等级"), max_length=20, choices=SkillLevel)

    class Meta:
        ordering = ["occupation"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "occupation"],
                name="one row an occupation of a body",
                violation_error_message=_("这个职业已经登记，请先删去原来的一行。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.lowest}-{self.highest}"

    def clean(self) -> None:
        """Refuse an occupation that is not in the catalogue, and a lowest level above the highest."""
        if self.occupation not in catalogue().occupations:
            raise ValidationError({"occupation": _("职业代码不在职业目录中。")}, code="occupation")
        levels = SkillLevel.values
        if self.lowest and self.highest and levels.index(self.lowest) > levels.index(self.highest):
            raise ValidationError({"lowest": _("最低等级不能高于最高等级。")}, code="levels")

    @property
    def occupation_name(self) -> str:
        """The name in the classification."""
        return catalogue().occupations[self.occupation].name


KINDS: Final[dict[str, type[Organisation]]] = {
    "office": Office,
    "employer": Employer,
    "committee_office": CommitteeOffice,
    "evaluation_body": EvaluationBody,
}
"""The kinds of organisation, as addresses and events name them."""
