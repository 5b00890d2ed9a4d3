"""What the person holds, which examination they mean, which title they would like where no list relates their work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from guantong.catalogue import catalogue, terms

from .answers import read_option
from .facts import VALUE, term_options
from .question import Field, Option, Question, get, language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..sheet import Sheet
    from .question import Values

LISTS: Final = ("certificates", "titles")
_HOLDS: Final[Mapping[str, tuple[bool, bool]]] = {
    "certificate": (True, False),
    "title": (False, True),
    "both": (True, True),
    "neither": (False, False),
}


class Holding(Question):
    """Which of the two the person holds. A list that they do not hold is empty, not unknown."""

    slug = "holding"

    def applies(self, sheet: Sheet) -> bool:
        """For everybody."""
        return True

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("您手里有哪种证书？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("持有的证书")

    def hint(self, sheet: Sheet) -> str:
        """What is meant."""
        return _("技能证书写着“高级工”“技师”等；职称证书写着“助理工程师”“工程师”等。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """One, the other, both, neither."""
        return (
            Field(
                VALUE,
                self.title(sheet),
                "radio",
                (
                    Option("certificate", _("技能证书"), _("职业技能等级证书、职业资格证书")),
                    Option("title", _("职称证书"), _("专业技术职务任职资格")),
                    Option("both", _("两样都有")),
                    Option("neither", _("都没有")),
                ),
            ),
        )

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """Which lists have rows."""
        if not any(name in sheet.document for name in LISTS):
            return {}
        held = tuple(bool(sheet.document.get(name)) for name in LISTS)
        return {VALUE: [next(key for key, value in _HOLDS.items() if value == held)]}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Begin a row in the list of what is held; what was said about it before stays."""
        chosen = _HOLDS[read_option(values, self.fields(sheet, today)[0])]
        lists = {
            name: (sheet.document.get(name) or [{}]) if held else []
            for name, held in zip(LISTS, chosen, strict=True)
        }
        return sheet.with_document({**sheet.document, **lists})

    def forget(self, sheet: Sheet) -> Sheet:
        """Neither list is known."""
        kept = {key: value for key, value in sheet.document.items() if key not in LISTS}
        return sheet.with_document(kept)

    def said(self, sheet: Sheet, today: date) -> str:
        """The label."""
        chosen = self.read(sheet)[VALUE][0]
        return next(o.label for o in self.fields(sheet, today)[0].options if o.value == chosen)


class Exam(Question):
    """Which field of examination is asked about."""

    slug = "exam"

    def applies(self, sheet: Sheet) -> bool:
        """For everybody."""
        return True

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("想考哪个专业？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("想考的专业")

    def hint(self, sheet: Sheet) -> str:
        """Why these."""
        return _("这些专业的职称不评审，要参加资格考试取得；技能人才也可以报名。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The fields, and none."""
        options = (*term_options("exam_field"), Option("none", _("不考，看职称和技能等级")))
        return (Field(VALUE, self.title(sheet), "radio", options),)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The field."""
        return {} if sheet.exam is None else {VALUE: [sheet.exam]}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Ask about the field; without one, about titles and levels."""
        chosen = read_option(values, self.fields(sheet, today)[0])
        return replace(sheet, exam=None, careers=True) if chosen == "none" else replace(sheet, exam=chosen)

    def forget(self, sheet: Sheet) -> Sheet:
        """Ask about titles and levels."""
        return replace(sheet, exam=None, careers=True)

    def said(self, sheet: Sheet, today: date) -> str:
        """The name of the field."""
        return "" if sheet.exam is None else terms.name("exam_field", sheet.exam, language())


class Wanted(Question):
    """Which specialty is wanted, where no list relates the occupation of the person to any."""

    slug = "wanted"

    def applies(self, sheet: Sheet) -> bool:
        """Where an occupation is not in the catalogue, or nobody has related it."""
        known = catalogue().occupations
        said = [
            row["occupation"]
            for name in ("certificates", "employment")
            for row in sheet.document.get(name) or ()
            if "occupation" in row
        ]
        return sheet.careers and any(code not in known or known[code].relations is None for code in said)

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("您想申报哪个专业的职称？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return _("想申报的专业")

    def hint(self, sheet: Sheet) -> str:
        """Why it is asked."""
        return _("您的职业不在对应表里，和哪个专业相同或相近要由职改办认定。选一个最接近您工作的专业。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """Every listed specialty, with its series."""
        lang = language()
        options = tuple(
            Option(f"{code}/{name}", f"{terms.name('series', code, lang)} · {name}")
            for code in terms.codes("series")
            for name in catalogue().specialties(code)
        )
        return (Field(VALUE, self.title(sheet), "select", options),)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """Series and specialty."""
        target = get(sheet.document, ("targets", 0)) or {}
        return {VALUE: [f"{target['series']}/{target['specialty']}"]} if "specialty" in target else {}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Ask about the titles of the specialty."""
        series, _slash, specialty = read_option(values, self.fields(sheet, today)[0]).partition("/")
        target = {"direction": "title_review", "series": series, "specialty": specialty}
        return sheet.with_document({**sheet.document, "targets": [target]})

    def forget(self, sheet: Sheet) -> Sheet:
        """Ask about what is related."""
        kept = {key: value for key, value in sheet.document.items() if key != "targets"}
        return sheet.with_document(kept)

    def said(self, sheet: Sheet, today: date) -> str:
        """The label."""
        chosen = self.read(sheet)[VALUE][0]
        return next((o.label for o in self.fields(sheet, today)[0].options if o.value == chosen), chosen)
