"""A real engine for expressions of a dialect: a table of inputs, and what an expression gives for each of them.

The engine is DuckDB; `make test-spark` asks the same of Spark.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import duckdb

from guantong.conditions.sql.dialect import Dialect
from guantong.conditions.sql.spark import SparkDialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from guantong.conditions.sql.days import Bind

ON_SPARK: Final = os.environ.get("GUANTONG_TEST_ENGINE") == "spark"
DIALECT: Final[Dialect] = SparkDialect() if ON_SPARK else Dialect()
_WIDEST: Final = {"HUGEINT": "BIGINT"}
"""What sums of whole numbers are in DuckDB, and in Spark."""


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """One engine for all questions of a test process."""
    return duckdb.connect(config={"threads": 1})


def asked(
    columns: dict[str, str], rows: Sequence[Sequence[object]], expression: str | Callable[[Bind], str]
) -> list[Any]:
    """What an expression over typed columns gives for each row, in one query.

    An expression that gives parts of itself columns of their own is a function of what does so.
    """
    query = "SELECT * FROM given" if ON_SPARK else _source(columns)
    bound: dict[str, str] = {}

    def bind(part: str) -> str:
        if part.isidentifier() or part.isdecimal():
            return part
        return bound.setdefault(part, f"bound{len(bound)}")

    wanted = expression if isinstance(expression, str) else expression(bind)
    for part, name in bound.items():
        query = f"SELECT *, {part} AS {name} FROM ({query})"  # noqa: S608
    query = f"SELECT {wanted} FROM ({query}) ORDER BY place"  # noqa: S608
    if ON_SPARK:
        return _of_spark(columns, rows, query)
    given = [[row[i] for row in rows] for i in range(len(columns))]
    return [row[0] for row in connection().execute(query, given).fetchall()]


def _source(columns: dict[str, str]) -> str:
    source = ", ".join(
        f"unnest(${i + 1}::{kind}[]) AS {name}" for i, (name, kind) in enumerate(columns.items())
    )
    return f"SELECT row_number() OVER () AS place, * FROM (SELECT {source})"  # noqa: S608 - names of a test


def _of_spark(columns: dict[str, str], rows: Sequence[Sequence[object]], query: str) -> list[Any]:
    from guantong.screening.engines.spark import session

    spark = session()
    schema = ", ".join(
        ["place INT", *(f"{name} {_WIDEST.get(kind, kind)}" for name, kind in columns.items())]
    )
    given = [
        (place, *(list(value) if isinstance(value, tuple) else value for value in row))
        for place, row in enumerate(rows)
    ]
    spark.createDataFrame(given, schema).coalesce(1).createOrReplaceTempView("given")
    return [row[0] for row in spark.sql(query).collect()]
