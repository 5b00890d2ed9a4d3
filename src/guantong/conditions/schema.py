"""Which facts conditions may name, of which kind they are, and on which days a row holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field of a row: the kind of its value, its words, and its place below the row's path."""

    kind: str
    zh: str
    en: str
    path: str


@dataclass(frozen=True, slots=True)
class RowType:
    """A kind of row. `list` is where its rows stand in a case; `starts` and `ends` name its dates.

    With `open_start` a row without a first day holds from the beginning; without it, its days are
    unknown. `of_target` names the field of the target on which the rows depend; `single` rows are always bound.
    """

    name: str
    list: str
    fields: Mapping[str, FieldType]
    starts: str | None = None
    ends: str | None = None
    open_start: bool = False
    of_target: str | None = None
    single: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """All row types, and the codes of every kind of value in their order where they have one."""

    rows: Mapping[str, RowType]
    codes: Mapping[str, tuple[str, ...]]
    ordered: frozenset[str]


def schema_from(
    data: Mapping[str, Any], codes: Mapping[str, tuple[str, ...]], ordered: frozenset[str]
) -> Schema:
    """A schema from the plain data of ``facts.yaml`` and the vocabularies."""
    rows: dict[str, RowType] = {}
    for name, row in data["rows"].items():
        fields = {
            key: FieldType(field["kind"], field["zh"], field["en"], field.get("path", key))
            for key, field in row["fields"].items()
        }
        rows[name] = RowType(
            name,
            row["list"],
            fields,
            row.get("starts"),
            row.get("ends"),
            bool(row.get("open_start")),
            row.get("of_target"),
            bool(row.get("single")),
        )
    return Schema(rows, codes, ordered)
