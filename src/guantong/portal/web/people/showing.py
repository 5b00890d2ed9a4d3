"""How rows of a record are told: a title, the facts below it, and who vouches for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guantong.cases.shapes import Code, Codes, DayOf, Flag, HonourText, OccupationText, Statement, TitleLevel
from guantong.catalogue import catalogue, terms

from ...dates import day
from ...people import mapping
from ...people.kinds import Choice
from ...people.models import EmploymentPeriod, Source, Verification
from ...people.selectors import language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from guantong.cases.shapes import Field

    from ...people.kinds import Kind
    from ...people.models import Entry
    from ...people.selectors import Section

_TITLES: Final[dict[str, tuple[str, ...]]] = {
    "employment": ("employer", "post", "occupation"),
    "certificates": ("occupation", "level"),
    "titles": ("series", "specialty", "level"),
    "appraisals": ("year", "grade"),
    "honours": ("honour", "medal"),
    "education": ("kind", "class", "major"),
    "achievements": ("kind", "title"),
    "apprenticeships": ("apprentice", "occupation"),
    "continuing_education": ("year", "content"),
    "sanctions": ("kind",),
    "targets": ("direction", "series", "occupation", "field", "matter", "level"),
    "findings": ("question",),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One row as a page shows it."""

    entry: Entry
    title: str
    facts: tuple[tuple[str, str], ...]
    source: str
    verification: str
    state: str
    verified: bool

    @property
    def by_employer(self) -> bool:
        """Whether an employer wrote it, so that nobody verifies it and the person may dispute it."""
        return self.entry.source == Source.EMPLOYER


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as a page shows it."""

    section: Section
    cards: tuple[Card, ...]


def label(field: Field) -> str:
    """What a field is called in the language of the page."""
    return field.zh if language() == "zh" else capfirst(field.en)


def cards(section: Section) -> Shown:
    """The section with its rows as cards."""
    return Shown(section, tuple(card(section.kind, entry) for entry in section.entries))


def card(kind: Kind, entry: Entry) -> Card:
    """A row as a card: its title from the facts that name it, the others below."""
    texts = {field.key: (label(field), text) for field, text in _stated(kind, entry)}
    names = [texts[key][1] for key in _TITLES[kind.key] if key in texts]
    facts = tuple(told for key, told in texts.items() if key not in _TITLES[kind.key])
    if isinstance(entry, EmploymentPeriod) and entry.organisation_id:
        facts += ((_("单位可以查看和核实"), _("是")),)
    verified = entry.verification == Verification.VERIFIED
    return Card(
        entry,
        " · ".join(names) or str(kind.title),
        facts,
        _("单位核实") if verified else str(Source(entry.source).label),
        str(Verification(entry.verification).label),
        entry.verification,
        verified,
    )


def _stated(kind: Kind, entry: Entry) -> Iterator[tuple[Field, str]]:
    for field in kind.fields:
        value = getattr(entry, mapping.column(field))
        if value not in ("", None):
            yield field, shown(field, value, month_only=field.key in entry.months)


def fixed_facts(kind: Kind, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Facts of a row that nobody chooses, in words."""
    return tuple(
        (label(field), shown(field, values[field.key])) for field in kind.fields if field.key in values
    )


def shown(field: Field, value: Any, *, month_only: bool = False) -> str:
    """A value of a column in words."""
    match field.shape:
        case DayOf():
            return _month(value) if month_only else day(value)
        case Flag():
            return _("是") if value else _("否")
        case Statement():
            return {"true": _("是"), "false": _("否"), "declared": _("本人声明")}[value]
        case Code(kind):
            return terms.name(kind, value, language())
        case TitleLevel():
            return terms.name("title_level", value, language())
        case HonourText():
            return terms.name("honour", value, language())
        case Codes(kind):
            names = [terms.name(kind, code, language()) for code in value]
            return "、".join(names) if language() == "zh" else ", ".join(names)
        case OccupationText():
            return occupation_name(value)
        case Choice(choices):
            return str(dict(choices)[value])
        case _ if isinstance(value, dict):
            return "；".join(map(str, value.values()))
        case _:
            return str(value)


def occupation_name(text: str) -> str:
    """The name of an occupation by its code; other words as they stand."""
    found = catalogue().occupations.get(text)
    return found.name if found else text


def _month(value: date) -> str:
    return f"{value.year}年{value.month}月" if language() == "zh" else f"{value:%Y-%m}"
