# ruff: noqa: S608 - every name and path in a statement is ours
"""The people whom all are asked about: the sample of the benchmark as a prepared store, and flat for the peers.

Ten thousand different people come from the generator that the benchmark of one decision uses; larger registers
repeat them under other names, divided into buckets by the name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from guantong.cases.model import Case
from guantong.screening.people import rows_of
from guantong.screening.register import TABLES, codes_of

from ..agreement import projected
from ..flat import matches_occupation, matches_specialty
from ..workload import sample

DAY: Final = date(2026, 7, 1)
"""The day asked, later than every fact of the sample."""
YEARS: Final = range(DAY.year - 3, DAY.year)
"""The years whose appraisals are asked for."""
DIFFERENT: Final = 10_000
STORE, MATCHES, FLAT = "store", "matches.parquet", "flat.parquet"
_ROWS_OF_A_BUCKET: Final = 1_000_000
_SLOTS: Final = {"job": 3, "certificate": 3, "title": 2, "honour": 2, "sanction": 1}
_SINCE: Final = {
    "job": '"from"',
    "certificate": "issued_on",
    "title": "obtained_on",
    "honour": "granted_on",
    "sanction": '"from"',
}


def people(size: int) -> list[Case]:
    """The first people of the sample, asked on the one day; the years up to it are appraised, so that nothing is unknown."""
    return [replace(projected(case, DAY), as_of=DAY) for case in sample(size)]


def name(number: int) -> str:
    """The name of a person by its place in the sample."""
    return f"{number:09}"


def write_people(folder: Path, persons: int, different: int = DIFFERENT) -> int:
    """Write the store, the matches and the flat facts of so many people; how many buckets the store has."""
    cases = people(min(persons, different))
    buckets = write_store(folder / STORE, cases, persons)
    write_matches(folder / MATCHES, cases)
    write_flat(folder)
    return buckets


def write_store(store: Path, cases: Sequence[Case], persons: int) -> int:
    """Write people as a prepared store; how many buckets it has."""
    tables = rows_of((str(number), case) for number, case in enumerate(cases))
    rows = sum(table.num_rows for table in tables.values()) * persons // len(cases)
    buckets = int(-(-rows // _ROWS_OF_A_BUCKET))
    store.mkdir(parents=True)
    with duckdb.connect() as connection:
        for table, schema in TABLES.items():
            if not tables[table].num_rows:
                continue
            connection.register("given", tables[table])
            columns = ", ".join(f'g."{column}"' for column in schema.names if column != "person_id")
            named = (
                f"SELECT printf('%09d', CAST(g.person_id AS BIGINT) + c.copy * {len(cases)}) AS person_id, {columns} "
                f"FROM given g, range({-(-persons // len(cases))}) c(copy) "
                f"WHERE CAST(g.person_id AS BIGINT) + c.copy * {len(cases)} < {persons}"
            )
            connection.execute(
                f"COPY (SELECT *, hash(person_id) % {buckets} AS bucket FROM ({named})) "
                f"TO '{store / table}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (bucket))"
            )
    return buckets


def write_matches(file: Path, cases: Iterable[Case]) -> None:
    """Write which occupations match what is asked: looked up for the peers beforehand."""
    lists = [(case.employment or (), case.certificates or (), case.appraisals or ()) for case in cases]
    found = sorted(
        {item.occupation for kinds in lists for items in kinds for item in items} - {None}, key=str
    )
    table = {
        "occupation": found,
        "specialty_matches": [matches_specialty(occupation) for occupation in found],
        "occupation_matches": [matches_occupation(occupation) for occupation in found],
    }
    pq.write_table(pa.table(table), file)


# --- one row a person, for engines whose vectors hold one value a person ------------------------------


def write_flat(folder: Path) -> None:
    """Write the facts with lists as numbered slots, under the names of the variables of the OpenFisca system."""
    joined = " ".join(f"LEFT JOIN ({_slots(table)}) {table} USING (person_id)" for table in _SLOTS)
    with duckdb.connect() as connection:
        views(connection, folder / STORE, folder / MATCHES)
        query = (
            f"SELECT person.person_id, {_word('status', 'status')} AS status, "
            f"coalesce({_word('identity_type', 'identity_type')}, '') AS identity_type, "
            "coalesce(lawful_work_in_region, FALSE) AS lawful_work, "
            f"coalesce({_word('trust', 'continuing_education')} = 'true', FALSE) AS continuing_education, "
            f"coalesce({_word('trust', 'results')} = 'true', FALSE) AS results, "
            f"{_defaulted()} "
            f"FROM person {joined} LEFT JOIN ({_appraisals()}) USING (person_id)"
        )
        connection.execute(f"COPY ({query}) TO '{folder / FLAT}' (FORMAT parquet, COMPRESSION zstd)")


def _defaulted() -> str:
    slots = [
        (f"{table}_{slot}_{column}", _NOTHING.get(column, "FALSE"))
        for table, most in _SLOTS.items()
        for slot in range(1, most + 1)
        for column in _FACTS[table]
    ]
    for year in YEARS:
        slots += [(f"appraisal_grade_{year}", "''"), (f"appraisal_in_line_{year}", "FALSE")]
    return ", ".join(f'coalesce("{column}", {nothing}) AS "{column}"' for column, nothing in slots)


def views(connection: duckdb.DuckDBPyConnection, store: Path, matches: Path) -> None:
    """Give the tables of a whole store, and the matches, their names."""
    for table, schema in TABLES.items():
        if (store / table).exists():
            files = f"read_parquet('{store / table}/*/*.parquet', hive_partitioning=false)"
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {files}")
        else:
            connection.register(table, schema.empty_table())
    connection.execute(f"CREATE VIEW matches AS SELECT * FROM read_parquet('{matches}')")


def _word(vocabulary: str, column: str) -> str:
    return f"{list(codes_of(vocabulary))}[{column} + 1]"


def _day(column: str) -> str:
    return f"CASE WHEN {column} IS NULL THEN DATE '9999-12-31' ELSE DATE '0001-01-01' + CAST({column} - 1 AS INTEGER) END"


_FACTS: Final = {
    "job": {
        "from": _day('"from"'),
        "to": _day('"to"'),
        "specialty": "specialty_matches",
        "occupation": "occupation_matches",
    },
    "certificate": {
        "kind": _word("certificate_kind", "kind"),
        "level": "CAST(level AS INTEGER)",
        "issued_on": _day("issued_on"),
        "verified": f"{_word('trust', 'verified')} = 'true'",
        "specialty": "specialty_matches",
        "occupation": "occupation_matches",
    },
    "title": {"level": "CAST(level AS INTEGER)", "obtained_on": _day("obtained_on")},
    "honour": {
        "honour": _word("honour", "honour"),
        "medal": _word("medal", "medal"),
        "category": _word("honour_category", "category"),
        "current": '"current"',
        "granted_on": _day("granted_on"),
    },
    "sanction": {"from": _day('"from"'), "to": _day('"to"')},
}
_NOTHING: Final = {
    "from": "DATE '9999-12-31'",
    "to": "DATE '9999-12-31'",
    "issued_on": "DATE '9999-12-31'",
    "obtained_on": "DATE '9999-12-31'",
    "granted_on": "DATE '9999-12-31'",
    "level": "-1",
    "kind": "''",
    "honour": "''",
    "medal": "''",
    "category": "''",
}


def _slots(table: str) -> str:
    matched = "LEFT JOIN matches USING (occupation)" if table in ("job", "certificate") else ""
    facts = ", ".join(f'{fact} AS "{column}_"' for column, fact in _FACTS[table].items())
    numbered = (
        f"SELECT person_id, row_number() OVER (PARTITION BY person_id ORDER BY {_SINCE[table]}) AS slot, {facts} "
        f"FROM {table} {matched}"
    )
    slots = ", ".join(
        f'max("{column}_") FILTER (slot = {slot}) AS "{table}_{slot}_{column}"'
        for slot in range(1, _SLOTS[table] + 1)
        for column in _FACTS[table]
    )
    return f"SELECT person_id, {slots} FROM ({numbered}) GROUP BY person_id"


def _appraisals() -> str:
    years = ", ".join(
        f"max({_word('grade', 'grade')}) FILTER (year = {year}) AS appraisal_grade_{year}, "
        f"bool_or(occupation IS NULL OR specialty_matches) FILTER (year = {year}) AS appraisal_in_line_{year}"
        for year in YEARS
    )
    return f"SELECT person_id, {years} FROM appraisal LEFT JOIN matches USING (occupation) GROUP BY person_id"
