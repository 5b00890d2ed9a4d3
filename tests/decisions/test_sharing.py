"""What is known for one target is used for the next only where it would come out the same."""

from dataclasses import replace
from datetime import date

import pytest

from guantong.cases.model import Case, Certificate, Evidence, Honour, Job, Person, Target, Title
from guantong.decisions import decide
from guantong.decisions.decide import engine_for
from guantong.decisions.engine import Session
from guantong.policy import load_policy

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


RELATED = tuple(replace(target, path="") for target in TARGETS)
"""The same as they are when nothing is asked; only these share what is known of a route."""


@pytest.mark.parametrize("with_readings", [False, True])
@pytest.mark.parametrize("targets", [TARGETS, RELATED], ids=["asked", "related"])
def test_targets_asked_together_are_answered_as_each_alone(
    targets: tuple[Target, ...], with_readings: bool
) -> None:
    together = decide(replace(CASE, targets=targets), with_readings=with_readings).to_dict()["decisions"]
    alone = [
        decide(replace(CASE, targets=(target,)), with_readings=with_readings).to_dict()["decisions"]
        for target in targets
    ]

    assert together == [decision for decisions in alone for decision in decisions]  # type: ignore[attr-defined]


def test_a_route_is_answered_once_for_targets_that_agree_in_what_it_asks() -> None:
    session = Session(engine_for(load_policy()), replace(CASE, targets=RELATED), "zh", with_readings=False)
    found = {}
    for target in RELATED[:8]:
        session.bind(target)
        route = next(r for r in session.engine.routes_to(target) if r.route.direction == target.direction)
        found[target] = session.answer(route)
        assert session.answer(route) is found[target]
    assert len({id(answer) for answer in found.values()}) == len(found), "each specialty and level by itself"
