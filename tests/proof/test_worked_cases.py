"""Every worked case holds, and turns on what it says it turns on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from guantong.catalogue.reading import PACKS
from guantong.policy import load_policy
from guantong.proof.cases import WorkedCase, WorkedCaseError, explain, load_worked_cases, run
from guantong.proof.coverage import turns_on_clause, turns_on_option, without

if TYPE_CHECKING:
    from pathlib import Path

CASES = load_worked_cases()
NAMES = [case.name for case in CASES]
TURNING = [pytest.param(case, id=case.name) for case in CASES if case.clauses or case.readings]
NUMBERED = {1, 2, 4, 7, 8, 11, 12, 14, 15, 17, 20, 21, 23, 24, 26, 29, 31, 34, 37, 39, 42, 44, 46, 49, 51, 53, 54, 57, 58}  # fmt: skip
"""The cases that were set with the task; 56 counts the votes of a committee and belongs to the procedure."""

ONE = """
topic: {zh: 题, en: topic}
standard: {as_of: 2024-06-01}
cases:
  - id: one
    title: {zh: 例, en: example}
    case: {targets: [{direction: title_review, series: health, level: intermediate}]}
    expect: [{verdict: %s, eligible_from: null%s}]
"""


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_case_holds(case: WorkedCase) -> None:
    wrong = run(case)

    assert not wrong, explain(case, wrong)


@pytest.mark.parametrize("case", TURNING)
def test_case_turns_on_what_it_says(case: WorkedCase) -> None:
    policy = load_policy()

    idle = [clause for clause in case.clauses if not turns_on_clause(case, clause, policy)]
    idle += [f"{r}.{o}" for r, o in case.readings.items() if not turns_on_option(case, r, o, policy)]

    assert idle == []


def test_the_cases_that_were_set_are_all_there() -> None:
    assert {int(case.id) for case in CASES if case.id.isdigit()} == NUMBERED


def test_every_rule_decided_here_has_a_case() -> None:
    named = {clause for case in CASES for clause in case.clauses}
    policy = load_policy()

    rules = [
        provision.id if pack.document.leads else f"{pack.id}#{provision.id}"
        for pack in policy.packs.values()
        for provision in pack.provisions.values()
        if provision.kind == "rule" and not all(name.startswith("step:") for name in provision.realised_by)
    ]

    assert [rule for rule in rules if rule not in named] == []


def test_every_option_of_a_compared_reading_has_a_case() -> None:
    named = {pair for case in CASES for pair in case.readings.items()}

    options = {
        (reading.id, option)
        for reading in load_policy().readings.values()
        if reading.kind == "decides" and reading.compared
        for option in reading.options
    }

    assert options == named


def test_another_option_is_asked_of_the_same_facts() -> None:
    facts = {case.name: case.document for case in CASES}
    pairs = [case for case in CASES if case.like and case.policy.get("readings")]

    assert pairs
    assert [c.name for c in pairs if c.document != facts[f"{c.pack}#{c.like}"]] == []


def test_a_clause_that_nothing_carries_changes_nothing() -> None:
    assert without(load_policy(), "2.2.2a") == ()


def worked(folder: Path, text: str) -> tuple[WorkedCase, ...]:
    """The cases of a copy of the packs that has these and no others."""
    root = folder / "packs"
    shutil.copytree(PACKS, root, ignore=shutil.ignore_patterns("cases", "*.py"))
    (root / "cn" / "exams" / "cases").mkdir()
    (root / "cn" / "exams" / "cases" / "one.yaml").write_text(text, "utf-8")
    return load_worked_cases(root)


def test_a_wrong_expectation_is_shown_with_both_answers(tmp_path: Path) -> None:
    (case,) = worked(tmp_path, ONE % ("eligible", ", target: {level: senior}"))
    (right,) = worked(tmp_path / "other", ONE % ("out_of_scope", ", clauses: ['2.1.9']"))

    assert "expected {'level': 'senior'}" in explain(case, run(case))
    assert "expected cn/exams#2.1.9" in explain(right, run(right))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expect:", "expected:", "expected is unknown"),
        ("{verdict:", "{verdikt:", "verdikt is unknown"),
        ("case:", "like: zero\n    case:", "no case zero stands above"),
        ("zh: 例,", "", "a text has zh and en"),
        ("level: intermediate", "level: high", "targets"),
        ("case:", "policy: {readings: {A99: none}}\n    case:", "no such reading"),
        ("standard:", "standards:", "a file of cases holds"),
        ("    expect: [{verdict: eligible, eligible_from: null}]\n", "", "nothing is expected"),
    ],
)
def test_a_case_of_another_form_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(WorkedCaseError, match=message):
        worked(tmp_path, (ONE % ("eligible", "")).replace(old, new, 1))


def test_a_number_is_used_once(tmp_path: Path) -> None:
    text = ONE % ("eligible", "")

    with pytest.raises(WorkedCaseError, match="two cases of this number"):
        worked(tmp_path, text + text[text.index("  - id") :])


def test_all_cases_stand_below_the_packs() -> None:
    assert {case.pack for case in CASES} <= {f"{p.parent.name}/{p.name}" for p in PACKS.glob("*/*")}
