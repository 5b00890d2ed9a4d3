"""What is known for one target is used for the next only where it would come out the same."""

from dataclasses import replace
from datetime import date

import pytest

from guantong.cases.model import Case, Certificate, Evidence, Honour, Job, Person, Target, Title
from guantong.decisions import decide

TARGETS = (
    *(
        Target(f"targets[{i}]", "title_review", "engineering", specialty, level, None, None, None)
        for i, (specialty, level) in enumerate(
            (specialty, level)
            for specialty in ("机械制造", "电气")
            for level in ("assistant", "intermediate", "associate_senior", "full_senior")
        )
    ),
    *(
        Target(f"targets[{8 + i}]", "skill_evaluation", None, None, level, occupation, None, None)
        for i, (occupation, level) in enumerate(
            (occupation, level)
            for occupation in ("6-18-01-01", "6-31-01-03")
            for level in ("senior_worker", "technician", "senior_technician")
        )
    ),
)
CASE = Case(
    as_of=date(2024, 6, 1),
    person=Person(status="employed", sanctions=()),
    employment=(
        Job("employment[0]", None, "enterprise", None, "6-18-01-01", date(2012, 7, 1), None, None, None),
    ),
    certificates=(
        Certificate(
            "certificates[0]", "skill_level", "technician", "6-18-01-01", date(2020, 6, 1), None, True
        ),
        Certificate(
            "certificates[1]", "skill_level", "senior_worker", "6-31-01-03", date(2015, 6, 1), None, None
        ),
    ),
    titles=(Title("titles[0]", "engineering", "机械制造", "assistant", date(2021, 12, 20), "review"),),
    honours=(
        Honour("honours[0]", "national_technical_expert", date(2022, 12, 1), "cn", None, None, None, None),
    ),
    evidence=Evidence(True, "declared"),
    targets=TARGETS,
)


@pytest.mark.parametrize("with_readings", [False, True])
def test_targets_asked_together_are_answered_as_each_alone(with_readings: bool) -> None:
    together = decide(CASE, with_readings=with_readings).to_dict()["decisions"]
    alone = [
        decide(replace(CASE, targets=(target,)), with_readings=with_readings).to_dict()["decisions"]
        for target in TARGETS
    ]

    assert together == [decision for decisions in alone for decision in decisions]  # type: ignore[attr-defined]
