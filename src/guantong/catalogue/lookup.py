"""The catalogue: what a word means, and how occupations, specialties and majors are related."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from guantong.catalogue import terms
from guantong.catalogue.facts import find_fact
from guantong.catalogue.indexes import (
    disciplines_of_majors,
    major_spelling,
    occupation_spellings,
    provincial_honours,
    specialty_spellings,
    title_spellings,
)
from guantong.catalogue.model import (
    UNCONFIRMED,
    Confidence,
    Discipline,
    ExamField,
    ExamNotice,
    Fact,
    FoundHonour,
    FoundOccupation,
    FoundTitle,
    Honour,
    LegacyTitle,
    LinkingMethod,
    Occupation,
    Pattern,
    Province,
    Relation,
    Relationship,
    Series,
    Specialty,
    Standard,
    TitleLine,
)
from guantong.catalogue.reading import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_OPEN: Final = Relationship("open", None)
_TAUGHT: Final = "technician_school_teaching"
"""Teachers are matched by the specialty that they teach, which no list of occupations can say."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that the files of the catalogue say. Codes are the keys of the mappings."""

    series: Mapping[str, Series]
    title_lines: tuple[TitleLine, ...]
    legacy_titles: tuple[LegacyTitle, ...]
    all_specialties: tuple[Specialty, ...]
    occupations: Mapping[str, Occupation]
    completeness: Confidence
    disciplines: tuple[Discipline, ...]
    honours: Mapping[str, Honour]
    provincial_kinds: Mapping[str, tuple[str, ...]]
    provinces: Mapping[str, Province]
    exam_fields: Mapping[str, ExamField]
    standards: tuple[Standard, ...]
    default_pattern: tuple[Pattern, Confidence]
    linking_methods: tuple[LinkingMethod, ...]
    exam_notices: tuple[ExamNotice, ...]
    sources: Mapping[str, str]
    digest: str

    # Occupations

    def find_occupation(self, text: str) -> FoundOccupation | None:
        """Return the occupation that a code, name, legacy code or name, or everyday word means; None if unknown."""
        return self._occupation_spellings.get(terms.normalise(text))

    def suggest_occupations(self, text: str, most: int = 3) -> tuple[Occupation, ...]:
        """Return the occupations whose names and words are most like `text`, best first."""
        words = self._occupation_words
        return tuple(self.occupations[words[word]] for word in terms.nearest(text, words, most))

    def occupation_name(self, code: str) -> str:
        """Return the name of an occupation; of one that is not in the catalogue, the text itself."""
        return self.occupations[code].name if code in self.occupations else code

    def related_specialties(self, occupation: str) -> tuple[tuple[str, str, str], ...]:
        """Return (series, specialty, relation) for what is related to an occupation; () where nothing is known."""
        found = self.occupations.get(occupation)
        return tuple((row.series, row.specialty, row.relation) for row in (found and found.relations) or ())

    # Relations

    def relate_specialty(self, occupation: str, series: str, specialty: str) -> Relationship:
        """Return how an occupation is related to a title specialty; open where a person has to decide."""
        found = self.occupations.get(occupation)
        if series == _TAUGHT or found is None or found.relations is None:
            return _OPEN
        for row in found.relations:
            if (row.series, row.specialty) == (series, specialty):
                unsure = row.confidence in UNCONFIRMED
                return Relationship(
                    row.relation, f"relation/{occupation}/{series}/{specialty}" if unsure else None
                )
        return Relationship("none", None if self._confirmed(found) else f"relation/{occupation}")

    def relate_occupations(self, one: str, other: str) -> Relationship:
        """Return how two occupations are related; the order of the two plays no part."""
        if one == other:
            return Relationship("same", None)
        first, second = self.occupations.get(one), self.occupations.get(other)
        if first is None or second is None or first.relations is None or second.relations is None:
            return _OPEN
        pair = f"relation/{min(one, other)}~{max(one, other)}"
        here, there = self._related[one], self._related[other]
        if shared := here.keys() & there.keys():
            sure = any(not UNCONFIRMED & {here[key].confidence, there[key].confidence} for key in shared)
            return Relationship("similar", None if sure else pair)
        sure = self._confirmed(first) and self._confirmed(second)
        return Relationship("none", None if sure else pair)

    def relate_major(self, major: str, occupation: str) -> Relationship:
        """Return `similar` for a related major, `none` for one of other disciplines, `open` for one in no list."""
        found, disciplines = self.occupations.get(occupation), self._majors.get(major_spelling(major))
        if found is None or disciplines is None:
            return _OPEN
        common = [row for row in disciplines if row.id in found.disciplines]
        unsure = UNCONFIRMED & {row.confidence for row in common or disciplines}
        fact = f"major/{major_spelling(major)}~{occupation}" if unsure else None
        return Relationship("similar" if common else "none", fact)

    # Titles and specialties

    def specialties(self, series: str) -> tuple[str, ...]:
        """Return the closed list of specialties of a series; () for a series whose specialties nobody has listed."""
        return tuple(self._specialties.get(series, {}))

    def find_specialty(self, series: str, text: str) -> str | None:
        """Return the official name of a listed specialty, from it or from an alias."""
        return self._specialty_spellings.get(series, {}).get(terms.normalise(text))

    def suggest_specialties(self, series: str, text: str, most: int = 3) -> tuple[str, ...]:
        """Return the listed specialties of a series most like `text`."""
        words = self._specialty_spellings.get(series, {})
        return tuple(words[word] for word in terms.nearest(text, words, most))

    def title_name(
        self, series: str, specialty: str | None, level: str, language: terms.Language = "zh"
    ) -> str:
        """Return the name of a title, as 工程师; a description where the line has no name for the level."""
        row = self._specialties.get(series, {}).get(specialty or "")
        wanted = row.line if row else None
        names = [line.names for line in self.title_lines if line.series == series and line.line == wanted]
        official = names[0].get(level) if names else None
        if language == "zh":
            return official or f"{terms.name('series', series)}系列{terms.name('title_level', level)}职称"
        described = f"{terms.name('title_level', level, 'en')} title in {terms.name('series', series, 'en')}"
        return f"{described} ({official})" if official else described

    def find_title(self, text: str) -> FoundTitle | None:
        """Return the series and level of a title's full name, current or older; None if it is unknown."""
        return self._title_names.get(terms.normalise(text))

    # Honours

    def honour_in(self, code: str, jurisdiction: str | None) -> str:
        """Return the honour of the same kind that this jurisdiction grants, or `other`: the jurisdiction decides."""
        family = self.honours[code].family
        if jurisdiction is None or family is None:
            return code
        granted = terms.term("jurisdiction", jurisdiction) or jurisdiction
        if granted.removeprefix("cn-") in self.provinces:
            granted = "province"
        same = (
            row.code for row in self.honours.values() if (row.family, row.jurisdiction) == (family, granted)
        )
        return next(same, "other")

    def find_honour(self, text: str) -> FoundHonour | None:
        """Return the honour of a code, a listed name, or the exact name of another province's."""
        if found := terms.term("honour", text):
            return FoundHonour(found, None)
        return self._provincial_honours.get(terms.normalise(text))

    def exact_name(self, code: str, jurisdiction: str | None, name: str) -> bool:
        """Return whether `name` is the exact name of this honour, granted there where a jurisdiction is given."""
        found = self.find_honour(name)
        if found is None or found.code != code:
            return False
        if jurisdiction is None or found.jurisdiction is None:
            return True
        return found.jurisdiction == (terms.term("jurisdiction", jurisdiction) or jurisdiction)

    # Registers

    def standard(self, occupation: str, day: date) -> Standard | None:
        """Return the standard in force for an occupation on a day; None where the register names none."""
        known = [row for row in self.standards if row.occupation == occupation and row.in_force_from <= day]
        return max(known, key=lambda row: (row.in_force_from, row.issued_on, row.edition), default=None)

    def with_standards(self, standards: Iterable[Standard]) -> Catalogue:
        """Return this catalogue with further standards in its register, and a digest that says so."""
        added = tuple(standards)
        mark = digest([self.digest, sorted(map(str, added))])
        return dataclasses.replace(self, standards=self.standards + added, digest=mark) if added else self

    def with_exam_notices(self, notices: Iterable[ExamNotice]) -> Catalogue:
        """Return this catalogue with further answers of exam notices, and a digest that says so."""
        added = tuple(notices)
        mark = digest([self.digest, sorted(map(str, added))])
        return (
            dataclasses.replace(self, exam_notices=self.exam_notices + added, digest=mark) if added else self
        )

    def linking_method(self, series: str, day: date) -> LinkingMethod | None:
        """Return the earliest method that links a further series on a day."""
        known = [row for row in self.linking_methods if row.series == series and row.start <= day]
        return min(known, key=lambda row: (row.start, row.document), default=None)

    def exam_notice(self, field: str, year: int, name: str) -> ExamNotice | None:
        """Return what the notice of a year answers to a named question; None where it is not registered."""
        wanted = (field, year, name)
        return next((row for row in self.exam_notices if (row.field, row.year, row.name) == wanted), None)

    # Facts to be confirmed

    def fact(self, fact_id: str) -> Fact:
        """Return what the id of a fact stands for. Raises KeyError for an id that no fact has."""
        return find_fact(self, fact_id)

    def unconfirmed(self, fact_id: str) -> bool:
        """Return whether nobody has confirmed this fact yet. Raises KeyError as `fact` does."""
        return self.fact(fact_id).confidence in UNCONFIRMED

    # Indexes

    def _confirmed(self, occupation: Occupation) -> bool:
        """Return whether the list of an occupation is confirmed, so that what it does not name is known to be unrelated."""
        rows = occupation.relations or ()
        return not UNCONFIRMED & {self.completeness, *(row.confidence for row in rows)}

    @cached_property
    def _related(self) -> Mapping[str, Mapping[tuple[str, str], Relation]]:
        return {
            code: {(row.series, row.specialty): row for row in occupation.relations or ()}
            for code, occupation in self.occupations.items()
        }

    @cached_property
    def _occupation_spellings(self) -> Mapping[str, FoundOccupation]:
        return occupation_spellings(self.occupations.values())

    @cached_property
    def _occupation_words(self) -> Mapping[str, str]:
        """Spellings that a person may have meant; a code has no likeness."""
        return {
            text: found.code for text, found in self._occupation_spellings.items() if not text[0].isdigit()
        }

    @cached_property
    def _specialties(self) -> Mapping[str, Mapping[str, Specialty]]:
        found: dict[str, dict[str, Specialty]] = {}
        for row in self.all_specialties:
            found.setdefault(row.series, {})[row.name] = row
        return found

    @cached_property
    def _specialty_spellings(self) -> Mapping[str, Mapping[str, str]]:
        return specialty_spellings(self.all_specialties)

    @cached_property
    def _title_names(self) -> Mapping[str, FoundTitle]:
        return title_spellings(self.title_lines, self.legacy_titles)

    @cached_property
    def _majors(self) -> Mapping[str, tuple[Discipline, ...]]:
        return disciplines_of_majors(self.disciplines)

    @cached_property
    def _provincial_honours(self) -> Mapping[str, FoundHonour]:
        return provincial_honours(self.honours.values(), self.provincial_kinds, self.provinces.values())
