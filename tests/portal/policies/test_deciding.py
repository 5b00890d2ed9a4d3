"""One call answers a case under what officers found out; while they found nothing, it is the engine's own answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import guantong
from guantong.pathways import prospects
from guantong.policy import load_policy
from guantong.portal.policies.selectors import findings_for, policy_in_force, with_precedents
from guantong.portal.policies.services import (
    decide,
    fact_propose,
    precedent_propose,
)
from guantong.proof.cases import load_worked_cases

from .ruling import in_force, taken_back

if TYPE_CHECKING:
    from guantong.cases import Case
    from guantong.decisions import Decision
    from guantong.portal.accounts.models import User

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
RELATION = "relation/6-18-01-01/engineering/机械制造"


def turner(**more: Any) -> Case:
    """A turner with a technician's certificate, who asks for the intermediate title."""
    return guantong.load_case(
        {
            "as_of": "2026-11-22",
            "employment": [{"sector": "enterprise", "occupation": "车工", "from": "2012-07-01"}],
            "certificates": [
                {"kind": "skill_level", "level": "technician", "occupation": "车工", "issued_on": "2018-06-01", "verified": True}
            ],
            "titles": [], "honours": [], "education": [],
            "appraisals": {"2023": "qualified", "2024": "qualified", "2025": "qualified"},
            "evidence": {"continuing_education": True, "results": True},
            "targets": [{"direction": "title_review", "series": "engineering", "specialty": "机械制造", "level": "intermediate"}],
            **more,
        },
        today=DAY,
    )  # fmt: skip


def only(case: Case) -> Decision:
    (decision,) = decide(case, today=DAY).decisions
    return decision


def test_without_findings_it_is_the_engine() -> None:
    worked = load_worked_cases()
    assert len(worked) > 400
    for one in worked[::7]:
        ours = decide(one.case, today=DAY)
        assert ours.to_dict() == guantong.decide(one.case, today=DAY).to_dict(), one.name
    assert policy_in_force(DAY) is load_policy()


def test_a_confirmed_fact_is_not_told_as_unconfirmed(officer: User, leader: User, now: datetime) -> None:
    assert only(turner()).unconfirmed == (RELATION,)
    confirmation = in_force(
        fact_propose(actor=officer, fact=RELATION, source="桂职改〔2026〕3号", now=now), leader, now
    )
    after = only(turner())
    assert after.unconfirmed == ()
    assert (after.verdict, after.eligible_from, after.clauses) == (
        "eligible",
        date(2026, 1, 1),
        after.best.clauses,
    )
    taken_back(confirmation, officer, leader, now)
    assert only(turner()).unconfirmed == (RELATION,)


def test_pathways_ask_under_the_same_policy(officer: User, leader: User, now: datetime) -> None:
    in_force(fact_propose(actor=officer, fact=RELATION, source="桂职改〔2026〕3号", now=now), leader, now)
    found = prospects(turner(), policy_in_force(DAY))
    assert RELATION not in {fact for prospect in found.prospects for fact in prospect.decision.unconfirmed}


def test_a_confirmed_list_says_that_nothing_else_is_related(
    officer: User, leader: User, now: datetime
) -> None:
    asked = {
        "direction": "title_review",
        "series": "engineering",
        "specialty": "电气",
        "level": "intermediate",
    }
    case = turner(targets=[asked])
    assert only(case).unconfirmed == ("relation/6-18-01-01",)
    in_force(
        fact_propose(actor=officer, fact="relation/6-18-01-01", source="桂职改〔2026〕3号", now=now),
        leader,
        now,
    )
    assert only(case).unconfirmed == ()
    assert only(case).verdict == "not_eligible"


def test_a_confirmed_parameter_is_sure_and_the_digest_says_so(
    officer: User, leader: User, now: datetime
) -> None:
    shipped = load_policy()
    doubtful = next(f for p in shipped.packs.values() for f in p.parameters.values() if f.parameter.doubtful)
    pack, _, name = doubtful.parameter.id.partition("#")
    in_force(
        fact_propose(actor=officer, fact=doubtful.parameter.id, source="桂人社发〔2025〕1号", now=now),
        leader,
        now,
    )
    policy = policy_in_force(DAY)
    found = policy.packs[pack].parameters[name]
    assert (found.parameter.doubtful, found.confidence, found.source) == (False, "H", "桂人社发〔2025〕1号")
    assert found.parameter.value == doubtful.parameter.value
    assert policy.packs[pack].digest != shipped.packs[pack].digest
    assert policy_in_force(DAY) is policy


def test_a_confirmation_of_what_the_packs_no_longer_say_counts_for_nothing(
    officer: User, leader: User, now: datetime
) -> None:
    confirmation = in_force(
        fact_propose(actor=officer, fact=RELATION, source="桂职改〔2026〕3号", now=now), leader, now
    )
    type(confirmation).objects.update(statement="职业“车工”与工程系列“机械制造”专业无关")
    assert only(turner()).unconfirmed == (RELATION,)


def test_a_confirmation_holds_from_its_day(officer: User, leader: User, now: datetime) -> None:
    in_force(fact_propose(actor=officer, fact=RELATION, source="桂职改〔2026〕3号", now=now), leader, now)
    assert policy_in_force(DAY - timedelta(1)) is load_policy()


def test_a_precedent_answers_the_next_case(officer: User, leader: User, now: datetime) -> None:
    asked = {
        "direction": "title_review",
        "series": "engineering",
        "specialty": "机械制造",
        "level": "associate_senior",
    }
    honour = {
        "honour": "provincial_technical_expert",
        "name": "南粤技术能手",
        "jurisdiction": "cn-44",
        "granted_on": "2024-05-01",
    }
    case = turner(targets=[asked], honours=[honour])
    before = only(case)
    assert before.verdict == "needs_human"
    assert {question.question for route in before.routes for question in route.unmet} == {"honour_equality"}
    made = in_force(precedent_propose(
        actor=officer, question="honour_equality", about="南粤技术能手", answer=True, decided_by="自治区职改办",
        decided_on=date(2026, 3, 2), source="桂职改〔2026〕5号", reason="与自治区技术能手同类", now=now,
    ), leader, now)  # fmt: skip
    assert only(case).verdict == "eligible"
    taken_back(made, officer, leader, now)
    assert only(case).verdict == "needs_human"


def test_what_was_found_for_the_person_goes_before_a_precedent(
    officer: User, leader: User, now: datetime
) -> None:
    in_force(precedent_propose(
        actor=officer, question="specialty_relation", about={"occupation": "车工", "specialty": "机械制造"}, answer=True,
        decided_by="系列主管部门", decided_on=date(2026, 3, 2), source="桂职改〔2026〕5号", reason="相近", now=now,
    ), leader, now)  # fmt: skip
    own = {
        "question": "specialty_relation", "about": {"occupation": "车工", "specialty": "机械制造"}, "answer": False,
        "by": "系列主管部门", "decided_on": "2025-03-02",
    }  # fmt: skip
    assert only(turner()).unconfirmed == ()
    case = turner(findings=[own])
    assert findings_for(case, DAY) == ()
    assert only(case).verdict == "not_eligible"


def test_a_precedent_holds_from_the_day_it_was_decided(officer: User, leader: User, now: datetime) -> None:
    in_force(precedent_propose(
        actor=officer, question="major_relation", about={"major": "园艺", "occupation": "车工"}, answer=False,
        decided_by="评价机构", decided_on=date(2026, 3, 2), source="纪要 3", reason="不相关", now=now,
    ), leader, now)  # fmt: skip
    case = turner()
    assert with_precedents(case, DAY - timedelta(1)) is case
    earlier = replace(case, as_of=date(2026, 3, 1))
    assert with_precedents(earlier, DAY) is earlier
    (finding,) = with_precedents(case, DAY).findings
    assert finding.about == (("major", "园艺"), ("occupation", "6-18-01-01"))
    assert replace(case, findings=(finding,)) == with_precedents(case, DAY)


EXPERT: dict[str, Any] = {
    "targets": [
        {
            "direction": "title_review",
            "series": "engineering",
            "specialty": "机械制造",
            "level": "associate_senior",
        }
    ],
    "honours": [
        {
            "honour": "provincial_technical_expert",
            "name": "南粤技术能手",
            "jurisdiction": "cn-44",
            "granted_on": "2024-05-01",
        }
    ],
}


def equal_honour(officer: User, leader: User, about: str, now: datetime) -> None:
    in_force(precedent_propose(
        actor=officer, question="honour_equality", about=about, answer=True, decided_by="自治区职改办",
        decided_on=date(2026, 3, 2), source="桂职改〔2026〕5号", reason="同类", now=now,
    ), leader, now)  # fmt: skip


@pytest.mark.parametrize("own", ["南粤技术能手", "provincial_technical_expert"])
@pytest.mark.parametrize("general", ["南粤技术能手", "provincial_technical_expert"])
def test_a_finding_for_the_person_goes_first_by_whatever_name_of_the_honour(
    officer: User, leader: User, now: datetime, own: str, general: str
) -> None:
    equal_honour(officer, leader, general, now)
    found = {
        "question": "honour_equality", "about": own, "answer": False,
        "by": "自治区职改办", "decided_on": "2024-06-01", "reason": "不同类",
    }  # fmt: skip

    assert only(turner(**EXPERT, findings=[found])).verdict == "not_eligible"
    assert only(turner(**EXPERT)).verdict == "eligible"


def test_a_precedent_answers_no_day_before_it_was_made(officer: User, leader: User, now: datetime) -> None:
    equal_honour(officer, leader, "南粤技术能手", now)

    assert only(turner(**EXPERT, as_of="2026-03-01")).verdict == "needs_human"
    assert only(turner(**EXPERT, as_of="2026-03-02")).verdict == "eligible"
