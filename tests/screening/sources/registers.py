"""Registers to test with: the rows of generated people, written as registers are written."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from guantong.catalogue import catalogue, terms
from guantong.screening.register import DAY, TABLES, codes_of, vocabulary_of

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

Rows = Mapping[str, list[dict[str, Any]]]

Spell = Callable[[str, str, Any], Any]

_STATEMENTS: Final = {True: "是", False: "否"}
_WIDE: Final = str.maketrans("0123456789-", "０１２３４５６７８９－")


def word(table: str, column: str, value: Any) -> str | None:
    """A value of the normal form in one plain spelling: codes as codes, days as ISO dates."""
    if value is None:
        return None
    if isinstance(value, list):
        return ";".join(value) or "[]"
    vocabulary = vocabulary_of(table, column)
    if vocabulary is not None:
        code: str = codes_of(vocabulary)[value]
        return code
    if TABLES[table].field(column).type == DAY:
        return date.fromordinal(value).isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def messy(random: Random) -> Spell:
    """Spells values as people and spreadsheets do, without changing what they mean."""

    def spell(table: str, column: str, value: Any) -> str | None:
        plain = word(table, column, value)
        if plain is None:
            return random.choice(("", "  ", "", "")) or None
        vocabulary = vocabulary_of(table, column)
        if isinstance(value, bool):
            return random.choice((plain, _STATEMENTS[value]))
        if vocabulary == "trust":
            return terms.name("statement", plain)
        if vocabulary is not None:
            return random.choice((plain, plain.upper(), f" {terms.name(vocabulary, plain)}　"))
        if TABLES[table].field(column).type == DAY:
            return _day(date.fromordinal(value), random)
        if column == "occupation" and plain in catalogue().occupations:
            return random.choice((plain, plain.translate(_WIDE), catalogue().occupation_name(plain)))
        if column == "year":
            return random.choice((plain, f"{plain}年", plain.translate(_WIDE), f"{plain}.0"))
        if column == "person_id":
            return random.choice(
                (plain, f" {plain}", plain.translate(str.maketrans("0123456789", "０１２３４５６７８９")))
            )
        return plain

    return spell


def _day(day: date, random: Random) -> str:
    serial = (day - date(1899, 12, 30)).days
    return random.choice(
        (
            day.isoformat(),
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day:%Y%m%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.isoformat()} 00:00:00",
            str(serial),
            f"{serial}.0",
        )
    )


def write_csv(
    path: Path, table: str, rows: list[dict[str, Any]], spell: Spell, encoding: str = "utf-8", **names: str
) -> None:
    """Write rows of the normal form as CSV; `names` gives columns other names."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([names.get(column, column) for column in TABLES[table].names])
        writer.writerows(
            [spell(table, column, row[column]) for column in TABLES[table].names] for row in rows
        )


def write_parquet(path: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Write rows of the normal form as Parquet with real dates and truth values, codes as words."""
    columns = {}
    for field in TABLES[table]:
        values = [row[field.name] for row in rows]
        if field.type == DAY:
            columns[field.name] = pa.array(
                [value and date.fromordinal(value) for value in values], pa.date32()
            )
        elif vocabulary_of(table, field.name) is not None:
            columns[field.name] = pa.array([word(table, field.name, value) for value in values], pa.string())
        else:
            columns[field.name] = pa.array(values, field.type)
    pq.write_table(pa.table(columns), path)


def stored(store: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a prepared store, every table sorted."""
    found = {}
    for table, schema in TABLES.items():
        files = sorted((store / table).rglob("*.parquet"))
        tables = [pq.read_table(file, schema=None, partitioning=None) for file in files]
        found[table] = in_order([row for item in tables for row in item.to_pylist()])
        for item in tables:
            assert item.schema.names == schema.names, table
            for field in schema:
                assert item.schema.field(field.name).type in (field.type, pa.list_(pa.string())), field
    return found


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in an order that does not depend on where they came from."""
    return sorted(rows, key=lambda row: [(value is None, str(value)) for value in row.values()])
