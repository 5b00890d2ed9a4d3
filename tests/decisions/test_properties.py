"""What holds of every answer about every person: the properties that follow from the rule."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guantong.catalogue import terms
from guantong.decisions import RouteAnswer, decide
from guantong.decisions.answers import rank
from guantong.policy import Policy, load_policy, overlay
from tests.decisions.asking import ask, by_route, case_of, later, placeless, routes
from tests.people import OCCUPATIONS, Document, examples, people, policies, policy

if TYPE_CHECKING:
    from random import Random

LEVEL_ROUTES: Final = ("level_senior_worker", "level_technician", "level_senior_technician")
GREEN: Final = ("green_full_senior", "green_associate_senior")


def reviews(document: Document) -> Document:
    """The same person asking for the titles of one specialty only."""
    asked = [{"direction": "title_review", "series": "engineering", "specialty": "机械制造"}]
    return document | {"targets": asked}


# --- the first day --------------------------------------------------------------------------------


@examples(70)
@given(people(), policies(), st.integers(0, 2500))
def test_a_route_opens_on_its_first_day_and_not_before(document: Document, rules: int, wait: int) -> None:
    case = case_of(document)
    between = case.as_of + timedelta(days=wait)

    @cache
    def on(day: date) -> dict[tuple[str, ...], RouteAnswer]:
        return by_route(ask(later(case, day), rules))

    for key, route in by_route(ask(case, rules)).items():
        day = route.eligible_from
        if route.verdict == "eligible":
            assert day is not None
            assert day <= case.as_of
        if day is not None:
            assert on(day)[key].verdict == "eligible"
            if day > date.min:
                assert on(day - timedelta(days=1))[key].verdict != "eligible"
        if day is None or case.as_of < between < day:
            assert on(between)[key].verdict != "eligible"


@examples(40)
@given(people(), policies())
def test_a_decision_is_its_best_route(document: Document, rules: int) -> None:
    for decision in ask(document, rules).decisions:
        verdicts = [rank(route.verdict) for route in decision.routes]
        assert rank(decision.verdict) == max(verdicts)
        days = [
            route.eligible_from
            for route in decision.routes
            if route.eligible_from and (decision.verdict != "eligible" or route.verdict == "eligible")
        ]
        assert decision.eligible_from == min(days, default=None)


@examples(40)
@given(people(), policies())
def test_a_route_is_the_least_of_its_requirements(document: Document, rules: int) -> None:
    for _, route in routes(ask(document, rules)):
        assert rank(route.verdict) == min(rank(requirement.verdict) for requirement in route.requirements)
        for requirement in route.requirements:
            assert bool(requirement.missing) == (requirement.verdict == "needs_evidence")
            assert bool(requirement.questions) == (requirement.verdict == "needs_human")


@examples(40)
@given(people(), policies())
def test_targets_asked_together_are_answered_as_alone(document: Document, rules: int) -> None:
    case = case_of(document)
    together = by_route(ask(case, rules))
    for target in case.targets or ():
        for key, route in by_route(ask(replace(case, targets=(target,)), rules)).items():
            assert placeless(route.to_dict()) == placeless(together[key].to_dict())


# --- what never matters ---------------------------------------------------------------------------


@examples(50)
@given(people(), policies(), st.randoms(use_true_random=False))
def test_order_and_spelling_never_matter(document: Document, rules: int, chance: Random) -> None:
    other = in_chinese(shuffled(document, chance), ())
    before, after = ask(document, rules).to_dict(), ask(other, rules).to_dict()
    assert placeless(before["decisions"]) == placeless(after["decisions"])
    assert placeless({**before, "decisions": []}) == placeless({**after, "decisions": []})


def shuffled(data: Any, chance: Random) -> Any:
    match data:
        case dict():
            keys = list(data)
            chance.shuffle(keys)
            return {key: shuffled(data[key], chance) for key in keys}
        case list():
            items = [shuffled(item, chance) for item in data]
            chance.shuffle(items)
            return items
    return data


KINDS: Final = {
    ("certificates", "kind"): "certificate_kind",
    ("certificates", "level"): "skill_level",
    ("titles", "level"): "title_level",
    ("education", "kind"): "education_kind",
    ("sanctions", "kind"): "sanction_kind",
    ("identity", "type"): "identity_type",
    ("title_review", "level"): "title_level",
    ("skill_evaluation", "level"): "skill_level",
    ("qualification_exam", "level"): "exam_level",
    "status": "status",
    "sector": "sector",
    "engaged_level": "skill_level",
    "grade": "grade",
    "appraisals": "grade",
    "honour": "honour",
    "medal": "medal",
    "category": "honour_category",
    "jurisdiction": "jurisdiction",
    "class": "school_class",
    "proof": "proof",
    "series": "series",
    "direction": "direction",
    "matter": "matter",
    "field": "exam_field",
    "exam_fields": "exam_field",
    "question": "question",
    "obtained_by": "obtained_by",
}


def in_chinese(data: Any, place: tuple[str, ...]) -> Any:
    """The document with the Chinese name in the place of every code."""
    match data:
        case dict():
            here = (data["direction"],) if "direction" in data else place
            return {key: in_chinese(value, (*here, key)) for key, value in data.items()}
        case list():
            return [in_chinese(item, place) for item in data]
        case str() if place and place[-1] in ("occupation", "target"):
            found = policy(0).catalogue.occupations.get(data)
            return found.name if found else data
        case str():
            parent = place[-2] if len(place) > 1 else ""
            kind = KINDS.get((parent, place[-1])) or KINDS.get(place[-1])
            if parent == "appraisals":
                kind = "grade"
            return terms.name(kind, data) if kind and data in terms.vocabulary(kind).by_code else data
    return data


@examples(40)
@given(
    people(), policies(), st.sampled_from(("hk_macao_permit", "hk_macao_taiwan_residence", "taiwan_permit"))
)
def test_name_and_identity_document_never_matter(document: Document, rules: int, kind: str) -> None:
    person = document.get("person", {})
    plain = {**person, "name": "甲", "identity": {"type": "resident_identity_card"}}
    changed = {**person, "name": "乙", "identity": {"type": kind}}
    known, other = (verdicts(document | {"person": row}, rules) for row in (plain, changed))
    assert known == other
    worker = {**changed, "identity": {"type": "passport"}, "lawful_work_in_region": True}
    assert verdicts(document | {"person": worker}, rules) == known


def verdicts(document: Document, rules: int) -> dict[tuple[str, ...], tuple[str, date | None]]:
    return {
        key: (route.verdict, route.eligible_from) for key, route in by_route(ask(document, rules)).items()
    }


# --- what an answer rests on ----------------------------------------------------------------------


@examples(60)
@given(people(), policies())
def test_what_is_cited_exists_and_every_verdict_cites(document: Document, rules: int) -> None:
    answer = ask(document, rules)
    parameters = {f.parameter.id for pack in policy(rules).packs.values() for f in pack.parameters.values()}
    for decision in answer.decisions:
        if decision.verdict != "needs_evidence":
            assert decision.clauses
        cited = {*decision.clauses}
        for route in decision.routes:
            cited.update(
                route.clauses, route.route.clauses, *(r.requirement.clauses for r in route.requirements)
            )
        for supplement in decision.supplements.values():
            cited.update(supplement.answer.clauses)
        unknown = [clause for clause in cited if policy(rules).provision(clause) is None]
        assert not unknown
        for fact in decision.unconfirmed:
            assert fact in parameters or policy(rules).catalogue.unconfirmed(fact)


# --- knowing and having more ----------------------------------------------------------------------

FORGOTTEN: Final = {
    "employment": ("occupation", "sector", "engaged_level", "exam_fields"),
    "certificates": ("kind", "verified"),
    "titles": ("specialty", "obtained_by"),
    "honours": ("granted_on", "medal", "current", "category"),
    "education": ("kind", "class", "major", "proof", "graduated_on"),
    "evidence": ("continuing_education", "results"),
    "person": ("birth_date", "lawful_work_in_region"),
}


@examples(70)
@given(people(), policies(), st.randoms(use_true_random=False))
def test_telling_a_fact_never_closes_an_open_route(document: Document, rules: int, chance: Random) -> None:
    less = deepcopy(document)
    for section, facts in FORGOTTEN.items():
        rows = less.get(section, [])
        for row in rows if isinstance(rows, list) else [rows]:
            for fact in facts:
                if chance.randint(0, 9) == 0:
                    row.pop(fact, None)
        alone = section == "employment" and "appraisals" not in less
        if section in less and section != "person" and not alone and chance.randint(0, 9) == 0:
            del less[section]
    told = by_route(ask(document, rules))
    for key, route in by_route(ask(less, rules)).items():
        if route.verdict == "eligible":
            assert rank(told[key].verdict) >= rank("needs_evidence")


@examples(60)
@given(people(), people())
def test_having_more_never_closes_a_level_route_or_green_channel(document: Document, other: Document) -> None:
    more = reviews(document)
    for section in ("certificates", "titles", "honours"):
        if section in document:
            more = more | {section: [*document[section], *other.get(section, [])]}
    more["person"] = {key: value for key, value in document.get("person", {}).items() if key != "birth_date"}
    richer = by_route(ask(more))
    for key, route in by_route(ask(reviews(document))).items():
        if route.verdict == "eligible":
            assert richer[key].verdict == "eligible"
        if route.eligible_from is not None:
            day = richer[key].eligible_from
            assert day is not None
            assert day <= route.eligible_from


@examples(50)
@given(people(), st.integers(1, 3000))
def test_waiting_never_closes_a_route_that_years_opened(document: Document, wait: int) -> None:
    steady = reviews(document) | {
        "person": {"status": "employed", "sanctions": []},
        "employment": [{k: v for k, v in row.items() if k != "to"} for row in document.get("employment", [])],
        "appraisals": {str(year): "qualified" for year in range(2012, int(document["as_of"][:4]))},
    }
    case = case_of(steady)
    after = by_route(ask(later(case, case.as_of + timedelta(days=wait))))
    for key, route in by_route(ask(case)).items():
        if key[-1] in LEVEL_ROUTES and route.verdict == "eligible":
            assert after[key].verdict == "eligible"


# --- what the rule grants -------------------------------------------------------------------------


@examples(40)
@given(people(), people())
def test_level_routes_never_look_at_education(document: Document, other: Document) -> None:
    schooled = {key: value for key, value in reviews(document).items() if key != "education"}
    if "education" in other:
        schooled["education"] = other["education"]
    changed = by_route(ask(schooled))
    for key, route in by_route(ask(reviews(document))).items():
        if key[-1] in LEVEL_ROUTES:
            one, two = (answer.to_dict() | {"notes": []} for answer in (route, changed[key]))
            assert placeless(one) == placeless(two)
            assert {"education", "papers", "foreign_language", "computer"} <= set(route.route.waives)


@examples(40)
@given(
    people(),
    st.sampled_from(
        sorted(
            set(terms.codes("series"))
            - {
                "engineering",
                "agriculture",
                "arts_and_crafts",
                "cultural_heritage",
                "laboratory",
                "art",
                "sports",
                "technician_school_teaching",
            }
        )
    ),
)
def test_a_series_that_is_not_linked_is_out_of_scope(document: Document, series: str) -> None:
    asked = document | {"targets": [{"direction": "title_review", "series": series}]}
    for decision in ask(asked).decisions:
        assert decision.verdict == "out_of_scope"
        assert decision.eligible_from is None
        assert "2.1.1" in decision.clauses or "F.1" in decision.clauses


NATIONAL: Final[tuple[Document, ...]] = (
    {"honour": "china_skills_grand_award"},
    {"honour": "national_technical_expert"},
    {"honour": "guangxi_technical_expert", "jurisdiction": "cn"},
    {"honour": "national_master_studio_lead", "current": True},
    {"honour": "state_council_allowance", "category": "skilled"},
    {"honour": "worldskills", "medal": "gold"},
    {"honour": "worldskills", "medal": "excellence"},
)
REGIONAL: Final[tuple[Document, ...]] = (
    {"honour": "guangxi_skills_grand_award"},
    {"honour": "guangxi_technical_expert"},
    {"honour": "regional_master_studio_lead", "current": True},
    {"honour": "national_skills_competition", "medal": "bronze"},
    {"honour": "provincial_technical_expert", "jurisdiction": "cn-44"},
    {"honour": "provincial_skills_grand_award", "name": "湖南省技能大奖"},
    {"honour": "other", "name": "广东省技术能手"},
    {"honour": "national_technical_expert", "jurisdiction": "cn-45"},
)


@examples(15)
@given(people(), st.sampled_from((NATIONAL, REGIONAL)), st.dates(date(2015, 1, 1), date(2026, 1, 1)))
def test_honours_of_one_list_open_the_same(
    document: Document, honours: tuple[Document, ...], day: date
) -> None:
    answers = []
    for honour in honours:
        case = case_of(reviews(document) | {"honours": [honour | {"granted_on": day.isoformat()}]})
        answers.append({key: (r.verdict, r.eligible_from) for key, r in by_route(ask(case)).items()})
    assert all(answer == answers[0] for answer in answers)


# --- what is missing ------------------------------------------------------------------------------

SUPPLIED: Final[dict[str, Any]] = {
    "certificates": [], "titles": [], "honours": [], "education": [], "employment": [], "appraisals": {},
    "certificates.kind": "skill_level", "certificates.verified": True,
    "titles.specialty": "机械制造", "titles.obtained_by": "review",
    "honours.granted_on": "2020-01-01", "honours.medal": "gold", "honours.current": True, "honours.category": "skilled",
    "education.kind": "bachelor", "education.class": "technician_class", "education.major": "会计", "education.proof": "graduation",
    "education.graduated_on": "2015-07-01",
    "employment.occupation": OCCUPATIONS[0], "employment.sector": "enterprise", "employment.engaged_level": "technician",
    "employment.exam_fields": ["accounting"],
    "evidence.continuing_education": True, "evidence.results": True,
    "person.birth_date": "1960-01-01",
    "person.status": "employed", "person.lawful_work_in_region": True,
    "targets.specialty": "机械制造",
}  # fmt: skip
"""A value for every fact that a case may lack, by its place without the number of the row."""


@examples(80)
@given(people(), policies())
def test_what_is_missing_can_be_told(document: Document, rules: int) -> None:
    missing = {path for _, route in routes(ask(document, rules)) for path in route.missing}
    told = deepcopy(document)
    for path in sorted(missing):
        if not path.startswith("policy:"):
            supply(told, path)
    still = {path for _, route in routes(ask(told, rules)) for path in route.missing}
    assert not {path for path in still & missing if not path.startswith("policy:")}


def supply(document: Document, path: str) -> None:
    section, _, fact = path.partition(".")
    name, _, number = section.rstrip("]").partition("[")
    if name == "appraisals" and fact:
        document.setdefault("appraisals", {})[fact] = "qualified"
        return
    value = SUPPLIED[f"{name}.{fact}" if fact else name]
    if not fact:
        document[name] = value
    elif number:
        row = document[name][int(number)]
        assert fact not in row
        row[fact] = "综合" if row.get("series") == "laboratory" else value
    else:
        assert fact not in document.setdefault(name, {})
        document[name][fact] = value


# --- readings -------------------------------------------------------------------------------------

SWITCHED: Final = [
    (reading.id, option)
    for reading in load_policy().readings.values()
    if reading.kind == "decides" and reading.compared
    for option in list(reading.options)[1:]
]


@pytest.fixture(scope="module")
def switched() -> dict[tuple[str, str], Policy]:
    """The policy with one reading switched at a time."""
    return {
        (reading, option): overlay(load_policy(), {"readings": {reading: option}})
        for reading, option in SWITCHED
    }


@examples(12)
@given(people())
def test_a_reading_is_listed_exactly_when_it_matters(
    switched: dict[tuple[str, str], Policy], document: Document
) -> None:
    case = case_of(document)
    base = by_route(ask(case, with_readings=True))
    matters: dict[tuple[str, ...], set[str]] = {key: set() for key in base}
    for (reading, _), rules in switched.items():
        for key, route in by_route(decide(case, policy=rules, with_readings=False)).items():
            if (route.verdict, route.eligible_from) != (base[key].verdict, base[key].eligible_from):
                matters[key].add(reading)
    assert {key: set(route.readings) for key, route in base.items()} == matters
