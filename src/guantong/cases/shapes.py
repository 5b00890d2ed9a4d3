"""The shapes that a place of the case document may have, as data.

A shape says nothing about how it is read: reading, writing and the JSON Schema are three meanings of
the same table (`format`), each written once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guantong.cases.errors import Report

LONGEST_TEXT = 200
LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Text:
    """Free text. One that is `compared` is kept in the form in which texts are compared (NFKC)."""

    compared: bool = False
    longest: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class DayOf:
    """A date. `holds` where it is the day from which a fact holds."""

    holds: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Statement:
    """True, false, or only declared."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of one kind, by the code or a Chinese term."""

    kind: str


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of codes of one kind; their order says nothing."""

    kind: str


@dataclass(frozen=True, slots=True)
class TitleLevel:
    """A title level, or the name of a title, as 工程师."""


@dataclass(frozen=True, slots=True)
class OccupationText:
    """An occupation by code, name, legacy code or name, or everyday word."""


@dataclass(frozen=True, slots=True)
class HonourText:
    """An honour by code or name, or the exact name of another province's."""


@dataclass(frozen=True, slots=True)
class HonourName:
    """The name of an honour that a finding is about; a listed honour is named by its code."""


@dataclass(frozen=True, slots=True)
class SpecialtyText:
    """A specialty of some series by its official name or an alias."""


@dataclass(frozen=True, slots=True)
class Only:
    """One code of a kind and no other."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Anything:
    """Text, or a map of texts."""


@dataclass(frozen=True, slots=True)
class Years:
    """Year -> grade, or the long form with the occupation."""

    grade: Code
    row: Record


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a map: its shape, its names, and the attribute of the model where that differs."""

    key: str
    shape: Shape
    zh: str
    en: str
    required: bool = False
    attribute: str = ""

    @property
    def name(self) -> str:
        """The attribute of the model."""
        return self.attribute or self.key


@dataclass(frozen=True)
class Record:
    """A map with known keys; `check` looks at what several keys say together."""

    model: type[Any]
    fields: tuple[Field, ...]
    check: Callable[[Row, Mapping[str, Any], Report], None] | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        return {item.key: item for item in self.fields}


@dataclass(frozen=True)
class Variants:
    """A map whose keys depend on the code under `tag`."""

    tag: Field
    records: Mapping[str, Record]

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """Every key of any variant."""
        return {item.key: item for record in self.records.values() for item in record.fields}


@dataclass(frozen=True, slots=True)
class Pair:
    """A map of codes and names, all required; kept as sorted pairs."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of maps."""

    row: Record | Variants


Shape: TypeAlias = (
    Text
    | DayOf
    | Flag
    | Statement
    | Code
    | Codes
    | TitleLevel
    | OccupationText
    | HonourText
    | HonourName
    | SpecialtyText
    | Only
    | Anything
    | Years
    | Pair
    | Record
    | Rows
)


@dataclass(slots=True)
class Row:
    """A map that was read: where it stood, and the values of its keys that could be read."""

    record: Record
    path: str
    values: dict[str, Any] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return f"{self.path}.{key}" if self.path else key
