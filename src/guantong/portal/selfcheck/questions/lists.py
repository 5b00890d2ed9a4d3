"""Honours and education: which there are, then what is still open about each."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from guantong.catalogue import terms

from .answers import read_options
from .facts import VALUE, CodeQuestion, DayQuestion, FactQuestion, TextQuestion, YesNoQuestion, term_options
from .question import Field, Option, Question, get, language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..sheet import Sheet
    from .question import Values


class ListQuestion(Question):
    """Which of a vocabulary the person has, one row each; none of them is an answer, too."""

    listed: ClassVar[str]
    key: ClassVar[str]
    vocabulary: ClassVar[str]

    def applies(self, sheet: Sheet) -> bool:
        """For everybody."""
        return True

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The codes as checkboxes, and none of them."""
        options = (*term_options(self.vocabulary), Option("none", _("都没有")))
        return (Field(VALUE, self.title(sheet), "checkboxes", options),)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The codes of the rows."""
        rows = sheet.document.get(self.listed)
        if rows is None:
            return {}
        return {VALUE: [str(row[self.key]) for row in rows if self.key in row] or ["none"]}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """A row for each; what was said about a row before stays."""
        chosen = [code for code in read_options(values, self.fields(sheet, today)[0]) if code != "none"]
        before: Mapping[str, object] = {
            row[self.key]: row for row in sheet.document.get(self.listed) or () if self.key in row
        }
        rows = [before.get(code, {self.key: code}) for code in chosen]
        return sheet.with_document({**sheet.document, self.listed: rows})

    def forget(self, sheet: Sheet) -> Sheet:
        """The list is unknown."""
        kept = {key: value for key, value in sheet.document.items() if key != self.listed}
        return sheet.with_document(kept)

    def said(self, sheet: Sheet, today: date) -> str:
        """The labels."""
        labels = {option.value: option.label for option in self.fields(sheet, today)[0].options}
        return "、".join(labels.get(code, code) for code in self.read(sheet)[VALUE])


class Honours(ListQuestion):
    """Which of the listed honours."""

    slug = "honours"
    listed, key, vocabulary = "honours", "honour", "honour"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("得过下面哪些荣誉？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("荣誉")

    def hint(self, sheet: Sheet) -> str:
        """Why it is asked."""
        return _("有其中之一可能直接申报高级职称。大多数人没有，选“都没有”就行。")


class Education(ListQuestion):
    """Which education was completed."""

    slug = "education"
    listed, key, vocabulary = "education", "kind", "education_kind"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("读过哪些学校？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("学历")

    def hint(self, sheet: Sheet) -> str:
        """What counts."""
        return _("拿到毕业、结业或肄业证书的都选上；技校、高级技校和技师学院都是技工院校。")


class HonourDetail(FactQuestion):
    """A question about one honour names it."""

    def about(self, sheet: Sheet) -> str:
        """The name of the honour."""
        code = get(sheet.document, ("honours", self.index, "honour"))
        return terms.name("honour", code, language()) if code in terms.codes("honour") else str(code or "")

    def short(self, sheet: Sheet) -> str:
        """The honour, and what is asked about it."""
        return f"{self.about(sheet)} · {self.what()}"

    @abstractmethod
    def what(self) -> str:
        """What is asked about it."""


class HonourGranted(HonourDetail, DayQuestion):
    """When it was granted."""

    slug = "honour-{n}-granted_on"
    place = ("honours", -1, "granted_on")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("“{honour}”是哪年哪月授予的？").format(honour=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("授予日期")


class HonourMedal(HonourDetail, CodeQuestion):
    """Which medal."""

    slug = "honour-{n}-medal"
    place = ("honours", -1, "medal")
    vocabulary = "medal"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("“{honour}”得了什么奖？").format(honour=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("奖牌")


class HonourCurrent(HonourDetail, YesNoQuestion):
    """Whether the studio is still led."""

    slug = "honour-{n}-current"
    place = ("honours", -1, "current")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("现在还是“{honour}”吗？").format(honour=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("是否仍在担任")


class HonourCategory(HonourDetail, CodeQuestion):
    """As what the allowance was granted."""

    slug = "honour-{n}-category"
    place = ("honours", -1, "category")
    vocabulary = "honour_category"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("“{honour}”是按哪一类人才授予的？").format(honour=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("类别")


class HonourName(HonourDetail, TextQuestion):
    """Its own name."""

    slug = "honour-{n}-name"
    place = ("honours", -1, "name")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("荣誉证书上的全称是什么？")

    def what(self) -> str:
        """What is asked about it."""
        return _("全称")


class HonourJurisdiction(HonourDetail, CodeQuestion):
    """Who granted it."""

    slug = "honour-{n}-jurisdiction"
    place = ("honours", -1, "jurisdiction")
    vocabulary = "jurisdiction"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("“{honour}”是哪里授予的？").format(honour=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("授予范围")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """Too many for radio buttons."""
        listed = super().fields(sheet, today)[0]
        return (Field(VALUE, listed.label, "select", listed.options),)


class SchoolDetail(FactQuestion):
    """A question about one education names it."""

    def about(self, sheet: Sheet) -> str:
        """The kind of education."""
        kind = get(sheet.document, ("education", self.index, "kind"))
        return terms.name("education_kind", kind, language()) if kind in terms.codes("education_kind") else ""

    def short(self, sheet: Sheet) -> str:
        """The education, and what is asked about it."""
        return f"{self.about(sheet)} · {self.what()}"

    @abstractmethod
    def what(self) -> str:
        """What is asked about it."""


class SchoolClass(SchoolDetail, CodeQuestion):
    """Which class of a technician school."""

    slug = "education-{n}-class"
    place = ("education", -1, "class")
    vocabulary = "school_class"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("技工院校读的是哪种班？")

    def what(self) -> str:
        """What is asked about it."""
        return _("班次")


class SchoolMajor(SchoolDetail, TextQuestion):
    """What was studied."""

    slug = "education-{n}-major"
    place = ("education", -1, "major")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("{school}读的是什么专业？").format(school=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("所学专业")


class SchoolProof(SchoolDetail, CodeQuestion):
    """Which certificate was given."""

    slug = "education-{n}-proof"
    place = ("education", -1, "proof")
    vocabulary = "proof"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("{school}拿到的是哪种证书？").format(school=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("证书类别")


class SchoolEnd(SchoolDetail, DayQuestion):
    """When it ended."""

    slug = "education-{n}-graduated_on"
    place = ("education", -1, "graduated_on")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("{school}是哪年哪月毕业的？").format(school=self.about(sheet))

    def what(self) -> str:
        """What is asked about it."""
        return _("毕业日期")
