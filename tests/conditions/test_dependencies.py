"""What a condition depends on beside the person, by which its truth is kept."""

from __future__ import annotations

from typing import Any

import pytest

from guantong.conditions.days import NO, YES
from guantong.conditions.dependencies import Dependencies, Free
from tests.conditions.worlds import SCHEMA, Asked, node, row

TO_TARGET = {"related": {"occupation": "paper.occupation", "specialty": "target"}}


@pytest.mark.parametrize(
    ("data", "rows", "asked"),
    [
        ("always", (), ()),
        ({"fact": "person.age", "is": 1}, (), ()),
        ({"fact": "paper.level", "is": {"fact": "target.level"}}, ("paper",), ("level",)),
        ({"held": "paper"}, ("paper",), ()),
        ({"exists": {"each": "paper", "where": {"held": "paper"}}}, (), ()),
        ({"exists": {"each": "rule", "where": "always"}}, (), ("occupation",)),
        (TO_TARGET, ("paper",), ("series", "specialty")),
        ({"related": {"occupation": "paper.occupation", "to": "target.occupation"}}, ("paper",), ("occupation",)),
        ({"not": {"all": [TO_TARGET, {"fact": "target.field", "is": "sums"}]}}, ("paper",), ("series", "specialty", "field")),
        ({"worked": {"years": 1, "matching": {"all": [{"held": "job"}, {"held": "paper"}]}}}, ("paper",), ()),
    ],
)  # fmt: skip
def test_rows_and_fields_of_the_target(data: Any, rows: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert Dependencies(SCHEMA).of(node(data, "paper")) == Free(frozenset(rows), frozenset(asked))


def test_an_appraisal_is_bound_by_what_looks_at_it() -> None:
    grade = {"all": [{"fact": "appraisal.grade", "is": "red"}, {"held": "paper"}]}
    data = {"appraised": {"years": 1, "passing": 1, "accept": grade, "idle_years": "fail"}}
    assert Dependencies(SCHEMA).of(node(data, "paper")).rows == {"paper"}


def test_what_is_known_is_told_again() -> None:
    dependencies = Dependencies(SCHEMA)
    condition = node(TO_TARGET, "paper")
    assert dependencies.of(condition) is dependencies.of(condition)


def test_truths_are_kept_for_each_target() -> None:
    asked = Asked(
        node({"ref": "low"}, low={"fact": "target.level", "is": "low"}), target=row("target", level="low")
    )
    low = asked.truth
    asked.frame.rows["target"] = row("target", level="high")
    assert asked.truth != low
    asked.frame.rows["target"] = row("target", level="low", series="another")
    assert asked.truth is low


def test_truths_are_kept_for_each_row_and_target_together() -> None:
    condition = node(
        {"ref": "as_high"}, "paper", as_high={"fact": "paper.level", "at_least": {"fact": "target.level"}}
    )
    papers = {level: row("paper", issued="2020-01-01", level=level) for level in ("low", "high")}
    asked = Asked(condition, paper=papers["low"], target=row("target"))
    found = {}
    for paper in papers:
        for target in papers:
            asked.frame.rows |= {"paper": papers[paper], "target": row("target", level=target)}
            found[paper, target] = asked.now
    assert found == {("low", "low"): YES, ("low", "high"): NO, ("high", "low"): YES, ("high", "high"): YES}
