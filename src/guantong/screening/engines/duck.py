"""DuckDB: the embedded default. One bucket of a register at a time, out of core where it must, on all cores."""
# ruff: noqa: S608 - every name in a statement is ours, and paths are quoted

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from guantong.conditions.sql.dialect import Dialect
from guantong.decisions.compiling import Engine

from ..decisions import SCHEMA
from ..loading import loading
from ..program import Program, build
from ..register import TABLES
from ..selection import Selection
from ..tables import Beside, beside, doubtful_parameters, values_in
from ..telling import decided, told
from ..texts import Texts


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
        values = values_in(lambda query: connection.execute(query).fetchall())
        found = beside(self.engine.policy, self.as_of, values, doubtful_parameters(self.engine))
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
        for name, table in told(texts, lambda query: connection.execute(query).fetchall()).items():
            connection.register(f"{name}_told", table)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_told")
        return decided(self.dialect)
