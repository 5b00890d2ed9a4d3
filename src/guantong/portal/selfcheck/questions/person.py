"""The person's status and sanctions, yearly appraisals, and what they can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from .answers import read_option
from .facts import VALUE, CodeQuestion, StatedQuestion, term_options
from .question import UNSURE, Field, Option, Question, first, get, put, wrong

if TYPE_CHECKING:
    from datetime import date

    from ..sheet import Sheet
    from .question import Values

YEARS: Final = 4
"""The years that a page asks for: the three that are looked at, and one more for a year still open."""


class Status(CodeQuestion):
    """Whether the person works."""

    slug = "status"
    place = ("person", "status")
    vocabulary = "status"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("您目前是哪种情况？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("目前情况")


class Sanctions(Question):
    """Whether a sanction, an investigation or an integrity record is running."""

    slug = "sanctions"

    def applies(self, sheet: Sheet) -> bool:
        """For everybody."""
        return True

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("目前有没有处分、立案审查或失信记录？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("处分和记录")

    def hint(self, sheet: Sheet) -> str:
        """What counts."""
        return _("只看现在还没有结束的。填写只用来判断，不会告诉任何人。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """None, or which."""
        options = (Option("none", _("没有")), *term_options("sanction_kind"))
        return (Field(VALUE, self.title(sheet), "radio", options),)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """Which."""
        rows = get(sheet.document, ("person", "sanctions"))
        if rows is None:
            return {}
        return {VALUE: [str(rows[0].get("kind", "none")) if rows else "none"]}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put it in, as running on the day of the check."""
        chosen = read_option(values, self.fields(sheet, today)[0])
        rows = [] if chosen == "none" else [{"kind": chosen}]
        return sheet.with_document(put(sheet.document, ("person", "sanctions"), rows))

    def forget(self, sheet: Sheet) -> Sheet:
        """Nothing is known."""
        return sheet.with_document(put(sheet.document, ("person", "sanctions"), None))

    def said(self, sheet: Sheet, today: date) -> str:
        """The label."""
        chosen = self.read(sheet)[VALUE][0]
        return next(o.label for o in self.fields(sheet, today)[0].options if o.value == chosen)


class Appraisals(Question):
    """The grades of the latest years, each for itself; a year may be left unknown."""

    slug = "appraisals"

    def applies(self, sheet: Sheet) -> bool:
        """For everybody."""
        return True

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("最近几年的年度考核是什么结果？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("年度考核")

    def hint(self, sheet: Sheet) -> str:
        """Who knows."""
        return _("问单位人事部门就知道。哪一年不清楚，那一年选“不清楚”。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """A year each, the latest first; only the year before may be undecided."""
        fields = []
        for year in range(today.year - 1, today.year - 1 - YEARS, -1):
            leave_out = () if year == today.year - 1 else ("pending",)
            options = (*term_options("grade", leave_out=leave_out), Option(UNSURE, _("不清楚")))
            fields.append(Field(str(year), _("{year} 年度").format(year=year), "select", options))
        return tuple(fields)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The grades of the years."""
        found = sheet.document.get("appraisals") or {}
        return {
            str(year): [str(grade["grade"] if isinstance(grade, dict) else grade)]
            for year, grade in found.items()
        }

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the grades in; years that are not asked for stay, years that are unknown go."""
        asked = self.fields(sheet, today)
        grades = {}
        for field in asked:
            if first(values, field.name) not in ("", UNSURE):
                grades[field.name] = read_option(values, field)
        if not grades:
            raise wrong("E-CHK-014", _("请至少选一年的结果；都不知道就点“不清楚”。"), asked[0].name)
        names = {field.name for field in asked}
        earlier = {
            str(y): g for y, g in (sheet.document.get("appraisals") or {}).items() if str(y) not in names
        }
        return sheet.with_document({**sheet.document, "appraisals": {**earlier, **grades}})

    def forget(self, sheet: Sheet) -> Sheet:
        """No year is known."""
        return sheet.with_document(put(sheet.document, ("appraisals",), None))

    def said(self, sheet: Sheet, today: date) -> str:
        """Year and grade."""
        labels = {o.value: o.label for o in term_options("grade")}
        return "，".join(f"{year} {labels.get(sent[0], sent[0])}" for year, sent in self.read(sheet).items())


class ContinuingEducation(StatedQuestion):
    """Whether continuing education is as it should be."""

    slug = "continuing_education"
    place = ("evidence", "continuing_education")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("继续教育学时够不够？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("继续教育")

    def hint(self, sheet: Sheet) -> str:
        """Who knows."""
        return _("公需科目和专业科目的学时证明。单位人事部门或继续教育平台可以查。")

    def words(self) -> tuple[str, str]:
        """Yes and no."""
        return _("够，有证明"), _("不够，或没有参加")


class Results(StatedQuestion):
    """Whether there is something to show for performance and results."""

    slug = "results"
    place = ("evidence", "results")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("有没有能证明业绩成果的材料？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("业绩成果")

    def hint(self, sheet: Sheet) -> str:
        """What counts; how good they are is for the committee."""
        return _("比如技术改造、工艺革新、攻关项目、绝招绝活、带徒弟、竞赛获奖。够不够好由评委会评价。")

    def words(self) -> tuple[str, str]:
        """Yes and no."""
        return _("有"), _("没有")
