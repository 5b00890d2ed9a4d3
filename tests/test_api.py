"""The Python interface, as its documentation shows it."""

import doctest
from datetime import date

import guantong
from guantong import packs

CASE = """
as_of: 2024-06-01
employment: [{occupation: "6-18-01-01", from: 2012-07-01}]
certificates: [{kind: skill_level, level: 技师, occupation: 车工, issued_on: 2020-06-01, verified: true}]
appraisals: {2020: 合格, 2021: 合格, 2022: 合格, 2023: 合格}
honours: []
evidence: {continuing_education: true, results: true}
targets: [{direction: title_review, series: 工程, specialty: 机械制造, level: 中级}]
"""


def test_examples_in_the_docstrings() -> None:
    for module in (guantong, packs):
        assert doctest.testmod(module).failed == 0


def test_one_decision_from_text_to_answer() -> None:
    answer = guantong.decide(guantong.load_case(CASE))

    (decision,) = answer.decisions
    assert decision.verdict == "eligible"
    assert decision.eligible_from == date(2023, 6, 1)
    assert decision.clauses == ("2.2.1.1a", "2.2.1.1c", "2.2.1.1e")


def test_the_day_can_be_chosen_by_the_caller() -> None:
    answer = guantong.decide(guantong.load_case(CASE), as_of=date(2023, 5, 31))

    assert answer.as_of == date(2023, 5, 31)
    assert answer.decisions[0].verdict == "not_eligible"
    assert answer.decisions[0].eligible_from == date(2023, 6, 1)


def test_packs_are_found_by_name() -> None:
    assert packs.policy().leading.id == "cn-gx/rs-2021-12"
    assert packs.clause("2.2.1.1c").kind == "rule"
