"""Where a person stands: open, open from a day on, or closed, in both directions."""

from dataclasses import replace
from datetime import date

from guantong.cases.model import Case
from guantong.decisions import decide
from guantong.pathways import Prospect, parse_goal, prospects

from .people import ELECTRICIAN, TODAY, TURNER, appraised, certificate, honour, person, title, without_proof

TECHNICIAN = person(certificate("technician", date(2021, 9, 1)))


def named(case: Case) -> dict[str, Prospect]:
    return {prospect.decision.name: prospect for prospect in prospects(case).prospects}


def test_both_directions_stand_open_opening_or_closed() -> None:
    found = named(TECHNICIAN)

    assert {name: (p.state, p.opens_on) for name, p in found.items()} == {
        "助理工程师（机械制造）": ("open", date(2023, 9, 1)),
        "工程师（机械制造）": ("opens", date(2024, 9, 1)),
        "高级工程师（机械制造）": ("closed", None),
        "正高级工程师（机械制造）": ("closed", None),
        "车工 初级工": ("open", date(2011, 7, 1)),
        "车工 中级工": ("open", date(2016, 7, 1)),
        "车工 高级工": ("opens", date(2026, 9, 1)),
        "车工 技师": ("opens", date(2025, 9, 1)),
        "车工 高级技师": ("opens", date(2025, 9, 1)),
    }
    assert [name for name, p in found.items() if p.held] == [
        "车工 初级工", "车工 中级工", "车工 高级工", "车工 技师",
    ]  # fmt: skip


def test_every_prospect_has_the_decision_of_the_engine() -> None:
    answer = decide(replace(TECHNICIAN, targets=None), with_readings=False)

    assert [p.decision for p in prospects(TECHNICIAN).prospects] == list(answer.decisions)


def test_what_the_case_asks_plays_no_part() -> None:
    asking = replace(TECHNICIAN, targets=(parse_goal("食品:副高级").target,))

    assert prospects(asking).prospects == prospects(TECHNICIAN).prospects


def test_readings_are_compared_only_when_asked_for() -> None:
    plain = prospects(TECHNICIAN).prospects[1].decision
    compared = prospects(TECHNICIAN, with_readings=True).prospects[1].decision

    assert plain.best.readings == ()
    assert "A16" in compared.best.readings


def test_what_opens_first_stands_first() -> None:
    days = [prospect.opens_on for prospect in prospects(TECHNICIAN).of("opens")]

    assert days == [date(2024, 9, 1), date(2025, 9, 1), date(2025, 9, 1), date(2026, 9, 1)]


def test_closed_for_lack_of_proof_says_what_is_missing() -> None:
    found = named(without_proof(TECHNICIAN))

    engineer, senior = found["工程师（机械制造）"], found["高级工程师（机械制造）"]
    assert engineer.state == "closed"
    assert [(o.path, o.clauses) for o in engineer.obstacles] == [
        ("evidence.continuing_education", ("1.2.3c",)),
        ("evidence.results", ("1.2.3c",)),
    ]
    assert engineer.once_settled == date(2024, 9, 1)
    assert senior.once_settled is None


def test_closed_for_an_authority_says_who_decides() -> None:
    asked = replace(TECHNICIAN, honours=(honour("provincial_technical_expert", "cn-44", "南粤技术能手"),))

    senior = named(asked)["高级工程师（机械制造）"]

    (obstacle,) = senior.obstacles
    assert senior.once_settled == TODAY

    assert (obstacle.kind, obstacle.question, obstacle.decided_by, obstacle.clauses) == (
        "question", "honour_equality", "自治区职改办", ("2.2.3c",),
    )  # fmt: skip


def test_closed_by_a_clause_says_which_and_which_honours_would_open_it() -> None:
    found = named(TECHNICIAN)

    senior, full = found["高级工程师（机械制造）"], found["正高级工程师（机械制造）"]
    assert [o.clauses for o in full.obstacles] == [("2.2.1.1d", "1.2.3b"), ("2.2.3b",)]
    assert [o.route for o in senior.openings] == ["green_full_senior", "green_associate_senior"]
    assert [o.route for o in full.openings] == ["green_full_senior"]
    assert "全国职业技能大赛（金牌、银牌、铜牌）" in senior.openings[1].honours


def test_a_day_that_may_come_sooner_keeps_its_obstacles() -> None:
    untold = replace(TECHNICIAN, appraisals=None)

    engineer = named(untold)["工程师（机械制造）"]

    assert (engineer.state, engineer.opens_on) == ("opens", date(2027, 1, 1))


def test_a_professional_sees_the_levels_that_the_title_opens() -> None:
    found = named(person(titles=(title("intermediate", date(2022, 1, 1)),), occupation=ELECTRICIAN))

    assert found["电工 技师"].state == "open"
    assert found["电工 技师"].decision.best.route.name == "title_entry"
    assert found["电工 高级技师"].state == "closed"
    assert found["工程师（机械制造）"].held == "titles[0]"
    assert not found["工程师（电气）"].held


def test_what_to_ask_next_comes_with_it() -> None:
    untold = replace(TECHNICIAN, honours=None, appraisals=appraised(()))

    assert "honours" in {question.path for question in prospects(untold).ask_next}


def test_the_plain_form_is_the_decision_document_with_prospects() -> None:
    plain = prospects(TECHNICIAN).to_dict()

    assert {"as_of", "packs", "prospects", "ask_next"} <= plain.keys()
    assert "decisions" not in plain
    rows = plain["prospects"]
    assert isinstance(rows, list)
    assert rows[1]["state"] == "opens"
    assert rows[1]["opens_on"] == "2024-09-01"
    assert rows[1]["decision"]["target"]["specialty"] == "机械制造"
    assert rows[3]["openings"][0]["clauses"] == ["2.2.3b"]
    assert TURNER in {row["decision"]["target"].get("occupation") for row in rows}
