"""DuckDB: the embedded default. One bucket of a register at a time, in memory, on all cores."""

from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa

from guantong.conditions.nodes import parameters
from guantong.conditions.sql.dialect import Dialect
from guantong.decisions.compiling import Engine

from ..loading import loading
from ..program import Program, build
from ..register import TABLES
from ..tables import Beside, Values, beside


def values_in(connection: duckdb.DuckDBPyConnection) -> Values:
    """The different values of the tables ``raw_…`` that the catalogue is asked about."""

    def one(query: str) -> set[str]:
        return {row[0] for row in connection.execute(query).fetchall() if row[0] is not None}

    occupations = one(
        "SELECT occupation FROM raw_job UNION SELECT occupation FROM raw_certificate UNION SELECT occupation FROM raw_appraisal"
    )
    return Values(
        frozenset(occupations),
        frozenset(one("SELECT DISTINCT major FROM raw_education")),
        frozenset(connection.execute("SELECT DISTINCT series, specialty FROM raw_title").fetchall()),
        frozenset(connection.execute("SELECT DISTINCT honour, jurisdiction, name FROM raw_honour").fetchall()),
    )


def doubtful(engine: Engine) -> set[str]:
    """The ids of the unconfirmed parameters that any requirement names."""
    return {
        p.id
        for route in engine.routes
        for r in route.requirements
        for p in parameters(r.when)
        if p.doubtful
    }


class Duck:
    """A policy ready to screen tables of the normal form on one day."""

    def __init__(self, engine: Engine, as_of: date, *, memory: str = "4GB", threads: int | None = None) -> None:
        self.engine = engine
        self.as_of = as_of
        self.dialect = Dialect()
        self.settings = {"memory_limit": memory} | ({} if threads is None else {"threads": threads})

    def prepare(self, values: Values) -> tuple[Beside, Program]:
        """The tables beside the register and the program, for the values that occur in it."""
        found = beside(self.engine.policy, self.as_of, values, doubtful(self.engine))
        return found, build(self.engine, self.dialect, self.as_of, found.doubts)

    def decide(self, tables: Mapping[str, pa.Table]) -> tuple[Program, Beside, list[tuple[object, ...]]]:
        """The decisions of the people in the tables, as codes."""
        with duckdb.connect(config=self.settings) as connection:  # type: ignore[arg-type]
            for name in TABLES:
                connection.register(f"raw_{name}", tables[name])
            found, program = self.prepare(values_in(connection))
            for name, table in found.tables.items():
                connection.register(f"beside_{name}", table)
                connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM beside_{name}")
            for statement in (
                *loading(self.engine.policy, self.dialect, self.as_of.toordinal()),
                *program.statements,
            ):
                connection.execute(f"CREATE TEMP TABLE {statement.table} AS {statement.query}")
            rows = connection.execute(
                "SELECT people.person_id, d.* EXCLUDE (p) FROM decision d JOIN people ON people.p = d.p"
            ).fetchall()
        return program, found, rows
