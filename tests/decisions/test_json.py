"""The JSON form of an answer, value by value, and the small rules of targets and questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from guantong.cases import parse_case
from guantong.decisions import decide, next_questions, related_targets
from guantong.decisions.targets import present_occupations
from guantong.policy import load_policy
from tests.decisions.test_levels import ELECTRICIAN, ENGINEER

POLICY = load_policy()


def asked(document: dict[str, Any], **more: Any) -> Any:
    return decide(parse_case(document), **more).to_dict()


def test_a_level_in_json() -> None:
    (decision,) = asked(ENGINEER)["decisions"]
    entry = next(r for r in decision["routes"] if r["route"] == "title_entry")

    assert decision["target"] == {
        "direction": "skill_evaluation",
        "occupation": ELECTRICIAN,
        "level": "technician",
    }
    assert (decision["verdict"], decision["eligible_from"]) == ("eligible", "2022-01-05")
    assert decision["clauses"] == entry["clauses"] == ["2.4.1a"]
    assert decision["waives"] == entry["waives"] == ["level", "years"]
    assert (entry["verdict"], entry["eligible_from"], entry["used"]) == (
        "eligible",
        "2022-01-05",
        {"title": "titles[0]"},
    )
    assert (entry["pack"], entry["label"]) == ("cn-gx/rs-2021-12", "持职称直接申报技能等级")
    held = next(r for r in entry["requirements"] if r["name"] == "title_held")
    assert held == {
        "name": "title_held",
        "label": "职称达到所申报等级的对应层级",
        "clause": "2.4.1a",
        "clauses": ["2.4.1a"],
        "verdict": "eligible",
        "met_from": "2022-01-05",
        "because": "持有中级职称（2022年1月5日），可报技师",
        "facts": {"titles[0].level": "intermediate", "titles[0].obtained_on": "2022-01-05"},
        "missing": [],
        "unmet": [],
    }
    assert decision["theory_exemption"]["verdict"] == "eligible"
    assert "counts_as" not in decision["theory_exemption"]


def test_treatment_and_exams_in_json() -> None:
    targets = [
        {"direction": "treatment", "matter": "training"},
        {"direction": "qualification_exam", "field": "computing", "level": "senior"},
    ]
    work = [
        {
            "occupation": ELECTRICIAN,
            "from": "2012-07-01",
            "sector": "enterprise",
            "engaged_level": "technician",
        }
    ]
    treatment, exam = asked(ENGINEER | {"targets": targets, "employment": work})["decisions"]

    assert treatment["target"] == targets[0]
    assert treatment["counts_as"] == "intermediate"
    assert exam["target"] == targets[1]
    assert "counts_as" not in exam


def test_equivalence_never_gives_a_degree() -> None:
    title = [
        {"direction": "title_review", "series": "engineering", "specialty": "电气", "level": "intermediate"}
    ]
    (decision,) = asked(ENGINEER | {"targets": title})["decisions"]

    assert decision["education_equivalence"]["counts_as"] == "junior_college"
    assert decision["education_equivalence"]["degree"] is False


def test_notes_in_the_language_asked_for() -> None:
    later = ENGINEER | {"honours": [{"honour": "national_technical_expert", "granted_on": "2025-01-01"}]}
    zh, en = (asked(later, today=date(2024, 6, 1), lang=lang)["notes"] for lang in ("zh", "en"))

    assert [(note["path"], note["code"]) for note in zh] == [("honours[0].granted_on", "to_come")]
    assert "还没有到" in zh[0]["text"]
    assert "still to come" in en[0]["text"]


def test_every_pack_is_named_with_its_digest() -> None:
    found = asked(ENGINEER)
    assert [(p["id"], p["version"], p["digest"]) for p in found["packs"]] == [
        (p.id, p.document.version, p.digest) for p in POLICY.packs.values()
    ]
    assert found["catalogue"] == POLICY.catalogue.digest
    assert found["as_of"] == "2024-06-01"


def test_work_that_begins_or_ends_on_the_day_is_present() -> None:
    work = [
        {"occupation": "6-18-01-01", "from": "2024-06-01"},
        {"occupation": "6-18-01-02", "from": "2020-01-01", "to": "2024-06-01"},
        {"occupation": "6-18-01-04", "from": "2020-01-01", "to": "2024-05-31"},
        {"occupation": "6-18-01-07", "from": "2024-06-02"},
    ]
    case = parse_case(ENGINEER | {"employment": work})

    assert present_occupations(case) == ("6-18-01-01", "6-18-01-02")
    assert {t.occupation for t in related_targets(case, POLICY.catalogue)} >= {"6-18-01-01", "6-18-01-02"}


def test_a_target_written_out_keeps_its_place_in_the_document() -> None:
    wide = [
        {"direction": "treatment", "matter": "training"},
        {"direction": "title_review", "level": "intermediate"},
    ]
    answer = decide(parse_case(ENGINEER | {"targets": wide}))

    assert {decision.target.path for decision in answer.decisions[1:]} == {"targets[1]"}
    assert len(answer.decisions) > 2


def test_questions_are_asked_only_where_they_can_still_help_and_in_a_fixed_order() -> None:
    worker: dict[str, Any] = {
        "as_of": "2024-06-01",
        "employment": [{"occupation": "6-18-01-01", "from": "2012-07-01"}],
        "certificates": [{"kind": "skill_level", "level": "technician", "occupation": "6-18-01-01", "issued_on": "2018-06-01"}],
        "appraisals": {"2021": "qualified", "2022": "qualified", "2023": "qualified"},
        "honours": [],
        "titles": [],
        "education": [],
        "targets": [
            {"direction": "qualification_exam", "field": "computing", "level": "senior"},
            {"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"},
        ],
    }  # fmt: skip
    open_points = next_questions(decide(parse_case(worker)), POLICY)

    assert [(q.path, q.routes) for q in open_points] == [
        ("certificates[0].verified", 1),
        ("evidence.continuing_education", 1),
        ("evidence.results", 1),
    ]
    shown = worker | {
        "evidence": {"continuing_education": True, "results": True},
        "certificates": [worker["certificates"][0] | {"verified": True}],
    }
    assert next_questions(decide(parse_case(shown)), POLICY) == ()
