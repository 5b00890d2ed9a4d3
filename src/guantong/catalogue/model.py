"""The rows of the catalogue: facts about the world, each with the confidence that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Confidence = Literal["H", "M", "L", "P"]
"""Confirmed, known well, remembered loosely, proposed by us."""

UNCONFIRMED: Final = frozenset({"L", "P"})
"""The confidences of facts that nobody has confirmed at the source yet."""

RelationKind = Literal["same", "similar"]
Pattern = Literal["g18", "g23", "own"]


class Relationship(NamedTuple):
    """How two things are related. `fact` is the id of the unconfirmed fact that this rests on, if it does."""

    kind: Literal["same", "similar", "none", "open"]
    fact: str | None


class FoundOccupation(NamedTuple):
    """The occupation that a text means, and by what: its code, name, a legacy code or name, an everyday word."""

    code: str
    how: Literal["code", "name", "legacy", "alias"]
    name: str
    fact: str | None = None


class FoundHonour(NamedTuple):
    """The honour that a name means; the jurisdiction where the name itself tells it."""

    code: str
    jurisdiction: str | None


class FoundTitle(NamedTuple):
    """The series and level of a title's full name, as 正高级工程师."""

    series: str
    level: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact to be confirmed: what it says, where it comes from, how sure it is."""

    id: str
    label: Label
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Series:
    """A title series. `by_exam`: its lower levels are obtained by a national examination."""

    code: str
    name: Label
    number: int
    by_exam: bool
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class TitleLine:
    """The title names of a line of a series by level; `line` is None where the series has one line only."""

    series: str
    line: str | None
    names: Mapping[str, str]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LegacyTitle:
    """An older title name that still stands on certificates."""

    name: str
    series: str
    level: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty of a series by its official Chinese name."""

    series: str
    name: str
    line: str | None
    aliases: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Relation:
    """One related specialty of an occupation."""

    series: str
    specialty: str
    relation: RelationKind
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LegacyName:
    """The name, and the code where it is unmistakable, of an occupation in an older edition."""

    name: str
    code: str | None
    edition: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of the national classification; `relations` is None while nobody has decided them."""

    code: str
    name: str
    edition: str
    confidence: Confidence
    aliases: tuple[str, ...]
    legacy: tuple[LegacyName, ...]
    disciplines: tuple[str, ...]
    relations: tuple[Relation, ...] | None


@dataclass(frozen=True, slots=True)
class Discipline:
    """A group of majors."""

    id: str
    name: Label
    majors: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Honour:
    """An honour. Members of one family differ by jurisdiction: `cn`, `cn-gx`, or `province` for any other province."""

    code: str
    name: Label
    family: str | None
    jurisdiction: str | None
    granted_by: str | None
    contest: bool
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Province:
    """A province by the first two digits of GB/T 2260."""

    code: str
    name: Label
    short: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ExamField:
    """A field of qualification examinations; `level_names` where the field has its own names of levels."""

    code: str
    name: Label
    levels: tuple[str, ...]
    level_names: Mapping[str, str]
    legal_base: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Standard:
    """A national occupational standard and the pattern that its conditions follow."""

    occupation: str
    edition: str
    issued_on: date
    in_force_from: date
    pattern: Pattern
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LinkingMethod:
    """A method that links a further series from a day on."""

    series: str
    document: str
    start: date
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ExamNotice:
    """What the notice of one year's examination answers to a question left open by the conditions."""

    field: str
    year: int
    name: str
    answer: bool
    source: str
    confidence: Confidence
