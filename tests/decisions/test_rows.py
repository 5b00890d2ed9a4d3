"""The rows that a case becomes: what each is called, where it stands, what it says, and when it holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guantong.cases.model import Target
from guantong.catalogue.model import LinkingMethod
from guantong.conditions.days import TRUE
from guantong.conditions.world import Row, Value
from guantong.decisions.facts import CaseWorld
from guantong.policy import load_policy
from tests.decisions.asking import case_of


def world_of(**facts: Any) -> CaseWorld:
    rules = load_policy()
    return CaseWorld(case_of({"as_of": "2024-06-01"} | facts), rules.catalogue, rules.schema, projected=False)


def told(row: Row) -> dict[str, Value]:
    """What a row says, without what is unknown."""
    return {name: value for name, value in row.values.items() if value is not None}


def place_of(row: Row) -> tuple[str, str]:
    return row.kind, row.path


def test_a_person_is_one_row_that_always_holds() -> None:
    identity = {"type": "hk_macao_permit", "number": "H12345678"}
    person = world_of(
        person={"birth_date": "1990-01-01", "identity": identity}, appraisals={"2023": "qualified"}
    ).person
    assert place_of(person) == ("person", "person")
    assert person.held == TRUE
    assert told(person) == {
        "birth_date": date(1990, 1, 1).toordinal(),
        "identity_type": "hk_macao_permit",
        "appraisals_listed": True,
    }


@pytest.mark.parametrize("appraisals", [{}, {"appraisals": {}}])
def test_a_person_of_whom_nothing_is_told(appraisals: Mapping[str, Any]) -> None:
    person = world_of(**appraisals).person
    assert told(person) == {"appraisals_listed": False}
    assert "identity_type" in person.values


def test_what_is_proved_is_one_row_that_always_holds() -> None:
    evidence = world_of(evidence={"continuing_education": True}).evidence
    assert place_of(evidence) == ("evidence", "evidence")
    assert evidence.held == TRUE
    assert told(evidence) == {"continuing_education": True}


def test_each_method_that_links_the_ladders_is_a_row_from_its_day_on() -> None:
    """The shipped catalogue has none yet; one that names some tells them all."""
    rules = load_policy()
    methods = tuple(
        LinkingMethod(series, "某文件", start, "P")
        for series, start in (("health", date(2024, 1, 1)), ("arts_and_crafts", date(2025, 7, 1)))
    )
    case = case_of({"as_of": "2024-06-01"})
    world = CaseWorld(case, replace(rules.catalogue, linking_methods=methods), rules.schema, projected=False)
    rows = world.rows("linking_method", Row("target", "target", {}, TRUE)) or ()
    assert [(*place_of(row), row.values) for row in rows] == [
        (
            "linking_method",
            f"policy:linking_methods/{method.series}",
            {"series": method.series, "from": method.start.toordinal()},
        )
        for method in methods
    ]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            Target("targets[1]", "title_review", "health", None, "senior", None, None, None),
            {"direction": "title_review", "series": "health", "specialty": "综合", "level": "senior", "title_level": "senior"},
        ),
        (
            Target("", "skill_evaluation", None, None, "technician", "6-18-01-01", None, None),
            {"direction": "skill_evaluation", "level": "technician", "occupation": "6-18-01-01", "skill_level": "technician"},
        ),
        (
            Target("", "qualification_exam", "accounting", None, "intermediate", None, None, None),
            {"direction": "qualification_exam", "series": "accounting", "level": "intermediate", "exam_level": "intermediate"},
        ),
    ],
)  # fmt: skip
def test_a_target_tells_its_level_by_the_name_of_its_order(target: Target, said: Mapping[str, Value]) -> None:
    world = world_of()
    row = world.target(target)
    assert place_of(row) == ("target", target.path or "target")
    assert row.held == TRUE
    assert told(row) == said
    assert world.target(target) is row, "truths are kept by row"


HONOUR = "national_technical_expert"


@pytest.mark.parametrize(
    ("honour", "names"),
    [
        ({"honour": HONOUR}, ("全国技术能手", HONOUR)),
        ({"honour": "other", "name": "全国技术能手"}, ("全国技术能手", "other")),
        ({"honour": "other", "name": "广东省技术能手"}, ("广东省技术能手", "外省技术能手", "other")),
        ({"honour": "worldskills", "name": "全国技术能手"}, ("全国技术能手", "世界技能大赛", "worldskills")),
    ],
)
def test_findings_may_call_an_honour_by_any_of_its_names(
    honour: Mapping[str, Any], names: tuple[str, ...]
) -> None:
    world = world_of(honours=[dict(honour)])
    (row,) = (
        world.rows("honour", world.target(Target("", "title_review", None, None, None, None, None, None)))
        or ()
    )
    assert row.kind == "honour"
    assert row.values["about"] == names
