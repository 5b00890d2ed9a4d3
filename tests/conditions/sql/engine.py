"""A real DuckDB for expressions of the dialect: a table of inputs, and what an expression gives for each of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from guantong.conditions.sql.days import Bind


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
    source = ", ".join(
        f"unnest(${i + 1}::{kind}[]) AS {name}" for i, (name, kind) in enumerate(columns.items())
    )
    query = f"SELECT row_number() OVER () AS place, * FROM (SELECT {source})"  # noqa: S608 - names of a test
    bound: dict[str, str] = {}

    def bind(part: str) -> str:
        if part.isidentifier() or part.isdecimal():
            return part
        return bound.setdefault(part, f"bound{len(bound)}")

    wanted = expression if isinstance(expression, str) else expression(bind)
    for part, name in bound.items():
        query = f"SELECT *, {part} AS {name} FROM ({query})"  # noqa: S608
    query = f"SELECT {wanted} FROM ({query}) ORDER BY place"  # noqa: S608
    given = [[row[i] for row in rows] for i in range(len(columns))]
    return [row[0] for row in connection().execute(query, given).fetchall()]
