"""Ways to a goal, with their days worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest

from guantong.cases.model import Case, Evidence, Person
from guantong.pathways import ReviewTime, parse_goal
from guantong.policy import load_policy
from guantong.policy.model import Policy
from guantong.policy.overlays import overlay

from .people import (
    AT_ONCE,
    COOK,
    ELECTRICIAN,
    TURNER,
    appraised,
    certificate,
    honour,
    person,
    title,
)
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


def with_readings(**options: str) -> Policy:
    return overlay(load_policy(), {"readings": options})


def test_up_the_ladder_of_skill_and_over_to_the_title() -> None:
    found = way(TECHNICIAN, "副高级")

    # four years after technician are full today; three months; four more years; half a year
    assert steps(found) == [
        ("senior_technician", "2024-06-01", "g18_senior_technician_certificate"),
        ("associate_senior", "2028-09-01", "level_senior_technician"),
    ]
    assert [step.obtained_on for step in found.steps] == [date(2024, 9, 1), date(2029, 3, 1)]
    assert found.reached_on == date(2029, 3, 1)
    assert [step.after for step in found.steps] == [(), (1,)]
    assert [step.crosses for step in found.steps] == [False, True]
    assert found.steps[1].decision.clauses == ("2.2.1.1a", "2.2.1.1d", "2.2.1.1e")
    assert found.steps[1].route.used == {"certificate": "steps[0]"}
    assert found.conditions == ()
    assert found.name == "高级工程师（机械制造）"


def test_a_title_opens_a_level_that_leads_back_to_a_higher_title() -> None:
    found = way(ENGINEER, "副高级")

    # without crossing over, the levels alone would take until after 2040
    assert steps(found) == [
        ("technician", "2024-06-01", "title_entry"),
        ("senior_technician", "2028-09-01", "title_standard_years"),
        ("associate_senior", "2032-12-01", "level_senior_technician"),
    ]
    assert found.reached_on == date(2033, 6, 1)
    assert [step.crosses for step in found.steps] == [True, False, True]


def test_an_honour_leads_over_the_title_to_the_highest_level() -> None:
    worker = person(
        certificate("senior_worker", date(2023, 6, 1)), honours=(honour("national_technical_expert"),)
    )

    found = way(worker, "一级")

    assert steps(found) == [
        ("full_senior", "2024-06-01", "green_full_senior"),
        ("senior_technician", "2024-12-01", "title_after_certificate"),
    ]
    assert found.reached_on == date(2025, 3, 1)
    assert way(replace(worker, honours=()), "一级").reached_on == date(2031, 12, 1)


@pytest.mark.parametrize(
    ("case", "goal", "opens"),
    [
        (
            person(certificate("senior_worker", date(2022, 3, 15)), as_of=date(2024, 3, 14)),
            "助理级",
            date(2024, 3, 15),
        ),
        (
            person(certificate("senior_worker", date(2022, 3, 15)), as_of=date(2024, 3, 15)),
            "助理级",
            date(2024, 3, 15),
        ),
        (
            person(certificate("senior_worker", date(2022, 3, 15)), as_of=date(2024, 3, 16)),
            "助理级",
            date(2024, 3, 16),
        ),
        (person(certificate("senior_technician", date(2024, 2, 29))), "副高级", date(2028, 2, 29)),
        (person(certificate("technician", date(2024, 2, 29))), "工程师", date(2027, 2, 28)),
        # level four and six years of work: the fifth year after it, then four, then three
        (person(certificate("intermediate_worker", date(2024, 1, 1))), "工程师", date(2036, 1, 1)),
    ],
)
def test_with_no_time_for_review_the_goal_is_reached_on_the_day_it_opens(
    case: Case, goal: str, opens: date
) -> None:
    assert way(case, goal, AT_ONCE).reached_on == opens


def test_a_year_that_was_not_qualified_is_waited_for() -> None:
    case = replace(
        person(certificate("technician", date(2018, 3, 1)), as_of=date(2024, 6, 10)),
        appraisals=(
            *appraised((2021, 2023)),
            *appraised((2022,), "basically_qualified"),
        ),
    )

    assert steps(way(case, "工程师")) == [("intermediate", "2026-01-01", "level_technician")]


def test_a_later_standard_asks_for_years_after_the_title() -> None:
    policy = overlay(load_policy(), LATER_STANDARD)
    engineer = person(titles=(title("intermediate", date(2024, 1, 1)),))

    # one year after the title; then five years after the title with one year after level two
    assert steps(way(engineer, "一级", policy=policy)) == [
        ("technician", "2025-01-01", "g23_technician_title"),
        ("senior_technician", "2029-01-01", "g23_senior_technician_lower_title"),
    ]
    assert steps(way(engineer, "一级"))[0] == ("technician", "2024-06-01", "title_entry")


def test_steps_may_be_taken_side_by_side() -> None:
    found = way(TECHNICIAN, "副高级", policy=with_readings(A20="lower_title_needed"))

    assert [(level, day) for level, day, _ in steps(found)] == [
        ("senior_technician", "2024-06-01"),
        ("assistant", "2024-06-01"),
        ("intermediate", "2024-12-01"),
        ("associate_senior", "2028-09-01"),
    ]
    assert [step.after for step in found.steps] == [(), (), (2,), (1, 3)]


def test_where_a_title_would_close_the_way_none_is_taken() -> None:
    worker = person(certificate("senior_worker", date(2020, 6, 1)))

    found = way(worker, "工程师", policy=with_readings(A22="ordinary_only"))

    assert [level for level, _, _ in steps(found)] == ["technician", "intermediate"]
    assert found.reached_on == way(worker, "工程师").reached_on


@pytest.mark.parametrize(
    ("case", "goal", "row", "name", "since"),
    [
        (ENGINEER, "中级", "titles[0]", "工程师（机械制造）", date(2021, 1, 1)),
        (ENGINEER, "助理工程师", "titles[0]", "工程师（机械制造）", date(2021, 1, 1)),
        (TECHNICIAN, "二级", "certificates[0]", "车工 技师", date(2020, 6, 1)),
        (TECHNICIAN, "车工:三级", "certificates[0]", "车工 技师", date(2020, 6, 1)),
    ],
)
def test_what_is_held_already_takes_no_step(case: Case, goal: str, row: str, name: str, since: date) -> None:
    found = way(case, goal)

    assert (found.steps, found.held, found.name, found.reached_on) == ((), row, name, since)


@pytest.mark.parametrize(
    "case",
    [
        person(certificate("technician", date(2020, 6, 1), verified=False)),
        person(certificate("technician", date(2024, 6, 2))),
    ],
)
def test_a_certificate_that_does_not_count_today_is_not_held(case: Case) -> None:
    assert way(case, "二级").steps


def test_time_never_opens_the_highest_title_but_honours_do() -> None:
    found = no_way(TECHNICIAN, "正高级")

    assert found.reason == "not_by_time"
    assert [(o.route, o.clauses, o.honours) for o in found.openings] == [
        (
            "green_full_senior",
            ("2.2.3b",),
            (
                "中华技能大奖",
                "全国技术能手",
                "国家级技能大师工作室带头人",
                "国务院政府特殊津贴（高技能人才）",
                "世界技能大赛（金牌、银牌、铜牌、优胜奖）",
            ),
        )
    ]
    assert ("2.2.1.1d", "1.2.3b") in [obstacle.clauses for obstacle in found.obstacles]
    assert "reached_on" not in found.to_dict()


def test_an_honour_on_the_list_opens_the_highest_title_at_once() -> None:
    found = way(person(honours=(honour("worldskills", medal="excellence"),)), "正高级")

    assert steps(found) == [("full_senior", "2024-06-01", "green_full_senior")]
    assert found.openings == ()


@pytest.mark.parametrize(
    ("goal", "clauses", "text"),
    [
        ("员级", ("1.2.3b", "2.2.1.1b"), "技能等级没有对应员级的通道"),
        ("特级技师", ("2.4.1a", "1.2.3b"), "特级技师由企业评聘，不能申报评价"),
        ("首席技师", ("2.4.1a", "1.2.3b"), "首席技师由企业评聘，不能申报评价"),
        ("会计:中级", ("2.1.1", "2.1.2", "2.1.3"), "会计系列不在贯通的八个系列内"),
        ("卫生:副高级", ("2.1.1", "2.1.2", "2.1.3"), "卫生技术系列不在贯通的八个系列内"),
        ("食品:副高级", ("1.2.3a",), "现从事的工作与“食品”不属相同或相近"),
    ],
)
def test_what_the_rule_does_not_open_says_by_which_clause(
    goal: str, clauses: tuple[str, ...], text: str
) -> None:
    found = no_way(TECHNICIAN, goal)

    assert found.reason == "closed"
    assert found.obstacles[0].clauses == clauses
    assert text in found.obstacles[0].text
    assert found.openings == ()


def test_no_honour_helps_whom_a_bar_keeps_out() -> None:
    found = no_way(replace(TECHNICIAN, person=Person(status="retired")), "正高级")

    assert (found.reason, found.openings) == ("closed", ())
    assert "cn/r40-2019#11" in {clause for obstacle in found.obstacles for clause in obstacle.clauses}


def test_the_limit_counts_steps_one_after_another() -> None:
    assert no_way(ENGINEER, "副高级", steps_limit=2).reason == "too_many_steps"
    assert len(way(ENGINEER, "副高级", steps_limit=3).steps) == 3


def test_a_review_of_one_year_moves_every_later_step() -> None:
    year = ReviewTime({"title_review": 12, "skill_evaluation": 12})

    assert [step.obtained_on for step in way(TECHNICIAN, "副高级", year).steps] == [
        date(2025, 6, 1),
        date(2030, 6, 1),
    ]


def test_what_the_case_asks_is_preferred_where_the_days_agree() -> None:
    electrician = person(certificate("technician", date(2020, 6, 1), ELECTRICIAN), occupation=ELECTRICIAN)
    asked = parse_goal("电气:工程师").target

    assert way(electrician, "中级").name == "工程师（机电）"
    assert way(replace(electrician, targets=(asked,)), "中级").name == "工程师（电气）"


def test_present_work_is_preferred_to_a_certificate_from_other_work() -> None:
    cook = person(
        certificate("technician", date(2020, 6, 1)),
        certificate("senior_worker", date(2020, 6, 1), COOK, path="certificates[1]"),
        occupation=COOK,
    )

    assert way(cook, "二级").held == "certificates[0]"
    assert way(cook, "中式烹调师:二级").steps[0].decision.target.occupation == COOK


def test_what_is_not_shown_stays_closed_to_the_end() -> None:
    case = replace(TECHNICIAN, evidence=Evidence(True, False))

    found = no_way(case, "副高级")

    assert found.reason == "closed"
    assert "1.2.3c" in {clause for obstacle in found.obstacles for clause in obstacle.clauses}


def test_the_plain_form_of_a_way() -> None:
    found = way(TECHNICIAN, "副高级")
    plain = found.to_dict()

    assert found.found
    assert plain["goal"] == {"direction": "title_review", "level": "associate_senior"}
    assert (plain["found"], plain["as_of"], plain["reached_on"]) == (True, "2024-06-01", "2029-03-01")
    assert plain["review_time"] == {
        "months": {"title_review": 6, "skill_evaluation": 3},
        "unconfirmed": False,
    }
    assert isinstance(plain["steps"], list)
    assert {
        key: plain["steps"][1][key] for key in ("step", "apply_on", "obtained_on", "after", "crosses")
    } == {
        "step": 2,
        "apply_on": "2028-09-01",
        "obtained_on": "2029-03-01",
        "after": [1],
        "crosses": True,
    }
    assert plain["steps"][0]["unconfirmed"] == ["standards/default"]


def test_the_plain_form_of_no_way() -> None:
    found = no_way(TECHNICIAN, "正高级")
    plain = found.to_dict()

    assert not found.found
    assert (plain["found"], plain["reason"]) == (False, "not_by_time")
    assert isinstance(plain["obstacles"], list)
    assert plain["obstacles"][0] == {
        "kind": "unmet",
        "text": "按技能等级最高申报副高级；正高级只对绿色通道所列荣誉开放",
        "clauses": ["2.2.1.1d", "1.2.3b"],
    }
