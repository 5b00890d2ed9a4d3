"""What is laid out is what the engine says: for every worked case of the packs, to the day and the clause."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guantong.decisions.standing import Standing
from guantong.decisions.suppliers import Supplier
from guantong.policy import load_policy
from guantong.portal.selfcheck.result import ORDER, Result, result_of
from guantong.portal.selfcheck.sheet import Sheet, case_of
from guantong.proof.cases import WorkedCase, answer, load_worked_cases, overlaid

from .answers import TODAY, WELDER, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.decisions import Decision

CASES = load_worked_cases()


def told(result: Result) -> dict[str, Mapping[str, Any]]:
    """What the result shows of each target: of those told in full, of those told with them, of those held."""
    found: dict[str, Mapping[str, Any]] = {}
    for item in result.items:
        shown = item.decision.to_dict()
        found[_key(item.decision)] = {name: shown[name] for name in ("verdict", "eligible_from", "clauses")}
        for other in item.alike:
            found[_key(other)] = {name: shown[name] for name in ("verdict", "eligible_from")}
    for held in result.held:
        found[_key(held)] = {}
    return found


def _key(decision: Decision) -> str:
    return json.dumps(decision.to_dict()["target"], sort_keys=True)


@pytest.mark.parametrize("worked", CASES, ids=[case.name for case in CASES])
def test_every_worked_case_is_shown_as_it_is_decided(worked: WorkedCase) -> None:
    engine = answer(worked)

    result = result_of(worked.case, policy=overlaid(load_policy(), worked.policy), today=TODAY)

    shown = told(result)
    assert set(shown) == {_key(decision) for decision in engine.decisions}
    for decision in engine.decisions:
        said = decision.to_dict()
        for name, value in shown[_key(decision)].items():
            assert value == said[name], (decision.name, name)


def welder(**changes: Mapping[str, list[str]]) -> Result:
    """The result of the welder, with some answers changed."""
    sheet, _asked = fill(Sheet(), {**WELDER, **changes})
    return result_of(case_of(sheet, TODAY), policy=load_policy(), today=TODAY)


def test_what_can_be_done_stands_first() -> None:
    assert ORDER == (Standing.OPEN, Standing.LATER, Standing.ASK, Standing.MISSING, Standing.CLOSED)

    result = welder()

    assert [s.standing for s in result.sections] == [Standing.OPEN, Standing.LATER, Standing.CLOSED]
    assert result.items[0].decision.name == "助理工程师（焊接）"
    assert [d.name for d in result.items[0].alike] == ["助理工程师（建筑安装）", "助理工程师（机械制造）"]


def test_levels_already_held_are_named_only() -> None:
    result = welder()

    assert [d.name for d in result.held] == ["焊工 高级工", "焊工 中级工", "焊工 初级工"]


def test_the_validity_of_the_document_stands_above_and_not_among_the_notes() -> None:
    result = welder()

    assert "A46" in result.warning
    assert not any("A46" in note for note in result.notes)


def test_what_is_missing_says_who_supplies_it() -> None:
    sheet, _asked = fill(Sheet(), WELDER, unsure=("appraisals", "certificate-1-verified"))
    result = result_of(case_of(sheet, TODAY), policy=load_policy(), today=TODAY)

    suppliers = {lack.supplier: dict(lack.facts) for lack in result.lacks}
    assert suppliers[Supplier.EMPLOYER]["appraisals.2025"] == "2025 年度考核结果"
    assert "certificates[0].verified" in suppliers[Supplier.QUERY]


def test_readings_come_with_their_other_options_and_facts_with_what_they_say() -> None:
    result = welder(
        **{"certificate-1-issued": {"value_year": ["2024"], "value_month": ["11"], "value_day": ["22"]}}
    )

    reading = next(r for r in result.readings if r.id == "A16")
    assert reading.chosen not in reading.others
    assert reading.others
    assert any("焊工" in fact.statement for fact in result.unconfirmed)


def test_every_clause_cited_has_its_gist() -> None:
    result = welder()

    cited = {c for item in result.items for c in item.decision.clauses}
    assert cited <= set(result.gists)


def test_reasons_are_split_into_against_open_and_met_and_none_is_lost() -> None:
    for item in welder().items:
        for way in (item.way, *item.others):
            assert len(way.against) + len(way.open) + len(way.met) == len(way.reasons)
            assert {r.answer.requirement.name for r in way.reasons} == {
                r.requirement.name for r in way.answer.requirements
            }


def test_english_is_english() -> None:
    sheet, _asked = fill(Sheet(), WELDER)
    result = result_of(case_of(sheet, TODAY), policy=load_policy(), today=TODAY, lang="en")

    assert result.items[0].way.answer.label == "Senior worker to assistant title"
