"""A mistake in the SQL of any kind of condition changes what a small set of people is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc
import pytest

from guantong.conditions import nodes as n
from guantong.decisions.decide import engine_for
from guantong.policy import Policy, load_policy, overlay
from guantong.screening.engines.duck import Duck
from guantong.screening.engines.evaluate import Evaluate
from guantong.screening.program import FAMILIES
from guantong.screening.selection import Selection
from tests.conditions.sql.mistakes import MISTAKES, Mistake
from tests.screening.equality import differences, generated, untraced

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

DAY: Final = date(2024, 6, 1)
STANDARDS: Final = [
    {"occupation": "6-18-01-01", "edition": "2021", "issued_on": "2021-10-26", "in_force_from": "2021-11-01", "pattern": "g23", "confidence": "M"},
    {"occupation": "6-18-02-04", "edition": "2023", "issued_on": "2023-05-01", "in_force_from": "2023-06-01", "pattern": "own", "confidence": "M"},
    {"occupation": "6-31-01-03", "edition": "2023", "issued_on": "2023-07-01", "in_force_from": "2023-08-01", "pattern": "own", "confidence": "L"},
    {"occupation": "6-31-01-03", "edition": "2024", "issued_on": "2024-01-20", "in_force_from": "2024-02-29", "pattern": "g23", "confidence": "H"},
]  # fmt: skip
"""Standards of every pattern, one issued on the very day from which it is looked at."""
NEVER_USED: Final = {n.AtLeast, n.Choice, n.Ref}
"""No pack counts items; readings are settled before, and a name means what it names."""


@cache
def rules() -> Policy:
    return overlay(load_policy(), {"standards": STANDARDS})


@cache
def people() -> Mapping[str, pa.Table]:
    return generated(250, 5, DAY)


@cache
def right() -> pa.Table:
    """What the people are told one by one."""
    with untraced():
        return Evaluate(rules(), DAY).decide_tables(people())


def told(direction: str, level: str) -> list[str]:
    """How what DuckDB tells of one level differs from what is right."""
    families = tuple(replace(family, levels=(level,)) for family in FAMILIES if family.direction == direction)
    ours = Duck(engine_for(rules()), DAY, selection=Selection(families), threads=1).decide_tables(people())
    asked = pc.and_(pc.equal(right()["direction"], direction), pc.equal(right()["level"], level))
    return differences(right().filter(asked), ours)


@pytest.mark.parametrize(("direction", "level"), sorted({(m.direction, m.level) for m in MISTAKES}))
def test_without_a_mistake_the_people_are_told_what_is_right(direction: str, level: str) -> None:
    assert told(direction, level) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_found(mistake: Mistake, monkeypatch: pytest.MonkeyPatch) -> None:
    right()
    mistake.patch(monkeypatch)

    assert told(mistake.direction, mistake.level)


def test_every_kind_of_condition_has_a_mistake() -> None:
    kinds = {mistake.kind for mistake in MISTAKES}

    assert {kind.__name__ for kind in n.NODES if kind not in NEVER_USED} <= kinds
