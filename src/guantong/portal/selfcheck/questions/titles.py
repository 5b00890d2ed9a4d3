"""Titles that the person holds: of which series and level, in which specialty, since when, by which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guantong.catalogue import catalogue

from .facts import VALUE, CodeQuestion, FactQuestion
from .question import Field, Option, get, put
from .rows import DatedRowQuestion

if TYPE_CHECKING:
    from datetime import date

    from ..sheet import Sheet
    from .question import Values


class TitleSeries(CodeQuestion):
    """The series of the title."""

    slug = "title-{n}-series"
    place = ("titles", -1, "series")
    vocabulary = "series"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return (
            _("您的职称是哪个系列？")
            if self.number < 2
            else _("第 {n} 个职称是哪个系列？").format(n=self.number)
        )

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("职称系列"))

    def hint(self, sheet: Sheet) -> str:
        """Where to look."""
        return _("看职称证书：工程师、技术员是工程系列，农艺师是农业系列，工艺美术师是工艺美术系列。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The linked series first, then the others."""
        listed = super().fields(sheet, today)[0]
        ordered = sorted(listed.options, key=lambda option: not catalogue().specialties(option.value))
        return (Field(VALUE, listed.label, "select", tuple(ordered)),)

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the series in its place; a specialty of another series goes."""
        before = get(sheet.document, self.at)
        changed = super().write(sheet, values, today)
        if get(changed.document, self.at) == before:
            return changed
        return changed.with_document(put(changed.document, (*self.at[:2], "specialty"), None))


class TitleSpecialty(FactQuestion):
    """The specialty of the title, where the catalogue lists those of its series."""

    slug = "title-{n}-specialty"
    place = ("titles", -1, "specialty")

    def applies(self, sheet: Sheet) -> bool:
        """Only where specialties are listed."""
        return super().applies(sheet) and bool(self._listed(sheet))

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("职称证书上是什么专业？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("职称专业"))

    def hint(self, sheet: Sheet) -> str:
        """What to do where the name differs."""
        return _("名称不完全一样时选最接近的；没有接近的选“不清楚”。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The specialties of the series."""
        options = tuple(Option(name, name) for name in self._listed(sheet))
        return (Field(VALUE, self.title(sheet), "select", options),)

    def _listed(self, sheet: Sheet) -> tuple[str, ...]:
        return catalogue().specialties(str(get(sheet.document, (*self.at[:2], "series"))))


class TitleLevel(CodeQuestion):
    """The level of the title."""

    slug = "title-{n}-level"
    place = ("titles", -1, "level")
    vocabulary = "title_level"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("这个职称是什么层级？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("职称层级"))

    def hint(self, sheet: Sheet) -> str:
        """Names in everyday use."""
        return _("技术员是员级，助理工程师是助理级，工程师是中级，高级工程师是副高级。")


class TitleObtained(DatedRowQuestion):
    """The day of the title; here a further title can be added."""

    slug = "title-{n}-obtained"
    place = ("titles", -1, "obtained_on")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("职称是哪年哪月取得的？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("职称取得日期"))

    def more(self) -> str:
        """The words for adding a row."""
        return _("我还有一个职称")


class TitleWay(CodeQuestion):
    """How the title was obtained."""

    slug = "title-{n}-obtained_by"
    place = ("titles", -1, "obtained_by")
    vocabulary = "obtained_by"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("职称是怎样取得的？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("取得方式"))
