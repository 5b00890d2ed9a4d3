# ruff: noqa: S608 - every name and value in a statement went through `quoted` or `literal`
"""From the words of a source to the normal form, a table at a time, whatever its size.

Of every column the different values are taken, read once each by the reader of values, and joined back;
the rows themselves never pass through Python. What cannot be read becomes a number beside the row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from guantong.cases import CaseError, certificate_numbers
from guantong.catalogue import catalogue
from guantong.screening.register import TABLES, codes_of, places_of
from guantong.screening.sources import keys
from guantong.screening.sources.errors import explained
from guantong.screening.sources.findings import Problem
from guantong.screening.sources.names import column_label
from guantong.screening.sources.parts import Staged, literal, quoted
from guantong.screening.sources.values import (
    NUMBERED,
    TOGETHER,
    Reading,
    clean,
    read_identity,
    read_number,
    read_together,
    read_value,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from guantong.screening.sources.findings import Findings
    from guantong.screening.sources.mapping import ColumnMapping

_BATCH: Final = 50_000
_NULL: Final = "NULL"
_NUMBER: Final = pa.int32()


@dataclass(frozen=True, slots=True)
class Known:
    """What holds for all tables: how many buckets, who may be born when, how people are keyed."""

    buckets: int
    latest: date
    identity: bool
    salt: str


class TableReader:
    """Reads one staged table."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, staged: Staged, findings: Findings, known: Known
    ) -> None:
        self._connection = connection
        self._staged = staged
        self._table = staged.table
        self._findings = findings
        self._known = known
        self._numbers = count()
        self._joins: list[str] = []
        self._wrong: list[str] = []
        self._values: dict[str, str] = {}
        self._source = f"src_{self._table}"

    def write(self, target: Path) -> int:
        """Write the table by buckets below `target`, with places and problems of its rows; return how many rows."""
        with explained(self._table):
            self._connection.execute(f"CREATE OR REPLACE VIEW {self._source} AS {self._rows()}")
            self._read_columns()
            inner = self._inner()
            if self._table == "certificate" and "number" in self._staged.bound.columns:
                inner = self._numbered(inner)
            self._connection.execute(
                f"COPY (SELECT *, CAST(hash(person_id) % {self._known.buckets} AS INTEGER) AS bucket FROM ({inner})) "
                f"TO {literal(target)} (FORMAT parquet, PARTITION_BY (bucket))"
            )
            found = self._connection.execute(f"SELECT count(*) FROM {self._source}").fetchone()
        return int(found[0]) if found else 0

    # --- the rows of the source ---------------------------------------------------------------------

    def _rows(self) -> str:
        """A query for the rows of the source: its columns under our names, and where each row stands."""
        bound = self._staged.bound.columns
        every = []
        kinds = [self._kinds(part.path) for part in self._staged.parts]
        alike = all(item == kinds[0] for item in kinds)
        for place, (part, kind) in enumerate(zip(self._staged.parts, kinds, strict=True)):
            columns = ", ".join(
                f"{self._raw(column, given, kind, alike=alike)} AS {quoted(column)}"
                for column, given in bound.items()
            )
            every.append(
                f"SELECT {columns}, {place} AS _file, file_row_number + {part.first_row} AS _row "
                f"FROM read_parquet({literal(part.path)}, file_row_number=true, hive_partitioning=false)"
            )
        return " UNION ALL ".join(every)

    def _kinds(self, path: Path) -> Mapping[str, str]:
        described = self._connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(path)}, hive_partitioning=false)"
        ).fetchall()
        wanted = {given.column for given in self._staged.bound.columns.values()}
        return {name: kind for name, kind, *_ in described if name in wanted}

    def _raw(self, column: str, given: ColumnMapping, kinds: Mapping[str, str], *, alike: bool) -> str:
        if given.constant is not None:
            return literal(given.constant)
        name = quoted(given.column or column)
        kind = kinds[given.column or column]
        if kind.endswith("[]"):
            return f"CASE WHEN len({name}) = 0 THEN '[]' ELSE array_to_string({name}, ';') END"
        return name if alike and column != "person_id" else f"CAST({name} AS VARCHAR)"

    # --- columns ------------------------------------------------------------------------------------

    def _read_columns(self) -> None:
        bound, table = self._staged.bound.columns, self._table
        self._read_person_id()
        together = [column for column in TOGETHER.get(table, ()) if column in bound]
        if together:
            self._read_together(together)
        for column in TABLES[table].names:
            if column == "person_id" or column in TOGETHER.get(table, ()):
                continue
            if column not in bound:
                self._values[column] = _NULL
            elif table == "certificate" and column == "number":
                self._values[column] = f"r.{quoted(column)}"
            else:
                self._read_alone(column)

    def _read_alone(self, column: str) -> None:
        if (self._table, column) == ("person", "birth_date") and self._known.identity:
            self._read_birth()
            return
        kind = TABLES[self._table].field(column).type
        name = self._dictionary([column], self._alone(column), {column: kind})
        self._values[column] = f"{name}.{quoted(column)}"
        if self._table != "person" and column in required(self._table):
            number = self._missing(column)
            self._wrong.append(
                f"CASE WHEN {name}.{quoted(column)} IS NULL AND {name}._wrong IS NULL THEN {number} END"
            )

    def _read_birth(self) -> None:
        """The day of birth; where only the month is given, the identity number says the day."""
        alone = self._alone("birth_date")

        def read(texts: Sequence[object]) -> Reading:
            reading = alone(texts)
            month_only = any(note.code == "month_precision" for note in reading.notes)
            return replace(reading, values=(*reading.values, month_only))

        name = self._dictionary(["birth_date"], read, {"birth_date": pa.int32(), "_month": pa.bool_()})
        carried, given = self._values["_carried"], f"{name}.birth_date"
        same = " = ".join(f"strftime({keys.day(ordinal)}, '%Y-%m')" for ordinal in (f"({carried})", given))
        self._values["birth_date"] = f"CASE WHEN {name}._month AND {same} THEN ({carried}) ELSE {given} END"

    def _read_together(self, columns: Sequence[str]) -> None:
        bound = self._staged.bound.columns

        def read(texts: Sequence[object]) -> Reading:
            given = {
                column: _meaning(text, bound[column].values)
                for column, text in zip(columns, texts, strict=True)
            }
            return read_together(self._table, given)

        group = TOGETHER[self._table]
        name = self._dictionary(
            columns, read, {column: TABLES[self._table].field(column).type for column in group}, nulls=True
        )
        for column in group:
            self._values[column] = f"{name}.{quoted(column)}"

    def _missing(self, column: str) -> int:
        label = column_label(self._table, column)
        error = CaseError(column, "required", f"缺少 {column}（{label}）", f"{column} is missing")
        return self._findings.add([Problem(self._table, column, "", error)])

    def _read_person_id(self) -> None:
        raw, known = 'r."person_id"', self._known
        number = self._missing("person_id")
        latest = known.latest
        if not known.identity:
            sure = keys.surely_plain('"person_id"')
            name = self._dictionary(
                ["person_id"], self._alone("person_id"), {"person_id": pa.string()}, where=f"NOT {sure}"
            )
            value = f"CASE WHEN {keys.surely_plain(raw)} THEN {raw} ELSE {name}.person_id END"
        else:
            check = keys.card_is_right('"person_id"', latest)
            name = self._dictionary(
                ["person_id"],
                lambda texts: read_identity(texts[0], latest),
                {"person_id": pa.string(), "_carried": pa.int32()},
                where=f"NOT coalesce({check}, false)",
            )
            sure = f"coalesce({keys.card_is_right(raw, latest)}, false)"
            value = f"CASE WHEN {sure} THEN {raw} ELSE {name}.person_id END"
            self._values["_number"] = value
            self._values["_carried"] = (
                f"CASE WHEN {sure} THEN {keys.card_birth(raw)} ELSE {name}._carried END"
            )
            value = keys.hashed(f"({value})", known.salt)
        self._values["person_id"] = value
        self._wrong.append(f"CASE WHEN ({value}) IS NULL AND {name}._wrong IS NULL THEN {number} END")

    def _alone(self, column: str) -> Callable[[Sequence[object]], Reading]:
        meanings = self._staged.bound.columns[column].values
        return lambda texts: read_value(self._table, column, _meaning(texts[0], meanings))

    # --- dictionaries -------------------------------------------------------------------------------

    def _dictionary(
        self,
        columns: Sequence[str],
        read: Callable[[Sequence[object]], Reading],
        outputs: Mapping[str, pa.DataType],
        *,
        where: str = "true",
        nulls: bool = False,
    ) -> str:
        """Read every combination of values once, keep the meanings in a table and join it; return its name.

        With `nulls` a combination in which nothing is given is read too.
        """
        name = f"d{next(self._numbers)}"
        listed = ", ".join(map(quoted, columns))
        given = "true" if nulls else " OR ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
        query = (
            f"SELECT {listed}, count(*) AS _n FROM {self._source} WHERE ({where}) AND ({given}) GROUP BY ALL"
        )
        self._fill(name, query, columns, read, outputs)
        together = " AND ".join(
            f"r.{quoted(column)} {'IS NOT DISTINCT FROM' if nulls else '='} {name}.{quoted('_' + column)}"
            for column in columns
        )
        self._joins.append(f"LEFT JOIN {name} ON {together}")
        self._wrong.append(f"{name}._wrong")
        return name

    def _fill(
        self,
        name: str,
        query: str,
        columns: Sequence[str],
        read: Callable[[Sequence[object]], Reading],
        outputs: Mapping[str, pa.DataType],
    ) -> None:
        connection = self._connection
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        batches = connection.cursor().execute(query).to_arrow_reader(_BATCH)
        first = True
        for batch in batches:
            made = self._meanings(batch, columns, read, outputs)
            connection.register("_batch", made)
            connection.execute(
                f"CREATE TABLE {name} AS FROM _batch" if first else f"INSERT INTO {name} FROM _batch"
            )
            connection.unregister("_batch")
            first = False
        if first:
            keys_of = pa.schema([(f"_{field.name}", field.type) for field in batches.schema][:-1])
            empty = pa.schema([*keys_of, *outputs.items(), ("_wrong", _NUMBER)]).empty_table()
            connection.register("_batch", empty)
            connection.execute(f"CREATE TABLE {name} AS FROM _batch")
            connection.unregister("_batch")

    def _meanings(
        self,
        batch: pa.RecordBatch,
        columns: Sequence[str],
        read: Callable[[Sequence[object]], Reading],
        outputs: Mapping[str, pa.DataType],
    ) -> pa.Table:
        values: list[list[Any]] = [[] for _ in outputs]
        wrong: list[int | None] = []
        given = [batch.column(place).to_pylist() for place in range(len(columns))]
        for *texts, rows in zip(*given, batch.column(len(columns)).to_pylist(), strict=True):
            reading = read(texts)
            for into, value in zip(values, reading.values, strict=True):
                into.append(value)
            number = None
            if reading.errors or reading.notes:
                shown = {column: clean(text) or "" for column, text in zip(columns, texts, strict=True)}
                number = self._findings.read(self._table, shown, rows, reading.errors, reading.notes)
            wrong.append(number)
        arrays = [batch.column(place) for place in range(len(columns))]
        arrays += [pa.array(into, kind) for into, kind in zip(values, outputs.values(), strict=True)]
        names = [*(f"_{column}" for column in columns), *outputs, "_wrong"]
        return pa.table([*arrays, pa.array(wrong, _NUMBER)], names=names)

    # --- rows of the normal form --------------------------------------------------------------------

    def _inner(self) -> str:
        columns = ", ".join(
            f"CAST({self._values[field.name]} AS {sql_type(field.type)}) AS {quoted(field.name)}"
            for field in TABLES[self._table]
        )
        if self._table == "person":
            carried = self._values.get("_carried", _NULL)
            number = self._values.get("_number", _NULL)
            columns += f", CAST({carried} AS INTEGER) AS _carried, CAST({number} AS VARCHAR) AS _number"
        return (
            f"SELECT {columns}, r._file, r._row, {_united(self._wrong)} AS _wrong "
            f"FROM {self._source} r {' '.join(self._joins)}"
        )

    def _numbered(self, inner: str) -> str:
        """Compare certificate numbers with kind, level and day; what is not surely right is read one by one."""
        clean_number = "upper(regexp_replace(CAST(number AS VARCHAR), '\\s', '', 'g'))"
        levels = places_of("skill_level")
        codes = keys.CertificateCodes(
            ((digit, levels[level]) for digit, level in certificate_numbers.LEVELS.items()),
            places_of("certificate_kind")["skill_level"],
            places_of("certificate_kind")["vocational_qualification"],
            catalogue().provinces,
        )
        sure = keys.surely_numbered("_clean", "kind", "level", "issued_on", codes)
        prepared = f"SELECT *, {clean_number} AS _clean FROM ({inner})"
        checked = f"SELECT *, coalesce({sure}, true) AS _sure FROM ({prepared})"
        meanings = self._staged.bound.columns["number"].values
        kinds, level_codes = codes_of("certificate_kind"), codes_of("skill_level")

        def read(texts: Sequence[Any]) -> Reading:
            number, kind, level, issued = texts
            return read_number(
                _meaning(number, meanings),
                None if kind is None else kinds[kind],
                None if level is None else level_codes[level],
                None if issued is None else date.fromordinal(issued),
            )

        name = f"d{next(self._numbers)}"
        listed = ", ".join(NUMBERED)
        query = f"SELECT {listed}, count(*) AS _n FROM ({checked}) WHERE NOT _sure AND number IS NOT NULL GROUP BY ALL"
        self._fill(name, query, NUMBERED, read, {"read_number": pa.string()})
        joined = " AND ".join(f"c.{column} IS NOT DISTINCT FROM {name}._{column}" for column in NUMBERED)
        kept = ", ".join(
            f"CASE WHEN _sure THEN _clean ELSE {name}.read_number END AS number"
            if column == "number"
            else f"c.{quoted(column)}"
            for column in TABLES["certificate"].names
        )
        one = f"{name}._wrong"
        wrong = f"CASE WHEN {one} IS NULL THEN c._wrong ELSE list_append(coalesce(c._wrong, []), {one}) END"
        return (
            f"SELECT {kept}, _file, _row, {wrong} AS _wrong FROM ({checked}) c LEFT JOIN {name} ON {joined}"
        )


def _meaning(value: object, meanings: Mapping[str, str | None]) -> object:
    """What the mapping says that a value means, else the value itself."""
    if not meanings:
        return value
    text = clean(value) or ""
    return meanings.get(text, value)


def _united(numbers: Iterable[str]) -> str:
    """The numbers that are given, as a list; NULL where none is, which is the usual case and has to be quick."""
    given = list(numbers)
    none = " AND ".join(f"({number}) IS NULL" for number in given)
    return f"CASE WHEN {none} THEN NULL ELSE list_filter([{', '.join(given)}], item -> item IS NOT NULL) END"


def sql_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return "VARCHAR[]"
    return {
        pa.int8(): "TINYINT",
        pa.int16(): "SMALLINT",
        pa.int32(): "INTEGER",
        pa.bool_(): "BOOLEAN",
        pa.string(): "VARCHAR",
    }[kind]
