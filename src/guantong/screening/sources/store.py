# ruff: noqa: S608 - every name and value in a statement went through `quoted` or `literal`
"""The last step: what several rows say together, who is set aside, and the store, a bucket at a time."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from guantong.cases.errors import shown
from guantong.screening.register import LISTS, TABLES
from guantong.screening.sources.errors import explained
from guantong.screening.sources.keys import day
from guantong.screening.sources.names import table_label
from guantong.screening.sources.parts import Source, literal, quoted
from guantong.screening.sources.reading import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import duckdb

    from guantong.screening.sources.findings import Findings

LIST_OF: Final[Mapping[str, str]] = {
    "job": "employment",
    "certificate": "certificates",
    "title": "titles",
    "appraisal": "appraisals",
    "honour": "honours",
    "education": "education",
    "sanction": "sanctions",
}
"""The list of a case that a table holds."""

REJECTED: Final = "rejected.csv"
_HEADER: Final = ("person_id", "table", "row", "column", "value", "reason_zh", "reason_en")
_DAYS: Final[Mapping[str, str]] = {
    "job": "from",
    "certificate": "issued_on",
    "title": "obtained_on",
    "honour": "granted_on",
    "education": "graduated_on",
    "sanction": "from",
    "finding": "decided_on",
}
"""The day from which a row holds; it cannot lie before the birth of the person."""

_PERIODS: Final = ("job", "sanction")
_MOST_TOGETHER: Final = 5


class RejectedWriter(Protocol):
    """Writes the rows of the file of what was rejected."""

    def writerow(self, row: Iterable[str], /) -> object: ...


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Tally:
    """Rows of every table: how many were accepted, how many set aside."""

    accepted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    rejected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))


class StoreWriter:
    """Writes the buckets of a store from tables that were read, and what was rejected beside them."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        read: Path,
        target: Path,
        findings: Findings,
        ownerless: Iterable[str],
    ) -> None:
        self._connection = connection
        self._source = source
        self._read = read
        self._target = target
        self._findings = findings
        self._ownerless = frozenset(ownerless)
        self.tally = Tally()

    def write(self, bucket: int, rejected: RejectedWriter) -> None:
        """Write one bucket of every table, and the reasons for what is not in it."""
        with explained(str(self._target)):
            for table in TABLES:
                self._load(table, bucket)
            self._look_for_problems()
            for table in TABLES:
                self._write_table(table, bucket)
            self._tell(rejected)

    def write_keys(self, target: Path) -> None:
        """Write which identity number each key of the store stands for."""
        files = literal(self._read / "person" / "*" / "*.parquet")
        with explained(str(target)):
            self._connection.execute(
                f"COPY (SELECT person_id, min(_number) AS number FROM read_parquet({files}, hive_partitioning=false) "
                f"WHERE person_id IS NOT NULL GROUP BY person_id ORDER BY person_id) TO {literal(target)} (FORMAT parquet, USE_TMP_FILE false)"
            )

    def _load(self, table: str, bucket: int) -> None:
        """Make the rows of a bucket a table; NULL goes to a bucket as every key does."""
        folder = self._read / table / f"bucket={bucket}"
        create = f"CREATE OR REPLACE TEMP TABLE {_rows(table)} AS "
        if any(folder.glob("*.parquet")):
            files = literal(folder / "*.parquet")
            self._run(f"{create} FROM read_parquet({files}, hive_partitioning=false)")
        else:
            columns = ", ".join(
                f"NULL::{_sql(table, name)} AS {quoted(name)}" for name in TABLES[table].names
            )
            more = ", NULL::INTEGER AS _carried, NULL::VARCHAR AS _number" if table == "person" else ""
            self._run(
                f"{create} SELECT {columns}{more}, NULL::INTEGER AS _file, NULL::BIGINT AS _row, "
                "NULL::INTEGER[] AS _wrong LIMIT 0"
            )

    # --- problems -----------------------------------------------------------------------------------

    def _look_for_problems(self) -> None:
        self._run(
            "CREATE OR REPLACE TEMP TABLE reason "
            '(person_id VARCHAR, "table" VARCHAR, _file INTEGER, _row BIGINT, number INTEGER, '
            '"column" VARCHAR, zh VARCHAR, en VARCHAR)'
        )
        for table in TABLES:
            self._run(
                f"INSERT INTO reason SELECT person_id, {literal(table)}, _file, _row, unnest(_wrong), NULL, NULL, NULL "
                f"FROM {_rows(table)} WHERE _wrong IS NOT NULL"
            )
        self._twice()
        self._births()
        for table in _PERIODS:
            self._because(
                table,
                "to",
                '"to" < "from"',
                f"'结束日期 ' || {_day('to')} || ' 早于开始日期 ' || {_day('from')}",
                f"'it ends on ' || {_day('to')} || ', before it begins on ' || {_day('from')}",
            )
        self._years_twice()
        self._run(
            "CREATE OR REPLACE TEMP TABLE aside AS SELECT DISTINCT person_id FROM reason WHERE person_id IS NOT NULL"
        )
        self._run(
            "CREATE OR REPLACE TEMP TABLE accepted AS SELECT person_id FROM rows_person ANTI JOIN aside "
            "USING (person_id) WHERE person_id IS NOT NULL"
        )
        for table in TABLES:
            if table != "person":
                self._orphans(table)

    def _because(self, table: str, column: str, where: str, zh: str, en: str) -> None:
        self._run(
            f"INSERT INTO reason SELECT person_id, {literal(table)}, _file, _row, NULL, {literal(column)}, {zh}, {en} "
            f"FROM {_rows(table)} WHERE {where}"
        )

    def _twice(self) -> None:
        """Two people with one key: nobody can tell whose the other rows are."""
        label = self._label("person", "o.")
        places = (
            f"(SELECT string_agg(_label, '、' ORDER BY _file, _row) FROM (SELECT {label} AS _label, _file, _row "
            f"FROM rows_person o WHERE o.person_id = rows_person.person_id ORDER BY _file, _row LIMIT {_MOST_TOGETHER}))"
        )
        self._because(
            "person",
            "person_id",
            "person_id IN (SELECT person_id FROM rows_person GROUP BY person_id HAVING count(*) > 1)",
            f"'第 ' || {places} || ' 行是同一个人员编号，分不清是谁的资料'",
            f"'the rows ' || replace({places}, '、', ', ') || ' have one person_id'",
        )

    def _births(self) -> None:
        """The day of birth agrees with the identity number, and nothing dates from before it."""
        given, carried = _day("birth_date"), _day("_carried")
        self._because(
            "person",
            "birth_date",
            "birth_date <> _carried",
            f"'出生日期 ' || {given} || ' 与证件号码中的 ' || {carried} || ' 不符'",
            f"'the date of birth ' || {given} || ' differs from that in the identity number, ' || {carried}",
        )
        self._run(
            "CREATE OR REPLACE TEMP TABLE born AS SELECT person_id, min(coalesce(birth_date, _carried)) AS born "
            "FROM rows_person WHERE coalesce(birth_date, _carried) IS NOT NULL GROUP BY person_id"
        )
        for table, column in (*_DAYS.items(), ("appraisal", "year")):
            holds_from = (
                "CAST(make_date(year + 1, 1, 1) - DATE '0001-01-01' + 1 AS INTEGER)"
                if column == "year"
                else quoted(column)
            )
            self._run(
                f"INSERT INTO reason SELECT person_id, {literal(table)}, _file, _row, NULL, {literal(column)}, "
                f"{_as_day('_on')} || ' 早于出生日期 ' || {_as_day('born')}, "
                f"{_as_day('_on')} || ' is before the date of birth ' || {_as_day('born')} "
                f"FROM (SELECT *, {holds_from} AS _on FROM {_rows(table)}) JOIN born USING (person_id) WHERE _on < born"
            )

    def _years_twice(self) -> None:
        twice = "SELECT person_id, year FROM rows_appraisal WHERE year IS NOT NULL GROUP BY ALL HAVING count(*) > 1"
        self._because(
            "appraisal",
            "year",
            f"(person_id, year) IN ({twice})",
            "year || ' 年有不止一行考核'",
            "'more than one appraisal for the year ' || year",
        )

    def _orphans(self, table: str) -> None:
        """Rows of nobody who is in the register: they change no answer, but they are told."""
        self._because(
            table,
            "person_id",
            "person_id IS NOT NULL AND person_id NOT IN (SELECT person_id FROM rows_person WHERE person_id IS NOT NULL)",
            f"'{table_label('person')}里没有这个人员编号'",
            "'no person has this person_id'",
        )

    # --- writing ------------------------------------------------------------------------------------

    def _write_table(self, table: str, bucket: int) -> None:
        kept = f"FROM {_rows(table)} t SEMI JOIN accepted USING (person_id)"
        left = f"FROM {_rows(table)} t ANTI JOIN accepted USING (person_id)"
        counted = self._connection.execute(f"SELECT (SELECT count(*) {kept}), (SELECT count(*) {left})")
        accepted, aside = counted.fetchone() or (0, 0)
        self.tally.accepted[table] += accepted
        self.tally.rejected[table] += aside
        if not accepted:
            return
        columns = ", ".join(self._column(table, name) for name in TABLES[table].names)
        folder = self._target / table / f"bucket={bucket}"
        folder.mkdir(parents=True)
        self._run(
            f"COPY (SELECT {columns} {kept} ORDER BY person_id, _file, _row) "
            f"TO {literal(folder / 'rows.parquet')} (FORMAT parquet)"
        )

    def _column(self, table: str, name: str) -> str:
        if table != "person" or name not in LISTS:
            return quoted(name)
        held = next(item for item, listed in LIST_OF.items() if listed == name)
        staged = self._source.tables.get(held)
        complete = staged is not None and staged.mapping.complete and held not in self._ownerless
        return (
            f"(coalesce({quoted(name)}, {'true' if complete else 'false'}) "
            f"OR person_id IN (SELECT person_id FROM {_rows(held)} WHERE person_id IS NOT NULL)) AS {quoted(name)}"
        )

    def _tell(self, rejected: RejectedWriter) -> None:
        cursor = self._connection.execute(
            'SELECT person_id, "table", _file, _row, number, "column", zh, en FROM reason '
            'ORDER BY person_id, "table", _file, _row, number, "column"'
        )
        while rows := cursor.fetchmany(10_000):
            for person_id, table, file, row, number, column, zh, en in rows:
                parts = self._source.tables[table].parts
                place = f"{parts[file].label}:{row}" if len(parts) > 1 else str(row)
                reasons = [(column, "", zh, en)]
                if number is not None:
                    found = self._findings.problems[number]
                    reasons = [(item.column, item.value, *item.reason()) for item in found]
                for at, value, *told in reasons:
                    rejected.writerow([_safe(person_id), table, place, at, _safe(value), *told])

    def _label(self, table: str, alias: str) -> str:
        """Where a row stands, in SQL."""
        staged = self._source.tables.get(table)
        parts = staged.parts if staged else ()
        if len(parts) < 2:
            return f"CAST({alias}_row AS VARCHAR)"
        names = ", ".join(literal(part.label) for part in parts)
        return f"[{names}][{alias}_file + 1] || ':' || {alias}_row"

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)


def open_rejected(file: TextIO) -> RejectedWriter:
    """A writer for the file of what was rejected, its header written."""
    writer = csv.writer(file)
    writer.writerow(_HEADER)
    return writer


def _rows(table: str) -> str:
    return f"rows_{table}"


def _day(column: str) -> str:
    return _as_day(quoted(column))


def _as_day(expression: str) -> str:
    """An ordinal as a date, in SQL."""
    return f"strftime({day(expression)}, '%Y-%m-%d')"


def _safe(text: str | None) -> str:
    """A text that a spreadsheet takes for text, without a number that identifies a person."""
    found = shown(text or "")
    return f"'{found}" if found.startswith(_FORMULA) else found


def _sql(table: str, name: str) -> str:
    return sql_type(TABLES[table].field(name).type)
