"""What is not known or not decided yet: conditions of a way, and what to tell first."""

from dataclasses import replace
from datetime import date

from guantong.cases.model import Case, Identity, Person
from guantong.policy import load_policy
from guantong.policy.overlays import overlay

from .people import TODAY, TURNER, appraised, certificate, honour, job, person, title, without_proof
from .ways import no_way, steps, way

TECHNICIAN = person(certificate("technician", date(2020, 6, 1)))
ENGINEER = person(titles=(title("intermediate", date(2021, 1, 1)),))
LATER_STANDARD = {
    "standards": [
        {
            "occupation": TURNER,
            "edition": "2023",
            "issued_on": "2023-07-01",
            "in_force_from": "2023-08-01",
            "pattern": "g23",
            "confidence": "H",
        }
    ]
}


def test_what_can_still_be_shown_is_a_condition_named_first() -> None:
    unproved = without_proof(person(certificate("technician", date(2020, 6, 1), verified=None)))

    found = way(unproved, "副高级")

    assert found.reached_on == date(2029, 3, 1)
    assert [condition.path for condition in found.conditions] == [
        "certificates[0].verified",
        "evidence.continuing_education",
        "evidence.results",
    ]
    assert found.otherwise is None


def test_a_condition_that_changes_nothing_is_not_named() -> None:
    unproved = without_proof(person(certificate("technician", date(2020, 6, 1), verified=None)))

    assert [c.path for c in way(unproved, "一级").conditions] == ["certificates[0].verified"]


def test_beside_a_conditional_way_stands_the_one_without_conditions() -> None:
    asked = person(
        certificate("technician", date(2020, 6, 1)),
        honours=(honour("provincial_technical_expert", "cn-44", "南粤技术能手"),),
    )

    found = way(asked, "副高级")

    assert steps(found) == [("associate_senior", "2024-06-01", "green_associate_senior")]
    (condition,) = found.conditions
    assert (condition.kind, condition.question, condition.about) == (
        "question",
        "honour_equality",
        "南粤技术能手",
    )
    assert condition.decided_by == "自治区职改办"
    assert found.otherwise is not None
    assert found.otherwise.conditions == ()
    assert found.otherwise.reached_on == date(2029, 3, 1)


def test_a_pending_appraisal_is_a_condition_where_the_years_before_fail() -> None:
    case = replace(
        TECHNICIAN,
        appraisals=(
            *appraised((2020,), "unqualified"),
            *appraised((2021, 2022)),
            *appraised((2023,), "pending"),
        ),
    )

    found = way(case, "工程师")

    assert steps(found) == [("intermediate", "2024-06-01", "level_technician")]
    assert [condition.path for condition in found.conditions] == ["appraisals.2023"]


def test_an_authority_stands_in_for_appraisals_of_the_self_employed() -> None:
    case = replace(TECHNICIAN, person=Person(status="self_employed"), appraisals=())

    found = way(case, "工程师")

    assert found.conditions[0].text == "自由职业者以什么代替年度考核（自由职业）"
    assert found.otherwise is not None
    assert steps(found.otherwise) == [("intermediate", "2027-01-01", "level_technician")]


def test_an_occupation_nobody_listed_is_for_an_authority() -> None:
    case = replace(person(certificate("technician", date(2020, 6, 1), "咖啡师")), employment=(job("咖啡师"),))

    found = way(case, "食品:工程师")

    assert [(c.question, c.about) for c in found.conditions] == [("specialty_relation", "咖啡师~食品")]
    assert found.conditions[0].text == "职业与职称专业是否相同或相近（咖啡师、食品）"
    assert no_way(case, "副高级").reason == "nothing_related"


def test_two_occupations_without_a_table_are_for_the_evaluating_body() -> None:
    case = replace(person(certificate("technician", date(2020, 6, 1), "咖啡师")), employment=(job("咖啡师"),))

    conditions = way(case, "车工:一级").conditions

    assert ("occupation_relation", "咖啡师、车工") in {
        (c.question, c.text.partition("（")[2].rstrip("）")) for c in conditions
    }


def test_papers_of_foreigners_are_a_condition() -> None:
    case = replace(TECHNICIAN, person=Person(status="employed", identity=Identity("passport", "AB123456")))

    assert [c.path for c in way(case, "工程师").conditions] == ["person.lawful_work_in_region"]


def test_who_has_told_nothing_is_told_what_is_missing() -> None:
    nobody = Case(TODAY)

    assert [o.path for o in no_way(nobody, "副高级").obstacles] == ["employment", "certificates"]
    electrician = no_way(nobody, "电工:技师")
    assert electrician.reason == "missing"
    assert {"employment", "certificates"} <= {question.path for question in electrician.ask_next}


def test_facts_that_could_bring_the_goal_nearer_are_asked_for() -> None:
    case = replace(TECHNICIAN, honours=None, titles=None)
    policy = overlay(load_policy(), LATER_STANDARD)

    # a title would open no level that the standard does not open today
    assert {question.path for question in way(case, "副高级").ask_next} == {"honours"}
    beginner = replace(case, certificates=())
    assert {question.path for question in way(beginner, "副高级").ask_next} == {"honours", "titles"}
    # the date of birth is wanted for the lowest level only, which leads nowhere that the title does not
    assert way(ENGINEER, "一级", policy=policy).ask_next == ()
