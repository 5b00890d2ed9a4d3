"""Which clauses and readings the worked cases decide: a case turns on a clause if it fails once that is gone.

A clause is gone when the routes, supplements and notes that cite it are taken out, or the requirements that
cite it are taken for met: one such thing at a time, or all requirements together; one change after which the
case fails is enough. Cites themselves do not count, only verdicts, dates, routes, levels and notes; the case has to cite the clause besides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from guantong.conditions.nodes import Constant
from guantong.policy.loading import DIRECTIONS

from .cases import WorkedCase, answer
from .expectations import cited, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set

    from guantong.policy import Pack, Policy, Route

__all__ = ["clauses_decided", "options_decided", "readings_decided", "turns_on_clause", "turns_on_option"]

K = TypeVar("K")
Things: TypeAlias = "Set[tuple[str, str]]"
"""Routes, requirements and notes, as (kind, name)."""

_CITES: Final = frozenset({"clauses", "readings", "unconfirmed"})
"""What an expectation says about citing, not about the outcome."""


def clauses_decided(policy: Policy, cases: Iterable[WorkedCase]) -> Mapping[str, tuple[str, ...]]:
    """Clause -> names of the cases that say they turn on it, and do."""
    return _gathered(
        (clause, case.name)
        for case in cases
        for clause in case.clauses
        if turns_on_clause(case, clause, policy)
    )


def readings_decided(policy: Policy, cases: Iterable[WorkedCase]) -> Mapping[str, tuple[str, ...]]:
    """Reading -> names of the cases that turn on it, whatever its option there."""
    pairs = options_decided(policy, cases)
    return _gathered((reading, name) for (reading, _), names in pairs.items() for name in names)


def options_decided(policy: Policy, cases: Iterable[WorkedCase]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(Reading, option) -> names of the cases that hold under this option and fail under another."""
    return _gathered(
        ((reading, option), case.name)
        for case in cases
        for reading, option in case.readings.items()
        if turns_on_option(case, reading, option, policy)
    )


def turns_on_clause(case: WorkedCase, clause: str, policy: Policy) -> bool:
    """Whether the case cites the clause, and fails in a policy without it."""
    asked = _asked(case, policy)
    if _is_cited(policy, clause) and clause not in _cites(case, asked):
        return False
    return any(_fails(case, changed) for changed in without(asked, clause))


def turns_on_option(case: WorkedCase, reading: str, option: str, policy: Policy) -> bool:
    """Whether the case is about this option of the reading, and fails under another one."""
    chosen = case.policy.get("readings") or {}
    options = policy.readings[reading].options
    if chosen.get(reading, policy.choices.get(reading, next(iter(options)))) != option:
        return False
    flipped = (
        replace(case, policy={**case.policy, "readings": {**chosen, reading: other}})
        for other in options
        if other != option
    )
    return any(_fails(other, _asked(case, policy)) for other in flipped)


def without(policy: Policy, clause: str) -> tuple[Policy, ...]:
    """The policies in each of which one thing that carries the clause is gone."""
    known = _WITHOUT.setdefault(policy, {})
    if clause not in known:
        known[clause] = tuple(_without(policy, Carriers.of(policy, clause)))
    return known[clause]


def _asked(case: WorkedCase, policy: Policy) -> Policy:
    """The policy with the routes of the directions that the case asks about: the others cannot play a part."""
    targets = case.case.targets
    directions = frozenset(DIRECTIONS if targets is None else (target.direction for target in targets))
    known = _ASKED.setdefault(policy, {})
    if directions not in known:
        known[directions] = _with_routes(
            policy, lambda routes: tuple(r for r in routes if r.direction in directions)
        )
    return known[directions]


_WITHOUT: WeakKeyDictionary[Policy, dict[str, tuple[Policy, ...]]] = WeakKeyDictionary()
_ASKED: WeakKeyDictionary[Policy, dict[frozenset[str], Policy]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Carriers:
    """What carries a clause: things that cite it, and things that its provision names."""

    clause: str
    named: frozenset[str]

    @classmethod
    def of(cls, policy: Policy, clause: str) -> Carriers:
        provision = policy.provision(clause)
        return cls(clause, frozenset(provision.realised_by if provision else ()))

    def route(self, route: Route) -> bool:
        names = {f"route:{route.name}", f"supplement:{route.name}"}
        return self.clause in route.clauses or bool(names & self.named)

    def requirement(self, name: str, clauses: tuple[str, ...]) -> bool:
        return self.clause in clauses or f"requirement:{name}" in self.named

    def note(self, name: str, clause: str) -> bool:
        return self.clause == clause or f"note:{name}" in self.named


def _without(policy: Policy, carriers: Carriers) -> Iterator[Policy]:
    names = {
        (kind, name)
        for pack in policy.packs.values()
        for route in (*pack.routes, *pack.supplements)
        for kind, name in _carried(route, carriers)
    }
    for thing in sorted(names):
        yield _changed(policy, {thing})
    requirements = {thing for thing in names if thing[0] == "requirement"}
    if len(requirements) > 1:
        yield _changed(policy, requirements)


def _carried(route: Route, carriers: Carriers) -> Iterator[tuple[str, str]]:
    if carriers.route(route):
        yield "route", route.name
    for requirement in route.requirements:
        if carriers.requirement(requirement.name, requirement.clauses):
            yield "requirement", requirement.name
    for remark in route.remarks:
        if carriers.note(remark.name, remark.clause):
            yield "note", remark.name


def _changed(policy: Policy, gone: Things) -> Policy:
    return _with_routes(
        policy,
        lambda routes: tuple(_reduced(route, gone) for route in routes if ("route", route.name) not in gone),
    )


def _with_routes(policy: Policy, change: Callable[[tuple[Route, ...]], tuple[Route, ...]]) -> Policy:
    def changed(pack: Pack) -> Pack:
        return replace(pack, routes=change(pack.routes), supplements=change(pack.supplements))

    return replace(policy, packs={name: changed(pack) for name, pack in policy.packs.items()})


def _reduced(route: Route, gone: Things) -> Route:
    met = Constant(True)
    return replace(
        route,
        requirements=tuple(
            replace(r, when=met) if ("requirement", r.name) in gone else r for r in route.requirements
        ),
        remarks=tuple(r for r in route.remarks if ("note", r.name) not in gone),
    )


def _fails(case: WorkedCase, policy: Policy) -> bool:
    """Whether the outcome is another than the case expects."""
    found = answer(case, policy, with_readings=False)
    if not all(decision.routes for decision in found.decisions):
        return True
    outcome = [
        {key: value for key, value in expected.items() if key not in _CITES} for expected in case.expect
    ]
    return any(mismatch.place.rpartition(".")[2] not in _CITES for mismatch in compare(outcome, found))


def _cites(case: WorkedCase, policy: Policy) -> set[str]:
    found = answer(case, policy, with_readings=False)
    return {clause for decision in found.decisions for clause in cited(decision, found)}


def _is_cited(policy: Policy, clause: str) -> bool:
    """Whether anything cites the clause; one that only its provision connects cannot be cited by a case."""
    return any(
        clause in route.clauses
        or any(clause in requirement.clauses for requirement in route.requirements)
        or any(clause == remark.clause for remark in route.remarks)
        for pack in policy.packs.values()
        for route in (*pack.routes, *pack.supplements)
    )


def _gathered(pairs: Iterable[tuple[K, str]]) -> Mapping[K, tuple[str, ...]]:
    found: dict[K, list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}
