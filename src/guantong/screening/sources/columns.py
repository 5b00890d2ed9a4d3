"""Which column of a source is which column of the normal form, decided before any row is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guantong.cases import CaseError
from guantong.cases.errors import shown
from guantong.screening.register import TABLES
from guantong.screening.sources.errors import did_you_mean, problem
from guantong.screening.sources.mapping import ColumnMapping, TableMapping
from guantong.screening.sources.names import (
    IDENTITY_WORDS,
    column_label,
    column_spellings,
    nearest_names,
    plain,
    table_label,
)
from guantong.screening.sources.values import required

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Bound:
    """The columns of one table: where each comes from, and what the source has besides."""

    columns: Mapping[str, ColumnMapping]
    identity: bool
    ignored: tuple[str, ...]
    errors: tuple[CaseError, ...] = field(default=())


def bind(mapping: TableMapping, headers: Sequence[tuple[str, Sequence[str]]], mapping_name: str) -> Bound:
    """Bind the columns of a table to those of its files, given as (name of the file, its columns).

    A column that the mapping names has to be in every file; one that is found by its name, too.
    """
    table, errors = mapping.table, list[CaseError]()
    common = [name for name in headers[0][1] if all(name in names for _, names in headers[1:])]
    bound: dict[str, ColumnMapping] = {}
    for column, given in mapping.columns.items():
        if given.constant is not None:
            bound[column] = given
        elif given.column is not None:
            found = _in_source(given.column, common)
            if found is None:
                errors.append(_absent(mapping, column, given.column, headers, mapping_name))
            else:
                bound[column] = _from(found, given)
    taken = {item.column for item in bound.values()}
    spellings = column_spellings(table)
    for column in TABLES[table].names:
        given_here = mapping.columns.get(column)
        if column in bound or (given_here and (given_here.column or given_here.constant)):
            continue
        names = [name for name in common if name not in taken and spellings.get(plain(name)) == column]
        exact = [name for name in names if plain(name) == plain(column)]
        names = exact if len(exact) == 1 else names
        if len(names) > 1:
            errors.append(_ambiguous(mapping, column, names, headers))
        elif names:
            bound[column] = _from(names[0], given_here or ColumnMapping())
        elif column == "person_id" or column in _needed(table):
            errors.append(_missing(table, column, headers))
    used = {item.column for item in bound.values()}
    every = dict.fromkeys(name for _, names in headers for name in names)
    ignored = tuple(name for name in every if name not in used)
    return Bound(bound, _is_identity(bound.get("person_id")), ignored, tuple(errors))


def _needed(table: str) -> tuple[str, ...]:
    return () if table == "person" else required(table)


def _from(name: str, given: ColumnMapping) -> ColumnMapping:
    return ColumnMapping(name, None, given.values, given.identity)


def _is_identity(given: ColumnMapping | None) -> bool:
    if given is None or given.column is None:
        return False
    if given.identity is not None:
        return given.identity
    return plain(given.column) in map(plain, IDENTITY_WORDS)


def _in_source(name: str, names: Sequence[str]) -> str | None:
    """The column of this name; blanks and width of letters do not matter where only one fits."""
    if name in names:
        return name
    alike = [item for item in names if plain(item) == plain(name)]
    return alike[0] if len(alike) == 1 else None


def _absent(
    mapping: TableMapping,
    column: str,
    name: str,
    headers: Sequence[tuple[str, Sequence[str]]],
    mapping_name: str,
) -> CaseError:
    file, names = next(
        ((file, names) for file, names in headers if _in_source(name, names) is None), headers[0]
    )
    return problem(
        f"{mapping_name} tables.{mapping.table}.columns.{column}",
        "no_such_column",
        f"{file} 里没有“{shown(name)}”这一列",
        f"{file} has no column “{shown(name)}”",
        did_you_mean(nearest_names(name, names)),
    )


def _ambiguous(
    mapping: TableMapping, column: str, names: Sequence[str], headers: Sequence[tuple[str, Sequence[str]]]
) -> CaseError:
    listed = "、".join(map(shown, names))
    return problem(
        headers[0][0],
        "ambiguous_column",
        f"{listed} 都可以是 {column}（{column_label(mapping.table, column)}）",
        f"{listed} could each be {column}",
        (f"在映射文件里写明 {column}: 列名", f"say which in the mapping: {column}: name"),
    )


def _missing(table: str, column: str, headers: Sequence[tuple[str, Sequence[str]]]) -> CaseError:
    file, names = headers[0]
    for candidate, candidate_names in headers:
        if not any(column_spellings(table).get(plain(name)) == column for name in candidate_names):
            file, names = candidate, candidate_names
            break
    label = column_label(table, column)
    near = nearest_names(label, names) or nearest_names(column, names)
    hint_zh, hint_en = did_you_mean(near)
    return problem(
        file,
        "missing_column",
        f"{table_label(table)}缺少 {column}（{label}）",
        f"{table} has no column {column}",
        (
            f"{hint_zh}；在映射文件里写 {column}: 列名".removeprefix("；"),
            f"{hint_en} Write {column}: name in the mapping".strip(),
        ),
    )
