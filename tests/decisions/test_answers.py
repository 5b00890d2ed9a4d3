"""The JSON form of the contract, ties, bars and scope, and answers that have a face."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given

from guantong.decisions import Decision, decide
from guantong.decisions.answers import ORDER, rank
from tests.decisions.asking import LEVEL, WORKER, ask, case_of, one
from tests.people import Document, examples, people, policies


def test_a_technician_of_three_years_may_apply() -> None:
    decision = one(WORKER)
    assert decision.to_dict() | {"routes": [], "notes": [], "unconfirmed": []} == {
        "target": {
            "direction": "title_review",
            "series": "engineering",
            "specialty": "机械制造",
            "level": "intermediate",
        },
        "name": "工程师（机械制造）",
        "verdict": "eligible",
        "eligible_from": "2024-01-01",
        "clauses": ["2.2.1.1a", "2.2.1.1c", "2.2.1.1e"],
        "waives": ["education", "papers", "foreign_language", "computer"],
        "basis": "verified",
        "unconfirmed": [],
        "routes": [],
        "notes": [],
    }
    route = decision.to_dict()["routes"]
    assert isinstance(route, list)
    assert [r["route"] for r in route] == ["level_technician", "green_full_senior"]
    assert route[0]["used"] == {"certificate": "certificates[0]"}
    assert route[0]["missing"] == route[0]["unmet"] == []
    years = next(r for r in route[0]["requirements"] if r["name"] == "years_after_certificate")
    assert years["met_from"] == "2023-06-01"
    assert years["facts"]["certificates[0].issued_on"] == "2020-06-01"
    assert decision.unconfirmed == ("relation/6-18-01-01/engineering/机械制造",)
    assert "A46" not in "".join(decision.notes)


ROUTE_KEYS = {
    "route",
    "pack",
    "label",
    "verdict",
    "eligible_from",
    "clauses",
    "readings",
    "waives",
    "used",
    "missing",
    "unmet",
    "requirements",
    "notes",
}
REQUIREMENT_KEYS = {
    "name",
    "label",
    "clause",
    "clauses",
    "verdict",
    "met_from",
    "because",
    "facts",
    "missing",
    "unmet",
}
DECISION_KEYS = {
    "target",
    "name",
    "verdict",
    "eligible_from",
    "clauses",
    "waives",
    "basis",
    "unconfirmed",
    "routes",
    "notes",
}


@examples(25)
@given(people(), policies())
def test_every_answer_has_the_form_of_the_contract(document: Document, rules: int) -> None:
    answer = ask(document, rules, with_readings=True).to_dict()
    again: dict[str, Any] = json.loads(json.dumps(answer, ensure_ascii=False))
    assert again == answer
    assert {"as_of", "packs", "decisions"} <= again.keys()
    for pack in again["packs"]:
        assert pack.keys() == {"id", "version", "digest"}
    for decision in again["decisions"]:
        direction = decision["target"]["direction"]
        extra = {"treatment": {"counts_as"}}.get(direction, set())
        assert DECISION_KEYS | extra <= decision.keys()
        assert decision.keys() - DECISION_KEYS - extra <= {"theory_exemption", "education_equivalence"}
        assert ("theory_exemption" in decision) == (direction == "skill_evaluation")
        assert decision["basis"] in ("declared", "verified")
        assert set(decision["waives"]) <= {
            "level",
            "years",
            "education",
            "papers",
            "foreign_language",
            "computer",
            "step_by_step",
        }
        for route in decision["routes"]:
            assert route.keys() == ROUTE_KEYS
            assert all(day is None or date.fromisoformat(day) for day in (route["eligible_from"],))
            for requirement in route["requirements"]:
                assert requirement.keys() == REQUIREMENT_KEYS
                assert requirement["verdict"] in ORDER
                assert requirement["clause"] == requirement["clauses"][0]
                for question in requirement["unmet"]:
                    assert question.keys() == {"question", "about", "label", "decided_by"}


def test_verdicts_are_ordered() -> None:
    assert [rank(verdict) for verdict in ORDER] == [0, 1, 2, 3, 4]
    assert ORDER == ("out_of_scope", "not_eligible", "needs_evidence", "needs_human", "eligible")


# --- what a decision takes from its routes --------------------------------------------------------


def with_routes(*changes: dict[str, Any]) -> Decision:
    """The decision of the worker with copies of one route, each changed."""
    base = one(WORKER)
    return replace(base, routes=tuple(base.routes[0]._replace(**change) for change in changes))


def test_the_best_route_is_the_greatest_then_the_earliest_then_the_first() -> None:
    early, late = date(2020, 1, 1), date(2021, 1, 1)
    assert with_routes({"verdict": "needs_human"}, {"verdict": "eligible"}).best.verdict == "eligible"
    assert (
        with_routes({"eligible_from": late, "label": "a"}, {"eligible_from": early, "label": "b"}).best.label
        == "b"
    )
    assert with_routes({"label": "a"}, {"label": "b"}).best.label == "a"
    assert (
        with_routes({"eligible_from": None, "label": "a"}, {"eligible_from": late, "label": "b"}).best.label
        == "b"
    )


def test_the_day_of_a_decision() -> None:
    early, late = date(2020, 1, 1), date(2021, 1, 1)
    closed = {"verdict": "not_eligible", "eligible_from": early}
    assert with_routes({"eligible_from": late}, closed).eligible_from == late
    assert (
        with_routes(closed | {"eligible_from": late}, closed | {"verdict": "out_of_scope"}).eligible_from
        == early
    )
    assert with_routes(closed | {"eligible_from": None}).eligible_from is None


def test_clauses_are_united_over_the_routes_that_share_the_verdict() -> None:
    both = one(WORKER, targets=[WORKER["targets"][0] | {"level": "associate_senior"}])
    assert both.verdict == "not_eligible"
    assert {"2.2.1.1d", "2.2.3b", "2.2.3c"} <= set(both.clauses)
    assert both.to_dict()["waives"] == []


def test_a_declared_fact_makes_a_declared_answer() -> None:
    said = WORKER["certificates"][0] | {"verified": "declared"}
    assert one(WORKER, certificates=[said]).basis == "declared"
    assert one(WORKER, certificates=[said, *WORKER["certificates"]]).basis == "verified"
    assert one(WORKER, evidence={"continuing_education": "declared", "results": True}).basis == "declared"


def test_ties_are_broken_by_what_the_rows_say() -> None:
    certificate = WORKER["certificates"][0]
    older = certificate | {"issued_on": "2019-06-01"}
    numbers = [certificate | {"occupation": code} for code in ("6-18-01-02", "6-18-01-01")]
    for certificates, used in (([certificate, older], "2019-06-01"), ([older, certificate], "2019-06-01")):
        route = one(WORKER, certificates=certificates).routes[0]
        place = int(route.used["certificate"][len("certificates[") : -1])
        assert certificates[place]["issued_on"] == used
    first = one(WORKER, certificates=numbers).routes[0].used["certificate"]
    second = one(WORKER, certificates=numbers[::-1]).routes[0].used["certificate"]
    assert {first, second} == {"certificates[0]", "certificates[1]"}


def test_the_best_certificate_is_tried_and_named() -> None:
    other = {
        "kind": "training",
        "level": "technician",
        "occupation": "6-18-01-01",
        "issued_on": "2010-01-01",
        "verified": True,
    }
    route = one(WORKER, certificates=[other, *WORKER["certificates"]]).routes[0]
    assert (route.verdict, route.used) == ("eligible", {"certificate": "certificates[1]"})


def test_a_list_that_is_not_given_is_what_is_missing() -> None:
    unknown = {key: value for key, value in WORKER.items() if key != "certificates"}
    route = one(unknown).routes[0]
    assert route.verdict == "needs_evidence"
    assert route.missing == ("certificates",)
    assert route.used == {}
    assert one(WORKER, certificates=[]).routes[0].verdict == "not_eligible"


# --- bars, scope, notes ---------------------------------------------------------------------------


def test_an_unknown_bar_is_a_note_and_a_known_one_a_refusal() -> None:
    silent = one(WORKER, person={})
    assert silent.verdict == "eligible"
    assert sum("按符合处理" in note for note in silent.notes) == 3
    noted = [r for r in silent.routes[0].requirements if r.noted]
    assert len(noted) == 3
    assert {r.because for r in noted} == {"没有填写，按符合处理"}
    english = decide(case_of(WORKER | {"person": {}}), lang="en", with_readings=False).decisions[0].routes[0]
    assert {r.because for r in english.requirements if r.noted} == {"Not stated, taken as met"}
    barred = one(WORKER, person={"status": "retired"})
    assert (barred.verdict, barred.routes[0].clauses) == ("not_eligible", ("cn/r40-2019#11",))
    running = [{"kind": "disciplinary", "from": "2024-01-01", "to": "2024-12-31"}]
    sanctioned = one(WORKER, person={"status": "employed", "sanctions": running})
    assert (sanctioned.verdict, sanctioned.eligible_from) == ("not_eligible", date(2025, 1, 1))


def test_before_its_day_the_method_is_out_of_scope() -> None:
    early = one(WORKER, as_of="2021-10-25", certificates=[WORKER["certificates"][0] | {"issued_on": "2010-01-01"}],
                appraisals={str(year): "qualified" for year in range(2015, 2021)})  # fmt: skip
    assert (early.verdict, early.clauses, early.eligible_from) == (
        "out_of_scope",
        ("F.1",),
        date(2021, 10, 26),
    )


def test_a_point_that_time_mends_says_its_day() -> None:
    certificate = WORKER["certificates"][0] | {"issued_on": "2021-06-02"}
    route = one(WORKER, certificates=[certificate]).routes[0]
    (years,) = (r for r in route.requirements if r.requirement.name == "years_after_certificate")
    assert (years.verdict, years.met_from) == ("not_eligible", date(2024, 6, 2))
    assert years.because.endswith("；2024年6月2日起符合")


def test_a_row_that_does_not_serve_changes_no_day() -> None:
    (certificate,) = WORKER["certificates"]
    lower = certificate | {"level": "intermediate_worker", "issued_on": "2010-06-01"}
    for listed in ([certificate, lower], [lower, certificate]):
        route = one(WORKER, certificates=listed).routes[0]
        assert (route.verdict, route.eligible_from) == ("eligible", date(2024, 1, 1))


def test_what_is_told_or_asked_for_is_not_taken_as_met() -> None:
    told = one(WORKER)
    assert not any(r.noted for route in told.routes for r in route.requirements)
    assert not any("按符合处理" in note for note in told.notes)
    (results,) = (
        r for r in one(WORKER, evidence={}).routes[0].requirements if r.requirement.name == "results"
    )
    assert (results.noted, results.verdict) == (False, "needs_evidence")
    assert results.because == "还不能判断，缺：业绩成果材料"


def test_after_five_years_the_validity_is_to_be_confirmed() -> None:
    assert any("A46" in note for note in one(WORKER, as_of="2026-10-26").notes)
    assert not any("A46" in note for note in one(WORKER, as_of="2026-10-25").notes)


def test_a_pending_appraisal_shifts_the_window_and_is_noted() -> None:
    pending = one(
        WORKER, appraisals={"2020": "qualified", "2021": "qualified", "2022": "qualified", "2023": "pending"}
    )
    assert pending.verdict == "eligible"
    assert any("A01" in note for note in pending.notes)
    short = one(
        WORKER,
        appraisals={"2020": "unqualified", "2021": "qualified", "2022": "qualified", "2023": "pending"},
    )
    assert (short.verdict, short.eligible_from) == ("not_eligible", date(2024, 1, 1))
    (window,) = (r for r in short.routes[0].requirements if r.requirement.name == "appraisals")
    assert (window.verdict, window.met_from) == ("not_eligible", date(2024, 1, 1))
    alone = one(WORKER, appraisals={"2023": "pending"})
    assert (alone.verdict, alone.eligible_from) == ("needs_evidence", date(2026, 1, 1)), (
        "the years before are unknown"
    )
    case = case_of({**WORKER, "appraisals": {"2021": "qualified", "2022": "qualified", "2023": "pending"}})
    (overdue,) = decide(case, as_of=date(2025, 3, 1)).decisions
    assert (overdue.verdict, overdue.best.missing) == (
        "needs_evidence",
        ("appraisals.2023", "appraisals.2024"),
    )
    level = one(WORKER, appraisals={"2023": "pending"}, targets=LEVEL)
    assert not any("A01" in note for note in level.notes)
