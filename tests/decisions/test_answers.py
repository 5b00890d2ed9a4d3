"""The JSON form of the contract, ties, supplements, and answers that have a face."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from guantong.cases import project
from guantong.cases.model import Note
from guantong.decisions import Decision, decide, next_questions
from guantong.decisions.answers import ORDER, rank
from guantong.decisions.decide import engine_for
from guantong.decisions.notes import later_facts
from guantong.policy import load_policy, overlay
from tests.decisions.asking import ask, case_of
from tests.people import Document, examples, people, policies, policy

if TYPE_CHECKING:
    from guantong.policy.model import Language

WORKER: Document = {
    "as_of": "2024-06-01",
    "person": {"status": "employed", "sanctions": []},
    "employment": [{"from": "2012-07-01", "occupation": "6-18-01-01", "sector": "enterprise", "engaged_level": "technician"}],
    "certificates": [{"kind": "skill_level", "level": "technician", "occupation": "6-18-01-01", "issued_on": "2020-06-01", "verified": True}],
    "titles": [],
    "appraisals": {"2021": "qualified", "2022": "qualified", "2023": "qualified"},
    "honours": [],
    "education": [],
    "evidence": {"continuing_education": True, "results": True},
    "targets": [{"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"}],
}  # fmt: skip
TITLE = {
    "series": "engineering",
    "specialty": "机械制造",
    "level": "intermediate",
    "obtained_on": "2022-01-05",
    "obtained_by": "review",
}
LEVEL = [{"direction": "skill_evaluation", "occupation": "6-18-01-01", "level": "technician"}]


def one(document: Document, rules: int = 0, **more: Any) -> Decision:
    (decision,) = ask(document | more, rules, with_readings=True).decisions
    return decision


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
    case = case_of({**WORKER, "appraisals": {"2021": "qualified", "2022": "qualified", "2023": "pending"}})
    (overdue,) = decide(case, as_of=date(2025, 3, 1)).decisions
    assert (overdue.verdict, overdue.best.missing) == (
        "needs_evidence",
        ("appraisals.2023", "appraisals.2024"),
    )
    level = one(WORKER, appraisals={"2023": "pending"}, targets=LEVEL)
    assert not any("A01" in note for note in level.notes)


# --- treatment and supplements --------------------------------------------------------------------


def test_treatment_names_the_level_compared_with() -> None:
    asked = [{"direction": "treatment", "matter": "promotion"}]
    assert one(WORKER, targets=asked).to_dict()["counts_as"] == "intermediate"
    chief = WORKER["employment"][0] | {"engaged_level": "chief_technician"}
    assert one(WORKER, targets=asked, employment=[chief]).to_dict()["counts_as"] == "full_senior"
    for level in ("intermediate_worker", None):
        job = {
            key: value for key, value in (WORKER["employment"][0] | {"engaged_level": level}).items() if value
        }
        assert one(WORKER, targets=asked, employment=[job]).to_dict()["counts_as"] is None
    post = [{"direction": "treatment", "matter": "post"}]
    school = [WORKER["employment"][0] | {"sector": "public_institution"}]
    assert (
        one(WORKER, targets=post, employment=school, titles=[TITLE]).to_dict()["counts_as"] == "intermediate"
    )
    assert one(WORKER, targets=post, titles=[]).to_dict()["counts_as"] is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_that_serve_the_greatest_is_compared_with(turned: bool) -> None:
    def counted(matter: str, **rows: list[dict[str, Any]]) -> object:
        given: dict[str, Any] = {key: list(reversed(row)) if turned else row for key, row in rows.items()}
        asked = [{"direction": "treatment", "matter": matter}]
        return one(WORKER, targets=asked, **given).to_dict()["counts_as"]

    job = WORKER["employment"][0]
    lower = job | {"engaged_level": "senior_worker", "from": "2010-01-01"}
    higher = job | {"engaged_level": "senior_technician", "from": "2022-01-01"}
    assert counted("promotion", employment=[lower, higher]) == "associate_senior"
    assert counted("promotion", employment=[lower, higher | {"to": "2022-12-31"}]) == "assistant"
    titles = [
        TITLE | {"level": "assistant", "obtained_on": "2018-01-01"},
        TITLE | {"level": "intermediate", "obtained_on": "2022-01-01"},
    ]
    assert (
        counted("post", employment=[job | {"sector": "public_institution"}], titles=titles) == "intermediate"
    )
    classes = [
        {"kind": "technician_school", "class": name, "proof": proof, "graduated_on": day}
        for name, proof, day in (
            ("intermediate_worker_class", "graduation", "2009-07-01"),
            ("senior_worker_class", "graduation", "2012-07-01"),
            ("technician_class", "attendance", "2015-07-01"),
        )
    ]
    schooling = list(reversed(classes)) if turned else classes
    equal: Any = one(WORKER, certificates=[], education=schooling).to_dict()["education_equivalence"]
    assert (equal["counts_as"], equal["verdict"]) == ("junior_college", "eligible")


def test_the_class_of_a_technician_school_counts_in_its_situations_only() -> None:
    school = {
        "kind": "technician_school",
        "class": "senior_worker_class",
        "proof": "graduation",
        "graduated_on": "2012-06-30",
        "major": "机电一体化",
    }
    equal: Any = one(WORKER, education=[school]).to_dict()["education_equivalence"]
    assert (equal["counts_as"], equal["degree"], equal["verdict"]) == (
        "junior_college",
        False,
        "not_eligible",
    )
    assert one(WORKER, education=[school]).supplements["education_equivalence"].degree is False
    held: Any = one(WORKER, education=[school], titles=[TITLE]).to_dict()["education_equivalence"]
    assert (held["verdict"], held["clauses"]) == ("eligible", ["2.2.1.2a"])
    lower = WORKER["certificates"][0] | {"level": "intermediate_worker"}
    assert (
        one(WORKER, education=[school], certificates=[lower])
        .supplements["education_equivalence"]
        .answer.verdict
        == "eligible"
    )
    assert "education_equivalence" not in one(WORKER, education=[school | {"kind": "bachelor"}]).supplements
    assert (
        "education_equivalence" not in one({k: v for k, v in WORKER.items() if k != "education"}).supplements
    )


def test_theory_exemption_is_for_professionals_with_a_related_diploma() -> None:
    diploma = {
        "kind": "junior_college",
        "major": "机电一体化",
        "proof": "graduation",
        "graduated_on": "2012-06-30",
    }
    may: Any = one(WORKER, targets=LEVEL, titles=[TITLE], education=[diploma]).to_dict()["theory_exemption"]
    assert (may["verdict"], may["clauses"]) == ("eligible", ["2.4.2.1c"])
    assert may.keys() == {"verdict", "clauses", "readings", "missing", "unmet", "requirements"}
    worker = one(WORKER, targets=LEVEL, education=[diploma]).supplements["theory_exemption"].answer
    assert (worker.verdict, worker.clauses) == ("not_eligible", ("2.4.2.1c",))


def test_a_later_standard_displaces_the_entry_by_title_and_both_are_shown() -> None:
    free = one(WORKER, titles=[TITLE], targets=LEVEL)
    assert free.verdict == "eligible"
    assert "2.4.1a" in {c for route in free.routes if route.verdict == "eligible" for c in route.clauses}
    bound = one(
        WORKER,
        2,
        as_of="2023-01-04",
        titles=[TITLE | {"obtained_on": "2022-06-05"}],
        targets=LEVEL,
        certificates=[],
    )
    entry = next(route for route in bound.routes if route.route.name == "title_entry")
    assert entry.verdict == "out_of_scope"
    assert entry.clauses == ("F.3",)
    standard = next(route for route in bound.routes if route.route.name == "g23_technician_title")
    assert (standard.verdict, standard.eligible_from) == ("not_eligible", date(2023, 6, 5))
    assert bound.verdict == "not_eligible"


# --- what to ask next, and the entry --------------------------------------------------------------


PENDING: Document = {"2020": "qualified", "2021": "qualified", "2022": "qualified", "2023": "pending"}


@pytest.mark.parametrize(
    ("appraisals", "on_years"),
    [(WORKER["appraisals"], ("A02", "A20", "A43")), (PENDING, ("A16", "A20", "A43"))],
)
def test_the_readings_on_which_a_route_turns(appraisals: Document, on_years: tuple[str, ...]) -> None:
    """Those that change the verdict alone among them, whether the case changes on later days or not."""
    unlisted = {key: value for key, value in WORKER.items() if key != "honours"}
    level, green = one(unlisted | {"appraisals": appraisals}).routes
    assert (level.readings, green.readings) == (on_years, ("A13",))
    assert (green.verdict, green.eligible_from) == ("needs_evidence", None)
    stated_only = decide(
        case_of(unlisted | {"appraisals": appraisals}),
        policy=overlay(load_policy(), {"readings": {"A13": "stated_level_only"}}),
        with_readings=False,
    )
    other = stated_only.decisions[0].routes[1]
    assert (other.verdict, other.eligible_from) == ("not_eligible", None)


def test_no_row_fails_what_asks_of_it_and_rows_not_listed_leave_it_open() -> None:
    names = ("certificate_level", "certificate_matches", "years_after_certificate")

    def found(document: Document) -> set[tuple[str, tuple[str, ...]]]:
        requirements = one(document).routes[0].requirements
        return {(r.verdict, r.missing) for r in requirements if r.requirement.name in names}

    assert found(WORKER | {"certificates": []}) == {("not_eligible", ())}
    unlisted = {key: value for key, value in WORKER.items() if key != "certificates"}
    assert found(unlisted) == {("needs_evidence", ("certificates",))}
    assert found(WORKER) == {("eligible", ())}


def test_what_most_routes_wait_for_is_asked_first() -> None:
    vague: Document = {**WORKER, "evidence": {}, "certificates": [{**WORKER["certificates"][0]}]}
    del vague["certificates"][0]["verified"]
    asked = next_questions(ask(vague), policy(0))
    assert [q.path for q in asked] == [
        "certificates[0].verified",
        "evidence.continuing_education",
        "evidence.results",
    ]
    assert {q.routes for q in asked} == {1}
    assert asked[0].label == "证书联网查询结果（技能证书 1）"
    more = {**vague, "honours": [{"honour": "national_technical_expert", "granted_on": "2020-01-01"}]}
    again = next_questions(ask(more), policy(0))
    assert [(q.path, q.routes) for q in again] == [
        ("evidence.continuing_education", 2),
        ("evidence.results", 2),
        ("certificates[0].verified", 1),
    ]


def test_nothing_is_asked_where_it_could_change_nothing() -> None:
    assert next_questions(ask(WORKER), policy(0)) == ()
    vague = {**WORKER, "evidence": {}, "person": {"status": "retired"}}
    assert next_questions(ask(vague), policy(0)) == ()
    exam = {**WORKER, "targets": [{"direction": "qualification_exam", "field": "accounting", "level": "intermediate"}],
            "education": [{"kind": "technician_school", "class": "technician_class", "proof": "graduation", "graduated_on": "2012-06-30"}],
            "employment": [WORKER["employment"][0] | {"exam_fields": ["accounting"]}]}  # fmt: skip
    assert ask(exam).decisions[0].routes[0].missing == ("policy:exam/accounting/2024/technician_equivalence",)
    assert next_questions(ask(exam), policy(0)) == ()


def test_facts_for_which_as_many_routes_wait_are_asked_by_their_place() -> None:
    answer = ask({**WORKER, "evidence": {}})
    (decision,) = answer.decisions
    first, *others = decision.routes
    turned = first._replace(requirements=first.requirements[::-1])
    assert first.missing == turned.missing[::-1] == ("evidence.continuing_education", "evidence.results")
    asked = next_questions(
        replace(answer, decisions=(replace(decision, routes=(turned, *others)),)), policy(0)
    )
    assert [q.path for q in asked] == ["evidence.continuing_education", "evidence.results"]


def test_nothing_is_asked_for_a_route_beside_an_open_one() -> None:
    answer = ask(WORKER)
    (decision,) = answer.decisions
    waiting = ask({**WORKER, "evidence": {}}).decisions[0].routes[0]
    assert waiting.missing
    both = replace(answer, decisions=(replace(decision, routes=(*decision.routes, waiting)),))
    assert next_questions(both, policy(0)) == ()


def test_another_day_may_be_asked() -> None:
    case = case_of(WORKER)
    answer = decide(case, as_of=date(2023, 5, 31), with_readings=False)
    assert answer.as_of == date(2023, 5, 31)
    assert answer.decisions[0].verdict == "not_eligible"
    assert answer.decisions[0].routes[0].readings == ()


def test_an_answer_says_with_what_it_was_made() -> None:
    answer = ask(WORKER).to_dict()
    policy_ = load_policy()
    assert answer["packs"] == [
        {"id": p.id, "version": p.document.version, "digest": p.digest} for p in policy_.packs.values()
    ]
    assert answer["catalogue"] == policy_.catalogue.digest
    switched = overlay(policy_, {"readings": {"A16": "day_after"}})
    assert decide(case_of(WORKER), policy=switched).to_dict()["readings"] == {"A16": "day_after"}
    assert engine_for(policy_) is engine_for(policy_)
    assert engine_for(switched) is not engine_for(policy_)


def test_facts_after_the_day_are_noted() -> None:
    later = WORKER | {
        "certificates": [WORKER["certificates"][0] | {"issued_on": "2024-06-02"}],
        "titles": [TITLE | {"obtained_on": "2024-07-01"}],
        "honours": [
            {"honour": "national_technical_expert", "granted_on": "2027-01-01"},
            {"honour": "worldskills"},
        ],
        "education": [{"kind": "bachelor", "graduated_on": "2024-06-30"}, {"kind": "bachelor"}],
        "employment": [*WORKER["employment"], {"from": "2024-06-03"}],
        "appraisals": {"2023": "qualified", "2024": "qualified"},
    }
    notes = decide(case_of(later), today=date(2024, 8, 1), lang="en").to_dict()["notes"]
    assert isinstance(notes, list)
    found = {note["path"]: note["code"] for note in notes}
    after = "later_than_as_of"
    assert found == {
        "employment[1].from": after, "certificates[0].issued_on": after, "titles[0].obtained_on": after,
        "appraisals.2024": "to_come", "honours[0].granted_on": "to_come", "education[0].graduated_on": after,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("today", "code", "zh", "en"),
    [
        (date(2024, 6, 3), "later_than_as_of", "2024-06-03 在申报之日以后，当日不算数", "2024-06-03 is after the day asked and does not count on it"),
        (date(2024, 6, 2), "to_come", "2024-06-03 还没有到，到时才算数", "2024-06-03 is still to come"),
    ],
)  # fmt: skip
def test_a_later_fact_says_its_day_and_whether_it_has_come(today: date, code: str, zh: str, en: str) -> None:
    job = {"from": "2024-06-03"}
    case = case_of({"as_of": "2024-06-02", "employment": [job, {"from": "2024-06-02"}]})
    assert later_facts(case, today) == (Note("employment[0].from", code, zh, en),)


def test_a_question_says_what_it_is_about_and_who_decides() -> None:
    unlisted = "磁浮轨道巡检工"
    about = f"{unlisted}~机械制造"
    document = WORKER | {"certificates": [WORKER["certificates"][0] | {"occupation": unlisted}]}
    label = policy(0).questions["specialty_relation"].label
    decided_by = policy(0).questions["specialty_relation"].decided_by
    said = {}
    for lang in ("zh", "en"):
        answer = decide(case_of(document), policy=policy(0), lang=lang, with_readings=False)
        requirements = answer.decisions[0].routes[0].requirements
        (matches,) = (r for r in requirements if r.requirement.name == "certificate_matches")
        (question,) = matches.questions
        assert (question.question, question.about) == ("specialty_relation", about)
        said[lang] = matches.because
    assert said == {
        "zh": f"需要人工认定：{label.zh}（{about}），{decided_by.zh}",
        "en": f"An authority decides: {label.en} ({about}), {decided_by.en}",
    }


def test_a_day_to_come_is_that_of_the_certificate_used() -> None:
    """A pending appraisal lets the day be asked of the case as it will be, with the same rows."""
    (old,) = WORKER["certificates"]
    document = WORKER | {
        "appraisals": {"2020": "qualified", "2021": "qualified", "2022": "qualified", "2023": "pending"},
        "certificates": [old, old | {"issued_on": "2022-06-01"}],
    }
    route = one(document).routes[0]
    assert route.used == {"certificate": "certificates[0]"}
    days = {r.requirement.name: r.met_from for r in route.requirements}
    assert days["years_after_certificate"] == date(2023, 6, 1)


def test_a_part_of_an_answer_keeps_the_rest() -> None:
    answer = ask(WORKER | {"targets": [*WORKER["targets"], *LEVEL]})
    part = answer.only(1)
    assert part.decisions == (answer.decisions[1],)
    assert part.packs == answer.packs


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        ({"direction": "title_review", "series": "engineering", "specialty": "焊接", "level": "associate_senior"}, "高级工程师（焊接）", "associate senior title in engineering (高级工程师) (焊接)"),
        ({"direction": "title_review", "series": "health", "level": "assistant"}, "卫生技术系列助理级职称", "assistant title in health"),
        ({"direction": "title_review", "series": "agriculture", "specialty": "畜牧", "level": "assistant"}, "助理畜牧师（畜牧）", "assistant title in agriculture (助理畜牧师) (畜牧)"),
        ({"direction": "skill_evaluation", "occupation": "6-31-01-03", "level": "technician"}, "电工 技师", "电工 technician (level 2)"),
        ({"direction": "qualification_exam", "field": "accounting", "level": "intermediate"}, "会计中级资格考试", "accounting exam, intermediate"),
        ({"direction": "treatment", "matter": "promotion"}, "职务职级晋升", "promotion in position or rank"),
        ({"direction": "title_review", "level": "assistant"}, "职称", "title"),
    ],
)  # fmt: skip
def test_targets_have_names(target: dict[str, Any], zh: str, en: str) -> None:
    case = case_of({"as_of": "2024-06-01", "targets": [target]})
    names = [decide(case, lang=lang, with_readings=False).decisions[0].name for lang in ("zh", "en")]
    assert names == [zh, en]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_title_is_told_with_what_holds_for_every_title(lang: Language) -> None:
    """A pending year is named, with the clause or reading that each note rests on; a level has no such notes."""
    years = {"2020": "qualified", "2021": "qualified", "2022": "qualified", "2023": "pending"}
    pending = case_of(WORKER | {"appraisals": years, "targets": [*WORKER["targets"], *LEVEL]})
    title, level = decide(pending, lang=lang, with_readings=False).decisions
    waiting, ordinary = title.notes[-2:]
    assert "2023" in waiting
    assert "A01" in waiting
    assert ordinary.startswith(("正常晋升", "Ordinary promotion"))
    assert ordinary.endswith(("（2.2.1.2a）", " (2.2.1.2a)"))
    assert not any(note in level.notes for note in (waiting, ordinary))
    told = case_of(WORKER | {"targets": [*WORKER["targets"], *LEVEL]})
    assert not any("A01" in note for d in decide(told, lang=lang).decisions for note in d.notes)
    for decision in decide(told, as_of=date(2026, 10, 26), lang=lang, with_readings=False).decisions:
        assert "A46" in decision.notes[-1]
        assert load_policy().leading.document.number in decision.notes[-1]


def test_what_an_unconfirmed_table_counts_as_is_marked() -> None:
    hired = {"sector": "enterprise", "occupation": "6-18-01-01", "from": "2020-01-01"}
    ask_matter = [{"direction": "treatment", "matter": "training"}]
    special = one(WORKER, employment=[hired | {"engaged_level": "special_technician"}], targets=ask_matter)
    plain = one(WORKER, employment=[hired | {"engaged_level": "technician"}], targets=ask_matter)

    assert special.to_dict()["counts_as"] == "full_senior"
    assert special.unconfirmed == ("cn-gx/rs-2021-12#treatment_level_later",)
    assert plain.unconfirmed == ()


def test_what_an_authority_found_for_a_self_employed_person_holds_on_later_days() -> None:
    finding = {"question": "appraisal_equivalence", "about": "self_employed", "answer": True}
    alone = WORKER | {
        "person": {"status": "self_employed", "sanctions": []},
        "certificates": [
            {"kind": "skill_level", "level": "technician", "occupation": "6-18-01-01", "issued_on": "2023-06-01", "verified": True}
        ],
        "appraisals": {},
        "findings": [finding],
    }  # fmt: skip
    case = case_of(alone)
    first = decide(case).decisions[0].eligible_from

    assert first == date(2026, 6, 1)
    assert decide(project(case, first)).decisions[0].verdict == "eligible"
    assert decide(project(case, date(2026, 5, 31))).decisions[0].verdict == "not_eligible"
