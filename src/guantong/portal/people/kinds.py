"""The kinds of rows that a record has: their table, their place in a case, and their fields.

Rows that a case can state take their fields from the table of the case format. The rest (results, apprentices, continuing
education) have fields of their own, in the same shapes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from guantong.cases import format as case_format
from guantong.cases.shapes import LONGEST_REASON, DayOf, Field, OccupationText, Rows, Text, Variants, Years

from . import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from guantong.cases.shapes import Record, Shape


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices of a column."""

    choices: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number."""

    least: int
    most: int


@dataclass(frozen=True)
class Kind:
    """A kind of rows; `place` is its path in a case, empty for one that no case states."""

    key: str
    model: type[models.Entry]
    title: _StrPromise
    row: str
    place: str = ""
    own: bool = True
    """Whether people may write such rows of themselves."""
    claim: bool = True
    """Whether such a row says something that somebody else can look into."""
    extra: tuple[Field, ...] = field(default=())

    @property
    def shape(self) -> Rows | Years:
        """The shape of the list in a case."""
        return _SHAPES[self.place]

    @property
    def is_in_case(self) -> bool:
        """Whether a case can state these rows."""
        return bool(self.place)

    def record(self, row: Mapping[str, Any]) -> Record:
        """The map of one row, which for some kinds depends on the code that it carries."""
        kind = self.shape.row
        return kind.records[row[kind.tag.key]] if isinstance(kind, Variants) else kind

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that a row may have, as the case names them."""
        if not self.is_in_case:
            return self.extra
        kind = self.shape.row
        found = tuple(kind.by_key.values())
        return (_YEAR, *found) if isinstance(self.shape, Years) else found


def _shapes() -> dict[str, Rows | Years]:
    found: dict[str, Any] = {f"person.{item.key}": item.shape for item in case_format.PERSON.fields}
    found |= {item.key: item.shape for item in case_format.CASE.fields}
    return {place: shape for place, shape in found.items() if isinstance(shape, Rows | Years)}


_SHAPES: Final[dict[str, Rows | Years]] = _shapes()
_LONG: Final = Text(longest=LONGEST_REASON)
_YEAR: Final = Field("year", Count(1900, 2199), "年度", "year", required=True)  # type: ignore[arg-type]


def _own(key: str, shape: Shape | Choice | Count, zh: str, en: str, *, required: bool = False) -> Field:
    return Field(key, shape, zh, en, required)  # type: ignore[arg-type]  # two shapes more than a case has


_PERIOD: Final = (
    _own("start", DayOf(), "开始日期", "first day"),
    _own("end", DayOf(), "结束日期", "last day"),
)
_ACHIEVEMENT: Final = (
    _own("kind", Choice(tuple(models.ResultKind.choices)), "种类", "kind", required=True),
    _own("title", Text(), "名称", "title", required=True),
    _own("role", Text(), "本人作用", "own part"),
    *_PERIOD,
    _own("effect", _LONG, "成效", "effect"),
)
_APPRENTICESHIP: Final = (
    _own("apprentice", Text(), "徒弟姓名", "name of the apprentice", required=True),
    _own("occupation", OccupationText(), "职业", "occupation"),
    *_PERIOD,
    _own("outcome", _LONG, "带徒成效", "outcome"),
)
_CONTINUING: Final = (
    _own("year", Count(1980, 2199), "年度", "year", required=True),
    _own("content", Text(), "学习内容", "content", required=True),
    _own("hours", Count(1, 2000), "学时", "hours"),
    _own("organiser", Text(), "举办单位", "organiser"),
)

KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind("employment", models.EmploymentPeriod, _("工作经历"), "employment", "employment"),
        Kind("certificates", models.SkillCertificate, _("技能证书"), "certificate", "certificates"),
        Kind("titles", models.TitleHeld, _("职称"), "title", "titles"),
        Kind("appraisals", models.AppraisalYear, _("年度考核"), "appraisal", "appraisals"),
        Kind("honours", models.HonourReceived, _("荣誉和竞赛"), "honour", "honours"),
        Kind("education", models.EducationCompleted, _("学历"), "education", "education"),
        Kind("achievements", models.Achievement, _("业绩成果"), "achievement", extra=_ACHIEVEMENT),
        Kind("apprenticeships", models.Apprenticeship, _("带徒"), "apprenticeship", extra=_APPRENTICESHIP),
        Kind(
            "continuing_education",
            models.ContinuingEducation,
            _("继续教育"),
            "continuing_education",
            extra=_CONTINUING,
        ),
        Kind("sanctions", models.Sanction, _("处分和失信"), "sanction", "person.sanctions"),
        Kind("targets", models.Goal, _("想申报什么"), "target", "targets", claim=False),
        Kind(
            "findings", models.FindingMade, _("人工认定结果"), "finding", "findings", own=False, claim=False
        ),
    )
}
"""Every kind, in the order of the page."""
IN_CASE: Final = tuple(kind for kind in KINDS.values() if kind.is_in_case)
