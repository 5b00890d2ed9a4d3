"""What the facts of a case are to conditions: appraised years, relations, findings, honours."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guantong.cases.model import Case, Certificate, Honour, Job, Target
from guantong.conditions.days import TRUE
from guantong.conditions.world import Relationship, Row
from guantong.decisions.engine import _plain
from guantong.decisions.facts import CaseWorld
from guantong.policy import load_policy
from tests.decisions.asking import case_of

CODE = "6-18-01-01"


def named(honour: str, name: str | None, jurisdiction: str | None = None) -> Honour:
    return Honour("honours[0]", honour, None, jurisdiction, None, None, None, name)


def graded(*grades: tuple[int, str], projected: bool = False, **facts: Any) -> CaseWorld:
    """Somebody with these yearly appraisals, asked for 1 June 2024; told in the year after the last of them."""
    told = max((year for year, _ in grades), default=2023) + 1
    document = {"as_of": f"{told}-06-01", "appraisals": {str(year): grade for year, grade in grades}} | facts
    case, rules = replace(case_of(document), as_of=date(2024, 6, 1)), load_policy()
    return CaseWorld(case, rules.catalogue, rules.schema, projected=projected)


def test_an_appraisal_is_a_row_that_ends_with_its_year() -> None:
    row = graded((2022, "qualified")).appraisal(2022)
    assert isinstance(row, Row)
    assert (row.kind, row.path, row.held) == ("appraisal", "appraisals.2022", TRUE)
    assert {name: row.values[name] for name in ("year", "grade", "year_end")} == {
        "year": 2022,
        "grade": "qualified",
        "year_end": date(2022, 12, 31).toordinal(),
    }


@pytest.mark.parametrize(
    ("year", "projected", "grade"),
    [(2023, False, "pending"), (2023, True, "qualified"), (2022, False, None), (2022, True, "qualified"), (2025, False, None)],
)  # fmt: skip
def test_an_appraisal_is_pending_for_one_year_and_then_unknown(
    year: int, projected: bool, grade: str | None
) -> None:
    found = graded((year, "pending"), projected=projected, employment=[{"from": "2010-01-01"}]).appraisal(
        year
    )
    if grade is None:
        assert found == ("unknown" if year < 2024 else "assumed")
    else:
        assert isinstance(found, Row)
        assert found.values["grade"] == grade


def test_an_appraisal_is_one_row_however_often_it_is_asked_for() -> None:
    world = graded((2022, "qualified"), (2021, "excellent"))
    assert world.appraisal(2022) is world.appraisal(2022)
    assert world.appraisal(2022) is not world.appraisal(2021)


def test_a_year_is_unknown_where_appraisals_or_work_are_not_told() -> None:
    assert graded().appraisal(2022) == "unknown"
    assert graded(employment=[]).appraisal(2022) == "idle"
    assert graded(employment=[], appraisals=None).appraisal(2022) == "unknown"
    assert graded(appraisals=None).appraisal(2024) == "assumed"


def test_a_year_without_an_appraisal_is_idle_only_without_a_day_of_work_in_it() -> None:
    periods = (("2014-03-01", "2014-06-30"), ("2016-12-31", "2018-01-01"), ("2020-01-01", "2021-12-31"))
    world = graded(employment=[{"from": start, "to": end} for start, end in periods])
    found = {year: world.appraisal(year) for year in range(2013, 2025)}
    unknown = {2014, 2016, 2017, 2018, 2020, 2021}
    assert found == {
        year: "assumed" if year == 2024 else "unknown" if year in unknown else "idle" for year in found
    }


WELDING = ("engineering", "焊接")
RELATIONS: list[tuple[str, str, Any, dict[str, str], dict[str, str]]] = [
    ("specialty", "6-18-02-04", WELDING, {"occupation": "6-18-02-04", "specialty": "焊接"}, {"occupation": CODE, "specialty": "焊接"}),
    ("occupation", CODE, "6-18-01-02", {"occupation": CODE, "target": "6-18-01-02"}, {"occupation": CODE, "target": "6-18-02-04"}),
    ("major", "数控加工", CODE, {"major": "数控加工", "occupation": CODE}, {"major": "数控加工", "occupation": "6-18-02-04"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "left", "right", "about", "another"), RELATIONS)
def test_a_finding_on_a_relation_goes_before_the_catalogue(
    kind: str, left: str, right: Any, about: dict[str, str], another: dict[str, str]
) -> None:
    def found(*findings: tuple[dict[str, str], bool], question: str = f"{kind}_relation") -> Relationship:
        told = [{"question": question, "about": what, "answer": answer} for what, answer in findings]
        return graded(findings=told).relate(kind, left, right)

    look_up: Any = {
        "specialty": lambda tables: tables.relate_specialty(left, *right),
        "occupation": lambda tables: tables.relate_occupations(left, right),
        "major": lambda tables: tables.relate_major(left, right),
    }[kind]
    table = look_up(load_policy().catalogue)
    assert found() == found((another, False)) == Relationship(table.kind, table.fact)
    assert found((about, True)) == found((another, False), (about, True)) == Relationship("similar", None)
    assert found((about, False)) == Relationship("none", None)


def test_a_relation_is_looked_up_once() -> None:
    world = graded()
    assert world.relate("occupation", CODE, CODE) is world.relate("occupation", CODE, CODE)
    assert world.relate("specialty", CODE, WELDING) != world.relate("occupation", CODE, CODE)


def test_the_latest_finding_answers_by_any_name_of_its_subject() -> None:
    findings = [
        {"question": "honour_equality", "about": "甲奖", "answer": True, "decided_on": "2023-01-01"},
        {"question": "honour_equality", "about": "甲奖", "answer": False, "decided_on": "2024-01-01"},
        {"question": "honour_equality", "about": "乙奖", "answer": False},
        {"question": "honour_equality", "about": "乙奖", "answer": True, "decided_on": "2020-01-01"},
        {"question": "honour_equality", "about": "丙奖", "answer": False, "decided_on": "2024-01-01"},
        {"question": "honour_equality", "about": "丙奖", "answer": True, "decided_on": "2024-01-01"},
        {"question": "former_studio_lead", "about": "丁奖", "answer": True},
    ]
    for listed in (findings, findings[::-1]):
        world = graded(findings=listed)
        assert world.answer("honour_equality", "甲奖") is False, "the later day"
        assert world.answer("honour_equality", "乙奖") is True, "a day rather than none"
        assert world.answer("honour_equality", "丙奖") is True, "of two on one day what helps the person"
        assert world.answer("honour_equality", ("无", "甲奖")) is False
        assert world.answer("honour_equality", "丁奖") is None
        assert world.answer("honour_equality", ("无",)) is None


EXPERT = "national_technical_expert"
PROVINCIAL = "provincial_technical_expert"


@pytest.mark.parametrize(
    ("honour", "listed_as", "family", "place", "exact", "about"),
    [
        (named(EXPERT, None), EXPERT, "technical_expert", "cn", True, ("全国技术能手", EXPERT)),
        (named(EXPERT, None, "cn-44"), PROVINCIAL, "technical_expert", "province", True, ("全国技术能手", EXPERT)),
        (named("other", "全国技术能手"), EXPERT, "technical_expert", "cn", True, ("全国技术能手", "other")),
        (named("worldskills", "全国技术能手"), "worldskills", "worldskills", "cn", False, ("全国技术能手", "世界技能大赛", "worldskills")),
        (named("other", "广东省技术能手"), PROVINCIAL, "technical_expert", "province", True, ("广东省技术能手", "外省技术能手", "other")),
        (named("other", "广东省技术能手", "cn-43"), PROVINCIAL, "technical_expert", "province", False, ("广东省技术能手", "外省技术能手", "other")),
        (named(PROVINCIAL, "湖南省技术能手", "cn-43"), PROVINCIAL, "technical_expert", "province", True, ("湖南省技术能手", "外省技术能手", PROVINCIAL)),
        (named("guangxi_technical_expert", None), "guangxi_technical_expert", "technical_expert", "cn-gx", True, ("广西技术能手", "guangxi_technical_expert")),
        (named("other", "无名奖"), "other", "other", "nowhere", False, ("无名奖", "其他荣誉", "other")),
        (named("other", "无名奖", "industry"), "other", "other", "industry", False, ("无名奖", "其他荣誉", "other")),
        (named("other", "无名奖", "cn-45"), "other", "other", "cn-45", False, ("无名奖", "其他荣誉", "other")),
    ],
)  # fmt: skip
def test_the_catalogue_says_what_an_honour_is(
    honour: Honour,
    listed_as: str,
    family: str,
    place: str,
    exact: bool,
    about: tuple[str, ...],
) -> None:
    assert graded().honour(honour) == {
        "listed_as": listed_as,
        "family": family,
        "place": place,
        "name_is_exact": exact,
        "about": about,
        "title": about[0],
    }


@pytest.mark.parametrize(
    ("series", "specialty", "known"),
    [
        ("engineering", "焊接", "焊接"),
        ("engineering", None, None),
        ("health", None, "综合"),
        ("health", "护理", "护理"),
        (None, None, None),
        (None, "焊接", "焊接"),
    ],
)
def test_a_series_without_listed_specialties_has_the_general_one(
    series: str | None, specialty: str | None, known: str | None
) -> None:
    target = Target("", "title_review", series, specialty, "assistant", None, None, None)
    assert graded().specialty(target) == known


PAPER = Certificate("", "skill_level", "technician", CODE, date(2020, 6, 1), "1", True)
IN_ORDER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"issued_on": date(2019, 6, 1), "number": "9"}, {"issued_on": date(2020, 6, 1), "number": "1"}),
    ({"number": "1", "level": "technician"}, {"number": "2", "level": "senior_worker"}),
    ({"number": None, "level": "technician"}, {"number": "1", "level": "senior_worker"}),
    ({"level": "junior_worker"}, {"level": "intermediate_worker"}),
    ({"kind": None, "level": "technician"}, {"kind": "skill_level", "level": "senior_worker"}),
    ({"occupation": "6-18-01-01"}, {"occupation": "6-18-01-02"}),
    ({"verified": None}, {"verified": False}),
    ({"verified": False}, {"verified": True}),
    ({"verified": True}, {"verified": "declared"}),
]


@pytest.mark.parametrize(("first", "second"), IN_ORDER)
def test_rows_are_ordered_by_what_they_say(first: dict[str, Any], second: dict[str, Any]) -> None:
    """By the day, the number, then every fact in the order of its codes; what is not told comes first."""
    told = [replace(PAPER, path="first", **first), replace(PAPER, path="second", **second)]
    for listed in (told, told[::-1]):
        case, rules = Case(date(2024, 6, 1), certificates=tuple(listed)), load_policy()
        world = CaseWorld(case, rules.catalogue, rules.schema, projected=False)
        rows = world.rows("certificate", world.person)
        assert rows is not None
        assert [row.path for row in rows] == ["first", "second"]
        assert rows[0].sort < rows[1].sort


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("certificates[0].issued_on", date(2020, 6, 1).toordinal(), "2020-06-01"),
        ("person.sanctions[0].from", date(2020, 6, 1).toordinal(), "2020-06-01"),
        ("appraisals.2023.year", 2023, 2023),
        ("certificates[0].verified", True, True),
        ("employment[0].to", None, None),
        ("honours[0].name", ("甲", "乙"), ["甲", "乙"]),
    ],
)
def test_a_fact_is_shown_as_the_document_has_it(path: str, value: object, shown: object) -> None:
    assert _plain(path, value) == shown


JOB = Job("", None, None, None, CODE, date(2020, 6, 1), None, None, None)
HONOUR = Honour("", "national_master_studio_lead", date(2020, 6, 1), None, None, True, None, None)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("job", replace(JOB, exam_fields=()), replace(JOB, exam_fields=("accounting",))),
        ("job", replace(JOB, exam_fields=("accounting",)), replace(JOB, exam_fields=("economics",))),
        ("honour", replace(HONOUR, current=False), HONOUR),
        ("honour", replace(HONOUR, current=None), replace(HONOUR, current=False)),
    ],
)
def test_rows_that_differ_in_one_fact_alone_have_an_order(kind: str, first: Any, second: Any) -> None:
    told, day = (replace(second, path="second"), replace(first, path="first")), date(2024, 6, 1)
    case = Case(day, employment=told) if kind == "job" else Case(day, honours=told)
    rules = load_policy()
    world = CaseWorld(case, rules.catalogue, rules.schema, projected=False)
    rows = world.rows(kind, world.person)
    assert rows is not None
    assert [row.path for row in rows] == ["first", "second"]
