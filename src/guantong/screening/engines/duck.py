"""DuckDB: the embedded default. One bucket of a register at a time, out of core where it must, on all cores."""
# ruff: noqa: S608 - every name in a statement is ours, and paths are quoted

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from guantong.conditions.nodes import parameters
from guantong.conditions.sql.dialect import Dialect
from guantong.decisions.compiling import Engine

from ..decisions import SCHEMA
from ..loading import loading
from ..program import Program, build
from ..register import TABLES, codes_of
from ..selection import Selection
from ..tables import Beside, Values, beside
from ..texts import Texts

_LISTED: Final = pa.list_(pa.string())
_TELLING: Final[Mapping[str, tuple[tuple[str, ...], pa.Schema]]] = {
    "best": (
        ("direction", "level", "rank", "route", "answers"),
        pa.schema(
            [("verdict", pa.string()), ("route_name", pa.string()), ("reasons", _LISTED), ("waives", _LISTED)]
        ),
    ),
    "cited": (("direction", "level", "clauses"), pa.schema([("clauses_told", _LISTED)])),
    "lacking": (("missing",), pa.schema([("missing_told", _LISTED)])),
    "doubted": (("doubts",), pa.schema([("unconfirmed", _LISTED)])),
}
"""The tables of what codes tell: by which columns of a decision, and what."""


class Duck:
    """A policy ready to screen a register on one day."""

    name: Final = "duckdb"

    def __init__(
        self,
        engine: Engine,
        as_of: date,
        *,
        selection: Selection | None = None,
        memory: str = "4GB",
        threads: int | None = None,
        spill: Path | None = None,
    ) -> None:
        self.engine = engine
        self.as_of = as_of
        self.selection = selection or Selection()
        self.dialect = Dialect()
        self._settings: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": False}
        if threads is not None:
            self._settings["threads"] = threads
        if spill is not None:
            self._settings["temp_directory"] = str(spill)
        self._prepared: tuple[Beside, Program, Texts] | None = None

    # --- a whole store ----------------------------------------------------------------------------

    def open(self, store: Path) -> None:
        """Look at the values of a whole prepared store, so that all its buckets are read alike."""
        with self._connected() as connection:
            for table in TABLES:
                self._view(
                    connection,
                    table,
                    store / table / "*" / "*.parquet",
                    any((store / table).glob("*/*.parquet")),
                )
            self._prepare(connection)

    def decide_bucket(self, store: Path, bucket: int, out: Path) -> int:
        """Write the decisions of one bucket as Parquet; how many there are."""
        with self._connected() as connection:
            for table in TABLES:
                folder = store / table / f"bucket={bucket}"
                self._view(connection, table, folder / "*.parquet", any(folder.glob("*.parquet")))
            query = self._decided(connection)
            target = str(out).replace("'", "''")
            written = connection.execute(
                f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
            return int(written[0]) if written else 0

    def decide_tables(self, tables: Mapping[str, pa.Table]) -> pa.Table:
        """The decisions of the people in tables of the normal form."""
        with self._connected() as connection:
            for name in TABLES:
                connection.register(f"given_{name}", tables[name])
                where = self.selection.condition() if name == "person" else "TRUE"
                connection.execute(f"CREATE TEMP VIEW raw_{name} AS SELECT * FROM given_{name} WHERE {where}")
            self._prepare(connection)
            found = connection.execute(self._decided(connection)).to_arrow_table()
        return found.cast(SCHEMA)

    # --- steps ------------------------------------------------------------------------------------

    def _connected(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(config=self._settings)

    def _view(self, connection: duckdb.DuckDBPyConnection, table: str, files: Path, there: bool) -> None:
        if there:
            place = str(files).replace("'", "''")
            where = self.selection.condition() if table == "person" else "TRUE"
            query = f"SELECT * FROM read_parquet('{place}', hive_partitioning=false) WHERE {where}"
            connection.execute(f"CREATE OR REPLACE TEMP VIEW raw_{table} AS {query}")
        else:
            connection.register(f"raw_{table}", TABLES[table].empty_table())

    def _prepare(self, connection: duckdb.DuckDBPyConnection) -> tuple[Beside, Program, Texts]:
        values = values_in(connection)
        found = beside(self.engine.policy, self.as_of, values, doubtful(self.engine))
        program = build(
            self.engine, self.dialect, self.as_of, found.doubts, values.occupations, self.selection.families
        )
        names = sorted(found.doubts, key=lambda name: found.doubts[name])
        self._prepared = found, program, Texts(program.routes, program.clauses, program.missing, names)
        return self._prepared

    def _decided(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Run the program over the tables ``raw_…``; the query that then gives the decisions."""
        assert self._prepared is not None, "open a store first"  # noqa: S101 - a mistake of the caller in this package
        found, program, texts = self._prepared
        for name, table in found.tables.items():
            connection.register(f"beside_{name}", table)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM beside_{name}")
        steps = loading(self.engine.policy, self.dialect, self.as_of.toordinal())
        for statement in (*steps, *program.statements):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {statement.table} AS {statement.query}")
        self._tell(connection, texts)
        connection.register(
            "series_code", pa.table({"place": range(len(codes_of("series"))), "code": codes_of("series")})
        )
        joins = " ".join(
            f"JOIN {table} ON {' AND '.join(f'{table}.{key} = d.{key}' for key in keys)}"
            for table, (keys, _) in _TELLING.items()
        )
        fits = (
            "CASE WHEN d.missing = 0 OR d.occupation IS NULL THEN lacking.missing_told ELSE "
            "list_transform(lacking.missing_told, lambda path: replace(path, '{occupation}', d.occupation)) END"
        )
        return (
            "SELECT people.person_id, d.direction, s.code AS series, d.specialty, d.level, d.occupation, "
            "CAST(NULL AS VARCHAR) AS field, CAST(NULL AS VARCHAR) AS matter, best.verdict, "
            f"{self.dialect.date('d.day')} AS eligible_from, best.route_name AS route, cited.clauses_told AS clauses, "
            f"best.reasons, {fits} AS missing, best.waives, "
            "CASE WHEN d.declared = 1 THEN 'declared' ELSE 'verified' END AS basis, doubted.unconfirmed "
            f"FROM decision d JOIN people ON people.p = d.p LEFT JOIN series_code s ON s.place = d.series {joins}"
        )

    def _tell(self, connection: duckdb.DuckDBPyConnection, texts: Texts) -> None:
        """Fill the tables of what codes tell, each different code once."""
        readers = {
            "best": texts.best,
            "cited": lambda *key: (texts.clauses(*key),),
            "lacking": lambda *key: (texts.missing(*key),),
            "doubted": lambda *key: (texts.unconfirmed(*key),),
        }
        for table, (keys, told) in _TELLING.items():
            codes = connection.execute(f"SELECT DISTINCT {', '.join(keys)} FROM decision").fetchall()
            types = [_type_of(key) for key in keys]
            rows = [(*code, *readers[table](*code)) for code in codes]  # type: ignore[operator]
            schema = pa.schema([*zip(keys, types, strict=True), *told])
            columns = list(zip(*rows, strict=True)) or [()] * len(schema)
            connection.register(
                f"{table}_told",
                pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema),
            )
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {table}_told")


def _type_of(key: str) -> pa.DataType:
    return pa.string() if key in ("direction", "level", "doubts") else pa.int64()


def values_in(connection: duckdb.DuckDBPyConnection) -> Values:
    """The different values of the tables ``raw_…`` that the catalogue is asked about."""

    def one(query: str) -> set[str]:
        return {row[0] for row in connection.execute(query).fetchall() if row[0] is not None}

    return Values(
        frozenset(
            one(
                "SELECT occupation FROM raw_job UNION SELECT occupation FROM raw_certificate "
                "UNION SELECT occupation FROM raw_appraisal"
            )
        ),
        frozenset(one("SELECT DISTINCT major FROM raw_education")),
        frozenset(connection.execute("SELECT DISTINCT series, specialty FROM raw_title").fetchall()),
        frozenset(
            connection.execute("SELECT DISTINCT honour, jurisdiction, name FROM raw_honour").fetchall()
        ),
    )


def doubtful(engine: Engine) -> set[str]:
    """The ids of the unconfirmed parameters that any requirement names."""
    return {
        p.id for route in engine.routes for r in route.requirements for p in parameters(r.when) if p.doubtful
    }
