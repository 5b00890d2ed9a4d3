"""Look-up tables from the rows of the catalogue. A spelling that would mean two things is a ValueError."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.catalogue.facts import legacy_fact
from guantong.catalogue.model import UNCONFIRMED, FoundHonour, FoundOccupation, FoundTitle
from guantong.catalogue.terms import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guantong.catalogue.model import (
        Discipline,
        Honour,
        LegacyTitle,
        Occupation,
        Province,
        Specialty,
        TitleLine,
    )


def occupation_spellings(occupations: Iterable[Occupation]) -> dict[str, FoundOccupation]:
    """Return every spelling of every occupation; of one that has several roles, the most official counts."""
    found: dict[str, FoundOccupation] = {}
    for row in occupations:
        for text, meaning in _spellings(row):
            if found.setdefault(normalise(text), meaning).code != row.code:
                raise ValueError(f"{text} means two occupations: {found[normalise(text)].name}, {row.name}")
    return found


def _spellings(row: Occupation) -> Iterable[tuple[str, FoundOccupation]]:
    yield row.code, FoundOccupation(row.code, "code", row.name)
    yield row.name, FoundOccupation(row.code, "name", row.name)
    for old in row.legacy:
        legacy = FoundOccupation(
            row.code, "legacy", row.name, legacy_fact(old) if old.confidence in UNCONFIRMED else None
        )
        yield old.name, legacy
        if old.code:
            yield old.code, legacy
    for text in row.aliases:
        yield text, FoundOccupation(row.code, "alias", row.name)


def specialty_spellings(specialties: Iterable[Specialty]) -> dict[str, dict[str, str]]:
    """Return series -> spelling -> official name."""
    found: dict[str, dict[str, str]] = {}
    for row in specialties:
        spellings = found.setdefault(row.series, {})
        for text in map(normalise, (row.name, *row.aliases)):
            if spellings.setdefault(text, row.name) != row.name:
                raise ValueError(f"{text} means two specialties: {spellings[text]}, {row.name}")
    return found


def title_spellings(lines: Iterable[TitleLine], older: Iterable[LegacyTitle]) -> dict[str, FoundTitle]:
    """Return the name of every title, current and older, with its series and level."""
    found: dict[str, FoundTitle] = {}
    names = [(text, FoundTitle(line.series, level)) for line in lines for level, text in line.names.items()]
    names += [(row.name, FoundTitle(row.series, row.level)) for row in older]
    for text, title in names:
        if found.setdefault(normalise(text), title) != title:
            raise ValueError(f"{text} means two titles: {found[normalise(text)]}, {title}")
    return found


def disciplines_of_majors(disciplines: Iterable[Discipline]) -> dict[str, tuple[Discipline, ...]]:
    """Return the disciplines that list a major."""
    found: dict[str, tuple[Discipline, ...]] = {}
    for row in disciplines:
        for text in map(major_spelling, row.majors):
            found[text] = (*found.get(text, ()), row)
    return found


def major_spelling(text: str) -> str:
    """Return the form in which majors are compared: 机电专业 is 机电."""
    return normalise(text).removesuffix("专业")


def provincial_honours(
    honours: Iterable[Honour], kinds: Mapping[str, Iterable[str]], provinces: Iterable[Province]
) -> dict[str, FoundHonour]:
    """Return the exact names of the honours of every province: its full or short name and the kind of honour."""
    places = [(name, f"cn-{place.code}") for place in provinces for name in (place.name.zh, place.short)]
    return {
        normalise(name + kind): FoundHonour(row.code, jurisdiction)
        for row in honours
        if row.jurisdiction == "province"
        for kind in kinds.get(row.family or "", ())
        for name, jurisdiction in places
    }
