# ruff: noqa: S608 - every name in a statement is ours
"""Ours over a register: everything it is asked for, or exactly what the peers are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final
from unittest.mock import patch

from guantong.conditions.sql.dialect import Dialect
from guantong.decisions.decide import engine_for
from guantong.policy.model import Policy
from guantong.screening import loading as steps
from guantong.screening.begun import decide_store
from guantong.screening.engines import duck
from guantong.screening.program import Statement
from guantong.screening.register import places_of
from guantong.screening.selection import select

from ..workload import OCCUPATION, SERIES, SKILL_LEVELS, SPECIALTY, TITLE_LEVELS, measured_policy

TARGETS: Final = (
    *(f"title_review/{level}" for level in TITLE_LEVELS),
    *(f"skill_evaluation/{level}" for level in SKILL_LEVELS),
)


def related(day: date, threads: int | None = None) -> duck.Duck:
    """The measured routes, asked as a register is: for every target that is related to a person."""
    return duck.Duck(engine_for(measured_policy()), day, selection=select(TARGETS), threads=threads)


def decide(decider: duck.Duck, store: Path, buckets: int, out: Path) -> int:
    """Decide a whole store; how many decisions there are."""
    return sum(part.rows for part in decide_store(decider, store, buckets, out, lambda *_: None))


@contextmanager
def given_targets() -> Iterator[None]:
    """Within it everybody is asked what the peers are asked: the same eight targets, related or not."""
    with patch.object(duck, "loading", _with_given_targets):
        yield


def _with_given_targets(policy: Policy, dialect: Dialect, day: int) -> tuple[Statement, ...]:
    """What fills the tables of a program, but each person asks for the same specialty and occupation."""
    series = places_of("series")[SERIES]
    given = {
        "skill_target": ("occupation", f"SELECT p, '{OCCUPATION}' AS occupation FROM people"),
        "title_target": (
            "series, specialty",
            f"SELECT p, CAST({series} AS TINYINT) AS series, '{SPECIALTY}' AS specialty FROM people",
        ),
    }
    found = []
    for statement in steps.loading(policy, dialect, day):
        if statement.table in given:
            order, rows = given[statement.table]
            query = f"SELECT {dialect.numbered_targets(order)} AS t, * FROM ({rows})"
            found.append(Statement(statement.table, query))
        else:
            found.append(statement)
    return tuple(found)
