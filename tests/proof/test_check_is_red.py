"""The shipped packs are green, and turn red once a route, a clause or the last case of either is taken out."""

from dataclasses import replace
from functools import cache

import pytest

from guantong.policy import Policy, load_policy
from guantong.proof import Finding, check_policy
from guantong.proof.evidence import Evidence, compared_options, gather
from guantong.proof.names import Names
from guantong.proof.structure import awaiting, decided_here

POLICY = load_policy()
NAMES = Names(POLICY)
ROUTES = [(route.pack, route.name) for route in NAMES.routes]
CLAUSES = [(pack.id, clause) for pack in POLICY.packs.values() for clause in pack.provisions]
DECIDED = [NAMES.short(p.pack, p.id) for p in decided_here(POLICY)]


@cache
def evidence() -> Evidence:
    return gather(POLICY)


@cache
def at_first() -> frozenset[tuple[str, str, str]]:
    return frozenset(map(_key, check_policy(POLICY, evidence(), solver=False).findings))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.file, finding.name, finding.text.en


def added(policy: Policy, shown: Evidence) -> list[tuple[str, str, str]]:
    """What a check finds that it did not find in the packs as they are shipped."""
    return [k for f in check_policy(policy, shown, solver=False).findings if (k := _key(f)) not in at_first()]


def without_route(pack: str, name: str) -> Policy:
    found = POLICY.packs[pack]
    routes = tuple(route for route in found.routes if route.name != name)
    supplements = tuple(route for route in found.supplements if route.name != name)
    changed = replace(found, routes=routes, supplements=supplements)
    return replace(POLICY, packs={**POLICY.packs, pack: changed})


def without_clause(pack: str, clause: str) -> Policy:
    found = POLICY.packs[pack]
    left = {name: provision for name, provision in found.provisions.items() if name != clause}
    return replace(POLICY, packs={**POLICY.packs, pack: replace(found, provisions=left)})


def test_nothing_is_wrong_with_the_shipped_packs() -> None:
    report = check_policy(POLICY, evidence(), solver=False)
    assert [f.to_dict() for f in report.findings] == []
    assert report.ok
    assert report.figures.share == f"{len(DECIDED)}/{len(DECIDED)} = 100 %"
    assert report.figures.options_tested == report.figures.options == len(compared_options(POLICY))


def test_what_awaits_the_process_is_told_by_name() -> None:
    waiting = {NAMES.short(a.pack, a.clause): a.steps for a in awaiting(POLICY)}
    assert waiting["2.3.2"] == ("title_certificate",)
    assert waiting["2.5.1c"] == ("post_appointment",)
    for pack in POLICY.packs.values():
        for provision in pack.provisions.values():
            if provision.kind in ("duty", "option"):
                assert NAMES.short(pack.id, provision.id) in waiting


@pytest.mark.parametrize(("pack", "name"), ROUTES)
def test_a_route_that_is_taken_out_is_missed(pack: str, name: str) -> None:
    found = added(without_route(pack, name), evidence())
    assert any(name in english for _, _, english in found)


@pytest.mark.parametrize(("pack", "clause"), CLAUSES)
def test_a_clause_that_is_taken_out_is_missed(pack: str, clause: str) -> None:
    found = added(without_clause(pack, clause), evidence())
    assert ("provisions", clause, f"The document has a clause {clause} that is not here; add its kind, gist and what realises it") in found  # fmt: skip


@pytest.mark.parametrize("clause", DECIDED)
def test_the_last_case_of_a_clause_is_missed(clause: str) -> None:
    claiming = [case.name for case in evidence().cases if clause in case.clauses]
    assert claiming
    found = added(POLICY, evidence().without(claiming))
    local = clause.rpartition("#")[2]
    assert any(name == local and "No worked case turns on clause" in english for _, name, english in found)


@pytest.mark.parametrize(("reading", "option"), compared_options(POLICY))
def test_the_last_case_of_an_option_is_missed(reading: str, option: str) -> None:
    claiming = [case.name for case in evidence().cases if case.readings.get(reading) == option]
    assert claiming
    found = added(POLICY, evidence().without(claiming))
    assert any(name == reading and f"the option {option} of" in english for _, name, english in found)


def test_one_case_that_turns_on_a_clause_is_enough() -> None:
    for clause in DECIDED:
        [turning] = evidence().clauses[clause]
        others = [case.name for case in evidence().cases if case.name != turning]
        assert evidence().without(others).clauses[clause] == (turning,)
