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

_KEYS: Final = ("direction", "level", "rank", "route", "told")
_TOLD: Final = pa.schema(
    [
        *(pa.field(name, pa.int32() if name in ("rank", "route") else pa.string()) for name in _KEYS),
        *(
            SCHEMA.field(name)
            for name in ("verdict", "clauses", "reasons", "missing", "waives", "basis", "unconfirmed")
        ),
        pa.field("route_name", pa.string()),
    ]
)


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
        found = beside(self.engine.policy, self.as_of, values_in(connection), doubtful(self.engine))
        program = build(self.engine, self.dialect, self.as_of, found.doubts, self.selection.families)
        names = sorted(found.doubts, key=lambda name: found.doubts[name])
        self._prepared = found, program, Texts(program.routes, program.missing, names)
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
        connection.register("told", self._told(connection, texts))
        connection.register(
            "series_code", pa.table({"place": range(len(codes_of("series"))), "code": codes_of("series")})
        )
        same = " AND ".join(f"t.{name} = d.{name}" for name in _KEYS)
        fits = "CASE WHEN d.occupation IS NULL THEN t.missing ELSE list_transform(t.missing, lambda path: replace(path, '{occupation}', d.occupation)) END"
        return (
            "SELECT people.person_id, d.direction, s.code AS series, d.specialty, d.level, d.occupation, "
            "CAST(NULL AS VARCHAR) AS field, CAST(NULL AS VARCHAR) AS matter, t.verdict, "
            f"{self.dialect.date('d.day')} AS eligible_from, t.route_name AS route, t.clauses, t.reasons, {fits} AS missing, "
            "t.waives, t.basis, t.unconfirmed "
            f"FROM decision d JOIN people ON people.p = d.p LEFT JOIN series_code s ON s.place = d.series JOIN told t ON {same} "
            "ORDER BY people.p, d.direction, s.code, d.specialty, d.occupation, d.level"
        )

    def _told(self, connection: duckdb.DuckDBPyConnection, texts: Texts) -> pa.Table:
        """What each different combination of codes tells, as a table."""
        keys = connection.execute(f"SELECT DISTINCT {', '.join(_KEYS)} FROM decision").fetchall()
        return pa.Table.from_pylist([texts.row(*key) for key in keys], schema=_TOLD)


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
