"""Apache Spark: the same statements, for a register that one machine does not hold."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from guantong.cases import CaseError, CaseErrors
from guantong.conditions.sql.spark import SparkDialect

from ..decisions import SCHEMA
from ..loading import loading
from ..program import Program, Statement, build
from ..register import TABLES
from ..selection import Selection
from ..tables import Beside, beside, doubtful_parameters, values_in
from ..telling import decided, told
from ..texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pyspark.sql import DataFrame, SparkSession

    from guantong.decisions.compiling import Engine

MASTER: Final = "GUANTONG_SPARK_MASTER"
"""The environment variable that names a cluster; all cores of this machine otherwise."""
_STEP: Final = "step"
_OPTION: Final = "--engine"
_BY_PERSON: Final = frozenset({"people", "appraisal", "skill_target", "title_target"})
"""Tables that are not divided by person by the way they are made."""
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # everything is divided by person once; nothing is moved again if this part of a key is enough
    "spark.sql.requireAllClusterKeysForCoPartition": "false",
    "spark.sql.adaptive.enabled": "false",
    # as one method a statement passes the limits of a method; as many small ones it is compiled
    "spark.sql.codegen.wholeStage": "false",
    # more than a hundred pieces of generated code are used again and again
    "spark.sql.codegen.cache.maxEntries": "10000",
    # nobody reads plans of thousands of columns
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.debug.maxToStringFields": "2",
    "spark.sql.maxPlanStringLength": "1000",
}


def session() -> SparkSession:
    """A session on the cluster named in the environment, or on this machine."""
    from pyspark.sql import SparkSession

    master = os.environ.get(MASTER, "local[*]")
    builder = SparkSession.builder.appName("guantong").master(master)
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1").config(
            "spark.driver.bindAddress", "127.0.0.1"
        )
        builder = builder.config("spark.sql.shuffle.partitions", os.cpu_count() or 2)
    found: SparkSession = builder.config(map=_SETTINGS).getOrCreate()
    return found


def unavailable() -> list[CaseError]:
    """What this machine lacks for Spark."""
    found = []
    if find_spec("pyspark") is None:
        found.append(
            CaseError(
                _OPTION, "pyspark", "没有安装 Spark", "Spark is not installed",
                "安装 guantong[spark]，或者用 --engine duckdb", "install guantong[spark], or use --engine duckdb",
            )
        )  # fmt: skip
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        found.append(
            CaseError(
                _OPTION, "java", "Spark 需要 Java 17 或更新的版本", "Spark needs Java 17 or newer",
                "安装 Java，或者用 --engine duckdb", "install Java, or use --engine duckdb",
            )
        )  # fmt: skip
    return found


class Spark:
    """A policy ready to screen a register on one day."""

    name: Final = "spark"

    def __init__(
        self,
        engine: Engine,
        as_of: date,
        *,
        selection: Selection | None = None,
        session: SparkSession | None = None,
    ) -> None:
        """Raises CaseErrors on a machine that lacks what Spark needs."""
        if missing := unavailable():
            raise CaseErrors(tuple(missing))
        self.engine = engine
        self.as_of = as_of
        self.selection = selection or Selection()
        self.dialect = SparkDialect()
        self._session = session
        self._prepared: tuple[Beside, Program, Texts] | None = None

    @property
    def session(self) -> SparkSession:
        """The session, begun when it is first needed."""
        if self._session is None:
            self._session = session()
        return self._session

    # --- a whole store ----------------------------------------------------------------------------

    def open(self, store: Path) -> None:
        """Look at the values of a whole prepared store, so that all its buckets are read alike."""
        self._read(store, "*")
        self._prepare()

    def decide_bucket(self, store: Path, bucket: int, out: Path) -> int:
        """Write the decisions of one bucket as one Parquet file; how many there are."""
        self._read(store, f"bucket={bucket}")
        with (
            tempfile.TemporaryDirectory(prefix="guantong-", dir=out.parent) as folder,
            self._decided() as found,
        ):
            parts = Path(folder) / "parts"
            found.write.parquet(str(parts), compression="zstd")
            return _joined(parts, out)

    def decide_store(self, store: Path, out: Path) -> None:
        """Write the decisions of all buckets at once into a folder of Parquet files, each by the worker that made it."""
        self.open(store)
        with self._decided() as found:
            found.write.parquet(str(out), compression="zstd")

    def decide_tables(self, tables: Mapping[str, pa.Table]) -> pa.Table:
        """The decisions of the people in tables of the normal form."""
        for name in TABLES:
            self._raw(name, self.session.createDataFrame(tables[name]))
        self._prepare()
        with self._decided() as found:
            return found.toArrow().cast(SCHEMA)

    # --- steps ------------------------------------------------------------------------------------

    def _read(self, store: Path, folder: str) -> None:
        for table, schema in TABLES.items():
            files = sorted(str(file) for file in (store / table).glob(f"{folder}/*.parquet"))
            if files:
                self._raw(table, self.session.read.parquet(*files))
            else:
                self._raw(table, self.session.createDataFrame(schema.empty_table()))

    def _raw(self, table: str, frame: DataFrame) -> None:
        where = self.selection.condition() if table == "person" else "TRUE"
        frame.where(where).createOrReplaceTempView(f"raw_{table}")

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(query).collect()]

    def _prepare(self) -> None:
        values = values_in(self._ask)
        found = beside(self.engine.policy, self.as_of, values, doubtful_parameters(self.engine))
        program = build(
            self.engine, self.dialect, self.as_of, found.doubts, values.occupations, self.selection.families
        )
        names = sorted(found.doubts, key=lambda name: found.doubts[name])
        self._prepared = found, program, Texts(program.routes, program.clauses, program.missing, names)

    @contextmanager
    def _decided(self) -> Iterator[DataFrame]:
        """Run the program over the tables ``raw_…``; the register of decisions."""
        assert self._prepared is not None, "open a store first"  # noqa: S101 - a mistake of the caller in this package
        found, program, texts = self._prepared
        for name, table in found.tables.items():
            self._small(name, table)
        statements = (*loading(self.engine.policy, self.dialect, self.as_of.toordinal()), *program.statements)
        try:
            for statement in statements:
                self._keep(statement)
            for name, table in told(texts, self._ask).items():
                self._small(name, table)
            yield self.session.sql(decided(self.dialect))
        finally:
            for statement in statements:
                self.session.catalog.dropTempView(statement.table)

    def _small(self, name: str, table: pa.Table) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def _keep(self, statement: Statement) -> None:
        """Make the table of a statement, computed once though several others read it.

        It is taken one step after another and then as a table without a past, since Spark's analysis of deep
        queries takes longer than their execution.
        """
        frame = self.session.sql(statement.base)
        for step in statement.steps:
            if step.rest:
                frame.createOrReplaceTempView(_STEP)
                frame = self.session.sql(step.over(_STEP))
            else:
                frame = frame.selectExpr(*step.columns)
        if statement.table in _BY_PERSON:
            frame = frame.repartition("p")
        if self.session.sparkContext.getCheckpointDir() is None:
            frame = frame.localCheckpoint(eager=False)
        else:
            frame = frame.checkpoint(eager=False)
        frame.createOrReplaceTempView(statement.table)


def _joined(parts: Path, out: Path) -> int:
    """Bring the files of a folder into one, a row group at a time."""
    count = 0
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for file in sorted(parts.glob("*.parquet")):
            for batch in pq.ParquetFile(file).iter_batches(batch_size=1 << 16):
                writer.write_table(pa.Table.from_batches([batch]).cast(SCHEMA))
                count += batch.num_rows
    shutil.rmtree(parts)
    return count
