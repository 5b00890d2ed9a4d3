"""What to ask next, and the entry: days, notes, names, and what an answer says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from guantong.cases import project
from guantong.cases.model import Note
from guantong.decisions import decide, next_questions
from guantong.decisions.decide import engine_for
from guantong.decisions.notes import later_facts
from guantong.policy import load_policy, overlay
from tests.decisions.asking import LEVEL, TITLE, WORKER, ask, case_of, one
from tests.people import Document, policy

if TYPE_CHECKING:
    from guantong.policy.model import Language


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
