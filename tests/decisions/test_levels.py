"""Professionals on the way to a skill level: the standard in force, titles of other series, exemptions in time."""

from __future__ import annotations

from typing import Any

from guantong.cases import parse_case
from guantong.decisions import Decision, decide
from guantong.policy import load_policy, overlay

ELECTRICIAN = "6-31-01-03"
LATER = {
    "standards": [
        {"occupation": ELECTRICIAN, "edition": "2024", "issued_on": "2024-01-10", "in_force_from": "2024-03-01", "pattern": "g23"}
    ]
}  # fmt: skip
ENGINEER: dict[str, Any] = {
    "as_of": "2024-06-01",
    "person": {"status": "employed", "sanctions": []},
    "employment": [{"occupation": ELECTRICIAN, "from": "2012-07-01"}],
    "certificates": [],
    "titles": [{"series": "engineering", "specialty": "电气", "level": "intermediate", "obtained_on": "2022-01-05"}],
    "education": [
        {"kind": "technician_school", "class": "senior_worker_class", "major": "机电一体化", "proof": "graduation", "graduated_on": "2010-07-01"}
    ],
    "targets": [{"direction": "skill_evaluation", "occupation": ELECTRICIAN, "level": "technician"}],
}  # fmt: skip


def one(more: dict[str, Any] | None = None, policy: dict[str, Any] | None = None) -> Decision:
    rules = load_policy() if policy is None else overlay(load_policy(), policy)
    return decide(parse_case(ENGINEER | (more or {})), policy=rules).decisions[0]


def route(decision: Decision, name: str) -> Any:
    return next(answer for answer in decision.routes if answer.route.name == name)


def test_a_standard_that_is_not_in_force_on_the_day_is_no_doubt_of_the_answer() -> None:
    before, after = one({"as_of": "2024-02-01"}, LATER), one(None, LATER)
    displaced = [
        answer
        for answer in route(after, "g18_technician_certificate").requirements
        if answer.verdict == "out_of_scope"
    ]

    assert "standards/default" in before.unconfirmed
    assert [answer.unconfirmed for answer in displaced] == [("standards/6-31-01-03/2024",)]


def test_a_title_of_a_series_without_specialties_asks_for_none() -> None:
    health = {"titles": [{"series": "health", "level": "intermediate", "obtained_on": "2022-01-05"}]}
    answer = route(one(health, LATER), "g23_technician_title")

    assert answer.verdict == "not_eligible"
    assert answer.missing == ()


def test_the_other_reading_of_a38_counts_from_the_title_alone() -> None:
    held = {
        "certificates": [
            {"kind": "skill_level", "level": "senior_worker", "occupation": ELECTRICIAN, "issued_on": "2022-03-10", "verified": True}
        ],
        "titles": [{"series": "engineering", "specialty": "电气", "level": "assistant", "obtained_on": "2020-01-01"}],
    }  # fmt: skip
    by_certificate = route(one(held), "title_standard_years")
    by_title = route(one(held, {"readings": {"A38": "title_date"}}), "title_standard_years")

    assert (by_certificate.verdict, str(by_certificate.eligible_from)) == ("not_eligible", "2026-03-10")
    assert (by_title.verdict, str(by_title.eligible_from)) == ("eligible", "2024-01-01")
    assert "A38" in by_certificate.readings


def test_nothing_beside_a_target_is_answered_before_the_rule_is_in_force() -> None:
    title = [
        {"direction": "title_review", "series": "engineering", "specialty": "电气", "level": "intermediate"}
    ]
    early = {"titles": [ENGINEER["titles"][0] | {"obtained_on": "2020-01-05"}]}
    asked = (("theory_exemption", early), ("education_equivalence", early | {"targets": title}))

    for supplement, facts in asked:
        assert one(facts | {"as_of": "2021-10-25"}).supplements[supplement].answer.verdict == "out_of_scope"
        assert one(facts | {"as_of": "2021-10-26"}).supplements[supplement].answer.verdict == "eligible"


def test_translation_exams_are_asked_for_in_their_own_words() -> None:
    asked = [{"direction": "考试", "field": "翻译", "level": "三级"}]

    assert one({"targets": asked}).target.level == "junior"
