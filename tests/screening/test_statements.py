"""What is emitted can be read by someone else: every statement of a policy, for every engine."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
import sqlglot

from guantong.conditions.sql.dialect import Dialect
from guantong.conditions.sql.spark import SparkDialect
from guantong.decisions.decide import engine_for
from guantong.screening.loading import loading
from guantong.screening.program import build
from guantong.screening.selection import select
from guantong.screening.tables import doubtful_parameters
from guantong.screening.telling import decided
from tests.people import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY: Final = date(2024, 2, 29)
QUOTED: Final = re.compile(r'"(\w+)"')
DUCKDB_ONLY: Final = re.compile(r"\b(list_\w+|lambda|struct_pack|string_agg|arg_min|len)\b|//|::|<<|>>")


def statements(dialect: Dialect) -> Iterator[str]:
    engine = engine_for(policy(2))
    doubts = {name: number for number, name in enumerate(sorted(doubtful_parameters(engine)))}
    occupations = frozenset({"6-18-01-01"})
    for statement in loading(engine.policy, dialect, DAY.toordinal()):
        yield statement.query
    families = select(["title_review/associate_senior", "skill_evaluation/technician"]).families
    for statement in build(engine, dialect, DAY, doubts, occupations, families).statements:
        yield statement.base
        yield from (step.over("before") for step in statement.steps)
    yield decided(dialect)


@pytest.mark.parametrize("dialect", [Dialect(), SparkDialect()], ids=lambda dialect: dialect.name)
def test_every_statement_can_be_read(dialect: Dialect) -> None:
    for statement in statements(dialect):
        # with ANSI rules Spark takes names in double quotes, of which the reader knows nothing
        text = QUOTED.sub(r"`\1`", statement) if dialect.name == "spark" else statement
        assert sqlglot.parse_one(text, read=dialect.name) is not None


def test_spark_is_not_told_what_only_duckdb_knows() -> None:
    assert [found[0] for text in statements(SparkDialect()) if (found := DUCKDB_ONLY.search(text))] == []
