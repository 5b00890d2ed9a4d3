"""What engines do otherwise than one would think, and that the SQL of today's policy falls into none of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import pytest
import sqlglot
from sqlglot import exp

from guantong.conditions.sql.dialect import Dialect
from guantong.decisions.decide import engine_for
from guantong.policy import load_policy
from guantong.screening.loading import loading
from guantong.screening.program import build
from guantong.screening.tables import Values, beside, doubtful_parameters
from tests.conditions.sql.engine import asked
from tests.people import OCCUPATIONS

DAY: Final = date(2024, 2, 29)
COUNTING: Final = (exp.DateDiff, exp.TimestampDiff, exp.MonthsBetween)
"""How engines count years, each in its own way."""


@cache
def statements() -> dict[str, exp.Expr]:
    """Every statement that a screening of today's policy runs, as SQLGlot reads it."""
    engine, dialect = engine_for(load_policy()), Dialect()
    values = Values(frozenset(OCCUPATIONS), frozenset(), frozenset(), frozenset())
    found = beside(engine.policy, DAY, values, doubtful_parameters(engine))
    program = build(engine, dialect, DAY, found.doubts, OCCUPATIONS)
    steps = (*loading(engine.policy, dialect, DAY.toordinal()), *program.statements)
    return {step.table: sqlglot.parse_one(step.query, dialect="duckdb") for step in steps}


def test_every_statement_is_sql() -> None:
    assert len(statements()) > 20
    assert all(isinstance(statement, exp.Query) for statement in statements().values())


def test_years_are_never_counted() -> None:
    """Functions that count whole years differ between engines; an anniversary is compared with the day instead."""
    found = [(table, one.sql()) for table, query in statements().items() for one in query.find_all(*COUNTING)]
    named = {
        str(one.this).lower() for query in statements().values() for one in query.find_all(exp.Anonymous)
    }

    assert found == []
    assert named.isdisjoint({"age", "datediff", "date_diff", "datesub", "date_sub", "date_part"})


def test_the_clock_is_never_asked() -> None:
    now = (exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.Rand)

    assert [one.sql() for query in statements().values() for one in query.find_all(*now)] == []


def test_dates_are_never_read_from_texts() -> None:
    """They are read once, where a register comes in; the one date written in SQL is where ordinals are counted from."""
    read = {
        one.sql("duckdb")
        for query in statements().values()
        for one in query.find_all(exp.Cast)
        if one.to.is_type("date", "timestamp") and isinstance(one.this, exp.Literal)
    }
    parsed = (exp.StrToDate, exp.StrToTime, exp.TsOrDsToDate)

    assert read == {"CAST('1970-01-01' AS DATE)"}
    assert [one.sql() for query in statements().values() for one in query.find_all(*parsed)] == []


def test_rows_are_numbered_in_an_order_that_is_written_down() -> None:
    windows = [one for query in statements().values() for one in query.find_all(exp.Window)]
    numbered = [one for one in windows if isinstance(one.this, exp.RowNumber)]

    assert numbered
    assert all(one.args.get("order") for one in numbered)


def test_texts_are_not_trimmed_or_folded() -> None:
    """Engines differ about U+3000 and about case; a text is normalised where it comes in and then only compared."""
    folding = (exp.Trim, exp.Lower, exp.Upper)

    assert [one.sql() for query in statements().values() for one in query.find_all(*folding)] == []


def test_a_date_and_years_are_a_date() -> None:
    """DuckDB makes a timestamp of a date and an interval."""
    dialect = Dialect()
    later = dialect.years_later(dialect.date("a"), 2)
    rows = [[DAY.toordinal()]]

    assert asked({"a": "INTEGER"}, rows, f"typeof({dialect.date('a')} + INTERVAL 2 YEAR)") == ["TIMESTAMP"]
    assert asked({"a": "INTEGER"}, rows, f"typeof({later})") == ["DATE"]
    assert asked({"a": "INTEGER"}, rows, later) == [date(2026, 2, 28)]


@pytest.mark.parametrize(
    ("expression", "given"),
    [("greatest(a, 5)", 5), ("least(a, 5)", 5), ("a IN (1, 2)", None), ("a NOT IN (1, 2)", None)],
)
def test_what_null_does_to_an_expression(expression: str, given: object) -> None:
    """`greatest` and `least` skip it, `IN` gives it back: the meaning of a condition asks about it first."""
    assert asked({"a": "INTEGER"}, [[None]], expression) == [given]
